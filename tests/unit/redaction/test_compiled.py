"""What the accelerator matches at many places in one call is what PCRE2 and Python find, place by place."""

from __future__ import annotations

import random
import re
from array import array
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscut import accelerator
from crosscut.errors import RedactionError
from crosscut.redaction.alternatives import Alternatives, Block, PartAt, parts_at
from crosscut.redaction.compiled import PatternAt, pattern_at, pattern_within
from crosscut.redaction.group_at import GroupAt
from crosscut.redaction.matching import TooLargeError, compile_matcher
from crosscut.redaction.probing import START
from crosscut.redaction.pseudonyms import TOKEN_BYTES
from crosscut.redaction.rule import Spans

pytestmark = pytest.mark.skipif(
    accelerator.matching() is None, reason="there is no accelerator for this machine"
)
PATTERNS = (
    rb"a([0-9]+)",
    rb"ab?=(?:'([^']*)'|(\w+))",
    rb"[ab](?P<_q>[\"'])([^\"']*)(?P=_q)",
    rb"[ab]\xc3[\x80-\xbf]",  # the whole match, of which a character may go on
    rb"[ab]{1,3}[0-9=]?",
)
PIECES = ("a", "b", "ab", "a1", "a12", "=", "'", '"', "x", "ü", " ", "a='b'", "<AB:abcdefgh>", "<", "1", "\n")
texts = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)


def places_of(block: bytes) -> array[int]:
    """Return where the patterns may begin."""
    return array("I", [match.start() for match in re.finditer(rb"[ab]", block)])


class Half:
    """Half of all values are some, as the checksums of rules decide: by the value and the rule alone."""

    def accepts(self, order: int, value: bytes) -> bool:
        """Whether it is one."""
        return random.Random(f"{order}{value!r}").random() < 0.5

    def accept_all(self, order: int, values: Sequence[bytes]) -> list[bool]:
        """Whether each is one."""
        return [self.accepts(order, value) for value in values]


class All(Half):
    """All values are some."""

    def accepts(self, order: int, value: bytes) -> bool:
        """Whether it is one."""
        return order >= 0 and value is not None


def one_by_one(block: bytes, patterns: Sequence[bytes], orders: Sequence[int]) -> dict[int, Spans]:
    """Return the values of the rules by Python, a call for each place."""
    alternatives, inside, done = Alternatives(patterns, orders), Block(block, block, Half().accepts), 0
    for place in places_of(block):
        if place >= done and not (block[place - 1 : place] == b"<" and TOKEN_BYTES.match(block, place - 1)):
            done = alternatives.take(inside, place)
    return inside.found


def group(patterns: Sequence[bytes], orders: Sequence[int]) -> GroupAt:
    """Return what finds the same by the accelerator."""

    def beginning_with(start: bytes) -> Sequence[PartAt]:
        return known.setdefault(start, parts_at(tuple(patterns), tuple(orders)))

    known: dict[bytes, Sequence[PartAt]] = {}
    return GroupAt(beginning_with, bytes(range(256)) * START)


@given(texts)
def test_rules_of_a_group_have_the_values_that_python_finds_place_by_place(text: str) -> None:
    block = text.encode()
    orders = (7, 3, 300, 20, 1)

    found = group(PATTERNS, orders).values(block, block, Half(), places_of(block))

    assert found == one_by_one(block, PATTERNS, orders)


def test_as_many_values_as_are_never_kept_at_once() -> None:
    pick = random.Random(1)
    block = " ".join(f"{pick.choice('ab')}{pick.choice(('', '=', 'b='))}{n}" for n in range(100_000)).encode()

    twice = group(PATTERNS, range(5))
    for _ in range(2):  # what is remembered of the first time makes no difference
        assert twice.values(block, block, Half(), places_of(block)) == one_by_one(block, PATTERNS, range(5))


@given(texts, st.sampled_from(PATTERNS))
def test_a_pattern_has_the_values_that_a_search_for_it_finds(text: str, pattern: bytes) -> None:
    block = text.encode()

    assert pattern_at(pattern).spans(block, places_of(block)) == compile_matcher(pattern, "pcre2").spans(
        block
    )


@given(texts)
def test_the_lines_of_a_pattern_are_those_that_have_it(text: str) -> None:
    block = text.encode()
    ends = [match.span() for match in re.finditer(rb"[^\n]+", block)]

    with_it = [span for span in ends if re.search(rb"a[0-9]", block[slice(*span)])]
    assert list(pattern_at(rb"a[0-9]").lines(block, places_of(block))) == [
        n for span in with_it for n in span
    ]
    assert list(pattern_within(rb"a[0-9]").beside(block, places_of(block))) == [
        place for place in places_of(block) if any(start <= place < end for start, end in with_it)
    ]


@given(texts, st.sampled_from(PATTERNS))
def test_a_pattern_has_the_values_in_parts_of_a_block_that_a_search_of_each_finds(
    text: str, pattern: bytes
) -> None:
    block = text.encode()
    windows = [match.span() for match in re.finditer(rb"[^ \n]+", block)]
    each = compile_matcher(pattern, "pcre2", rb"x")

    assert pattern_within(pattern, rb"x").spans(block, array("I", [n for span in windows for n in span])) == [
        span for window in windows for span in each.spans(block, *window)
    ]


def test_a_part_may_have_any_number_of_values() -> None:
    block = b"a1 " * 50_000

    spans = pattern_within(PATTERNS[0]).spans(block, array("I", [0, 30, 30, len(block)]))

    assert spans == [(n, n + 1) for n in range(1, len(block), 3)]


@given(st.from_regex(r"<?[A-Z]{0,2}[A-Z0-9_]{0,3}:?[a-z2-7]{7,9}[>x]?", fullmatch=True))
def test_no_name_is_that_of_a_pseudonyms_kind(text: str) -> None:
    block = text.encode()

    values = group([rb"[A-Z][A-Z0-9_]*"], [0]).values(block, block, All(), array("I", [1]))

    is_kind = TOKEN_BYTES.match(block) is not None
    assert bool(values) == (bool(re.match(rb".[A-Z]", block)) and not is_kind)


def test_a_pattern_that_tries_without_end_withholds_the_block() -> None:
    block = b"a" * 40 + b"b"

    with pytest.raises(RedactionError, match="gave up"):
        pattern_at(rb"(?:a+)+c|(?:a|aa)+d").spans(block, array("I", [0]))


def test_what_is_too_much_for_pcre2_is_told_when_it_is_compiled() -> None:
    with pytest.raises(TooLargeError):
        PatternAt(b"|".join(b"(a{1,200}b{1,200}%d){1,90}" % n for n in range(200)), ())
