"""What a person sees of quarantine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from crosscut.cli.quantities import counted
from crosscut.plain import plain

if TYPE_CHECKING:
    from crosscut.aws.quarantine import QuarantineEntry


def render_entries(entries: Sequence[QuarantineEntry], console: Console) -> None:
    """Print a block of two lines for each entry."""
    for entry in entries:
        head = Text(entry.id, style="bold")
        head.append(f"  {entry.at:%Y-%m-%d %H:%M} UTC  {entry.source}  {_what(entry)}", style="not bold")
        console.print(head, soft_wrap=True)
        console.print(Text(f"  {plain(entry.part.created.key)}: {plain(entry.reason)}"))


def render_entry(entry: QuarantineEntry, console: Console) -> None:
    """Print all that is known of an entry but its raw lines."""
    rows = {
        "Id": entry.id,
        "Source": entry.source,
        "Since": f"{entry.at:%Y-%m-%d %H:%M:%S} UTC",
        "Object": f"s3://{entry.part.created.bucket}/{entry.part.created.key}",
        "What": _what(entry),
        "Why": entry.reason,
        "From line": str(entry.part.start.line),
        "Up to line": str(entry.part.end.line - 1) if entry.part.end else "its end",
        "Attempts": str(entry.part.attempt + 1),
        "Raw copy": entry.copy_key or ("in the entry: --raw prints it" if entry.data_base64 else "none"),
        "Next": _next(entry),
    }
    for name, value in rows.items():
        # Not in a table: a key is copied whole, however wide the terminal is.
        console.print(Text.assemble((f"{name:<12}", "dim"), plain(value)), soft_wrap=True)


def _next(entry: QuarantineEntry) -> str:
    retry = f"crosscut quarantine retry {entry.id}"
    if entry.stage == "read":
        return f"what was damaged on its way, deliver again; after a limit was raised: {retry}"
    return f"mend the cause (a rule of your own, most likely), deploy, then: {retry}"


def _what(entry: QuarantineEntry) -> str:
    if entry.stage == "read":
        return "could not be read"
    return f"{counted(entry.lines or 0, 'line')} could not be redacted"
