"""A notice as plain text: for SNS and what subscribes to it (mail, pagers, other programs)."""

from __future__ import annotations

from collections.abc import Iterator

from crosscut.alerting import change_words, wording
from crosscut.alerting.changes import Change
from crosscut.alerting.port import Letter, Summary

SUBJECT_CHARACTERS = 100  # https://docs.aws.amazon.com/sns/latest/api/API_Publish.html, Subject
_LINE = 600
_PARAGRAPH = 3_000
_LISTED = 50  # of what was held back
_REPEAT = "An earlier attempt to send this was interrupted: it may be a repeat."


def render_subject(what: Letter | Summary) -> str:
    """Return one line of printable ASCII, under 100 characters, as SNS wants it for mail."""
    if isinstance(what, Summary):
        text = f"[SUMMARY] {change_words.summary_headline(what)}"
    else:
        text = f"[{change_words.label(what).upper()}] {what.insight.source}: {what.insight.title}"
    printable = "".join(c if " " <= c <= "~" else "?" for c in wording.one_line(text))
    return printable if len(printable) < SUBJECT_CHARACTERS else printable[: SUBJECT_CHARACTERS - 4] + "..."


def render_text(what: Letter | Summary) -> str:
    """Return the notice in at most some 20,000 characters, each quoted line and step on a line of its own."""
    lines = _summary(what) if isinstance(what, Summary) else _lines(what)
    return "\n".join([*lines, *([_REPEAT] if what.repeat else [])]) + "\n"


def _summary(summary: Summary) -> Iterator[str]:
    yield f"{change_words.summary_headline(summary)}:"
    for source, insight_id, held in summary.held[:_LISTED]:
        yield _line(f"{held.severity.upper()} {source}: {held.title} (insight {insight_id})", indent="  ")
    if len(summary.held) > _LISTED:
        yield f"  and {len(summary.held) - _LISTED:,} more"
    yield "Details: crosscut insights show ID"


def _lines(letter: Letter) -> Iterator[str]:
    insight, source = letter.insight, letter.source
    yield _line(f"{change_words.label(letter).upper()}: {insight.title}")
    if letter.change is not Change.NEW:
        yield _line(change_words.headline(letter))
    where = f"{insight.source} ({source.environment})"
    yield _line(f"{where}, {wording.since(insight)}, {wording.how_many(insight)}")
    if bars := wording.sparkline(insight):
        yield bars
    if state := wording.state(insight, now=letter.now):
        yield _line(state)
    if insight.services:
        yield _line(f"Services: {', '.join(insight.services)}")
    yield from ("", _paragraph(insight.summary))
    if insight.root_cause:
        heading = f"{wording.cause_heading(insight)} ({_line(wording.who_says(insight))}):"
        yield from ("", heading, _paragraph(insight.root_cause))
    if quoted := wording.quotes(insight):
        yield from ("", "Quoted from the log:")
        for evidence in quoted:
            mark = "" if evidence.verified else " (not found in the log)"
            yield _line(f"  {evidence.file}:{evidence.line}{mark}  {evidence.text}", indent="  ")
    if insight.remediation:
        yield from ("", "First steps:")
        for number, step in enumerate(insight.remediation[: wording.STEPS], start=1):
            yield _line(f"{number}. {step.action}", indent="  ")
            if step.verify:
                yield _line(f"check first: {step.verify}", indent="     ")
            if caution := wording.caution(step):
                yield _line(caution + (f"; undo: {step.undo}" if step.undo else ""), indent="     ")
    if source.runbook:
        yield from ("", f"Runbook: {source.runbook}")
    if letter.page:
        yield from ("", f"The page with pictures: {letter.page}")
    incident = f" of incident {insight.incident}" if insight.incident else ""
    paid = wording.cost(insight)
    yield from ("", _line(f"Insight {insight.id}{incident}" + (f", found for {paid}" if paid else "")))
    yield f"The whole insight: {wording.show_command(insight)}"


def _line(text: str, *, indent: str = "") -> str:
    return indent + wording.cut(wording.one_line(text), _LINE)


def _paragraph(text: str) -> str:
    return wording.cut(wording.one_line(text), _PARAGRAPH)
