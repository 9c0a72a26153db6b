"""Labelled, wrapped text on a terminal: the label at the left, the text beside it."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

LABEL_WIDTH = 12
_LEAST_WIDTH = 16  # of the text, however narrow the terminal


def text_width(console: Console, *, taken: int = 0) -> int:
    """Return how many columns there are beside the label and `taken` more."""
    return max(_LEAST_WIDTH, console.width - LABEL_WIDTH - taken)


def hanging(
    console: Console,
    label: Text,
    text: Text,
    *,
    prefix: str = "",
    lead: str = "",
    hang: int = 0,
    rows: int | None = None,
) -> None:
    """Write a label and, beside it, the wrapped text, each row behind the prefix.

    `lead` takes the place of the first row's prefix and is as wide; `hang` indents further rows, `rows` bounds them.
    """
    if len(label) > 0 and not label.style:
        label.stylize("bold")
    width = text_width(console, taken=len(prefix) + hang)
    wrapped = list(text.wrap(console, width, overflow="fold"))
    if rows is not None and len(wrapped) > rows:
        wrapped = wrapped[:rows]
        wrapped[-1].truncate(width - 4)
        wrapped[-1].append(" ...")
    for position, row in enumerate(wrapped or [Text()]):
        line = Text()
        if position == 0:
            line.append_text(label)
            line.append(" " * (LABEL_WIDTH - len(label)))
        else:
            line.append(" " * (LABEL_WIDTH + hang))
        line.append(prefix if position else lead or prefix, style="dim").append_text(row)
        line.rstrip()
        console.print(line, no_wrap=True, overflow="ignore", crop=False)
