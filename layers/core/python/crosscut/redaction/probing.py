"""Where in a block each rule may match, found for all rules in one pass by the accelerator.

A probe is a language that holds all that a pattern matches (or its gate, or any pattern of a group), so that a place
that it does not name needs no look by PCRE2. Without accelerator, or for a rule of another make, there are none.
"""

from __future__ import annotations

import ctypes
import hashlib
import json
import os
from array import array
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import TypeAlias

from crosscut import accelerator
from crosscut.errors import RedactionError

TABLES = "redaction.tables"  # beside the accelerator's library
MOST_PROBES = 64
START = 5  # bytes at the beginning of a match by which rules are told apart
# Bytes that may come next, in hexadecimal, each with what may come behind them; None where anything may.
Beginnings: TypeAlias = "list[tuple[str, Beginnings]] | None"
_ROOM = 1 << 16  # places at a time
# By number of the probe, in order; only of those that are there. Arrays, for a list of as many numbers is ten times as
# large, and memory that is new costs more than the search.
Places = dict[int, "array[int]"]


@cache
def digest(pattern: bytes, *, lowered: bool) -> str:
    """Return what a pattern is called in a table."""
    return hashlib.sha256(b"%d\0%b" % (lowered, pattern)).hexdigest()[:32]


class Probes:
    """The probes of one table."""

    def __init__(
        self,
        library: ctypes.CDLL,
        table: bytes,
        names: Sequence[Iterable[str]],
        beginnings: Mapping[str, Beginnings] | None = None,
    ) -> None:
        """`names` says for each probe which patterns it is of, `beginnings` with which bytes a pattern begins.

        Raises `ValueError` where it is no table.
        """
        self._beginnings = beginnings or {}
        self._after: dict[int, dict[int, Beginnings]] = {}
        self._numbers = {name: number for number, some in enumerate(names) for name in some}
        self._library = library
        # The numbers in it are read as they stand, at multiples of eight.
        self._table = (ctypes.c_uint64 * (len(table) // 8 + 1))()
        ctypes.memmove(self._table, table, len(table))
        self._size = ctypes.c_size_t(len(table))
        if len(names) > MOST_PROBES or not library.crosscut_table_is_sound(self._table, self._size):
            raise ValueError("no table of probes")
        self._places = (ctypes.c_uint32 * _ROOM)()
        self._found = (ctypes.c_uint64 * _ROOM)()
        self._counts = (ctypes.c_uint32 * MOST_PROBES)()
        self._next = ctypes.c_size_t(0)
        self._sorted = (ctypes.c_uint32 * _ROOM)()
        self._lowered = (ctypes.c_char * _ROOM)()
        library.crosscut_scan.restype = ctypes.c_size_t

    def number(self, patterns: Iterable[str]) -> int | None:
        """Return the number of the one probe that is of all these patterns, if there is one."""
        numbers = {self._numbers.get(pattern) for pattern in patterns}
        return numbers.pop() if len(numbers) == 1 else None

    def begins(self, pattern: str, start: bytes) -> bool:
        """Whether what the pattern matches may begin with these bytes, `START` of them or the last ones of a block."""
        some = self._beginnings.get(pattern)
        for byte in start:
            if not some:
                break
            some = self._behind(some).get(byte, [])
        return some is None or some != []

    @lru_cache(maxsize=20_000)  # noqa: B019 - there are two of these in a process, which stay
    def beginning_with(self, patterns: tuple[str, ...], start: bytes) -> tuple[int, ...]:
        """Return which of these patterns may match what begins with these bytes."""
        return tuple(n for n, pattern in enumerate(patterns) if self.begins(pattern, start))

    def _behind(self, some: list[tuple[str, Beginnings]]) -> dict[int, Beginnings]:
        """Return what may come behind each byte."""
        if id(some) not in self._after:  # which stays where it is, as a part of the beginnings
            self._after[id(some)] = {
                byte: behind for those, behind in reversed(some) for byte in bytes.fromhex(those)
            }
        return self._after[id(some)]

    @cache  # noqa: B019 - there are two of these in a process, which stay
    def classes(self, patterns: tuple[str, ...]) -> bytes:
        """Return for each byte, first of those that stand first in a place, one that stands for all that mean the same there."""
        level = [some for pattern in patterns if (some := self._beginnings.get(pattern))]
        classes = b""
        for _ in range(START):
            sets = [bytes.fromhex(those) for those in {those for pairs in level for those, _ in pairs}]
            first: dict[bytes, int] = {}
            kinds = (bytes(byte in those for those in sets) for byte in range(256))
            classes += bytes(first.setdefault(kind, byte) for byte, kind in enumerate(kinds))
            level = [behind for pairs in level for _, behind in pairs if behind]
        return classes

    def places(self, block: bytes) -> Places:
        """Return where each probe is in the block. Raises `RedactionError`."""
        places: Places = {}
        size, at = ctypes.c_size_t(len(block)), 0
        while at < len(block):
            count = self._library.crosscut_scan(
                self._table, self._size, block, size, ctypes.c_size_t(at), self._places, self._found,
                ctypes.c_size_t(_ROOM), self._counts, ctypes.byref(self._next),
            )  # fmt: skip
            if count > _ROOM or self._next.value <= at:
                raise RedactionError("looking for probes failed; the block is quarantined")
            at = self._next.value
            self._add(places, count)
        return places

    def lower(self, block: bytes) -> bytes:
        """Return the block in lower case, as `bytes.lower` does, in a tenth of the time."""
        size = len(block)
        if len(self._lowered) < size:
            self._lowered = (ctypes.c_char * (2 * size))()
        self._library.crosscut_lower(block, self._lowered, ctypes.c_size_t(size))
        return ctypes.string_at(self._lowered, size)

    def _add(self, places: Places, count: int) -> None:
        counts = self._counts[:]
        total = sum(counts)
        if len(self._sorted) < total:
            self._sorted = (ctypes.c_uint32 * (2 * total))()
        self._library.crosscut_sort(
            self._places, self._found, ctypes.c_size_t(count), self._counts, self._sorted
        )
        flat, first = memoryview(self._sorted).cast("B"), 0
        for number, some in enumerate(counts):
            if some:
                places.setdefault(number, array("I")).frombytes(flat[first : first + 4 * some])
                first += 4 * some


@cache
def probes(*, early: bool) -> Probes | None:
    """Return the probes of the rules that are early, or of the others; None where there is no accelerator."""
    library = accelerator.library()
    path = accelerator.FOLDER / TABLES
    if library is None or not path.is_file():
        return None
    try:
        with path.open("rb") as tables:
            for part in json.loads(tables.readline()):
                if part["early"] == early:
                    return Probes(library, tables.read(part["size"]), part["probes"], part["begins_with"])
                tables.seek(part["size"], os.SEEK_CUR)
    except (ValueError, KeyError, TypeError, AttributeError):
        pass  # of another version, or cut off: the rules look everywhere
    return None
