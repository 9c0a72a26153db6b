"""Small pictures made of characters: bars, and counts over time."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

_EIGHTHS = "▁▂▃▄▅▆▇█"
_ASCII_EIGHTHS = "..::||##"
_LEFT_EIGHTHS = "▏▎▍▌▋▊▉█"
_MOST_STRETCH = 6  # characters that one column may be wide


def bar(share: float, width: int, console: Console) -> str:
    """Return a bar of `share` (0 to 1) of the width; what is not nothing shows."""
    if console.options.ascii_only:
        return "#" * max(1 if share > 0 else 0, round(share * width))
    whole, eighths = divmod(max(1 if share > 0 else 0, round(share * width * 8)), 8)
    return _LEFT_EIGHTHS[-1] * whole + (_LEFT_EIGHTHS[eighths - 1] if eighths else "")


def chart(
    counts: Sequence[int], console: Console, *, rows: int, width: int, styles: Sequence[str]
) -> list[Text]:
    """Return the rows of a picture of the counts, the highest row first; each column has a style."""
    eighths = _ASCII_EIGHTHS if console.options.ascii_only else _EIGHTHS
    stretch = max(1, min(_MOST_STRETCH, width // max(1, len(counts))))
    most = max(counts, default=0) or 1
    levels = [-(-count * rows * len(eighths) // most) for count in counts]  # rounded up: one record shows
    drawn = []
    for row in reversed(range(rows)):
        line = Text()
        for level, style in zip(levels, styles, strict=True):
            here = min(len(eighths), level - row * len(eighths))
            line.append((eighths[here - 1] if here > 0 else " ") * stretch, style=style)
        drawn.append(line)
    return drawn


def axis(first: str, last: str, width: int) -> str:
    """Return two labels at the ends of a picture, or what there is room for."""
    gap = width - len(first) - len(last)
    return f"{first}{' ' * gap}{last}" if gap >= 2 else f"{first} to {last}"
