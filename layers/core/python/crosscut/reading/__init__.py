"""Reading: bytes to lines, in bounded memory, with every byte counted."""

from crosscut.reading.lines import LineReader

__all__ = ["LineReader"]
