"""Writes redacted lines as they are."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from crosscut.plain import plain_lines
from crosscut.redaction import Redactor


class Printed:
    """Prints redacted lines, each batch at once."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self._out = sys.stdout.buffer
        self._is_terminal = self._out.isatty()

    def redacted(self, lines: Sequence[str]) -> list[str]:
        """Return the lines as `put` prints them. Raises `RedactionError`."""
        return self._redactor.lines(lines)

    def put(self, redacted: Sequence[str]) -> None:
        """Print redacted lines."""
        if self._is_terminal:  # which would obey what stands in a log
            redacted = ["\n".join(plain_lines(line)) for line in redacted]
        data = "".join(f"{line}\n" for line in redacted).encode("utf-8", "replace")
        try:
            self._out.write(data)
            self._out.flush()
        except BrokenPipeError:
            raise BrokenPipeError from None  # or else click ends by itself, with another status
