"""Rules that are looked for together: one pattern of them all, tried where a cheap gate lets one of them begin.

The search goes on behind a value that was accepted, and else at the next character: no rule's match hides another's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from crosscut.redaction import keyed
from crosscut.redaction.matching import Finder, PatternError, compile_pcre2, groups_of, skipping
from crosscut.redaction.rule import START, WORD_END, Spans, whole_characters
from crosscut.redaction.values import BARE, EDGE, IS, NO_NAME

Accept = Callable[[int, bytes], bool]  # whether a value of the rule of this number is one

# Where a rule of a group may begin; the patterns of the rules say the rest.
GATES = {
    "keyed": keyed.GATE,
    "authorization": rb"(?:b(?=earer|asic)|t(?=oken[ \t=:%+])|a(?=pikey|uthorization)|n(?=egotiate))",
    "digits": START + rb"[0-9](?=(?:[ .\-+]?[0-9]|%20[0-9]){7}|[0-9.]{5})",
    "capitals": rb"(?:" + START + rb"|(?<=iban[_\-]))[A-Z](?=[A-Z](?:[ .\-%]?|[A-Z]{4})[0-9])",
    "hexadecimal": rb"[0-9A-Fa-f](?=[0-9A-Fa-f]{0,3}+[:.\-][0-9A-Fa-f]{1,4}+[:.\-][0-9A-Fa-f])",
}
# And where none does: what is passed over before the gate is tried, and where it was tried.
PASSED = {"keyed": keyed.NO_NAME}
SKIPS = {"hexadecimal": WORD_END}
# How far the patterns of a group look back and ahead, where that is not far: what was declined once is, for the same bytes around it.
REACHES = {"digits": (64, 128)}
_KEPT = 1_000  # of such
_SCOUTED = 16  # places after which it is known how far between they are
_FAR = 1_000  # bytes between two of them from which it pays to look for the gate alone


class Group:
    """Finds the values of several rules in one pass."""

    def __init__(
        self,
        gate: bytes,
        patterns: Sequence[bytes],
        skip: bytes = b"",
        *,
        passed: bytes = b"",
        reach: tuple[int, int] = (0, 0),
        here: bool = False,
    ) -> None:
        """With `here`, matches begin where the search does. (By `\\G`: a search that is anchored is not for PCRE2's compiler.)"""
        parts: list[bytes] = []
        self._alternatives: list[tuple[int, tuple[int, ...]]] = []  # its group, then those of its value
        number = 1
        for n, pattern in enumerate(patterns):
            renamed = pattern.replace(b"(?P<_e>", b"(?P<_e%d>" % n).replace(b"(?P=_e)", b"(?P=_e%d)" % n)
            parts.append(b"(" + renamed + b")")
            total, inner = groups_of(pattern, "pcre2")
            values = tuple(number + value for value in inner) or (number,)
            self._alternatives.append((number, values))
            number += 1 + total
        self._patterns = tuple(patterns)
        self._reach = reach
        self._declined: set[bytes] = set()
        self._rest: dict[int, Group | None] = {len(patterns) - 1: None}
        # Which rule matched before, and which of its groups: often the same ones match again.
        self._last, self._last_value = 0, self._alternatives[0][1][0]
        # PCRE2 compiles at most 64 KB: what most of the rules share is there once.
        whole = b"(?=" + b"|".join(parts) + rb")[\s\S]"
        shared = {b"_is": IS, b"_bare": BARE, b"_edge": EDGE, b"_no_name": NO_NAME}
        for name, piece in shared.items():
            whole = whole.replace(piece, b"(?&%b)" % name)
        end = (
            (b"" if here else skipping(skip))
            + rb"(?(DEFINE)"
            + b"".join(b"(?<%b>%b)" % item for item in shared.items())
            + rb")"
        )
        # What is passed over has a pattern without groups, for PCRE2 forgets them all each time it does so.
        scout = passed + rb"(*SKIP)(*F)|(?=" + gate + rb")[\s\S]"
        self._scout = Finder(compile_pcre2(scout)) if passed else None
        begin = rb"\G" if here else b""
        try:
            # But the gate, which is tried most, without the calls that this takes: if there is room.
            pattern = compile_pcre2(begin + b"(?=" + gate + b")" + whole + end)
        except PatternError:
            pattern = compile_pcre2(begin + b"(?=" + gate.replace(IS, b"(?&_is)") + b")" + whole + end)
        self.finder = Finder(pattern)

    def values(self, subject: bytes, block: bytes, orders: Sequence[int], accept: Accept) -> dict[int, Spans]:
        """Return where the values of the rules are, by the numbers in `orders` that they have elsewhere.

        `subject` is what the patterns are matched against, the block or the block in lower case.
        """
        found: dict[int, Spans] = {}
        match, code, context = self.finder.match, self.finder.code, self.finder.context
        is_ascii, last = block.isascii(), len(subject)
        at = self._scouted(subject, block, orders, accept, found) if self._scout else 0
        while one := match(code, subject, last, at, context)[0]:
            at = self.take(one, subject, block, orders, accept, found, is_ascii)
        return found

    def take(
        self,
        one: object,
        subject: bytes,
        block: bytes,
        orders: Sequence[int],
        accept: Accept,
        found: dict[int, Spans],
        is_ascii: bool,
    ) -> int:
        """Take the value of this match, or of another rule here. Return where the search goes on."""
        span, n = self.finder.span, self._last
        start, end = span(one, subject, self._last_value)
        if start < 0:
            n, start, end = self._value(one, subject)
        if not is_ascii:
            start, end = whole_characters(block, start, end)
        if accept(orders[n], block[start:end]):
            found.setdefault(orders[n], []).append((start, end))
            return max(end, span(one, subject, 0)[1])
        # Declined: the next rule of the group that matches here, if there is one.
        place, at = span(one, subject, 0)
        back, ahead = self._reach
        around = subject[place - back : place + ahead] if ahead and place > back else b""
        if around in self._declined:
            return at
        end = self._take_after(n, place, subject, block, orders, accept, found)
        if end:
            at = max(at, end)
        elif around:
            if len(self._declined) >= _KEPT:
                self._declined.clear()
            self._declined.add(around)
        return at

    def _take_after(
        self,
        n: int,
        place: int,
        subject: bytes,
        block: bytes,
        orders: Sequence[int],
        accept: Accept,
        found: dict[int, Spans],
    ) -> int:
        """Take the first value at this place that is one, of the rules after the n-th. Return its end, or 0."""
        first, group = n + 1, self.rest(n)
        while group and (one := group.finder.search(subject, place)):
            n, start, end = group._value(one, subject)
            start, end = whole_characters(block, start, end)
            if accept(orders[first + n], block[start:end]):
                found.setdefault(orders[first + n], []).append((start, end))
                return end
            first, group = first + n + 1, group.rest(n)
        return 0

    def _scouted(
        self, subject: bytes, block: bytes, orders: Sequence[int], accept: Accept, found: dict[int, Spans]
    ) -> int:
        """Find the first values where the gate is far between. Return where the search is to go on."""
        at = hits = 0
        while self._scout and (one := self._scout.search(subject, at)):
            place, at = self._scout.span(one, subject, 0)
            hits += 1
            if hits > _SCOUTED and place < hits * _FAR:
                return place
            at = max(at, self._take_after(-1, place, subject, block, orders, accept, found))
        return len(subject)

    def rest(self, n: int) -> Group | None:
        """Return the group of the rules after the n-th, for where its value was declined; of all of them after -1."""
        if n not in self._rest:
            self._rest[n] = Group(b"", self._patterns[n + 1 :], here=True)
        return self._rest[n]

    def _value(self, match: object, block: bytes) -> tuple[int, int, int]:
        """Return which rule matched, and where its value is."""
        span = self.finder.span
        n = self._last
        number, values = self._alternatives[n]
        if span(match, block, number)[0] < 0:
            for n, (number, values) in enumerate(self._alternatives):  # noqa: B007 - used behind the loop
                if span(match, block, number)[0] >= 0:
                    break
            else:
                raise AssertionError("a group matched by none of its rules")
            self._last = n
        for value in values:
            start, end = span(match, block, value)
            if start >= 0:
                self._last_value = value
                return n, start, end
        raise AssertionError("a rule matched without a value")
