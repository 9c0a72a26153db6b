"""Takes a terminal's colour codes off a line, which stand between a program's words and hide its time and level."""

from __future__ import annotations

import re

_CODES = re.compile(r"\x1b\[[\d;:?]{0,40}[A-Za-z]", re.ASCII)


def plain(line: str) -> str:
    """Return the line without colours, the line itself where it has none."""
    return _CODES.sub("", line) if "\x1b[" in line else line
