"""Finds the values of all rules in a block: one by one, together where rules are grouped, or in some lines only."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from crosscut.redaction.alternatives import NO_REACH, Block, PartAt, parts_at
from crosscut.redaction.compiled import PatternAt, pattern_at, pattern_within
from crosscut.redaction.group_at import GroupAt, Judge
from crosscut.redaction.grouping import GATES, PASSED, REACHES, SKIPS, Group
from crosscut.redaction.matching import Engine, Matcher, available, compile_matcher
from crosscut.redaction.probing import START, Places, Probes, digest, probes
from crosscut.redaction.rule import Rule, Spans, whole_characters

_FAR_BETWEEN = (
    200  # bytes between two places at which a rule may begin; where they are closer, it looks everywhere
)
_NEAR_END = 300  # bytes
_DENSE = 20  # the same for the rules of a group
# Parts of several literals: where one is not, none of these is.
_STEMS = (b"pass", b"ldap", b"sql", b"smb", b"login", b"auth", b"-cli", b"configure", b"dc=", b"ou=", b"'-", b"pdp", b"hook", b"crypt")  # fmt: skip


class Look(NamedTuple):
    """What is known of a block before any rule looks at it."""

    lowered: bytes
    places: Places
    probes: Probes | None
    block: bytes

    def may_have(self, pattern: bytes, *, lowered: bool) -> bool:
        """Whether it may have what this pattern matches; always so where nothing is known of the pattern."""
        number = self.probes.number([digest(pattern, lowered=lowered)]) if self.probes else None
        if number is None or number not in self.places:
            return number is None
        first, last = self.places[number][0], len(self.lowered)
        # Of the last three bytes a probe cannot tell, nor of what goes on to the end.
        if first + (_NEAR_END if lowered else 3) < last:
            return True
        return compile_matcher(pattern, "pcre2").is_within(
            self.lowered if lowered else self.block, first, last
        )

    def places_of(self, pattern: bytes, *, lowered: bool) -> array[int] | None:
        """Return the places of which one is where each match begins; None where nothing is known of the pattern."""
        number = self.probes.number([digest(pattern, lowered=lowered)]) if self.probes else None
        return None if number is None else self.places.get(number, array("I"))

    def spans(self, pattern: bytes, *, lowered: bool) -> Spans:
        """Return where the values of this pattern are, in order."""
        places, subject = self.places_of(pattern, lowered=lowered), self.lowered if lowered else self.block
        if places is None:
            return compile_matcher(pattern, available()).spans(subject)
        return pattern_at(pattern).spans(subject, places) if places else []


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
        self._groups: list[_Grouped] = []
        self._begins: dict[
            int, tuple[int, PatternAt]
        ] = {}  # by rule: its probe, and what looks where it may begin
        self._gate_probes: dict[int, tuple[int, PatternAt]] = {}  # the same of its gate
        self._probed: dict[int, int] = {}  # those which have nothing where their probe is not
        self._probes: Probes | None = None
        self._grouped: set[int] = set()
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
        self._probes = (
            probes(early=all(rule.early for rule in mine.values())) if engine == "accelerated" else None
        )
        for name, gate in GATES.items():
            members = [n for n, rule in mine.items() if rule.group == name]
            if len(members) > 1:
                self._groups.append(_Grouped(name, gate, members, rules, self._probes))
        self._grouped = {n for group in self._groups for n in group.orders}
        if self._probes:
            self._prepare(self._probes, mine)

    def _prepare(self, known: Probes, mine: dict[int, Rule]) -> None:
        """Find out which rules are looked for where a probe is: of their pattern, or else of their gate."""
        for n, rule in mine.items():
            if n in self._grouped:
                continue
            number = known.number([digest(rule.pattern, lowered=rule.lowered)])
            if number is not None and not rule.group:
                self._begins[n] = number, pattern_at(rule.pattern)
            elif rule.gate and (number := known.number([digest(rule.gate, lowered=True)])) is not None:
                self._gate_probes[n] = number, pattern_at(rule.gate)
            if (
                number is not None and not rule.early and not rule.group
            ):  # of those that are, a private key may be open
                self._probed[n] = number

    def one(self, order: int, block: bytes) -> Spans:
        """Return where the values of one rule are."""
        return self._matchers[order].spans(block.lower() if self._rules[order].lowered else block)

    def look(self, block: bytes) -> Look:
        """Return what all rules need to know of a block, found once."""
        if self._probes:
            return Look(self._probes.lower(block), self._probes.places(block), self._probes, block)
        return Look(block.lower(), {}, None, block)

    def all(self, block: bytes, look: Look, judge: Judge) -> Iterator[tuple[int, Spans]]:
        """Yield each rule that may have values in the block, by its number, with where they are, in order.

        `judge` says whether a value of a rule is one: of grouped rules the first whose value is one has it.
        """
        lowered, places = look.lowered, look.places
        grouped: dict[int, Spans] = {}
        for group in self._groups:
            grouped.update(group.values(block, lowered, judge, places))
        there: dict[bytes, bool] = {}
        for order in self.orders:
            if order in self._probed and self._probed[order] not in places:
                continue
            rule, matcher = self._rules[order], self._matchers[order]
            subject = lowered if rule.lowered else block
            if order in self._grouped:
                if order in grouped:
                    yield order, grouped[order]
            elif order in self._begins:
                yield order, self._spans_at(order, subject, lowered, places)
            elif order in self._gate_probes:
                yield order, self._spans_of_lines(order, subject, lowered, places)
            elif not self._may_match(rule, lowered, there):
                yield order, []  # but a private key may be open
            elif rule.group:
                yield order, list(self._each(order, subject, block, judge))
            elif order in self._gates:
                yield order, _within(matcher, subject, _lines(lowered, self._gates[order]))
            else:
                yield order, matcher.spans(subject)

    def _spans_of_lines(self, order: int, subject: bytes, lowered: bytes, places: Places) -> Spans:
        number, gate = self._gate_probes[order]
        if number not in places:
            return []
        rule = self._rules[order]
        return pattern_within(rule.pattern, rule.skip).spans(subject, gate.lines(lowered, places[number]))

    def _spans_at(self, order: int, subject: bytes, lowered: bytes, places: Places) -> Spans:
        number, matcher = self._begins[order]
        if number not in places:
            return []
        if order in self._gates:
            gate = pattern_within(self._rules[order].gate)
            return matcher.spans(subject, gate.beside(lowered, places[number]))
        if len(places[number]) * _FAR_BETWEEN > len(subject):
            return self._matchers[order].spans(subject)
        return matcher.spans(subject, places[number])

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

    def _each(self, order: int, subject: bytes, block: bytes, judge: Judge) -> Iterator[tuple[int, int]]:
        place = 0
        while found := self._matchers[order].search(subject, place):
            place, start, end = found
            place += 1
            start, end = whole_characters(block, start, end)
            if judge.accepts(order, block[start:end]):
                yield start, end
                place = max(place, end)


class _Grouped:
    """A group of rules, with their numbers."""

    def __init__(
        self, name: str, gate: bytes, orders: list[int], rules: Sequence[Rule], known: Probes | None
    ) -> None:
        self.orders = orders
        members = [rules[n] for n in orders]
        self._lowered = members[0].lowered
        self._names = tuple(digest(rule.pattern, lowered=rule.lowered) for rule in members)
        self._known, self._probe = known, known.number(self._names) if known else None
        self._name, self._gate, self._patterns = name, gate, [rule.pattern for rule in members]
        self._dense = 0 if name in PASSED else _DENSE

    def values(self, block: bytes, lowered: bytes, judge: Judge, places: Places) -> dict[int, Spans]:
        """Return where the values of its rules are."""
        subject = lowered if self._lowered else block
        if self._probe is not None and self._probe not in places:
            return {}
        if self._probe is None or len(places[self._probe]) * self._dense > len(block):
            inside = Block(subject, block, judge.accepts)
            self._group.values(inside)
            return inside.found
        return self._group_at.values(subject, block, judge, places[self._probe])

    @cached_property
    def _group(self) -> Group:
        """What looks for the gate everywhere."""
        skip, passed, reach = (
            SKIPS.get(self._name, b""),
            PASSED.get(self._name),
            REACHES.get(self._name, NO_REACH),
        )
        return Group(self._gate, self._patterns, self.orders, skip, passed=passed, reach=reach)

    @cached_property
    def _group_at(self) -> GroupAt:
        """What looks at places."""
        classes = self._known.classes(self._names) if self._known else bytes(range(256)) * START
        return GroupAt(self._beginning_with, classes)

    def _beginning_with(self, start: bytes) -> Sequence[PartAt]:
        everything = tuple(range(len(self.orders)))
        which = self._known.beginning_with(self._names, start) if self._known else everything
        return self._parts(which) if which else ()

    def _parts(self, which: tuple[int, ...]) -> Sequence[PartAt]:
        # Each rule of a name says all that the gate of names says, which takes longer than the rule.
        gate = b"" if self._name in PASSED else self._gate
        return parts_at(tuple(self._patterns[n] for n in which), tuple(self.orders[n] for n in which), gate)


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
