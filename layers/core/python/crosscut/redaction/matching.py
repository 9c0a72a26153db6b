"""Runs a pattern over a block: by PCRE2's just-in-time compiler, or by `re` where that is not to be had.

Where there is an accelerator, PCRE2 looks only at the places that it names (probing.py).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from itertools import accumulate, islice
from typing import Literal, NamedTuple, Protocol

from crosscut import accelerator
from crosscut.redaction.rule import Spans

try:
    import pcre2
except ImportError:  # no wheel for this platform
    pcre2 = None

Engine = Literal["accelerated", "pcre2", "re"]


class TooLargeError(Exception):
    """A pattern is too much for PCRE2 in the accelerator."""


PATTERN_ERRORS: tuple[type[Exception], ...] = (
    TooLargeError,
    re.error if pcre2 is None else pcre2.LibraryError,
)
# What PCRE2 may try at one place before it gives up with an error (its own limit is ten million): milliseconds.
MATCH_LIMIT = b"(*LIMIT_MATCH=1000000)"


class Matcher(Protocol):
    """Finds the values of one pattern."""

    def spans(self, block: bytes, start: int = 0, end: int = sys.maxsize) -> Spans:
        """Return where the values are, in order. Raises when the engine gives up."""
        ...

    def is_in(self, block: bytes) -> bool:
        """Whether there is a match."""
        ...

    def place(self, block: bytes, place: int) -> int:
        """Return where the next match begins, or -1."""
        ...

    def search(self, block: bytes, place: int) -> tuple[int, int, int] | None:
        """Return where the next match begins, and where its value is."""
        ...

    def is_within(self, block: bytes, start: int, end: int) -> bool:
        """Whether there is a match between two places."""
        ...


def available() -> Engine:
    """Return the fastest engine that works here."""
    if pcre2 is None:
        return "re"
    is_there = accelerator.library() is not None and accelerator.matching() is not None
    return "accelerated" if is_there else "pcre2"


class Groups(NamedTuple):
    """The groups of a pattern."""

    total: int
    values: tuple[int, ...]  # those that may hold its value: all but those that are for references


@cache
def groups_of(pattern: bytes, engine: Engine) -> Groups:
    """Return the groups of a pattern. Raises what compiling it raises."""
    compiled = re.compile(pattern) if engine == "re" else compile_pcre2(pattern)
    helpers = {number for name, number in compiled.groupindex.items() if name.startswith("_")}
    return Groups(compiled.groups, tuple(n for n in range(1, compiled.groups + 1) if n not in helpers))


def unnamed(pattern: bytes, behind: int = 0) -> bytes:
    """Return the same pattern of PCRE2 with numbers for names, where it stands behind so many groups."""
    for name, number in compile_pcre2(pattern).groupindex.items():
        group = pattern.replace(b"(?P<%b>" % name.encode(), b"(")
        pattern = group.replace(b"(?P=%b)" % name.encode(), rb"\g{%d}" % (number + behind))
    return pattern


# A compiled pattern has no state: one of each is enough for a process.
@cache
def compile_pcre2(pattern: bytes) -> pcre2.Pattern:
    """Return a pattern compiled to machine code. Raises `pcre2.LibraryError`, or `ImportError` where there is none."""
    if pcre2 is None:
        raise ImportError("pcre2")
    return pcre2.compile(MATCH_LIMIT + pattern)


def here(pattern: bytes) -> bytes:
    """Return the pattern that matches where the search for it begins.

    By `\\G`: a search that is anchored is not for PCRE2's compiler. Without a look at what must stand somewhere behind,
    which PCRE2 else takes at each place, up to the end of the block.
    """
    return rb"(*NO_START_OPT)\G(?:" + pattern + rb")"


def skipping(skip: bytes) -> bytes:
    """Return the alternative that makes PCRE2 go on behind what matches `skip`, which is not found."""
    return rb"|" + skip + rb"(*SKIP)(*F)" if skip else b""


@cache
def compile_matcher(pattern: bytes, engine: Engine, skip: bytes = b"") -> Matcher:
    """Return the matcher of a pattern. `re` takes over where PCRE2 cannot compile it. Raises `re.error`."""
    if engine != "re" and pcre2 is not None:
        try:
            return _Matcher(
                compile_pcre2(pattern + skipping(skip)), groups_of(pattern, engine).values or _ALL
            )
        except pcre2.LibraryError:
            pass
    return _StandardMatcher(re.compile(pattern), groups_of(pattern, "re").values or _ALL)


def has(literal: bytes, data: bytes) -> bool:
    """Whether it is in there. PCRE2 says so ten times as fast as `in`."""
    return compile_matcher(re.escape(literal), available()).is_in(data)


class Finder:
    """Finds matches of a pattern of PCRE2 one by one, for patterns with many of them.

    The methods of the package make three objects and check every argument, which takes four times as long as this.
    """

    def __init__(self, pattern: pcre2.Pattern) -> None:
        self.code = pattern._pcre2_code
        self.context = pcre2._EMPTY_MATCH_CONTEXT
        # Loops with a call for each hit take these three themselves: match(code, block, end, place, context)[0].
        self.match = pcre2._cy.match
        # Of a match, the block and the number of a group.
        self.span: Callable[[object, bytes, int], tuple[int, int]] = pcre2._cy.match_substring_span_bynumber
        self._matches = pcre2._cy.match_generator
        self._substitute = pcre2._cy.substitute

    def search(self, block: bytes, place: int) -> object | None:
        """Return the next match, or None."""
        found: object | None = self.match(self.code, block, len(block), place, self.context)[0]
        return found

    def matches(self, block: bytes, start: int, end: int) -> Iterator[tuple[object, int, int]]:
        """Yield the matches between two places, each with what is of no use here."""
        found: Iterator[tuple[object, int, int]] = self._matches(self.code, block, end, start, self.context)
        return found

    def marked(self, block: bytes, place: int, mark: bytes) -> bytes:
        """Return the block with a mark before and behind each match after this place."""
        marked: bytes = self._substitute(self.code, mark + b"$0" + mark, block, place, _EVERYWHERE)[0]
        return marked


class Values:
    """Where the value of a match is: in one of these groups, of which each match has one at most."""

    def __init__(self, groups: tuple[int, ...]) -> None:
        self._groups = groups
        self._last = groups[0]  # often it is the same one again

    def of(self, match: object, block: bytes) -> tuple[int, int] | None:
        """Return where it is, if there is one."""
        span = pcre2._cy.match_substring_span_bynumber
        found: tuple[int, int] = span(match, block, self._last)
        if found[0] >= 0:
            return found
        for group in self._groups:
            found = span(match, block, group)
            if found[0] >= 0:
                self._last = group
                return found
        return None


class _Matcher:
    """By PCRE2."""

    def __init__(self, pattern: pcre2.Pattern, values: tuple[int, ...]) -> None:
        self._finder = Finder(pattern)
        self._is_all = values == _ALL
        self._value = Values(values).of

    def spans(self, block: bytes, start: int = 0, end: int = sys.maxsize) -> Spans:
        span, end = self._finder.span, min(end, len(block))
        matches = self._finder.matches(block, start, end)
        if not self._is_all:
            value = self._value
            return [here for match, _, _ in matches if (here := value(match, block))]
        found: Spans = [span(match, block, 0) for match, _, _ in islice(matches, _FREQUENT)]
        if len(found) == _FREQUENT:
            if end == len(block) and _MARK not in block:
                found += self._marked(block, found[-1][1])
            else:
                found += [span(match, block, 0) for match, _, _ in matches]
        return found

    def _marked(self, block: bytes, place: int) -> Iterator[tuple[int, int]]:
        """Yield the same without an object for each match: PCRE2 marks the values, and the lengths of parts tell where they are."""
        ends = accumulate(map(len, self._finder.marked(block, place, _MARK).split(_MARK)))
        return zip(ends, ends, strict=False)

    def is_in(self, block: bytes) -> bool:
        return self._finder.search(block, 0) is not None

    def is_within(self, block: bytes, start: int, end: int) -> bool:
        finder = self._finder
        return finder.match(finder.code, block, end, start, finder.context)[0] is not None

    def place(self, block: bytes, place: int) -> int:
        found = self._finder.search(block, place)
        return self._finder.span(found, block, 0)[0] if found else -1

    def search(self, block: bytes, place: int) -> tuple[int, int, int] | None:
        found = self._finder.search(block, place)
        if not found:
            return None
        value = self._value(found, block)
        return (self._finder.span(found, block, 0)[0], *value) if value else None


class _StandardMatcher:
    """By `re`."""

    def __init__(self, pattern: re.Pattern[bytes], values: tuple[int, ...]) -> None:
        self._pattern = pattern
        self._values = values

    def spans(self, block: bytes, start: int = 0, end: int = sys.maxsize) -> Spans:
        found = (self._value(match) for match in self._pattern.finditer(block, start, end))
        return [value for value in found if value]

    def is_in(self, block: bytes) -> bool:
        return self._pattern.search(block) is not None

    def is_within(self, block: bytes, start: int, end: int) -> bool:
        return self._pattern.search(block, start, end) is not None

    def place(self, block: bytes, place: int) -> int:
        match = self._pattern.search(block, place)
        return match.start() if match else -1

    def search(self, block: bytes, place: int) -> tuple[int, int, int] | None:
        match = self._pattern.search(block, place)
        value = self._value(match) if match else None
        return (match.start(), *value) if match and value else None

    def _value(self, match: re.Match[bytes]) -> tuple[int, int] | None:
        spans = (match.span(value) for value in self._values)
        return next((span for span in spans if span[0] >= 0), None)


_ALL = (0,)  # the value is all of the match
_MARK = b"\x1d"  # a control character that logs do not have
_FREQUENT = 100  # values in a block from which marking pays
_EVERYWHERE = (
    0 if pcre2 is None else pcre2._cy.SubstituteOption.GLOBAL | pcre2._cy.SubstituteOption.UNSET_EMPTY
)
