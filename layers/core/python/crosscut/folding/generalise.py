"""Finds which masked messages are one template.

Messages alike but for one word are one template when that word has enough values, or varies already; so are messages
alike but for several names. What comes out depends on the set of messages alone, in no order, and more messages
never part what fewer have joined (but where a template would be left without words).
"""

from __future__ import annotations

import itertools
import operator
import random
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache, lru_cache, reduce

from crosscut.folding.frames import MARK
from crosscut.folding.masking import WILDCARD
from crosscut.folding.telling import OPEN, lump
from crosscut.folding.words import (
    Words,
    introduces,
    introduces_only_names,
    is_name,
    is_state,
    is_word,
    words_of,
)

MIN_NAMES = 3  # values that make a position variable, when they look like names or stand where names do
MIN_WORDS = 4  # when they could be what the message says
MIN_STATES = 8  # when most of them tell states
MIN_TOLD = 16  # when they are told by a field that says what a record is about
MIN_FIXED_WORDS = 2  # a template that is all wildcards says nothing
MAX_ROUNDS = 8
_MANY_WORDS = 20_000  # of which is remembered what kind they are
MAX_POSITIONS = 64  # words that may vary, so that time and memory are bounded


def generalise(texts: Collection[str]) -> dict[str, str]:
    """Return the template's text for each canonical text."""
    lumped = lump(texts)
    forest = _Forest(set(lumped.values()))
    places: dict[Words, list[tuple[int, int]]] = {}
    shapes: dict[Words, Words] = {}
    for _ in range(MAX_ROUNDS):
        if not forest.join(_alike_but_for_one(forest.patterns, places)) and not forest.join(
            _alike_but_for_names(forest.patterns, shapes)
        ):
            break
    templates = forest.templates()
    return {text: templates[known] for text, known in lumped.items()}


class _Forest:
    """Which texts belong together, and the pattern of each such family."""

    def __init__(self, texts: Collection[str]) -> None:
        self._family = {text: text for text in texts}
        self.patterns: dict[str, Words] = {text: words_of(text) for text in sorted(texts)}

    def join(self, families: Iterable[list[str]]) -> bool:
        """Make one of each of the families, the largest first; returns whether anything was joined."""
        parent: dict[str, str] = {}
        patterns = self.patterns

        def root(name: str) -> str:
            while name in parent:
                name = parent[name]
            return name

        for family in sorted(families, key=lambda names: (-len(names), names)):
            for name in family[1:]:
                one, other = root(family[0]), root(name)
                if one == other:
                    continue
                common = _common(patterns[one], patterns[other])
                if _fixed(common) < min(MIN_FIXED_WORDS, _fixed(patterns[one])):
                    continue
                one, other = sorted((one, other))
                parent[other] = one
                patterns[one] = common
                del patterns[other]
        same: dict[Words, str] = {}
        for name in sorted(patterns):
            if same.setdefault(patterns[name], name) != name:
                parent[name] = same[patterns[name]]
        self.patterns = {name: pattern for pattern, name in same.items()}
        if parent:
            self._family = {text: root(name) for text, name in self._family.items()}
        return bool(parent)

    def templates(self) -> dict[str, str]:
        texts = {name: "".join(pattern) for name, pattern in self.patterns.items()}
        return {text: texts[name] for text, name in self._family.items()}


def _common(one: Words, other: Words) -> Words:
    return tuple(a if a == b else WILDCARD for a, b in zip(one, other, strict=True))


def _fixed(pattern: Words) -> int:
    return sum(map(_is_fixed, pattern))


@lru_cache(maxsize=_MANY_WORDS)
def _is_fixed(word: str) -> bool:
    return word == OPEN or (word != WILDCARD and is_word(word))


def _alike_but_for_one(
    patterns: Mapping[str, Words], known: dict[Words, list[tuple[int, int]]]
) -> Iterator[list[str]]:
    """Yield the names of patterns that are alike but for one word, where that word is a variable.

    By hashes of what stands around the word: the texts would be as many as all words of all patterns.
    `known` remembers them from round to round. Patterns alike but for one word are alike before their middle
    or behind it, so of most patterns it is known at once that they are like no other.
    """
    halves = {name: _halves(words) for name, words in patterns.items()}
    counts = Counter(itertools.chain.from_iterable(halves.values()))
    alike: dict[tuple[int, int], list[str]] = defaultdict(list)
    for name, (begin, end) in halves.items():
        may_vary_before, may_vary_behind = counts[end] > 1, counts[begin] > 1
        if not may_vary_before and not may_vary_behind:
            continue
        words = patterns[name]
        places = known.get(words)
        if places is None:
            places = known[words] = _places(words)
        middle = len(words) // 2
        for place in places:
            if may_vary_before if place[0] < middle else may_vary_behind:
                alike[place].append(name)
    for (position, _), names in alike.items():
        if len(names) > 1:
            yield from _of_one_variable(names, position, patterns)


