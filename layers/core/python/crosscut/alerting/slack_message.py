"""A notice as a Slack message in Block Kit.

Limits (https://docs.slack.dev/reference/block-kit/blocks): header 150 characters, text of a section 3,000,
50 blocks; this stays far below all but the header's.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypedDict

from crosscut.alerting import wording
from crosscut.alerting.mrkdwn import harmless, harmless_code
from crosscut.config import Source
from crosscut.model import Insight, Severity, Step

HEADER = 150
SECTION = 3_000
_SUMMARY = 900
_CAUSE = 1_800
_QUOTE = 600
_STEP = 300
_CHECK = 250
_NAME = 120  # of a source, a service, a file, a model
_MARKS = {
    Severity.CRITICAL: "\U0001f534",  # red circle
    Severity.HIGH: "\U0001f7e0",
    Severity.MEDIUM: "\U0001f7e1",
    Severity.LOW: "\U0001f535",
    Severity.INFO: "\u26aa",
}


class Text(TypedDict, total=False):
    """A text object."""

    type: str
    text: str
    emoji: bool
    verbatim: bool


class Block(TypedDict, total=False):
    """A header, section or context."""

    type: str
    text: Text
    elements: list[Text]


class Message(TypedDict):
    """What both a webhook and chat.postMessage take."""

    text: str
    blocks: list[Block]
    unfurl_links: bool
    unfurl_media: bool


def render_message(insight: Insight, source: Source) -> Message:
    """Return the message; its `text` is what notifications and screen readers show."""
    return {
        "text": _fallback(insight),
        "blocks": list(_blocks(insight, source)),
        "unfurl_links": False,
        "unfurl_media": False,
    }


def _fallback(insight: Insight) -> str:
    title = harmless(f"{insight.severity.capitalize()} in {insight.source}: {insight.title}", 400)
    return f"{title} ({harmless(wording.since(insight), _NAME)}, {wording.how_many(insight)})"


def _blocks(insight: Insight, source: Source) -> Iterator[Block]:
    title = wording.one_line(f"{_MARKS[insight.severity]} {insight.severity.capitalize()}: {insight.title}")
    yield {
        "type": "header",
        "text": {"type": "plain_text", "text": wording.cut(title, HEADER), "emoji": False},
    }
    yield _context(_where(insight, source), f"{wording.since(insight)} · {wording.how_many(insight)}")
    parts = [_what(insight), _cause(insight), _quoted(insight), _steps(insight)]
    yield from (_section(part) for part in parts if part)
    yield _context(_footer(insight, shortened=any(wording.ELLIPSIS in part for part in parts)))


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
    return f"Insight `{harmless_code(insight.id, _NAME)}` · {paid + ' · ' if paid else ''}{pointer}"


def _section(text: str) -> Block:
    return {"type": "section", "text": _mrkdwn(text)}


def _context(*texts: str) -> Block:
    return {"type": "context", "elements": [_mrkdwn(text) for text in texts]}


def _mrkdwn(text: str) -> Text:
    return {"type": "mrkdwn", "text": text, "verbatim": True}  # verbatim: Slack links nothing by itself
