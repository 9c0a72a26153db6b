"""Patterns that the accelerator matches by PCRE2 at many places of a block in one call (native/matching)."""

from __future__ import annotations

import ctypes
from array import array
from collections.abc import Callable, Sequence
from functools import cache

from crosscut import accelerator
from crosscut.errors import RedactionError
from crosscut.redaction.matching import MATCH_LIMIT, TooLargeError, groups_of, here, skipping
from crosscut.redaction.rule import Spans

_ROOM = 4_096  # values at a time


class _Pattern:
    """A pattern in machine code."""

    def __init__(self, pattern: bytes, values: Sequence[int]) -> None:
        """`values` are the groups of its value. Raises `TooLargeError`."""
        self._library = library()
        groups = array("I", values or (0,))
        limited = MATCH_LIMIT + pattern
        self.handle = self._library.crosscut_compile(
            limited, len(limited), groups.buffer_info()[0], len(values)
        )
        if not self.handle:
            raise TooLargeError("a pattern cannot be compiled")

    def _at(self, find: Callable[..., int], block: bytes, places: array[int], numbers: int) -> array[int]:
        some = array("I", bytes(4 * numbers * len(places)))
        count = checked(
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
            found += _pairs(some[: 2 * checked(why)])
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


def checked(number: int) -> int:
    """Return what the accelerator returns. Raises `RedactionError` where it gave up."""
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
def library() -> ctypes.PyDLL:
    """Return the accelerator's part for patterns. Raises `RedactionError` where there is none."""
    found = accelerator.matching()
    if not isinstance(found, ctypes.PyDLL):
        raise RedactionError("there is no accelerator for patterns; nothing is redacted")
    size, number, pointer = ctypes.c_size_t, ctypes.c_uint32, ctypes.c_void_p
    found.crosscut_compile.restype = pointer
    found.crosscut_compile.argtypes = [ctypes.c_char_p, size, pointer, number]
    for find in (found.crosscut_values_at, found.crosscut_lines_at, found.crosscut_places_beside):
        find.restype = ctypes.c_int64
        find.argtypes = [pointer, ctypes.c_char_p, size, pointer, size, pointer]
    found.crosscut_values_within.restype = ctypes.c_int64
    found.crosscut_values_within.argtypes = [
        pointer, ctypes.c_char_p, pointer, size, size, pointer, size, pointer,
    ]  # fmt: skip
    found.crosscut_group.restype = pointer
    found.crosscut_group.argtypes = [pointer, ctypes.c_char_p]
    found.crosscut_group_end.argtypes = [pointer]
    found.crosscut_group_end.restype = None
    found.crosscut_group_part.argtypes = [pointer, pointer, number, number, pointer, pointer, pointer]
    found.crosscut_group_alternatives.argtypes = [pointer, pointer, number]
    found.crosscut_group_rest.argtypes = [pointer, number, number, number]
    found.crosscut_group_rest.restype = None
    found.crosscut_group_start.argtypes = [pointer, ctypes.c_char_p, size, size, number]
    found.crosscut_group_start.restype = None
    found.crosscut_group_find.argtypes = [
        pointer, ctypes.c_char_p, ctypes.c_char_p, size, ctypes.c_int32, pointer, number, pointer, pointer, pointer,
    ]  # fmt: skip
    found.crosscut_group_learn.argtypes = [pointer, ctypes.c_char_p, pointer, number, ctypes.c_char_p]
    return found
