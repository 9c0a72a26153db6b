"""The report of an investigation as a person wants to read it."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from crosscut.cli.hanging import hanging
from crosscut.cli.quantities import counted, number
from crosscut.cli.reasoning import render_hypotheses, render_list_of, render_steps, render_timeline
from crosscut.cli.rendering import badge, render_evidence
from crosscut.investigation import Report
from crosscut.plain import plain

_SHOWN_USES = 12


def render_report(report: Report, console: Console) -> None:
    """Write the report: the answer first, then what it stands on, what was done, and what it cost."""
    hanging(console, badge(report.severity), Text(plain(report.title), style="bold"))
    where = report.source + (f" ({', '.join(report.services)})" if report.services else "")
    hanging(console, Text(), Text(plain(f"{where} · {report.category.value}"), style="dim"))
    _text("Question", report.question, console)
    _text("Answer", report.answer, console)
    _text("Cause?" if report.inconclusive else "Cause", report.root_cause, console)
    render_timeline(report.timeline, console)
    render_hypotheses(report.hypotheses, console)
    for position, each in enumerate(report.ruled_out):
        label = Text("" if position else "Ruled out")
        hanging(console, label, Text(plain(f"- {each.cause}: {each.because}")), hang=2)
        places = ", ".join(f"{e.file}:{e.line}" for e in each.evidence)
        hanging(console, Text(), Text(plain(places or "no line shows it"), style="dim"), prefix="  ")
    render_evidence(report.evidence, console)
    render_list_of("Noted", [each.text for each in report.observations], console)
    if not report.complete:
        render_list_of("By rules", report.by_rules, console)
    render_steps(report.remediation, console)
    render_list_of("Missing", report.missing, console)
    _text("Confidence", _confidence(report), console)
    render_list_of("Orders", [f"{each} gives orders to a model" for each in report.orders], console)
    for note in report.notes:
        hanging(console, Text("Note"), Text(plain(note), style="dim"))
    uses = [f"{use.tool} {use.arguments}{f': {use.error}' if use.error else ''}" for use in report.tools]
    render_list_of("Looked at", uses[:_SHOWN_USES], console)
    if len(uses) > _SHOWN_USES:
        more = f"and {counted(len(uses) - _SHOWN_USES, 'more use')} of tools; --json has all"
        hanging(console, Text(), Text(more, style="dim"))
    _text("Cost", _cost(report), console)


def _text(label: str, text: str, console: Console) -> None:
    if text.strip():
        hanging(console, Text(label), Text(plain(text)))


def _confidence(report: Report) -> str:
    word = "high" if report.confidence >= 0.75 else "medium" if report.confidence >= 0.45 else "low"
    reason = f": {report.confidence_reason}" if report.confidence_reason else ""
    known = "; inconclusive" if report.inconclusive else ""
    return f"{word} ({report.confidence:.2f}), says {report.spent.model}{reason}{known}"


def _cost(report: Report) -> str:
    spent = report.spent
    tokens = f"{number(spent.input_tokens)} tokens in, {number(spent.output_tokens)} out"
    calls = f"{counted(spent.calls, 'call')} of the model, {spent.tool_calls} of tools"
    return f"${spent.cost_usd:.4f}: {calls}, {tokens}, {spent.seconds:.0f} s"
