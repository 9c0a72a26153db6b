"""Which of many texts may hold what patterns look for, told of all in one pass by the accelerator's automaton.

What it says no to has no match; what it says yes to is searched by the patterns themselves. Without accelerator, or
where its table is of other patterns, every text is.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import re
from array import array
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from crosscut import accelerator

TABLES = "detection.tables"  # beside the accelerator's library
EVERY = (1 << 64) - 1
# Blanks of `\s` in a text, but not in bytes, which are what the automaton reads.
_OTHER_BLANKS = ("\x1c", "\x1d", "\x1e", "\x1f")


class Probe(NamedTuple):
    """One pattern that is looked for in a text, or in a text in lower case."""

    shape: re.Pattern[str]
    lowered: bool = False

    @property
    def language(self) -> bytes:
        """The pattern, of bytes, with what it ignores. Raises `UnicodeEncodeError` where it is beyond ASCII."""
        flags = "".join(letter for flag, letter in _FLAGS if self.shape.flags & flag)
        return f"{f'(?{flags})' if flags else ''}{self.shape.pattern}".encode("ascii")


_FLAGS = ((re.IGNORECASE, "i"), (re.DOTALL, "s"))


class Sight(NamedTuple):
    """What may be in each of the texts."""

    found: Sequence[int]  # a bit for each probe
    places: Sequence[int]  # from where on


class Glance:
    """Probes that are looked for together."""

    def __init__(self, name: str, probes: Sequence[Probe]) -> None:
        """`name` is that of their table."""
        self.name, self.probes = name, tuple(probes)

    @property
    def made_of(self) -> str:
        """What the table has to be made of."""
        return hashlib.sha256(repr([(p.language, p.lowered) for p in self.probes]).encode()).hexdigest()

    @cached_property
    def table(self) -> Table | None:
        """What looks for them; None where there is no accelerator, or it has none of just these probes."""
        library, path = accelerator.library(), accelerator.FOLDER / TABLES
        if library is None or not path.is_file():
            return None
        with path.open("rb") as tables:
            try:
                one = json.loads(tables.readline())[self.name]
                if one["of"] != self.made_of:
                    return None
                tables.seek(one["at"])
                return Table(library, tables.read(one["size"]))
            except (ValueError, KeyError, TypeError):
                return None  # of another version, or cut off


class Table:
    """The automaton of some probes."""

    def __init__(self, library: ctypes.CDLL, table: bytes) -> None:
        """Raises `ValueError` where it is no table."""
        self._library = library
        # The numbers in it are read as they stand, at multiples of eight.
        self._table = (ctypes.c_uint64 * (len(table) // 8 + 1))()
        ctypes.memmove(self._table, table, len(table))
        self._size = ctypes.c_size_t(len(table))
        if not library.crosscut_table_is_sound(self._table, self._size):
            raise ValueError("no table of probes")
        library.crosscut_parts.restype = ctypes.c_int64

    def look(self, texts: Sequence[str]) -> Sight | None:
        """Return what may be in the texts, None where nothing is in any of them."""
        if not texts:
            return None
        whole = "\n".join(texts)
        if _is_plain(whole):
            return self._look(texts, whole.encode("ascii"))
        plain = [_is_plain(text) for text in texts]
        readable = [text if is_plain else "" for text, is_plain in zip(texts, plain, strict=True)]
        sight = self._look(readable, "\n".join(readable).encode("ascii"))
        found = sight.found if sight else [0] * len(texts)
        return Sight(
            [some if is_plain else EVERY for some, is_plain in zip(found, plain, strict=True)],
            sight.places if sight else [0] * len(texts),
        )

    def _look(self, texts: Sequence[str], whole: bytes) -> Sight | None:
        sizes = array("I", map(len, texts))
        found, places = array("Q", bytes(8 * len(texts))), array("I", bytes(4 * len(texts)))
        count = self._library.crosscut_parts(
            self._table, self._size, whole, ctypes.c_size_t(len(whole)), _at(sizes), ctypes.c_size_t(len(texts)),
            _at(found), _at(places),
        )  # fmt: skip
        if count < 0:
            raise ValueError("the parts are not those of the text")
        return Sight(found, places) if count else None


def _at(numbers: array[int]) -> ctypes.c_void_p:
    return ctypes.c_void_p(numbers.buffer_info()[0])


def _is_plain(text: str) -> bool:
    """Whether the patterns find in its bytes what they find in it."""
    return text.isascii() and not any(blank in text for blank in _OTHER_BLANKS)
