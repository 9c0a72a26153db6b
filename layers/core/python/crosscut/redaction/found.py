"""Where patterns match and where parts of the matches are, for the readings of a text that tell names from values."""

from __future__ import annotations

import ctypes
import re
from array import array
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Protocol

from crosscut import accelerator
from crosscut.errors import RedactionError
from crosscut.redaction.compiled import PatternAt
from crosscut.redaction.matching import Engine, TooLargeError, available, compile_matcher, here

_FIRST_ROOM, _ROOM = 16, 1_024  # matches at a time
# Of each part where it begins and where it ends, one behind the other; -1 and -1 where no group of it took part.
Where = tuple[int, ...]
Parts = tuple[tuple[int, ...], ...]  # groups, of which a match has one at most; 0 is all of it


def found(
    pattern: bytes, data: bytes, parts: Parts, then: bytes = b"", places: array[int] | None = None
) -> Iterator[Where]:
    """Yield where each match of a pattern, which never matches nothing, has its parts. Groups are numbered.

    With `then`, those behind which this does not follow are left out; it may have groups too.
    With `places`, in order, all matches begin at some of them.
    """
    return _finder(pattern, parts, then).found(data, places)


class _Finder(Protocol):
    def found(self, data: bytes, places: array[int] | None = None) -> Iterator[Where]: ...


@cache
def _finder(pattern: bytes, parts: Parts, then: bytes) -> _Finder:
    engine = available()
    if engine == "accelerated":
        try:
            return _ByAccelerator(pattern, parts, then)
        except TooLargeError:
            pass  # for PCRE2, on another kind of machine: the package takes `re`
    return _ByPackage(pattern, parts, then, engine)


class _ByAccelerator:
    """In C: a call for many matches."""

    def __init__(self, pattern: bytes, parts: Parts, then: bytes) -> None:
        library = accelerator.matching()
        if library is None:
            raise RedactionError("there is no accelerator for patterns; nothing is redacted")
        size, pointer = ctypes.c_size_t, ctypes.c_void_p
        self._find = library.crosscut_groups
        self._find.restype = ctypes.c_int64
        self._find.argtypes = [
            pointer, ctypes.c_char_p, size, pointer, pointer, ctypes.c_uint32, pointer, size,
        ]  # fmt: skip
        self._find_at = library.crosscut_groups_at
        self._find_at.restype = ctypes.c_int64
        self._find_at.argtypes = [
            pointer, ctypes.c_char_p, size, pointer, size, pointer, pointer, pointer, ctypes.c_uint32, pointer, size,
        ]  # fmt: skip
        whole = _followed(pattern, then)
        self._pattern, self._pattern_at = PatternAt(whole, ()), PatternAt(here(whole), ())
        self._groups = array("I", [number for part in parts for number in (len(part), *part)])
        self._parts = len(parts)

    def found(self, data: bytes, places: array[int] | None = None) -> Iterator[Where]:
        return self._everywhere(data) if places is None else self._at(data, places)

    def _at(self, data: bytes, places: array[int]) -> Iterator[Where]:
        progress, room = (
            array("Q", [0, 0]),
            _FIRST_ROOM,
        )  # number of the next place; where the last match ends
        while progress[0] < len(places):
            some, at = array("i", bytes(8 * self._parts * room)), progress.buffer_info()[0]
            count = self._find_at(
                self._pattern_at.handle, data, len(data), places.buffer_info()[0], len(places), at,
                at + progress.itemsize, self._groups.buffer_info()[0], self._parts, some.buffer_info()[0], room,
            )  # fmt: skip
            yield from self._where(some, count)
            room = _ROOM

    def _everywhere(self, data: bytes) -> Iterator[Where]:
        place, room = array("Q", [0]), _FIRST_ROOM
        while place[0] <= len(data):
            some = array("i", bytes(8 * self._parts * room))  # its own: others may look in between
            count = self._find(
                self._pattern.handle, data, len(data), place.buffer_info()[0], self._groups.buffer_info()[0],
                self._parts, some.buffer_info()[0], room,
            )  # fmt: skip
            yield from self._where(some, count)
            room = _ROOM

    def _where(self, some: array[int], count: int) -> Iterator[Where]:
        if count < 0:
            raise RedactionError("a search gave up; the block is quarantined")
        flat = iter(some[: 2 * self._parts * count])
        return zip(*[flat] * (2 * self._parts), strict=True)


class _ByPackage:
    """By PCRE2's package, and `re` where a match is: or by `re` alone."""

    def __init__(self, pattern: bytes, parts: Parts, then: bytes, engine: Engine) -> None:
        self._matcher = compile_matcher(bare(pattern if engine == "re" else _followed(pattern, then)), engine)
        self._at = re.compile(b"(?>" + pattern + b")(?=" + then + b")" if then else pattern).match
        self._parts = parts

    def found(self, data: bytes, places: array[int] | None = None) -> Iterator[Where]:
        for start, _ in self._matcher.spans(data):
            if match := self._at(data, start):
                yield tuple(at for part in self._parts for at in _span(match, part))


def _span(match: re.Match[bytes], groups: Sequence[int]) -> tuple[int, int]:
    return next((match.span(group) for group in groups if match.start(group) >= 0), (-1, -1))


def _followed(pattern: bytes, then: bytes) -> bytes:
    """Return the pattern where `then` follows; where it does not PCRE2 goes on behind it all the same."""
    return b"(?>" + pattern + b")(?:(?=" + then + rb")|(*SKIP)(*F))" if then else pattern


def bare(pattern: bytes) -> bytes:
    """Return the pattern without groups: all that it matches is its value."""
    return _PIECE.sub(lambda piece: b"(?:" if piece[0] == b"(" else piece[0], pattern)


_PIECE = re.compile(rb"\\.|\[\^?(?:\\.|[^\]\\])*\]|\((?![?*])", re.DOTALL)  # escapes, classes, groups
