"""What has changed, in one sentence; for a thread, and for channels that cannot edit what they have said."""

from __future__ import annotations

from crosscut.alerting import wording
from crosscut.alerting.changes import Change
from crosscut.alerting.port import Letter, Summary
from crosscut.model import Insight


def headline(letter: Letter) -> str:
    """Return the sentence, without the insight's title; foreign text is as it came."""
    insight, figures = letter.insight, wording.how_many(letter.insight)
    match letter.change:
        case Change.WORSE:
            return f"Now {insight.severity}, was {letter.before or 'less'}. {figures} so far."
        case Change.REOPENED:
            return f"It is back. {figures} so far, last at {wording.since(_last_only(insight))}."
        case Change.RESOLVED:
            how = wording.state(insight, now=letter.now) or "Resolved"
            lasted = wording.lasted(insight)
            return f"{how}. {figures}" + (f" in {lasted}." if lasted else ".")
        case Change.EXPLAINED:
            known = "No certain cause" if insight.inconclusive else "The cause"
            return f"{known} ({wording.who_says(insight)}): {insight.root_cause or insight.summary}"
        case Change.STILL:
            was = f", {letter.before} when this was last said" if letter.before else ""
            return f"Still going on: {figures}{was}. {wording.sparkline(insight)}".rstrip()
        case _:
            return f"{figures}, {wording.since(insight)}."


def label(letter: Letter) -> str:
    """Return the word before the title: the severity, or what has become of it."""
    if letter.change in (Change.RESOLVED, Change.REOPENED):
        return letter.change.value
    return letter.insight.severity.value


def summary_headline(summary: Summary) -> str:
    """Return for example `12 problems were held back by quiet hours until 2026-03-01 07:00 UTC`."""
    why = "the cap of messages an hour" if summary.why == "cap" else str(summary.why)
    number = len(summary.held)
    return (
        f"{number} problem{'' if number == 1 else 's'} held back by {why} "
        f"until {wording.moment(summary.until)}"
    )


def _last_only(insight: Insight) -> Insight:
    return insight.model_copy(update={"first_seen": insight.last_seen})
