"""The rules of a group at one place: the first of them, in their order, that has a value there which is one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple, TypeVar

from crosscut.redaction.compiled import PatternAt
from crosscut.redaction.matching import (
    PATTERN_ERRORS,
    Finder,
    compile_pcre2,
    groups_of,
    here,
    skipping,
    unnamed,
)
from crosscut.redaction.rule import Spans, whole_characters
from crosscut.redaction.values import BARE, EDGE, IS, NO_NAME

Accept = Callable[[int, bytes], bool]  # whether a value of the rule of this number is one
Reach = tuple[int, int]  # how far patterns look back and ahead, where that is not far
NO_REACH = (0, 0)
_KEPT = 1_000  # places of which it is remembered that they have no value, by the bytes around them
# What most rules of a group share.
_SHARED = {b"_is": IS, b"_bare": BARE, b"_edge": EDGE, b"_no_name": NO_NAME}


class Block:
    """A block in which values are looked for, and those that were found."""

    def __init__(self, subject: bytes, block: bytes, accept: Accept) -> None:
        """`subject` is what the patterns are matched against, the block or the block in lower case."""
        self.subject = subject
        self.last = len(subject)
        self.found: dict[int, Spans] = {}  # by the number of the rule
        self.block = block
        self.is_ascii = block.isascii()
        self.accept = accept


class Combined(NamedTuple):
    """Rules as one pattern of PCRE2."""

    pattern: bytes
    flags: range  # by rule, the empty group that says that it matched
    values: tuple[tuple[int, ...], ...]  # by rule, the groups of its value

    @staticmethod
    def of(gate: bytes, patterns: Sequence[bytes], skip: bytes | None = None) -> Combined:
        """Combine these. With `skip`, a match may begin anywhere but where that is; else only where the search for it does."""
        known = [groups_of(pattern, "pcre2") for pattern in patterns]
        # The groups of all rules have the same numbers: PCRE2 sets each group back for each match. Behind them an empty
        # one for each rule says which it was.
        most = max([1, *(total for total, _ in known)])
        pieces: list[bytes] = []
        for n, (pattern, (total, values)) in enumerate(zip(patterns, known, strict=True)):
            whole = unnamed(pattern) if values else b"(" + unnamed(pattern, 1) + b")"
            unused = most - (total if values else total + 1) + n
            pieces.append(whole + (b"(?(DEFINE)" + b"()" * unused + b")" if unused else b"") + b"()")
        rules = b"(?|" + b"|".join(pieces) + b")"
        return Combined(
            here(b"(?=" + gate + b")" + rules)
            if skip is None
            else b"(?=" + gate + b")(?=" + rules + rb")[\s\S]" + skipping(skip),
            range(most + 1, most + 1 + len(patterns)),
            tuple(values or (1,) for _, values in known),
        )


class Alternatives:
    """Rules that follow each other, as one pattern, or as some where PCRE2 cannot compile them together."""

    def __init__(self, patterns: Sequence[bytes], orders: Sequence[int], reach: Reach = NO_REACH) -> None:
        """`orders` are the numbers that the rules have elsewhere."""
        parts = _parts(lambda some, numbers: Part(b"", some, numbers, reach), patterns, orders)
        self._tried = [(part.match, part.code, part.context, part.take) for part in parts]

    def take(self, block: Block, place: int) -> int:
        """Take the first value at this place that is one. Return its end, or 0."""
        for match, code, context, take in self._tried:
            one = match(code, block.subject, block.last, place, context)[0]
            if one and (end := take(one, block, place)):
                return end
        return 0


class Part:
    """Rules in one pattern."""

    def __init__(
        self,
        gate: bytes,
        patterns: Sequence[bytes],
        orders: Sequence[int],
        reach: Reach = NO_REACH,
        *,
        skip: bytes | None = None,
    ) -> None:
        """`skip` is as of `Combined.of`. Raises one of `PATTERN_ERRORS` where it is too much for PCRE2."""
        self._patterns, self._orders = tuple(patterns), tuple(orders)
        combined = Combined.of(gate, patterns, skip)
        self._flags, self._values = combined.flags, combined.values
        self._finder = Finder(_with_calls(combined.pattern, compile_pcre2, len(patterns)))
        self.match, self.code, self.context = self._finder.match, self._finder.code, self._finder.context
        self.span = self._finder.span
        self._back, self._ahead = reach
        self._declined: set[bytes] = set()
        self._rest: dict[int, Alternatives] = {}
        self._final = len(patterns) - 1
        # Which rule matched before, and which of its groups: often the same ones match again.
        self._last, self._flag, self._value = 0, self._flags[0], self._values[0][0]

    def take(self, match: object, block: Block, place: int) -> int:
        """Take the value of this match, or else of the next rule that has one here. Return its end, or 0."""
        span, subject, around = self.span, block.subject, b""
        if self._ahead and place > self._back:
            around = subject[place - self._back : place + self._ahead]
            if around in self._declined:
                return 0
        if span(match, subject, self._flag)[0] < 0:
            self._last = next(n for n, flag in enumerate(self._flags) if span(match, subject, flag)[0] >= 0)
            self._flag, self._value = self._flags[self._last], self._values[self._last][0]
        start, end = span(match, subject, self._value)
        if start < 0:  # in another of the rule's groups, of which each match has one at most
            values = self._values[self._last]
            self._value = next(value for value in values if span(match, subject, value)[0] >= 0)
            start, end = span(match, subject, self._value)
        if not block.is_ascii:
            start, end = whole_characters(block.block, start, end)
        order = self._orders[self._last]
        if block.accept(order, block.block[start:end]):
            if order in block.found:
                block.found[order].append((start, end))
            else:
                block.found[order] = [(start, end)]
            return end
        end = self._take_after(block, place) if self._last < self._final else 0
        if around and not end:
            if len(self._declined) >= _KEPT:
                self._declined.clear()
            self._declined.add(around)
        return end

    def _take_after(self, block: Block, place: int) -> int:
        """Take the first value here that is one, of the rules after the one that matched. Return its end, or 0."""
        n = self._last
        if n not in self._rest:
            self._rest[n] = Alternatives(self._patterns[n + 1 :], self._orders[n + 1 :])
        return self._rest[n].take(block, place)


class PartAt:
    """Rules in one pattern, for the accelerator."""

    def __init__(self, patterns: Sequence[bytes], orders: Sequence[int], gate: bytes = b"") -> None:
        """Raises one of `PATTERN_ERRORS` where it is too much for PCRE2."""
        self._patterns, self.orders = tuple(patterns), tuple(orders)
        combined = Combined.of(gate, patterns)
        self.flag, self.values = combined.flags[0], combined.values
        self.pattern = _with_calls(combined.pattern, _at, len(patterns))

    def rest(self, rule: int) -> Sequence[PartAt]:
        """Return what is tried where the value of this rule is none."""
        return parts_at(self._patterns[rule + 1 :], self.orders[rule + 1 :])


@cache
def parts_at(patterns: tuple[bytes, ...], orders: tuple[int, ...], gate: bytes = b"") -> Sequence[PartAt]:
    """Return the rules in as few parts as PCRE2 can compile."""
    return _parts(lambda some, numbers: PartAt(some, numbers, gate), patterns, orders)


@cache
def _at(pattern: bytes) -> PatternAt:
    return PatternAt(pattern, ())


_Made = TypeVar("_Made")


def _parts(
    make: Callable[[Sequence[bytes], Sequence[int]], _Made], patterns: Sequence[bytes], orders: Sequence[int]
) -> list[_Made]:
    try:
        return [make(patterns, orders)]
    except PATTERN_ERRORS:
        if len(patterns) == 1:
            raise
    half = len(patterns) // 2
    return _parts(make, patterns[:half], orders[:half]) + _parts(make, patterns[half:], orders[half:])


def _with_calls(pattern: bytes, compiled: Callable[[bytes], _Made], rules: int) -> _Made:
    """Return the pattern compiled, of one rule with what rules share in it once, if it is too much for PCRE2, which compiles at most 64 KB.

    Each call of that takes as long as all else, for PCRE2 puts all groups aside.
    """
    try:
        return compiled(pattern)
    except PATTERN_ERRORS:
        if rules > 1:
            raise
    for name, piece in _SHARED.items():
        pattern = pattern.replace(piece, b"(?&%b)" % name)
    return compiled(
        pattern + rb"(?(DEFINE)" + b"".join(b"(?<%b>%b)" % item for item in _SHARED.items()) + rb")"
    )
