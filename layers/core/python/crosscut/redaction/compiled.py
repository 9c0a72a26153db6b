"""Patterns that the accelerator matches by PCRE2 at many places of a block in one call (native/matching)."""

from __future__ import annotations

import ctypes
import os
import weakref
from array import array
from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import cache
from typing import Protocol

from crosscut import accelerator
from crosscut.errors import RedactionError
from crosscut.redaction.matching import MATCH_LIMIT, TooLargeError, groups_of, here, skipping
from crosscut.redaction.probing import START
from crosscut.redaction.rule import Spans

_ALL, _PAUSED, _START_NEEDED, _REST_NEEDED = range(4)  # why a search ended
_ROOM = 4_096  # values at a time
# Values at a time of which is not known whether they are some. One that is none may cost what was found behind it.
_FIRST_LIMIT, _MOST_UNKNOWN = 16, 4_096
_MOST_RULES = 512  # of a group, and so more values at one place
_VALUE = 5  # numbers of one: of its rule, where it is, of its place, whether more may be found there


class Judge(Protocol):
    """Who says whether values of the rule of this number are some."""

    def accepts(self, order: int, value: bytes) -> bool: ...

    def accept_all(self, order: int, values: Sequence[bytes]) -> list[bool]: ...


class _Pattern:
    """A pattern in machine code."""

    def __init__(self, pattern: bytes, values: Sequence[int]) -> None:
        """`values` are the groups of its value. Raises `TooLargeError`."""
        self._library = _library()
        groups = array("I", values or (0,))
        limited = MATCH_LIMIT + pattern
        self.handle = self._library.crosscut_compile(
            limited, len(limited), groups.buffer_info()[0], len(values)
        )
        if not self.handle:
            raise TooLargeError("a pattern cannot be compiled")

    def _at(self, find: Callable[..., int], block: bytes, places: array[int], numbers: int) -> array[int]:
        some = array("I", bytes(4 * numbers * len(places)))
        count = _checked(
            find(self.handle, block, len(block), places.buffer_info()[0], len(places), some.buffer_info()[0])
        )
        return some[: numbers * count]


class PatternAt(_Pattern):
    """A pattern that begins where its search does: it is looked for where it may begin, of which the places are known."""

    def spans(self, block: bytes, places: array[int]) -> Spans:
        """Return where the values are, in order, as the search for the pattern from the beginning of the block does."""
        return _pairs(self._at(self._library.crosscut_values_at, block, places, 2))

    def lines(self, block: bytes, places: array[int]) -> array[int]:
        """Return the lines that have a match: where each begins and ends."""
        return self._at(self._library.crosscut_lines_at, block, places, 2)


class PatternWithin(_Pattern):
    """A pattern that is looked for in parts of a block."""

    def spans(self, block: bytes, windows: array[int]) -> Spans:
        """Return where the values are in these parts, of which each begins and ends so."""
        found: Spans = []
        count, room, following = len(windows) // 2, _ROOM, array("Q", [0])
        some = array("I", bytes(8 * room))
        while True:
            before = following[0]
            why = self._library.crosscut_values_within(
                self.handle, block, windows.buffer_info()[0], count, before, some.buffer_info()[0], room,
                following.buffer_info()[0],
            )  # fmt: skip
            found += _pairs(some[: 2 * _checked(why)])
            if following[0] >= count:
                return found
            if following[0] == before:  # more values in one part than there is room for
                room *= 4
                some = array("I", bytes(8 * room))

    def beside(self, block: bytes, places: array[int]) -> array[int]:
        """Return those of these places that have it in their line."""
        return self._at(self._library.crosscut_places_beside, block, places, 1)


