"""Runs a pattern over a block: by PCRE2's just-in-time compiler, or by `re` where that is not to be had."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from typing import Literal, NamedTuple, Protocol

try:
    import pcre2
except ImportError:  # no wheel for this platform
    pcre2 = None

Engine = Literal["pcre2", "re"]
PatternError: type[Exception] = re.error if pcre2 is None else pcre2.LibraryError
# What PCRE2 may try at one place before it gives up with an error (its own limit is ten million): milliseconds.
MATCH_LIMIT = b"(*LIMIT_MATCH=1000000)"


class Matcher(Protocol):
    """Finds the values of one pattern."""

    def spans(self, block: bytes, start: int = 0, end: int = sys.maxsize) -> Iterator[tuple[int, int]]:
        """Yield where the values are, in order. Raises when the engine gives up."""
        ...

    def is_in(self, block: bytes) -> bool:
        """Whether there is a match."""
        ...

    def search(self, block: bytes, place: int) -> tuple[int, int, int] | None:
        """Return where the next match begins, and where its value is."""
        ...


def available() -> Engine:
    """Return the faster engine that works here."""
    return "re" if pcre2 is None else "pcre2"


class Groups(NamedTuple):
    """The groups of a pattern."""

    total: int
    values: tuple[int, ...]  # those that may hold its value: all but those that are for references


@cache
def groups_of(pattern: bytes, engine: Engine) -> Groups:
    """Return the groups of a pattern. Raises what compiling it raises."""
    compiled = compile_pcre2(pattern) if engine == "pcre2" else re.compile(pattern)
    helpers = {number for name, number in compiled.groupindex.items() if name.startswith("_")}
    return Groups(compiled.groups, tuple(n for n in range(1, compiled.groups + 1) if n not in helpers))


# A compiled pattern has no state: one of each is enough for a process.
@cache
def compile_pcre2(pattern: bytes) -> pcre2.Pattern:
    """Return a pattern compiled to machine code. Raises `pcre2.LibraryError`, or `ImportError` where there is none."""
    if pcre2 is None:
        raise ImportError("pcre2")
    return pcre2.compile(MATCH_LIMIT + pattern)


def skipping(skip: bytes) -> bytes:
    """Return the alternative that makes PCRE2 go on behind what matches `skip`, which is not found."""
    return rb"|" + skip + rb"(*SKIP)(*F)" if skip else b""


@cache
def compile_matcher(pattern: bytes, engine: Engine, skip: bytes = b"") -> Matcher:
    """Return the matcher of a pattern. `re` takes over where PCRE2 cannot compile it. Raises `re.error`."""
    if engine == "pcre2" and pcre2 is not None:
        try:
            return _Matcher(
                compile_pcre2(pattern + skipping(skip)), groups_of(pattern, engine).values or (0,)
            )
        except pcre2.LibraryError:
            pass
    return _Matcher(re.compile(pattern), groups_of(pattern, "re").values or (0,))


def has(literal: bytes, data: bytes) -> bool:
    """Whether it is in there. PCRE2 says so ten times as fast as `in`."""
    return compile_matcher(re.escape(literal), available()).is_in(data)


class Finder:
    """Finds matches of a pattern of PCRE2 one by one, for patterns with many of them.

    The methods of the package make three objects and check every argument, which takes four times as long as this.
    """

    def __init__(self, pattern: pcre2.Pattern) -> None:
        self._code = pattern._pcre2_code
        self._context = pcre2._EMPTY_MATCH_CONTEXT
        self._match = pcre2._cy.match
        self.span = pcre2._cy.match_substring_span_bynumber  # of a match, the block and the number of a group

    def search(self, block: bytes, place: int, end: int = sys.maxsize) -> object:
        """Return the next match before `end`, or None."""
        return self._match(self._code, block, min(end, len(block)), place, self._context)[0]


class _Matcher:
    def __init__(self, pattern: pcre2.Pattern | re.Pattern[bytes], values: tuple[int, ...]) -> None:
        self._pattern = pattern
        self._values = values
        self._is_frequent = False  # a value that is all of the match can be marked
        self._finder = None if isinstance(pattern, re.Pattern) else Finder(pattern)

    def spans(self, block: bytes, start: int = 0, end: int = sys.maxsize) -> Iterator[tuple[int, int]]:
        if self._is_frequent and not start and end == sys.maxsize and _MARK not in block:
            return self._marked(block)
        return self._matched(block, start, end)

    def _matched(self, block: bytes, start: int, end: int) -> Iterator[tuple[int, int]]:
        found = 0
        if self._finder:
            span, place, end = self._finder.span, start, min(end, len(block))
            while place <= end and (match := self._finder.search(block, place, end)):
                found += 1
                first, place = span(match, block, 0)
                place += first == place  # no rule matches nothing, but one of somebody else's may
                for value in self._values:
                    here = span(match, block, value)
                    if here[0] >= 0:
                        yield here
                        break
            if not start and end == len(block):
                self._is_frequent = found > _FREQUENT and self._values == (0,)
            return
        for match in self._pattern.finditer(block, start, end):
            for value in self._values:
                here = match.span(value)
                if here[0] >= 0:
                    yield here
                    break

    def _marked(self, block: bytes) -> Iterator[tuple[int, int]]:
        """Yield the same without an object for each match: PCRE2 marks the values, and the lengths of parts tell where they are."""
        parts = self._pattern.sub(_MARK + b"$0" + _MARK, block).split(_MARK)
        self._is_frequent = len(parts) > 2 * _FREQUENT
        ends = accumulate(map(len, parts))
        return zip(ends, ends, strict=False)

    def is_in(self, block: bytes) -> bool:
        return self._pattern.search(block) is not None

    def search(self, block: bytes, place: int) -> tuple[int, int, int] | None:
        if self._finder:
            found = self._finder.search(block, place)
            if not found:
                return None
            span = self._finder.span
            for value in self._values:
                start, end = span(found, block, value)
                if start >= 0:
                    return span(found, block, 0)[0], start, end
            return None
        match = self._pattern.search(block, place)
        whole = self._value(match) if match else None
        return (match.start(), *whole) if match and whole else None

    def _value(self, match: pcre2.Match | re.Match[bytes]) -> tuple[int, int] | None:
        spans = (match.span(value) for value in self._values)
        return next((span for span in spans if span[0] >= 0), None)


_MARK = b"\x1d"  # a control character that logs do not have
_FREQUENT = 100  # values in the last block from which marking pays
