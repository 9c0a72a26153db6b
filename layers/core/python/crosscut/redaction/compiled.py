"""Patterns that the accelerator matches by PCRE2 at many places of a block in one call (native/matching)."""

from __future__ import annotations

import ctypes
import os
import weakref
from array import array
from collections.abc import Callable, Sequence
from functools import cache
from typing import Protocol

from crosscut import accelerator
from crosscut.errors import RedactionError
from crosscut.redaction.matching import MATCH_LIMIT, TooLargeError, groups_of, here
from crosscut.redaction.rule import Spans

Accept = Callable[[int, bytes], bool]  # whether a value of the rule of this number is one
_ALL, _PAUSED, _START_NEEDED, _REST_NEEDED = range(4)  # why a search ended
_ROOM = 4_096  # values at a time
# Values at a time of which is not known whether they are some. One that is none costs what was found behind it.
_FIRST_LIMIT, _MOST_UNKNOWN = 16, 4_096
_VALUE = 4  # numbers of one: of its rule, where it is, of its place


class PatternAt:
    """A pattern that is looked for where it may begin, of which the places are known."""

    def __init__(self, pattern: bytes, values: Sequence[int]) -> None:
        """`pattern` begins where its search does; `values` are the groups of its value. Raises `TooLargeError`."""
        library = _library()
        groups = array("I", values or (0,))
        limited = MATCH_LIMIT + pattern
        self.handle = library.crosscut_compile(limited, len(limited), groups.buffer_info()[0], len(values))
        if not self.handle:
            raise TooLargeError("a pattern cannot be compiled")
        self._values_at, self._lines_at = library.crosscut_values_at, library.crosscut_lines_at

    def spans(self, block: bytes, places: array[int]) -> Spans:
        """Return where the values are, in order, as the search for the pattern from the beginning of the block does."""
        return self._found(self._values_at, block, places)

    def lines(self, block: bytes, places: array[int]) -> Spans:
        """Return the lines that have a match."""
        return self._found(self._lines_at, block, places)

    def _found(self, find: Callable[..., int], block: bytes, places: array[int]) -> Spans:
        some = array("I", bytes(8 * len(places)))
        count = find(
            self.handle, block, len(block), places.buffer_info()[0], len(places), some.buffer_info()[0]
        )
        if count < 0:
            raise RedactionError("a search gave up; the block is quarantined")
        return list(zip(some[0 : 2 * count : 2], some[1 : 2 * count : 2], strict=True))


class PartOfGroup(Protocol):
    """Rules in one pattern; see alternatives.py."""

    @property
    def pattern(self) -> PatternAt: ...
    @property
    def flag(self) -> int:
        """The first group that says which of the rules matched."""
        ...

    @property
    def orders(self) -> Sequence[int]:
        """The numbers that the rules have elsewhere."""
        ...

    @property
    def values(self) -> Sequence[Sequence[int]]:
        """By rule, the groups of its value."""
        ...

    def rest(self, rule: int) -> Sequence[PartOfGroup]:
        """Return what is tried where the value of this rule is none."""
        ...


