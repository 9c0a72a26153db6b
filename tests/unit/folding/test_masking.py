"""Masking: variable parts are hidden by kind, words are not, and masks and values always go together."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscut.folding.masking import mask, number_of

MASK = re.compile(r"<(?:[A-Z][A-Z0-9_]*|\*)>")
PIECES = st.sampled_from((
    "<IP:abcdefgh>", "<EMAIL:abcdefgh>", "<NUM>", "<*>", "<INIT>", "<html>", "<", ">", "7", "-7", "1.5",
    "50%", "12ms", "3.5GB", "0x1f", "deadbeef1", "10:00:00", "-", "/", "#", ":", "=", ".", ",", "_", "a",
    "2026-11-17", "2026-11-17T10:00:00Z", "3f2b1c9e-8d4a-4b6e-9f1a-2c3d4e5f6a7b", "10.1.2.3", "blk_77",
    "v2", "user7", "x", " ", "\xe9",
))  # fmt: skip


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ("took 12 ms", "took <NUM> ms"),
        ("took 12ms", "took <DURATION>"),
        ("took 1.5s of 30s", "took <DURATION> of <DURATION>"),
        ("at 93.5% of 512MiB", "at <NUM> of <SIZE>"),
        ("from <IP:abcdefgh> as <EMAIL:abcdefgh>", "from <IP> as <EMAIL>"),
        ("order 3f2b1c9e-8d4a-4b6e-9f1a-2c3d4e5f6a7b paid", "order <UUID> paid"),
        ("since 2026-11-17T10:00:00.5Z until 10:05:00", "since <TIME> until <TIME>"),
        ("on 2026-11-17", "on <DATE>"),
        ("at 0x7fff and deadbeef01", "at <HEX> and <HEX>"),
        ("version 10.1.2.3", "version <ADDRESS>"),
        ("block blk_-1608999687919862906 and blk_7", "block blk_<NUM> and blk_<NUM>"),
        ("GET /orders/77 500", "GET /orders/<NUM> <NUM>"),
        ("exit code -9", "exit code <NUM>"),
        ("user7 uses ipv4 and utf8", "user7 uses ipv4 and utf8"),
        ("facade added a decade", "facade added a decade"),
        ("first\nsecond 7", "first"),
        ("", ""),
    ],
)
def test_variable_parts_are_hidden_by_kind(message: str, text: str) -> None:
    assert mask(message).text == text


def test_the_values_stand_in_order() -> None:
    assert mask("took 12ms for <IP:abcdefgh>: 500").values == ("12ms", "<IP:abcdefgh>", "500")


@given(st.lists(PIECES, max_size=12).map("".join))
def test_there_are_as_many_masks_as_values(message: str) -> None:
    masked = mask(message)

    assert len(MASK.findall(masked.text)) == len(masked.values)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_the_values_in_the_masks_are_the_message(message: str) -> None:
    masked = mask(message)
    values = iter(masked.values)

    assert MASK.sub(lambda _: next(values), masked.text) == message


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("12", 12),
        ("12.5ms", 12.5),
        ("-3", -3),
        ("50%", 50),
        ("3.5GB", 3.5),
        ("\u0663", 3),
        ("0x1f", None),
        ("10.1.2.3", None),
        ("10:00:00", None),
        ("1" * 19, None),
        ("", None),
    ],
)
def test_numbers_of_values(value: str, number: float | None) -> None:
    assert number_of(value) == number


@pytest.mark.parametrize(
    "flood", ["1", "a", "1a", "1.", "-", "<A", "<", "ab1", "0x", "1:", "1-", ".", "1%", "f"]
)
def test_a_flood_takes_no_more_than_its_length(flood: str) -> None:
    begin = time.process_time()

    for _ in range(20):
        mask(flood * 100_000)

    assert time.process_time() - begin < 2.0
