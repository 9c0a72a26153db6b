"""What the byte before a place and the first three of it say of whether a probe may begin there: a first look."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

KINDS = 64  # of bytes, as this look tells them apart: a bit for each
GROUPS = 4  # of bytes before a place


class Automaton(NamedTuple):
    """The rows of the automaton, by class of byte."""

    contexts: list[list[int]]
    begins: list[int]  # the state in which a place begins, by state of the context
    after: list[list[int]]
    found: list[int]
    alive: list[int]


class Look(NamedTuple):
    """Which bytes follow each other where a probe begins."""

    kind_of: list[int]  # by byte
    group_of: list[int]  # by the byte before
    third: list[
        list[int]
    ]  # by group, then by the kinds of the first two (64 * first + second): kinds of the third


def look(automaton: Automaton, class_of: Sequence[int]) -> Look:
    """Return what the first look is to let through: all places where a probe begins, and few others."""
    kind_of = [_kind(byte) for byte in range(256)]
    kinds = [0] * (max(class_of) + 1)  # by class
    for byte, c in enumerate(class_of):
        kinds[c] |= 1 << kind_of[byte]
    triples = _Triples(automaton, kinds)
    begins: list[set[int]] = [set() for _ in kinds]  # by the class before
    for row in automaton.contexts:
        for c, context in enumerate(row):
            begins[c].add(automaton.begins[context])
    group_of = [_group(byte) for byte in range(256)]
    groups: list[set[int]] = [set() for _ in range(GROUPS)]  # and by group
    for byte, c in enumerate(class_of):
        groups[group_of[byte]] |= begins[c]
    groups[_group(0)].add(automaton.begins[0])
    return Look(kind_of, group_of, [_words(_union(map(triples.of, sorted(some)))) for some in groups])


class _Triples:
    """The kinds of the first three bytes, a bit for each three."""

    def __init__(self, automaton: Automaton, kinds: list[int]) -> None:
        self._it = automaton
        self._kinds = kinds
        self._following = [
            _union(kinds[c] for c, after in enumerate(row) if after) for row in automaton.after
        ]
        self._pairs: dict[int, int] = {}
        self._known: dict[int, int] = {}

    def of(self, begin: int) -> int:
        """Return those with which a place begins in this state."""
        if begin not in self._known:
            found = 0
            for c, one in enumerate(self._it.after[begin]):
                if one:
                    for kind in _bits(self._kinds[c]):
                        found |= self._after(one) << (KINDS * KINDS * kind)
            self._known[begin] = found
        return self._known[begin]

    def _after(self, one: int) -> int:
        if one not in self._pairs:
            every = (1 << KINDS) - 1
            pairs = (1 << KINDS * KINDS) - 1 if self._it.found[one] else 0
            for c, two in enumerate(self._it.after[one]):
                if two:
                    for kind in _bits(self._kinds[c]):
                        pairs |= (every if self._it.found[two] else self._following[two]) << (KINDS * kind)
            self._pairs[one] = pairs
        return self._pairs[one]


def _words(triples: int) -> list[int]:
    every = (1 << KINDS) - 1
    return [triples >> (KINDS * n) & every for n in range(KINDS * KINDS)]


def _kind(byte: int) -> int:
    """Small letters and signs by themselves; digits, capitals (A to F apart) and what is beyond ASCII together."""
    char = chr(byte)
    if byte < 32 or byte == 127:
        return 0
    if byte > 127:
        return 1
    if char.isdigit():
        return 2
    if char.isupper():
        return 3 if char <= "F" else 4
    if char.islower():
        return 5 + ord(char) - ord("a")
    return 31 + _SIGNS.index(char)


def _group(byte: int) -> int:
    """Bytes before a place: those that end an escape, other letters, signs within words, and what parts words."""
    char = chr(byte)
    if char in "0123456789abcdefABCDEFnrtmNRTM":
        return 0
    if char.isascii() and char.isalpha():
        return 1
    return 2 if char in "_-.:/+%" else 3


_SIGNS = " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"


def _union(some: Iterable[int]) -> int:
    found = 0
    for one in some:
        found |= one
    return found


def _bits(some: int) -> list[int]:
    return [n for n in range(some.bit_length()) if some >> n & 1]
