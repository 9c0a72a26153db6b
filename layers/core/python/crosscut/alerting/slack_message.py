"""A notice as a Slack message in Block Kit, far below its limits save for the header's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crosscut.alerting import change_words, wording
from crosscut.alerting.changes import Change, is_loud
from crosscut.alerting.mrkdwn import harmless, harmless_code
from crosscut.alerting.port import Letter, Summary
from crosscut.alerting.slack_buttons import buttons_for
from crosscut.alerting.slack_text import HEADER, Block, Message, context, header, link, message, section
from crosscut.config import Source
from crosscut.model import Insight, Severity, Status, Step

_SUMMARY = 900
_CAUSE = 1_800
_QUOTE = 600
_STEP = 300
_CHECK = 250
_NAME = 120  # of a source, a service, a file, a model
_LISTED = 20  # of what was held back
_URL = re.compile(r"https?://[^\s<>|]{1,2300}")
_MARKS = {
    Severity.CRITICAL: "\U0001f534",  # red circle
    Severity.HIGH: "\U0001f7e0",
    Severity.MEDIUM: "\U0001f7e1",
    Severity.LOW: "\U0001f535",
    Severity.INFO: "\u26aa",
}
_RESOLVED = "\u2705"  # check mark


def render_message(letter: Letter, *, buttons: bool = False) -> Message:
    """Return the message as it stands now, with buttons below it where somebody listens to them."""
    blocks = list(_blocks(letter))
    if buttons:
        blocks += buttons_for(letter.insight, now=letter.now)
    return message(_fallback(letter), blocks)


def render_reply(letter: Letter) -> dict[str, object]:
    """Return what is said in the message's thread; `reply_broadcast` shows it in the channel, too."""
    words = harmless(change_words.headline(letter), _CAUSE)
    named = f"*{harmless(letter.insight.title, _STEP)}*\n{words}"
    mark = _mark(letter.insight)
    said = message(f"{mark} {harmless(letter.insight.title, _STEP)}: {words}", [section(f"{mark} {named}")])
    return {**said, "reply_broadcast": is_loud(letter.change, letter.insight)}


def render_summary(summary: Summary) -> Message:
    """Return one message for all that was held back."""
    head = change_words.summary_headline(summary)
    lines = [
        f"{_MARKS[held.severity]} *{harmless(source, _NAME)}* {harmless(held.title, 200)} "
        f"(`{harmless_code(insight_id, _NAME)}`)"
        for source, insight_id, held in summary.held[:_LISTED]
    ]
    blocks = [header(wording.cut(head, HEADER))]
    blocks += [section("\n".join(lines[at : at + 5])) for at in range(0, len(lines), 5)]
    left_out = len(summary.held) - _LISTED
    more = (
        f"{left_out:,} more: `crosscut insights`" if left_out > 0 else "Details: `crosscut insights show ID`"
    )
    repeat = " · may be a repeat" if summary.repeat else ""
    return message(harmless(head, 400), [*blocks, context(f"{more}{repeat}")])


def _fallback(letter: Letter) -> str:
    insight = letter.insight
    title = harmless(f"{change_words.label(letter).capitalize()} in {insight.source}: {insight.title}", 400)
    return f"{title} ({harmless(wording.since(insight), _NAME)}, {wording.how_many(insight)})"


def _blocks(letter: Letter) -> Iterator[Block]:
    insight, source = letter.insight, letter.source
    label = _label(insight)
    yield header(wording.cut(wording.one_line(f"{_mark(insight)} {label}: {insight.title}"), HEADER))
    when = [f"{wording.since(insight)} · {wording.how_many(insight)}"]
    if bars := wording.sparkline(insight):
        when.append(bars)
    yield context(_where(insight, source), *when)
    parts = [_news(letter), _what(insight), _cause(insight), _quoted(insight), _steps(insight)]
    yield from (section(part) for part in parts if part)
    if links := _links(letter):
        yield section(links)
    repeat = "An earlier attempt was interrupted: this may be a repeat · " if letter.repeat else ""
    yield context(repeat + _footer(insight, shortened=any(wording.ELLIPSIS in part for part in parts)))


def _mark(insight: Insight) -> str:
    return _RESOLVED if insight.status is Status.RESOLVED else _MARKS[insight.severity]


def _label(insight: Insight) -> str:
    severity = insight.severity.capitalize()
    return f"Resolved, was {insight.severity}" if insight.status is Status.RESOLVED else severity


def _news(letter: Letter) -> str:
    """What has changed, in a message of its own; what people have said of it."""
    state = wording.state(letter.insight, now=letter.now)
    news = change_words.headline(letter) if letter.change not in (Change.NEW, Change.EXPLAINED) else ""
    both = news if not state or state in news else f"{news} {state}.".strip()
    return f"*{harmless(both, _SUMMARY)}*" if both else ""


def _links(letter: Letter) -> str:
    links = [(letter.page, "The page with pictures"), (letter.source.runbook, "Runbook")]
    return " · ".join(link(url, words) for url, words in links if _URL.fullmatch(url))


def _where(insight: Insight, source: Source) -> str:
    where = f"*{harmless(insight.source, _NAME)}* ({harmless(source.environment, _NAME)})"
    services = ", ".join(harmless(service, _NAME) for service in insight.services[:5])
    return f"{where} · {services}" if services else where


def _what(insight: Insight) -> str:
    return harmless(insight.summary, _SUMMARY)


def _cause(insight: Insight) -> str:
    if not insight.root_cause.strip():
        return ""
    who = harmless(wording.who_says(insight), _NAME)
    return f"*{wording.cause_heading(insight)}* ({who})\n{harmless(insight.root_cause, _CAUSE)}"


def _quoted(insight: Insight) -> str:
    lines: list[str] = []
    for evidence in wording.quotes(insight):
        mark = "" if evidence.verified else " (not found in the log)"
        lines.append(f"{harmless_code(evidence.file, _NAME)}:{evidence.line}{mark}")
        lines.append(f"  {harmless_code(evidence.text, _QUOTE)}")
    return "*From the log*\n```\n" + "\n".join(lines) + "\n```" if lines else ""


def _steps(insight: Insight) -> str:
    steps = insight.remediation[: wording.STEPS]
    lines = [line for number, step in enumerate(steps, start=1) for line in _step(number, step)]
    return "*First steps*\n" + "\n".join(lines) if lines else ""


def _step(number: int, step: Step) -> Iterator[str]:
    yield f"{number}. {harmless(step.action, _STEP)}"
    if step.verify:
        yield f"    check first: {harmless(step.verify, _CHECK)}"
    if caution := wording.caution(step):
        undo = f"; undo: {step.undo}" if step.undo else ""
        yield f"    {harmless(caution + undo, _CHECK)}"


def _footer(insight: Insight, *, shortened: bool) -> str:
    paid = wording.cost(insight)
    command = f"`{harmless_code(wording.show_command(insight), 2 * _NAME)}`"
    pointer = f"Cut to fit; the whole: {command}" if shortened else command
    incident = f" of incident `{harmless_code(insight.incident, _NAME)}`" if insight.incident else ""
    return f"Insight `{harmless_code(insight.id, _NAME)}`{incident} · {paid + ' · ' if paid else ''}{pointer}"
