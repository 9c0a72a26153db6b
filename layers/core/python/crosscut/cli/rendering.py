"""Findings as a person wants to read them, at 80 columns as in a pipe."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.text import Text

from crosscut.cli.hanging import hanging
from crosscut.cli.quantities import counted, number
from crosscut.cli.reasoning import render_hypotheses, render_list_of, render_steps, render_timeline
from crosscut.model import Evidence, Insight, Severity
from crosscut.moments import span
from crosscut.plain import plain, plain_lines

_STYLES = {
    Severity.CRITICAL: "bold white on red",
    Severity.HIGH: "bold red",
    Severity.MEDIUM: "bold yellow",
    Severity.LOW: "bold cyan",
    Severity.INFO: "bold",
}
_SHOWN_EVIDENCE = 5
_SHOWN_ROWS = 4  # of a log line, after wrapping
_SHOWN_TRACE_LINES = 4  # of a record of several lines; its last one is among them
_SHOWN_TRACE_ROWS = 2  # of each of these


def render_insights(insights: Sequence[Insight], console: Console) -> None:
    """Write each insight in full, in the order given, a blank line between two."""
    for position, insight in enumerate(insights):
        if position:
            console.print()
        _render(insight, console)


def _render(insight: Insight, console: Console) -> None:
    hanging(console, badge(insight.severity), Text(plain(insight.title), style="bold"))
    where = insight.source + (f" ({', '.join(insight.services)})" if insight.services else "")
    facts = (_span(insight), counted(insight.count, "record"), where, insight.category.value)
    hanging(console, Text(), Text(plain(" · ".join(facts)), style="dim"))
    cause = "Cause?" if insight.inconclusive else "Cause"
    for label, text in (("What", insight.summary), (cause, insight.root_cause)):
        if text.strip():
            hanging(console, Text(label), Text(plain(text)))
    render_timeline(insight.timeline, console)
    render_hypotheses(insight.hypotheses, console)
    render_evidence(insight.evidence, console)
    render_steps(insight.remediation, console)
    render_list_of("Missing", insight.missing, console)
    hanging(console, Text("Confidence"), Text(plain(_confidence(insight))))
    if insight.techniques:
        hanging(console, Text("ATT&CK"), Text(plain(", ".join(insight.techniques))))
    if insight.triage:
        hanging(console, Text("Triage"), Text(plain(insight.triage), style="dim"))
    for note in insight.notes:
        hanging(console, Text("Note"), Text(plain(note), style="dim"))
    hanging(console, Text("Insight"), Text(plain(insight.id), style="dim"))


def render_evidence(evidence: Sequence[Evidence], console: Console) -> None:
    """Write each line with its place, the first ones of many."""
    for position, each in enumerate(evidence[:_SHOWN_EVIDENCE]):
        doubt = "" if each.verified else "  (not found there)"
        place = Text(plain(f"{each.file}:{each.line}{doubt}"), style="cyan")
        hanging(console, Text("" if position else "Lines"), place)
        lines = _quoted(each.text)
        for line in lines:
            rows = _SHOWN_ROWS if len(lines) == 1 else _SHOWN_TRACE_ROWS
            hanging(console, Text(), Text(line), prefix="> ", rows=rows)
    if len(evidence) > _SHOWN_EVIDENCE:
        more = f"and {counted(len(evidence) - _SHOWN_EVIDENCE, 'more line')}; --json has all"
        hanging(console, Text(), Text(more, style="dim"))


def _quoted(text: str) -> list[str]:
    """The lines of a record; of a long one the first and, as it often names the error, the last."""
    lines = [line.rstrip() for line in plain_lines(text.rstrip("\n"))]
    hidden = len(lines) - _SHOWN_TRACE_LINES
    if hidden <= 0:
        return lines
    return [*lines[: _SHOWN_TRACE_LINES - 1], f"... {counted(hidden, 'more line')}", lines[-1]]


def badge(severity: Severity) -> Text:
    """Return the severity as a label."""
    return Text(f"{severity.value.upper()}", style=_STYLES[severity])


def _confidence(insight: Insight) -> str:
    word = "high" if insight.confidence >= 0.75 else "medium" if insight.confidence >= 0.45 else "low"
    who = "the offline analyst" if insight.analyst == "offline" else insight.analyst
    rules = f", on the rules {', '.join(insight.rules)}" if insight.rules else ""
    reason = f": {insight.confidence_reason}" if insight.confidence_reason else ""
    known = "; inconclusive: the log does not tell the cause" if insight.inconclusive else ""
    return f"{word} ({insight.confidence:.2f}), says {who}{rules}{reason}{known}"


def _span(insight: Insight) -> str:
    return span(insight.first_seen, insight.last_seen)


def render_quiet(lines: int, console: Console) -> None:
    """Say that there is nothing to do."""
    what = (
        f"nothing in {counted(lines, 'line')} needs a person"
        if lines
        else "there was not a single line to read"
    )
    render_note(f"All quiet: {what}.", console, style="bold green" if lines else "bold")


def summary(insights: Iterable[Insight]) -> str:
    """Return for example `3 findings: 1 critical, 2 low`."""
    found = [insight.severity for insight in insights]
    by_severity = [(severity.value, found.count(severity)) for severity in reversed(Severity)]
    parts = ", ".join(f"{number(count)} {name}" for name, count in by_severity if count)
    return f"{counted(len(found), 'finding')}: {parts}"


def render_note(line: str, console: Console, *, style: str = "") -> None:
    """Write a line about the findings, wrapped at words."""
    for row in Text(plain(line), style=style).wrap(console, console.width, overflow="fold"):
        row.rstrip()
        console.print(row, no_wrap=True, overflow="ignore", crop=False)
