"""Rules that are looked for together: one pattern of them all, tried where a cheap gate lets one of them begin.

The search goes on behind a value that was accepted, and else at the next character: no rule's match hides another's.
"""

from __future__ import annotations

from collections.abc import Sequence

from crosscut.redaction import keyed
from crosscut.redaction.alternatives import NO_REACH, Alternatives, Block, Part, Reach
from crosscut.redaction.matching import Finder, compile_pcre2
from crosscut.redaction.rule import START, WORD_END

# Where a rule of a group may begin; the patterns of the rules say the rest.
GATES = {
    "keyed": keyed.GATE,
    "authorization": rb"(?:b(?=earer|asic)|t(?=oken[ \t=:%+])|a(?=pikey|uthorization)|n(?=egotiate))",
    "digits": START + rb"[0-9](?=(?:[ .\-+]?[0-9]|%20[0-9]){7}|[0-9.]{5})",
    "capitals": rb"(?:" + START + rb"|(?<=iban[_\-]))[A-Z](?=[A-Z](?:[ .\-%]?|[A-Z]{2}|[A-Z]{4})[0-9])",
    "hexadecimal": rb"[0-9A-Fa-f](?=[0-9A-Fa-f]{0,3}+[:.\-][0-9A-Fa-f]{1,4}+[:.\-][0-9A-Fa-f])",
}
# And where none does: what is passed over before the gate is tried, and where it was tried.
PASSED = {"keyed": keyed.NO_NAME}
SKIPS = {"hexadecimal": WORD_END}
# How far the patterns of a group look back and ahead, where that is not far: what was declined once is, for the same bytes around it.
REACHES = {"digits": (64, 128)}


class Group:
    """Finds the values of several rules in one pass."""

    def __init__(
        self,
        gate: bytes,
        patterns: Sequence[bytes],
        orders: Sequence[int],
        skip: bytes = b"",
        *,
        passed: bytes | None = None,
        reach: Reach = NO_REACH,
    ) -> None:
        """`orders` are the numbers that the rules have elsewhere.

        With `passed`, look for the gate and go on behind that; the rules are too many for one pattern with it.
        """
        self._scout, self._rules = None, None
        if passed is not None:
            over = passed + rb"(*SKIP)(*F)|" if passed else b""
            self._scout = Finder(compile_pcre2(over + rb"(?=" + gate + rb")[\s\S]"))
            self._alternatives = Alternatives(patterns, orders, reach)
        else:
            self._rules = Part(gate, patterns, orders, reach, skip=skip)

    def values(self, block: Block) -> None:
        """Take the values of the rules in the block."""
        if self._scout:
            self._scouted(self._scout, block)
        elif self._rules:
            self._searched(self._rules, block)

    def _scouted(self, scout: Finder, block: Block) -> None:
        match, span, code, context = scout.match, scout.span, scout.code, scout.context
        take, subject, last, at = self._alternatives.take, block.subject, block.last, 0
        while one := match(code, subject, last, at, context)[0]:
            place, at = span(one, subject, 0)
            if (end := take(block, place)) > at:
                at = end

    def _searched(self, rules: Part, block: Block) -> None:
        match, span, code, context = rules.match, rules.span, rules.code, rules.context
        take, subject, last, at = rules.take, block.subject, block.last, 0
        while one := match(code, subject, last, at, context)[0]:
            place, at = span(one, subject, 0)
            if (end := take(one, block, place)) > at:
                at = end
