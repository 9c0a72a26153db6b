"""Numbers, sizes and spans of time in words."""

from __future__ import annotations

from datetime import timedelta


def number(count: int) -> str:
    """Return for example `2,790`."""
    return f"{count:,}"


def counted(count: int, noun: str) -> str:
    """Return for example `1 line` or `2,790 lines`."""
    return f"{number(count)} {noun}{'' if count == 1 else 's'}"


def size(count: int) -> str:
    """Return bytes in decimal units (kB is 1,000), for example `741.9 kB`."""
    value = float(count)
    for unit in ("bytes", "kB", "MB", "GB"):
        if value < 1000 or unit == "GB":
            break
        value /= 1000
    return f"{count} bytes" if unit == "bytes" else f"{value:.1f} {unit}"


def duration(span: timedelta) -> str:
    """Return the two largest units, for example `17 min 29 s`, `2 h 5 min` or `0.4 s`."""
    total = span.total_seconds()
    if total < 1:
        return f"{total:.1f} s"
    seconds = round(total)
    for name, length, small_name, small in (
        ("d", 86_400, "h", 3_600),
        ("h", 3_600, "min", 60),
        ("min", 60, "s", 1),
    ):
        if seconds >= length:
            rest = seconds % length // small
            return f"{seconds // length} {name}" + (f" {rest} {small_name}" if rest else "")
    return f"{seconds} s"
