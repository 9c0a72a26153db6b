"""The automaton names each place at which a pattern matches, whatever the pattern and the text: it may name more."""

from __future__ import annotations

import os
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosscut import accelerator
from crosscut.redaction.engine import RULES
from crosscut.redaction.probing import START, Probes, digest, probes
from crosscut.redaction.rule import Rule
from native import automaton
from native import probes as tables
from native.build import build
from native.languages import beginnings
from tests.unit.redaction.made import NOT_MADE, holds_for_texts_of

LIBRARY = accelerator.library()
pytestmark = pytest.mark.skipif(LIBRARY is None, reason="there is no accelerator for this machine")

# Patterns of a few letters, so that texts of the same letters have matches.
_ATOMS = st.sampled_from(
    ("a", "b", "A", "1", "[ab1]", "[^a]", ".", r"\d", r"\w", r"\s", "-", r"\n", "(?i:ab)", r"\b")
)
_LOOKS = st.sampled_from((
    "(?=a)", "(?=[ab]{2})",
    "(?!b)", "(?!ab)", "(?!a|b1)", "(?<=a)", "(?<!b)", "(?<=ab)", "(?<![ab].)", "(?<=-)", "(?<!a-)",
    "(?:(?<![ab])|(?<=-a))", "(?=[ab]*1)",
))  # fmt: skip
_REPEATS = st.sampled_from(("", "", "", "?", "*", "+", "{2}", "{1,3}", "{2,}", "*?", "?+", "*+", "{1,2}+"))


def _combined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    group = st.builds(
        lambda some, form: form.format(some), inner, st.sampled_from(("(?:{})", "({})", "(?>{})"))
    )
    return st.one_of(
        st.builds("".join, st.lists(st.one_of(inner, _LOOKS), min_size=1, max_size=4)),
        st.builds(lambda a, b: f"(?:{a}|{b})", inner, inner),
        st.builds(lambda some, repeat: some + repeat, group, _REPEATS),
        st.builds(lambda some: f"(?={some})", inner),
    )


PATTERNS = st.recursive(
    st.builds(lambda atom, repeat: atom + repeat, _ATOMS, _REPEATS), _combined, max_leaves=8
)
TEXTS = st.text(st.sampled_from("aabbA1-. \né"), max_size=40)


def named(patterns: list[tuple[bytes, bool]], text: bytes) -> list[set[int]]:
    """Return by pattern the places that the automaton names."""
    assert LIBRARY is not None
    made = Probes(LIBRARY, automaton.table(patterns), [[str(n)] for n in range(len(patterns))])
    places = made.places(text)
    return [set(places.get(n, ())) for n in range(len(patterns))]


def matched(pattern: bytes, text: bytes) -> set[int]:
    """Return the places at which the pattern matches."""
    compiled = re.compile(pattern)
    return {place for place in range(len(text) + 1) if (m := compiled.match(text, place)) and m.end() > place}


@settings(max_examples=int(os.environ.get("PROBES", "100")), deadline=None)
@given(st.lists(PATTERNS, min_size=1, max_size=3), TEXTS)
def test_no_place_is_missed(patterns: list[str], text: str) -> None:
    raw = [pattern.encode() for pattern in patterns]
    try:
        expected = [matched(pattern, text.encode()) for pattern in raw]
        found = named([(pattern, False) for pattern in raw], text.encode())
    except (re.error, automaton.EmptyProbeError):
        return  # such as a repeat of a repeat

    for pattern, some, more in zip(raw, expected, found, strict=True):
        assert some <= more, pattern


@settings(deadline=None)
@given(PATTERNS, TEXTS)
def test_no_place_is_missed_in_lower_case(pattern: str, text: str) -> None:
    try:
        expected = matched(pattern.encode(), text.encode().lower())
        found = named([(pattern.encode(), True)], text.encode())
    except (re.error, automaton.EmptyProbeError):
        return

    assert expected <= found[0]


def test_it_names_few_places_that_are_none() -> None:
    text = b"pass word=1 password=2 mypassword=3 password 4" * 50

    (found,) = named([(rb"(?<![a-z])password(?==)", False)], text)

    assert found == {place for place in range(len(text)) if text.startswith(b" password=", place - 1)}


LANGUAGES = [
    (early, number, pattern, lowered)
    for early in (True, False)
    for number, (_, pattern, lowered) in enumerate(tables.parts(early=early))
    if pattern != NOT_MADE
]


@pytest.mark.parametrize(("early", "number", "pattern", "lowered"), LANGUAGES)
def test_no_place_is_missed_in_texts_that_are_made_to_match(
    early: bool, number: int, pattern: bytes, lowered: bool
) -> None:
    known, compiled = probes(early=early), re.compile(pattern)
    assert known is not None

    def agree(text: bytes) -> None:
        expected = {found.start() for found in compiled.finditer(text.lower() if lowered else text)}
        assert expected <= set(known.places(text).get(number, ()))

    holds_for_texts_of(pattern, agree, examples=8)


@pytest.mark.parametrize(
    "rule",
    [rule for rule in RULES if rule.name not in tables.BY_GATE | tables.WITHOUT],
    ids=lambda rule: rule.name,
)
def test_each_rule_has_a_probe_in_what_is_installed(rule: Rule) -> None:
    build()
    tables.build()

    known = probes(early=rule.early)

    assert known is not None
    assert known.number([digest(rule.pattern, lowered=rule.lowered)]) is not None


@settings(deadline=None)
@given(PATTERNS, TEXTS)
def test_what_a_pattern_matches_begins_as_is_said(pattern: str, text: str) -> None:
    raw = text.encode()
    try:
        places = matched(pattern.encode(), raw)
        known = beginnings(pattern.encode(), lowered=False, length=3)
    except re.error:
        return

    for place in places:
        some = known
        for byte in raw[place : place + 3]:
            if some is None:
                break
            behind = [after for those, after in some if byte in those]
            assert len(behind) == 1
            some = behind[0]


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.group], ids=lambda rule: rule.name)
def test_what_a_rule_matches_begins_as_the_tables_say(rule: Rule) -> None:
    known, compiled = probes(early=rule.early), re.compile(rule.pattern)
    name = digest(rule.pattern, lowered=rule.lowered)
    assert known is not None

    def agree(text: bytes) -> None:
        subject = text.lower() if rule.lowered else text
        for found in compiled.finditer(subject):
            assert known.begins(name, subject[found.start() : found.start() + START])

    holds_for_texts_of(rule.pattern, agree, examples=8)


@given(
    st.binary(min_size=START, max_size=START) | st.from_regex(r"[\w=:+ ]{5}", fullmatch=True).map(str.encode)
)
def test_bytes_of_a_class_mean_the_same_at_the_beginning_of_a_place(start: bytes) -> None:
    known = probes(early=False)
    assert known is not None
    names = [digest(rule.pattern, lowered=rule.lowered) for rule in RULES if rule.group == "digits"]
    classes = known.classes(tuple(names))

    start = start[:START]
    stands_for_it = bytes(classes[256 * n + byte] for n, byte in enumerate(start))

    assert [known.begins(name, start) for name in names] == [
        known.begins(name, stands_for_it) for name in names
    ]
    assert len({classes[n] for n in range(256)}) < 20  # and there are few


def test_few_patterns_begin_with_the_bytes_of_another() -> None:
    assert beginnings(rb"(?<!x)(?:pass|pin|u[st])+=", lowered=False, length=2) == [
        (b"p", [(b"a", None), (b"i", None)]),
        (b"u", [(b"st", None)]),
    ]
    assert beginnings(rb"a(?:b|)", lowered=False, length=3) == [(b"a", None)]
