"""What changed, as a person wants to read it: the kind, what is said of it, the template."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from crosscut.cli.diff_document import DiffDocument, ShownChange
from crosscut.cli.hanging import hanging
from crosscut.cli.inputs import listed
from crosscut.cli.quantities import counted
from crosscut.cli.rendering import render_note
from crosscut.cli.templates_page import level_of, level_style
from crosscut.comparison import ChangeKind
from crosscut.plain import plain

_STYLES = {
    ChangeKind.NEW: "bold red",
    ChangeKind.RISING: "bold yellow",
    ChangeKind.SHIFTED: "bold magenta",
    ChangeKind.FALLING: "bold cyan",
    ChangeKind.GONE: "bold blue",
}
_TEXT_ROWS = 3
_SURE = 1e-6
_UNSURE = 0.01


def render_diff(document: DiffDocument, console: Console) -> None:
    """Write each change in two or three rows, then how many there are."""
    for change in document.changes:
        _render(change, console)
        console.print()
    render_note(_summary(document), console, style="bold" if document.changes else "bold green")
    before, after = (f"{listed(names)}, {counted(records, 'record')}" for names, records in _sides(document))
    render_note(f"Before: {before}. After: {after}.", console, style="dim")


def _render(change: ShownChange, console: Console) -> None:
    hanging(
        console,
        Text(change.kind.value.upper(), style=_STYLES[change.kind]),
        Text(plain(change.said), style="bold"),
    )
    level = level_of(change.severity_number)
    text = Text()
    if level != "-":
        text.append(f"{level} ", style=level_style(level))
    text.append(f"{plain(change.service)}: " if change.service else "").append(plain(change.text))
    text.highlight_words(["<*>"], style="magenta")
    hanging(console, Text(), text, rows=_TEXT_ROWS)
    facts = [plain(change.line), change.id, _chance(change)]
    hanging(console, Text(), Text(" · ".join(fact for fact in facts if fact), style="dim"))


def _chance(change: ShownChange) -> str:
    if change.chance > _UNSURE:
        return f"may be chance ({change.chance:.0%})"
    return "chance under 1e-6" if change.chance < _SURE else f"chance {change.chance:.1g}"


def _summary(document: DiffDocument) -> str:
    if not document.changes:
        return f"Nothing changed: {counted(document.templates, 'template')} compared."
    total = len(document.changes) + document.beyond_limit
    kinds = ", ".join(f"{count} {kind.value}" for kind, count in document.kinds.items())
    shown = (
        f", {document.beyond_limit} of them not shown (--limit N shows more)" if document.beyond_limit else ""
    )
    return f"{counted(total, 'change')}{shown}: {kinds}; {counted(document.templates, 'template')} compared."


def _sides(document: DiffDocument) -> Sequence[tuple[tuple[str, ...], int]]:
    return (document.before, document.before_records), (document.after, document.after_records)
