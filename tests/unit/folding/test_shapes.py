"""Shapes: looking a message up by its shape gives what matching it against the patterns gives."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crosscut.folding import fold_lines, lines
from crosscut.folding.generalise import generalise
from crosscut.folding.keyer import Columns, Keyer
from crosscut.folding.keys import Key, template_id
from crosscut.folding.masking import WILDCARD, first_line, mask_block, mask_texts
from crosscut.folding.shapes import masked
from crosscut.folding.words import canonical
from tests.unit.folding.building import record
from tests.unit.folding.test_masking import MESSAGES

HEX = st.text("0123456789abcdef", min_size=6, max_size=34)
WORDS = st.sampled_from(
    ("ipv4", "ipv6", "L3", "user7", "jk2_init", "took", "3f2b1c9e-8d4a-4b6e-9f1a-2c3d4e5f6a7b")
)
# Addresses of all lengths, and what they can stand between.
OCTETS = st.tuples(*[st.sampled_from(("1", "22", "203", "10"))] * 4).map(".".join)
ADDRESSES = st.tuples(
    st.sampled_from(("", "/", "=", "(", '"', ":", "22:", "<", "x", "a/", "-", ".", "Jun ", "1.")),
    OCTETS,
    st.sampled_from(
        ("", "/", ":", ":8080", ")", '"', "'", "}", ".", "://x", "::1", ":15:20", " KB", "-9", "x", ".com")
    ),
).map("".join)
# Identifiers within paths, with letters and digits in any order.
PATHS = st.tuples(
    st.sampled_from(("/v2/", "/", "a/", "=/v1/x/", ":", "-", "GET /")),
    HEX,
    st.sampled_from(("/", "/detail", "/2", "/2/2005", "/a.b", "//")),
).map("".join)
LINES = st.one_of(
    MESSAGES,
    st.lists(PATHS, max_size=3).map(" ".join),
    st.lists(ADDRESSES, max_size=4).map(" ".join),
    st.lists(st.one_of(WORDS, HEX, MESSAGES, st.integers().map(str)), max_size=6).map(" ".join),
    st.text(max_size=12),
).map(lambda line: line.replace("\n", " "))


def folded_by_matching(log: list[str]) -> list[str]:
    """The ids of the lines without any look-up."""
    texts = [canonical(mask_texts([first_line(line).replace("\x01", " ")])[0]).text for line in log]
    general = generalise(set(texts))
    return [template_id(Key("", 0, "", general[text])) for text in texts]


@given(st.lists(LINES, min_size=1, max_size=12))
def test_lines_fold_as_by_matching_each(log: list[str]) -> None:
    assert list(fold_lines(log, assign=True).template_ids()) == folded_by_matching(log)


@pytest.mark.parametrize("limit", [0, 100])
def test_what_is_remembered_does_not_matter(limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    log = [
        f"{word} {i % 7} of {i * 7919 % 65536:08x}ab{i:04} at ipv{i % 3}"
        for i, word in enumerate(("read", "wrote", "sent ipv4", "x" * 2_100) * 40)
    ]
    monkeypatch.setattr(lines, "_BLOCK", 10)
    monkeypatch.setattr(lines, "MAX_KNOWN_BYTES", limit)

    assert list(fold_lines(log, assign=True).template_ids()) == folded_by_matching(log)


def test_identifiers_are_no_new_shapes_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bytes] = []
    monkeypatch.setattr(lines, "masked", lambda shapes: asked.extend(shapes) or masked(shapes))
    log = [
        f"GET /v2/{i * 2654435761 % (1 << 32):08x}ab{i % 10}/files of {i * 40503:010x}f{i % 10}"
        for i in range(5_000)
    ]

    assert {t.text for t in fold_lines(log).templates} == {"GET <*> of <*>"}
    assert len(asked) < 50


def test_words_with_digits_keep_their_own_beside_identifiers() -> None:
    log = [f"at ipv{i % 2 * 2 + 4} jk{i % 3}_init for {i:05}a{i:04}b" for i in range(60)]

    assert list(fold_lines(log, assign=True).template_ids()) == folded_by_matching(log)


def texts_of(keyer: Keyer, messages: list[str]) -> list[tuple[str, tuple[str, ...]]]:
    """The text and the values of each message."""
    block = [record(message) for message in messages]
    keyed = keyer.keyed(block, Columns(*zip(*block, strict=True)))
    made: list[tuple[str, tuple[str, ...]]] = [("", ())] * len(block)
    for slot in keyed.hand_out():
        slot.times += [None] * len(slot.places)
        rows = zip(*slot.wildcards(), strict=True) if slot.sizes else [()] * len(slot.places)
        for i, row in zip(slot.places, rows, strict=True):
            made[i] = slot.key.text, row
        slot.places = []
        slot.clear()
    return made


# A control character that folding marks values with stands for one more, empty value; it is in no log but by accident.
MARKS = set(map(chr, range(9)))


@example(["<IP:abcdefgh> ()"])
@given(st.lists(LINES.map(first_line).filter(lambda line: not MARKS & set(line)), min_size=1, max_size=12))
def test_texts_and_values_are_those_of_matching(log: list[str]) -> None:
    keyer = Keyer()
    for messages in (log, log[::-1]):
        texts = texts_of(keyer, messages)
        for message, (text, values) in zip(messages, texts, strict=True):
            (masked,), own = mask_block([message])
            form = canonical(masked)
            assert text == form.text
            assert text.count(WILDCARD) == len(values)
            # Nothing in brackets is a value too, an empty one, that no mask has found.
            assert ", ".join(filter(None, values)) == ", ".join(filter(None, own))
