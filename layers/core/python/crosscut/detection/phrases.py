"""Phrases that messages are searched for: plain words, far cheaper than patterns when there are thousands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

GAP = "…"
MAX_GAP = 160  # characters of one line that a gap stands for
SHORT = 7  # characters up to which a phrase that is one word has to be a word of its own in the text
# Longer ones may be a part of a class's name: "org.example.ReadTimeoutException".


class Phrase(NamedTuple):
    """Words in lower case that follow one another in a line."""

    parts: tuple[str, ...]
    starts_word: bool
    ends_word: bool

    @classmethod
    def of(cls, written: str) -> Phrase:
        """Return the phrase as the table writes it, with `…` between its parts."""
        parts = tuple(part.strip() for part in written.split(GAP))
        short = written.isalnum() and len(written) <= SHORT
        return cls(parts, parts[0][0].isalnum() and (short or not written.isalnum()), short)

    def find(self, lowered: str) -> Iterator[tuple[int, int]]:
        """Yield where the phrase stands in a text in lower case: start and end."""
        first, rest = self.parts[0], self.parts[1:]
        start = lowered.find(first)
        while start >= 0:
            end: int | None = start + len(first)
            if (self.starts_word and lowered[start - 1 : start].isalnum()) or (
                self.ends_word and lowered[start + len(first) : start + len(first) + 1].isalnum()
            ):
                end = None
            elif rest:
                end = _follow(lowered, start + len(first), rest)
            if end is not None:
                yield start, end
            start = lowered.find(first, start + 1)


def _follow(lowered: str, end: int, rest: tuple[str, ...]) -> int | None:
    for part in rest:
        line = lowered.find("\n", end)
        stop = min(end + MAX_GAP, line if line >= 0 else len(lowered))
        found = lowered.find(part, end, stop)
        if found < 0:
            return None
        end = found + len(part)
    return end