def _halves(words: Words) -> tuple[tuple[int, bool, Words], tuple[int, bool, Words]]:
    middle = len(words) // 2
    return (len(words), False, words[:middle]), (len(words), True, words[middle:])


def _places(words: Words) -> list[tuple[int, int]]:
    """Return the positions that may vary, each with a hash of what stands around it."""
    # Each weighed by its position: two words that have changed places are something else.
    hashes = [*map(operator.mul, map(hash, words), _weights(1 << len(words).bit_length()))]
    around = sum(hashes)
    return [(i, around - hashes[i]) for i in _variable(words)[:MAX_POSITIONS]]


@cache
def _weights(number: int) -> tuple[int, ...]:
    dice = random.Random(1)  # noqa: S311
    return tuple(dice.getrandbits(64) for _ in range(number))


def _variable(words: Words) -> list[int]:
    """Return the positions of words that can be values.

    A plain first word says what the message is, and so do where it failed and what its fields are called.
    """
    positions = [*itertools.compress(itertools.count(), map(_can_vary, words))]
    if positions[:1] == [0] and words[0].isalpha():
        del positions[0]
    if OPEN not in words:
        return positions
    told = words.index(OPEN)
    return [i for i in positions if i <= told or words[i - 1] == "="]


@lru_cache(maxsize=_MANY_WORDS)
def _can_vary(word: str) -> bool:
    return is_word(word) and word[0] != MARK


def _told_from(words: Words) -> int:
    """Return from which position on fields say what the message does not; behind the last where none do."""
    return words.index(OPEN) if OPEN in words else len(words)


def _of_one_variable(names: list[str], position: int, patterns: Mapping[str, Words]) -> Iterator[list[str]]:
    values = {name: patterns[name][position] for name in names}
    words = set(values.values()) - {WILDCARD}
    before = _word_before(patterns[names[0]], position)
    if position > _told_from(patterns[names[0]]):
        if WILDCARD in values.values() or len(words) >= MIN_TOLD:
            yield sorted(names)
        return
    states = set() if introduces_only_names(before) else {word for word in words if is_state(word)}
    if len(states) >= MIN_STATES:
        states = set()
    rest = words - states
    enough = MIN_NAMES if introduces(before) or all(map(is_name, rest)) else MIN_WORDS
    if WILDCARD in values.values() or len(rest) >= enough:
        # What is said of a thing stays apart from names in the same place.
        joined = sorted(name for name in names if values[name] not in states)
        if len(joined) > 1:
            yield joined


def _word_before(words: Words, position: int) -> str:
    return next((word for word in reversed(words[:position]) if not word.isspace()), "")


def _alike_but_for_names(patterns: Mapping[str, Words], known: dict[Words, Words]) -> Iterator[list[str]]:
    """Yield the names of patterns that are alike but for several words, each a name with enough values.

    `known` remembers their shapes from round to round.
    """
    alike: dict[Words, list[str]] = defaultdict(list)
    for name, words in patterns.items():
        shape = known.get(words)
        if shape is None:
            shape = known[words] = _shape(words)
        alike[shape].append(name)
    for names in alike.values():
        if len(names) < 2:
            continue
        # Positions with few values part the family; the others may vary in it.
        columns = list(zip(*(patterns[name] for name in names), strict=True))
        few = [
            i for i, column in enumerate(columns) if len(set(column)) < MIN_NAMES and WILDCARD not in column
        ]
        parts: dict[Words, list[str]] = defaultdict(list)
        for name in names:
            parts[tuple(patterns[name][i] for i in few)].append(name)
        for part in parts.values():
            if len(part) >= MIN_NAMES or (len(part) > 1 and _covers(part, patterns)):
                yield sorted(part)


def _covers(names: list[str], patterns: Mapping[str, Words]) -> bool:
    """Whether one of the patterns is what they have in common."""
    common = reduce(_common, (patterns[name] for name in names))
    return any(patterns[name] == common for name in names)


def _shape(words: Words) -> Words:
    told = _told_from(words)
    shape = list(words)
    for i in itertools.compress(itertools.count(), map(_can_be_name, words)):
        if i < told and (i or not words[0].isalpha()):
            shape[i] = WILDCARD
    if "=" in words:
        for i in _variable(words):
            if i < told and _is_assigned(words, i):
                shape[i] = WILDCARD
    return tuple(shape)


@lru_cache(maxsize=_MANY_WORDS)
def _can_be_name(word: str) -> bool:
    return _can_vary(word) and is_name(word)


def _is_assigned(words: Words, position: int) -> bool:
    return words[position - 1 : position] == ("=",) or words[position - 2 : position] == ("=", '"')
