"""What was read otherwise: pieces like `name="value"` as a block of their own, and where in the text each of them comes from."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from urllib.parse import unquote_to_bytes

from crosscut.redaction import argv, siem
from crosscut.redaction.pseudonyms import TOKEN_BYTES
from crosscut.redaction.rule import SEPARATOR, Spans

_SEPARATOR = SEPARATOR.encode()
# In a piece the value is quoted: what would end it is another character. HL7 writes ^ between the words of a name.
_QUIET = bytes.maketrans(b'"\n\r\x1e\\^', b"'   / ")
MOST_TIMES = 3  # that a value is percent-encoded; nobody does so more often


class Pieces:
    """Pieces of a text, each once, with all places where what it has begins in the text."""

    def __init__(self) -> None:
        # By name and value, where that stands in the text as it is; else with what is in the piece as the text has it.
        self.plain: dict[tuple[bytes, bytes], list[int]] = {}
        self.encoded: dict[tuple[bytes, bytes], list[int]] = {}
        self.commands: dict[tuple[bytes, tuple[argv.Part, ...]], list[int]] = {}
        self.lines: dict[tuple[bytes, bytes], list[int]] = {}
        self.hidden: dict[tuple[bytes, int], list[int]] = {}  # with how long it is there: it goes whole
        self.words: Spans = []  # that have something percent-encoded

    def __bool__(self) -> bool:
        return any((self.plain, self.encoded, self.commands, self.lines, self.hidden, self.words))

    def forget_redacted(self) -> None:
        """Leave out the values that are pseudonyms."""
        redacted = [
            piece for piece in self.plain if piece[1].startswith(b"<") and TOKEN_BYTES.fullmatch(piece[1])
        ]
        for piece in redacted:
            del self.plain[piece]


def quoted(before: bytes, value: bytes) -> bytes:
    """Return a piece: what stands before the value's quotes, and the value."""
    return b'%b"%b"' % (before, value.translate(_QUIET))


class Readings:
    """The pieces as a block; what is written the same way in many places is in it once."""

    def __init__(self, pieces: Pieces) -> None:
        self._encoded, self._commands = list(pieces.encoded), list(pieces.commands)
        self._lines = list(pieces.lines)
        self._hidden = list(pieces.hidden)
        self._texts = [quoted(name + b"=", value) for name, value in pieces.plain]
        self._texts += [text for text, _ in (*self._encoded, *self._commands, *self._lines, *self._hidden)]
        self._froms = [
            *pieces.plain.values(),
            *pieces.encoded.values(),
            *pieces.commands.values(),
            *pieces.lines.values(),
            *pieces.hidden.values(),
        ]
        self._plain = len(pieces.plain)
        self._words = pieces.words
        self._starts = list(accumulate([len(text) + len(_SEPARATOR) for text in self._texts], initial=0))
        self.block = _SEPARATOR.join(self._texts)

    def regions(self) -> Spans:
        """Return where that stands which is read as a whole: words with something encoded, commands, values with escapes."""
        lengths = (
            *(parts[-1].stop for _, parts in self._commands),
            *(len(line) for _, line in self._lines),
            *(length for _, length in self._hidden),
        )
        froms = self._froms[self._plain + len(self._encoded) :]
        return [
            *self._words,
            *((at, at + n) for n, places in zip(lengths, froms, strict=True) for at in places),
        ]

    def origins(self, start: int, end: int) -> Spans:
        """Return where in the text a finding comes from; nothing where it is none of its own."""
        index = bisect_right(self._starts, start) - 1
        begin, finish = self._within(index, start - self._starts[index], end - self._starts[index])
        if begin >= finish:
            return []
        return [(at + begin, at + finish) for at in self._froms[index]]

    def _within(self, index: int, start: int, end: int) -> tuple[int, int]:
        """Return the same, from where what this piece has begins in the text."""
        number = index - self._plain
        if number < len(self._encoded):
            text = self._texts[index]
            before = text.index(b'"') + 1
            start, end = max(start, before) - before, min(end, len(text) - 1) - before
            if number < 0 or start >= end:
                return start, end
            places = _places(self._encoded[number][1])
            return places[start], places[end]
        number -= len(self._encoded)
        if number < len(self._commands):
            return argv.place(self._commands[number][1], start, end)
        number -= len(self._commands)
        if number < len(self._lines):
            return siem.place(self._lines[number][1], start, end)
        number -= len(self._lines)
        text, length = self._hidden[number]
        return (0, length) if max(start, text.index(b'"') + 1) < min(end, len(text) - 1) else (0, 0)


@lru_cache(maxsize=16)  # all that is found in a piece is asked for in a row
def _places(encoded: bytes) -> Sequence[int]:
    """Return where each byte of what `encoded` means begins, and where all ends."""
    text, places = encoded, list(range(len(encoded) + 1))
    for _ in range(MOST_TIMES):
        if b"%" not in text:
            break
        kept: list[int] = []
        at = 0
        for escape in _HEX.finditer(text):
            kept += places[at : escape.start() + 1]
            at = escape.end()
        text, places = unquote_to_bytes(text), kept + places[at:]
    return places


_HEX = re.compile(rb"%[0-9A-Fa-f]{2}")
