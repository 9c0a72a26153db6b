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
# And where none does.
SKIPS = {"hexadecimal": WORD_END}


class Group:
    """Finds the values of several rules in one pass."""

    def __init__(
        self, gate: bytes, patterns: Sequence[bytes], skip: bytes = b"", *, here: bool = False
    ) -> None:
        """With `here`, matches begin where the search does. (An anchored search is not for PCRE2's compiler.)"""
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
        self._rest: dict[int, Group | None] = {len(patterns) - 1: None}
        self._last = 0  # which rule matched before: often the same one matches again
        # PCRE2 compiles at most 64 KB: what most of the rules share is there once.
        whole = b"(?=" + b"|".join(parts) + rb")[\s\S]"
        shared = {b"_is": IS, b"_bare": BARE, b"_edge": EDGE, b"_no_name": NO_NAME}
        for name, piece in shared.items():
            whole = whole.replace(piece, b"(?&%b)" % name)
        end = (
            (rb"|(*COMMIT)(*F)" if here else skipping(skip))
            + rb"(?(DEFINE)"
            + b"".join(b"(?<%b>%b)" % item for item in shared.items())
            + rb")"
        )
        try:
            # But the gate, which is tried most, without the calls that this takes: if there is room.
            pattern = compile_pcre2(b"(?=" + gate + b")" + whole + end)
        except PatternError:
            pattern = compile_pcre2(b"(?=" + gate.replace(IS, b"(?&_is)") + b")" + whole + end)
        self._finder = Finder(pattern)

    def values(self, subject: bytes, block: bytes, orders: Sequence[int], accept: Accept) -> dict[int, Spans]:
        """Return where the values of the rules are, by the numbers in `orders` that they have elsewhere.

        `subject` is what the patterns are matched against, the block or the block in lower case.
        """
        found: dict[int, Spans] = {}
        search, span, value_of = self._finder.search, self._finder.span, self._value
        is_ascii = block.isascii()
        at = 0
        while match := search(subject, at):
            place = span(match, subject, 0)[0]
            at = place + 1
            first, group = 0, self
            n, start, end = value_of(match, subject)
            while True:
                if not is_ascii:
                    start, end = whole_characters(block, start, end)
                if accept(orders[first + n], block[start:end]):
                    found.setdefault(orders[first + n], []).append((start, end))
                    if end > at:
                        at = end
                    break
                # Declined: the next rule of the group that matches here, if there is one.
                first += n + 1
                tail = group.rest(n)
                if tail is None or (match := tail._finder.search(subject, place)) is None:
                    break
                group = tail
                n, start, end = tail._value(match, subject)
        return found

    def rest(self, n: int) -> Group | None:
        """Return the group of the rules after the n-th, for where its value was declined."""
        if n not in self._rest:
            self._rest[n] = Group(b"", self._patterns[n + 1 :], here=True)
        return self._rest[n]

    def _value(self, match: object, block: bytes) -> tuple[int, int, int]:
        span = self._finder.span
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
                return n, start, end
        raise AssertionError("a rule matched without a value")
