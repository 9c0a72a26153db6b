"""Rules that are looked for together: one pattern of them all, tried where a cheap gate lets one of them begin.

The search goes on behind a value that was accepted, and else at the next character: no rule's match hides another's.
"""

from __future__ import annotations

from collections.abc import Sequence

from crosscut.redaction import keyed
from crosscut.redaction.matching import Finder, PatternError, compile_pcre2, groups_of, skipping
from crosscut.redaction.rule import START, WORD_END
from crosscut.redaction.values import BARE, EDGE, IS, NO_NAME

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

    def __init__(self, gate: bytes, patterns: Sequence[bytes], skip: bytes = b"") -> None:
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
        self._rest: dict[int, Group] = {}
        # PCRE2 compiles at most 64 KB: what most of the rules share is there once.
        whole = b"(?=" + b"|".join(parts) + rb")[\s\S]"
        shared = {b"_is": IS, b"_bare": BARE, b"_edge": EDGE, b"_no_name": NO_NAME}
        for name, piece in shared.items():
            whole = whole.replace(piece, b"(?&%b)" % name)
        end = (
            skipping(skip) + rb"(?(DEFINE)" + b"".join(b"(?<%b>%b)" % item for item in shared.items()) + rb")"
        )
        try:
            # But the gate, which is tried most, without the calls that this takes: if there is room.
            pattern = compile_pcre2(b"(?=" + gate + b")" + whole + end)
        except PatternError:
            pattern = compile_pcre2(b"(?=" + gate.replace(IS, b"(?&_is)") + b")" + whole + end)
        self._finder = Finder(pattern)

    def search(self, block: bytes, place: int) -> tuple[int, int, int, int] | None:
        """Return where the next match begins, which rule's it is, and where its value is."""
        match = self._finder.search(block, place)
        return (self._finder.span(match, block, 0)[0], *self._value(match, block)) if match else None

    def rest(self, n: int) -> Group | None:
        """Return the group of the rules after the n-th, for where its value was declined."""
        if n + 1 >= len(self._patterns):
            return None
        if n not in self._rest:
            self._rest[n] = Group(b"", self._patterns[n + 1 :])
        return self._rest[n]

    def at(self, block: bytes, place: int) -> tuple[int, int, int] | None:
        """Return which rule matches at this place, and where its value is."""
        match = self._finder.at(block, place)
        return self._value(match, block) if match else None

    def _value(self, match: object, block: bytes) -> tuple[int, int, int]:
        span = self._finder.span
        for n, (number, values) in enumerate(self._alternatives):
            if span(match, block, number)[0] >= 0:
                for value in values:
                    start, end = span(match, block, value)
                    if start >= 0:
                        return n, start, end
        raise AssertionError("a group matched by none of its rules")
