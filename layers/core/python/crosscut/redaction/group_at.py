"""Rules that are looked for together at many places of a block in one call of the accelerator (native/matching/group.c)."""

from __future__ import annotations

import os
import weakref
from array import array
from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Protocol

from crosscut.errors import RedactionError
from crosscut.redaction.compiled import PatternAt, checked, library
from crosscut.redaction.probing import START
from crosscut.redaction.rule import Spans

_ALL, _PAUSED, _START_NEEDED, _REST_NEEDED = range(4)  # why a search ended
_ROOM = 4_096  # values at a time
# Values at a time of which is not known whether they are some. One that is none may cost what was found behind it.
_FIRST_LIMIT, _MOST_UNKNOWN = 16, 4_096
_MOST_RULES = 512  # of a group, and so more values at one place
_VALUE = 5  # numbers of one: of its rule, where it is, of its place, and these
_QUESTION = 4  # numbers of one that is asked for: which it is, of its rule, where it is
_IS_CUT, _IS_TAKEN = 1, 2  # more may be found there where it is none; the search went on behind it


class Judge(Protocol):
    """Who says whether values of the rule of this number are some."""

    def accepts(self, order: int, value: bytes) -> bool: ...

    def accept_all(self, order: int, values: Sequence[bytes]) -> list[bool]: ...


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
        self._library = library()
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
        self._unknown = array("I", bytes(4 * _QUESTION * (_MOST_UNKNOWN + _MOST_RULES)))

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
        return checked(why), progress[5], progress[6]

    def _learn(self, block: bytes, judge: Judge, unknown: int) -> frozenset[int]:
        """Decide of what is not known; return which values are none."""
        flat = self._unknown[: _QUESTION * unknown]
        values = [block[start:end] for start, end in zip(flat[2::4], flat[3::4], strict=True)]
        by_rule: dict[int, list[int]] = {}
        for n, order in enumerate(flat[1::4]):
            by_rule.setdefault(order, []).append(n)
        verdicts = bytearray(unknown)
        for order, some in by_rule.items():
            found = values if len(by_rule) == 1 else [values[n] for n in some]
            for n, is_one in zip(some, judge.accept_all(order, found), strict=True):
                verdicts[n] = is_one
        checked(
            self._library.crosscut_group_learn(
                self._group, block, self._unknown.buffer_info()[0], unknown, bytes(verdicts)
            )
        )
        if 0 not in verdicts:
            return frozenset()
        return frozenset(which for which, is_one in zip(flat[0::4], verdicts, strict=True) if not is_one)

    def _alternatives(self, parts: Sequence[PartOfGroup]) -> int:
        numbers = tuple(self._number(part) for part in parts)
        if numbers not in self._some:
            some = array("I", numbers)
            self._some[numbers] = checked(
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
            self._numbers[id(part)] = checked(number)
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

    It is not where another value than the one behind which the search went on ends elsewhere, and there are places between
    that were passed over, or values that it covers.
    """
    n, count = 0, len(flat) // _VALUE
    while n < count:
        place, assumed, end, is_open, is_found = flat[_VALUE * n + 3], done, done, False, False
        while n < count and flat[at := _VALUE * n + 3] == place:
            flags = flat[at + 1]
            if flags & _IS_TAKEN:
                assumed = flat[at - 1]
            if not is_found and n not in declined:
                end, is_found = flat[at - 1], True
                found.setdefault(flat[at - 3], []).append((flat[at - 2], end))
            is_open = bool(flags & _IS_CUT)
            n += 1
        if is_open and not is_found:
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
