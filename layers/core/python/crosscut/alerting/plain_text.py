"""A notice as plain text: for SNS and what subscribes to it (mail, pagers, other programs)."""

from __future__ import annotations

from collections.abc import Iterator

from crosscut.alerting import wording
from crosscut.config import Source
from crosscut.model import Insight

SUBJECT_CHARACTERS = 100  # https://docs.aws.amazon.com/sns/latest/api/API_Publish.html, Subject
_LINE = 600
_PARAGRAPH = 3_000


def render_subject(insight: Insight) -> str:
    """Return one line of printable ASCII, under 100 characters, as SNS wants it for mail."""
    text = wording.one_line(f"[{insight.severity.upper()}] {insight.source}: {insight.title}")
    printable = "".join(c if " " <= c <= "~" else "?" for c in text)
    return printable if len(printable) < SUBJECT_CHARACTERS else printable[: SUBJECT_CHARACTERS - 4] + "..."


def render_text(insight: Insight, source: Source) -> str:
    """Return the notice in at most some 20,000 characters, each quoted line and step on a line of its own."""
    return "\n".join(_lines(insight, source)) + "\n"


def _lines(insight: Insight, source: Source) -> Iterator[str]:
    yield _line(f"{insight.severity.upper()}: {insight.title}")
    where = f"{insight.source} ({source.environment})"
    yield _line(f"{where}, {wording.since(insight)}, {wording.how_many(insight)}")
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
    paid = wording.cost(insight)
    yield from ("", _line(f"Insight {insight.id}" + (f", found for {paid}" if paid else "")))
    yield f"The whole insight: {wording.show_command(insight)}"


def _line(text: str, *, indent: str = "") -> str:
    return indent + wording.cut(wording.one_line(text), _LINE)


def _paragraph(text: str) -> str:
    return wording.cut(wording.one_line(text), _PARAGRAPH)