def _pairs(numbers: array[int]) -> Spans:
    return list(zip(numbers[0::2], numbers[1::2], strict=True))


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

    def __init__(self, beginning_with: Callable[[bytes], Sequence[PartOfGroup]], classes: bytes) -> None:
        """`beginning_with` says which rules are tried at a place that begins with these bytes, `START` of them.

        `classes` has for each byte one that stands for all that mean the same to it, 256 for each place among the first.
        """
        self._library = _library()
        seed = array("Q", [int.from_bytes(os.urandom(8), "little") for _ in range(2)])
        self._group = self._library.crosscut_group(seed.buffer_info()[0], classes)
        if not self._group:
            raise RedactionError("there is no memory left; the block is quarantined")
        weakref.finalize(self, self._library.crosscut_group_end, self._group)
        self._beginning_with = beginning_with
        self._numbers: dict[int, int] = {}  # of parts, by what they are in memory
        self._parts: list[PartOfGroup] = []
        self._some: dict[tuple[int, ...], int] = {}
        self._progress = array("I", [0] * 9)
        self._values = array("I", bytes(4 * _VALUE * (_ROOM + _MOST_RULES)))
        self._unknown = array("I", bytes(4 * (_MOST_UNKNOWN + _MOST_RULES)))

    def values(self, subject: bytes, block: bytes, judge: Judge, places: array[int]) -> dict[int, Spans]:
        """Return where the values are, by the number of the rule. Raises `RedactionError`."""
        found: dict[int, Spans] = {}
        at = done = deep = 0
        limit, is_ascii = _FIRST_LIMIT, block.isascii()
        while True:
            why, count, unknown = self._find(subject, block, is_ascii, places, at, done, limit, deep)
            declined = self._learn(block, judge, unknown) if unknown else frozenset[int]()
            flat = self._values[: _VALUE * count]
            if declined or (unknown and deep):
                at, done, whole = _settled(flat, declined, places, self._progress[0], done, found)
                limit = min(4 * limit, _MOST_UNKNOWN) if whole else max(_FIRST_LIMIT, limit // 4)
                deep = 1
                if not whole:
                    continue
            else:
                for order, start, end in zip(flat[0::5], flat[1::5], flat[2::5], strict=True):
                    if order in found:
                        found[order].append((start, end))
                    else:
                        found[order] = [(start, end)]
                limit = min(4 * limit, _MOST_UNKNOWN)
                at, done = self._progress[0], self._progress[1]
            if why == _ALL:
                return found
            if why == _START_NEEDED:
                place = places[at]
                some = self._alternatives(self._beginning_with(subject[place : place + START]))
                self._library.crosscut_group_start(self._group, subject, len(subject), place, some)
            elif why == _REST_NEEDED:
                part, rule = self._progress[7], self._progress[8]
                some = self._alternatives(self._parts[part].rest(rule))
                self._library.crosscut_group_rest(self._group, part, rule, some)

    def _find(
        self,
        subject: bytes,
        block: bytes,
        is_ascii: bool,
        places: array[int],
        at: int,
        done: int,
        limit: int,
        deep: int,
    ) -> tuple[int, int, int]:
        progress = self._progress
        progress[0], progress[1], progress[2], progress[3], progress[4] = at, done, _ROOM, limit, deep
        why = self._library.crosscut_group_find(
            self._group, subject, block, len(subject), is_ascii, places.buffer_info()[0], len(places),
            progress.buffer_info()[0], self._values.buffer_info()[0], self._unknown.buffer_info()[0],
        )  # fmt: skip
        return _checked(why), progress[5], progress[6]

    def _learn(self, block: bytes, judge: Judge, unknown: int) -> frozenset[int]:
        """Decide of what is not known; return which values are none."""
        values, by_rule = self._values, dict[int, list[int]]()
        whiches = self._unknown[:unknown]
        for n, which in enumerate(whiches):
            by_rule.setdefault(values[_VALUE * which], []).append(n)
        verdicts = bytearray(unknown)
        for order, some in by_rule.items():
            places = [_VALUE * whiches[n] for n in some]
            found = [block[values[at + 1] : values[at + 2]] for at in places]
            for n, is_one in zip(some, judge.accept_all(order, found), strict=True):
                verdicts[n] = is_one
        if self._library.crosscut_group_learn(
            self._group,
            block,
            values.buffer_info()[0],
            self._unknown.buffer_info()[0],
            unknown,
            bytes(verdicts),
        ):
            raise RedactionError("there is no memory left; the block is quarantined")
        return frozenset(which for which, is_one in zip(whiches, verdicts, strict=True) if not is_one)

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


def _settled(
    flat: array[int],
    declined: frozenset[int],
    places: array[int],
    following: int,
    done: int,
    found: dict[int, Spans],
) -> tuple[int, int, bool]:
    """Add the first value at each place that is one. Return where to go on, and whether all is settled up to `following`.

    It is not where another value than the first one ends elsewhere, and there are places between that were passed over,
    or values that it covers.
    """
    n, count = 0, len(flat) // _VALUE
    while n < count:
        at = _VALUE * n
        place, assumed, end, is_open = flat[at + 3], flat[at + 2], done, False
        while n < count and flat[_VALUE * n + 3] == place:
            if n not in declined:
                at = _VALUE * n
                order, end = flat[at], flat[at + 2]
                found.setdefault(order, []).append((flat[at + 1], end))
                is_open = False
                n += 1
                break
            is_open = bool(flat[_VALUE * n + 4])
            n += 1
        while n < count and flat[_VALUE * n + 3] == place:
            n += 1
        if is_open:
            return place, done, False
        done = end
        behind = flat[_VALUE * n + 3] if n < count else following
        if end < assumed:
            passed = bisect_left(places, end, place + 1, behind)
            if passed < behind and places[passed] < assumed:
                return passed, done, False
        elif end > assumed and n < count and places[behind] < end:
            return bisect_left(places, end, behind), done, False
    return following, done, True


def _checked(number: int) -> int:
    if number < 0:  # there is no memory left, or PCRE2 has tried for too long
        raise RedactionError("a search gave up; the block is quarantined")
    return number


@cache
def pattern_at(pattern: bytes) -> PatternAt:
    """Return what looks for the pattern where it may begin; one is enough for a process. Raises `TooLargeError`."""
    return PatternAt(here(pattern), groups_of(pattern, "pcre2").values)


@cache
def pattern_within(pattern: bytes, skip: bytes = b"") -> PatternWithin:
    """Return what looks for the pattern anywhere, but for where `skip` is. Raises `TooLargeError`."""
    return PatternWithin(pattern + skipping(skip), groups_of(pattern, "pcre2").values)


@cache
def _library() -> ctypes.PyDLL:
    library = accelerator.matching()
    if not isinstance(library, ctypes.PyDLL):
        raise RedactionError("there is no accelerator for patterns; nothing is redacted")
    size, number, pointer = ctypes.c_size_t, ctypes.c_uint32, ctypes.c_void_p
    library.crosscut_compile.restype = pointer
    library.crosscut_compile.argtypes = [ctypes.c_char_p, size, pointer, number]
    for find in (library.crosscut_values_at, library.crosscut_lines_at, library.crosscut_places_beside):
        find.restype = ctypes.c_int64
        find.argtypes = [pointer, ctypes.c_char_p, size, pointer, size, pointer]
    library.crosscut_values_within.restype = ctypes.c_int64
    library.crosscut_values_within.argtypes = [
        pointer, ctypes.c_char_p, pointer, size, size, pointer, size, pointer,
    ]  # fmt: skip
    library.crosscut_group.restype = pointer
    library.crosscut_group.argtypes = [pointer, ctypes.c_char_p]
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