class GroupAt:
    """Finds at each place the first value that is one, of rules that are looked for together."""

    def __init__(self, beginning_with: Callable[[bytes], Sequence[PartOfGroup]], start: int) -> None:
        """`beginning_with` says which rules are tried at a place that begins with these bytes, `start` of them."""
        self._library = _library()
        seed = array("Q", [int.from_bytes(os.urandom(8), "little") for _ in range(2)])
        self._group = self._library.crosscut_group(seed.buffer_info()[0])
        if not self._group:
            raise RedactionError("there is no memory left; nothing is redacted")
        weakref.finalize(self, self._library.crosscut_group_end, self._group)
        self._beginning_with, self._start = beginning_with, start
        self._numbers: dict[int, int] = {}  # of parts, by what they are in memory
        self._parts: list[PartOfGroup] = []
        self._some: dict[tuple[int, ...], int] = {}
        self._progress = array("I", [0] * 8)
        self._values = array("I", bytes(4 * _VALUE * _ROOM))
        self._unknown = array("I", bytes(4 * _MOST_UNKNOWN))

    def values(self, subject: bytes, block: bytes, accept: Accept, places: array[int]) -> dict[int, Spans]:
        """Return where the values are, by the number of the rule. Raises `RedactionError`."""
        found: dict[int, Spans] = {}
        at = done = 0
        limit, is_ascii = _FIRST_LIMIT, block.isascii()
        values = self._values
        while True:
            why, count, unknown = self._find(subject, block, is_ascii, places, at, done, limit)
            stop = count
            if unknown:
                declined = self._learn(block, accept, unknown)
                limit = min(4 * limit, _MOST_UNKNOWN) if declined is None else max(1, limit // 4)
                stop = count if declined is None else declined
            flat = values[: _VALUE * stop]
            for order, start, end in zip(flat[0::4], flat[1::4], flat[2::4], strict=True):
                if order in found:
                    found[order].append((start, end))
                else:
                    found[order] = [(start, end)]
            if stop < count:  # what came behind a value that is none is looked for again
                at, done = values[_VALUE * stop + 3], flat[-2] if stop else done
                continue
            if why == _ALL:
                return found
            at, done = self._progress[0], self._progress[1]
            if why == _START_NEEDED:
                place = places[at]
                some = self._alternatives(self._beginning_with(subject[place : place + self._start]))
                self._library.crosscut_group_start(self._group, subject, len(subject), place, some)
            elif why == _REST_NEEDED:
                part, rule = self._progress[6], self._progress[7]
                some = self._alternatives(self._parts[part].rest(rule))
                self._library.crosscut_group_rest(self._group, part, rule, some)

    def _find(
        self, subject: bytes, block: bytes, is_ascii: bool, places: array[int], at: int, done: int, limit: int
    ) -> tuple[int, int, int]:
        progress = self._progress
        progress[0], progress[1], progress[2], progress[3] = at, done, _ROOM, limit
        why = self._library.crosscut_group_find(
            self._group, subject, block, len(subject), is_ascii, places.buffer_info()[0], len(places),
            progress.buffer_info()[0], self._values.buffer_info()[0], self._unknown.buffer_info()[0],
        )  # fmt: skip
        if why < 0:
            raise RedactionError("a search gave up; the block is quarantined")
        return why, progress[4], progress[5]

    def _learn(self, block: bytes, accept: Accept, unknown: int) -> int | None:
        """Decide of what is not known; return which value is the first that is none."""
        values, first = self._values, None
        verdicts = bytearray(unknown)
        for n, which in enumerate(self._unknown[:unknown]):
            order, start, end = values[_VALUE * which : _VALUE * which + 3]
            if accept(order, block[start:end]):
                verdicts[n] = 1
            elif first is None:
                first = which
        if self._library.crosscut_group_learn(
            self._group,
            block,
            values.buffer_info()[0],
            self._unknown.buffer_info()[0],
            unknown,
            bytes(verdicts),
        ):
            raise RedactionError("there is no memory left; the block is quarantined")
        return first

    def _alternatives(self, parts: Sequence[PartOfGroup]) -> int:
        numbers = tuple(self._number(part) for part in parts)
        if numbers not in self._some:
            some = array("I", numbers)
            self._some[numbers] = _checked(
                self._library.crosscut_group_alternatives(self._group, some.buffer_info()[0], len(some))
            )
        return self._some[numbers]

    def _number(self, part: PartOfGroup) -> int:
        if id(part) not in self._numbers:
            ends, groups = array("I"), array("I")
            for some in part.values:
                groups.extend(some)
                ends.append(len(groups))
            orders = array("I", part.orders)
            number = self._library.crosscut_group_part(
                self._group, part.pattern.handle, len(orders), part.flag, orders.buffer_info()[0],
                ends.buffer_info()[0], groups.buffer_info()[0],
            )  # fmt: skip
            self._numbers[id(part)] = _checked(number)
            self._parts.append(part)  # which keeps it where it is in memory
        return self._numbers[id(part)]


def _checked(number: int) -> int:
    if number < 0:
        raise RedactionError("there is no memory left; nothing is redacted")
    return number


@cache
def pattern_at(pattern: bytes) -> PatternAt:
    """Return what looks for the pattern where it may begin; one is enough for a process. Raises `TooLargeError`."""
    return PatternAt(here(pattern), groups_of(pattern, "pcre2").values)


@cache
def _library() -> ctypes.PyDLL:
    library = accelerator.matching()
    if not isinstance(library, ctypes.PyDLL):
        raise RedactionError("there is no accelerator for patterns; nothing is redacted")
    size, number, pointer = ctypes.c_size_t, ctypes.c_uint32, ctypes.c_void_p
    library.crosscut_compile.restype = pointer
    library.crosscut_compile.argtypes = [ctypes.c_char_p, size, pointer, number]
    for find in (library.crosscut_values_at, library.crosscut_lines_at):
        find.restype = ctypes.c_int64
        find.argtypes = [pointer, ctypes.c_char_p, size, pointer, size, pointer]
    library.crosscut_group.restype = pointer
    library.crosscut_group.argtypes = [pointer]
    library.crosscut_group_end.argtypes = [pointer]
    library.crosscut_group_end.restype = None
    library.crosscut_group_part.argtypes = [pointer, pointer, number, number, pointer, pointer, pointer]
    library.crosscut_group_alternatives.argtypes = [pointer, pointer, number]
    library.crosscut_group_rest.argtypes = [pointer, number, number, number]
    library.crosscut_group_rest.restype = None
    library.crosscut_group_start.argtypes = [pointer, ctypes.c_char_p, size, size, number]
    library.crosscut_group_start.restype = None
    library.crosscut_group_find.argtypes = [
        pointer, ctypes.c_char_p, ctypes.c_char_p, size, ctypes.c_int32, pointer, number, pointer, pointer, pointer,
    ]  # fmt: skip
    library.crosscut_group_learn.argtypes = [
        pointer,
        ctypes.c_char_p,
        pointer,
        pointer,
        number,
        ctypes.c_char_p,
    ]
    return library
