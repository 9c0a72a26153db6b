"""What a finding reasons and advises, as a person wants to read it: the chain, the rival causes, the steps."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from crosscut.cli.hanging import hanging
from crosscut.model import Hypothesis, Moment, Risk, Role, Step
from crosscut.plain import plain

_INDENT = 3
_MOMENT_ROWS = 3
_SIGN_ROWS = 3
_ROLES = {
    Role.CAUSE: "the cause",
    Role.CONSEQUENCE: "then",
    Role.PRECURSOR: "before it",
    Role.CONTEXT: "",
}


def render_timeline(moments: Sequence[Moment], console: Console) -> None:
    """Write when what began, and why it is held to belong to it; nothing where there is but one moment."""
    if len(moments) < 2:
        return
    days = {moment.time.date() for moment in moments if moment.time}
    form = "%H:%M:%S" if len(days) < 2 else "%m-%d %H:%M:%S"
    for position, moment in enumerate(moments):
        time = moment.time.strftime(form) if moment.time else "--:--:--"
        said = " ".join(part for part in (moment.service, moment.what) if part)
        why = ", ".join(part for part in (_ROLES[moment.role], moment.because) if part)
        text = Text(plain(f"{time} {said}"))
        if why:
            text.append(" ").append(plain(f"[{why}]"), style="dim")
        hanging(console, Text("" if position else "When"), text, hang=len(time) + 1, rows=_MOMENT_ROWS)


def render_hypotheses(hypotheses: Sequence[Hypothesis], console: Console) -> None:
    """Write each possible cause with what speaks for and against it, and how to tell."""
    for position, each in enumerate(hypotheses):
        label = Text("" if position else "Could be")
        hanging(console, label, Text(plain(f"{position + 1}. {each.cause}")), hang=_INDENT)
        for sign in each.speaks_for:
            _under("for", sign, console, rows=_SIGN_ROWS)
        for sign in each.speaks_against:
            _under("against", sign, console, rows=_SIGN_ROWS)
        if not each.speaks_for and not each.speaks_against:
            _under("", "nothing in the log speaks for or against it", console)
        _under("check", each.check, console)


def render_steps(steps: Sequence[Step], console: Console) -> None:
    """Write what to do, each with its risk, what to look at first, and the way back."""
    for position, step in enumerate(steps):
        label = Text("" if position else "Do next")
        hanging(console, label, Text(plain(f"{position + 1}. {step.action}")), hang=_INDENT)
        _under("first", step.verify, console)
        if step.risk not in (Risk.NONE, Risk.UNKNOWN):
            _under("risk", f"{step.risk}: {step.risk_reason}" if step.risk_reason else step.risk, console)
            _under("undo", "" if step.undo.startswith("nothing") else step.undo, console)


def render_list_of(name: str, texts: Sequence[str], console: Console) -> None:
    """Write texts one below the other."""
    for position, text in enumerate(texts):
        hanging(console, Text("" if position else name), Text(plain(f"- {text}")), hang=2)


def _under(label: str, text: str, console: Console, *, rows: int | None = None) -> None:
    if not text:
        return
    words = Text(f"{label}: " if label else "").append(plain(text))
    words.stylize("dim", 0, len(label))
    hanging(console, Text(), words, prefix=" " * _INDENT, hang=2, rows=rows)
