"""Finds the values of all rules in a block: one by one, together where rules are grouped, or in some lines only."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from crosscut.redaction.grouping import GATES, PASSED, REACHES, SKIPS, Accept, Group
from crosscut.redaction.matching import Engine, Matcher, compile_matcher
from crosscut.redaction.rule import Rule, Spans, whole_characters

# Parts of several literals: where one is not, none of these is.
_STEMS = (b"pass", b"ldap", b"sql", b"smb", b"login", b"auth", b"-cli", b"configure", b"dc=", b"ou=", b"'-", b"pdp", b"hook", b"crypt")  # fmt: skip


class Scanner:
    """Finds the values of rules.

    `re` looks for each rule by itself and everywhere, which is slow and simple: what PCRE2 does must find the same.
    """

    def __init__(self, rules: Sequence[Rule], orders: Sequence[int], engine: Engine) -> None:
        """Look for those of `rules` that have these numbers."""
        mine = {n: rules[n] for n in orders}
        self.orders = tuple(orders)
        self._rules = tuple(rules)
        self._matchers = {n: compile_matcher(rule.pattern, engine, rule.skip) for n, rule in mine.items()}
        self._gates: dict[int, Matcher] = {}
        self._literals: dict[bytes, Matcher] = {}
        self._groups: list[tuple[Group, list[int], bool]] = []
        if engine == "re":
            return
        self._gates = {n: compile_matcher(rule.gate, engine) for n, rule in mine.items() if rule.gate}
        # PCRE2 finds a string ten times as fast as `in`.
        self._literals = {
            literal: compile_matcher(re.escape(literal), engine)
            for rule in mine.values()
            for literal in (*_STEMS, *rule.literals, *rule.besides)
        }
        self._stems = {
            literal: next((stem for stem in _STEMS if stem in literal), literal) for literal in self._literals
        }
        for name, gate in GATES.items():
            members = [n for n, rule in mine.items() if rule.group == name]
            if len(members) > 1:
                patterns = [rules[n].pattern for n in members]
                group = Group(
                    gate,
                    patterns,
                    SKIPS.get(name, b""),
                    passed=PASSED.get(name, b""),
                    reach=REACHES.get(name, (0, 0)),
                )
                self._groups.append((group, members, rules[members[0]].lowered))

    def one(self, order: int, block: bytes) -> Spans:
        """Return where the values of one rule are."""
        return self._matchers[order].spans(block.lower() if self._rules[order].lowered else block)

    def all(self, block: bytes, accept: Accept) -> Iterator[tuple[int, Spans]]:
        """Yield each rule that may have values in the block, by its number, with where they are, in order.

        `accept` tells whether a value of a rule is one: of grouped rules the first whose value is one has it.
        """
        lowered = block.lower()
        grouped: dict[int, Spans] = {}
        for group, orders, lower in self._groups:
            grouped.update(group.values(lowered if lower else block, block, orders, accept))
        there: dict[bytes, bool] = {}
        in_groups = {n for _, orders, _ in self._groups for n in orders}
        for order in self.orders:
            rule, matcher = self._rules[order], self._matchers[order]
            subject = lowered if rule.lowered else block
            if order in in_groups:
                yield order, grouped.get(order, [])
            elif not self._may_match(rule, lowered, there):
                yield order, []  # but a private key may be open
            elif rule.group:
                yield order, list(self._each(order, subject, block, accept))
            elif order in self._gates:
                yield order, _within(matcher, subject, _lines(lowered, self._gates[order]))
            else:
                yield order, matcher.spans(subject)

    def _may_match(self, rule: Rule, lowered: bytes, there: dict[bytes, bool]) -> bool:
        """Whether the block has what each match of the rule has; `there` remembers what was looked for in it."""
        for literals in (rule.besides, rule.literals) if self._literals else ():
            for literal in literals:
                if literal not in there:
                    stem = self._stems[literal]
                    if stem not in there:
                        there[stem] = self._literals[stem].is_in(lowered)
                    there[literal] = there[stem] and (
                        stem == literal or self._literals[literal].is_in(lowered)
                    )
                if there[literal]:
                    break
            else:
                if literals:
                    return False
        return True

    def _each(self, order: int, subject: bytes, block: bytes, accept: Accept) -> Iterator[tuple[int, int]]:
        place = 0
        while found := self._matchers[order].search(subject, place):
            place, start, end = found
            place += 1
            start, end = whole_characters(block, start, end)
            if accept(order, block[start:end]):
                yield start, end
                place = max(place, end)


def _lines(block: bytes, gate: Matcher) -> Spans:
    """Return the lines in which the gate is, in order; the first place in each decides, however many follow."""
    lines: Spans = []
    place = 0
    while (at := gate.place(block, place)) >= 0:
        end = block.find(b"\n", at)
        end = len(block) if end < 0 else end
        lines.append((block.rfind(b"\n", 0, at) + 1, end))
        place = end
    return lines


def _within(matcher: Matcher, subject: bytes, windows: Spans) -> Spans:
    return [span for start, end in windows for span in matcher.spans(subject, start, end)]
