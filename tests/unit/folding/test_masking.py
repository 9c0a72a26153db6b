"""Masking: what varies is hidden, words are not, values come in order, and both engines say the same."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscut.folding.masking import WILDCARD, first_line, mask_block, mask_texts, plain_engine

PIECES = st.sampled_from((
    "<IP:abcdefgh>", "<EMAIL:abcdefgh>", "<NUM>", "<*>", "<INIT>", "<html>", "</", "<", ">", "7", "-7", "1.5", "50%",
    "12ms", "3.5 GB", "0x1f", "deadbeef1", "10:00:00", "-", "/", "#", ":", "=", ".", ",", "_", "a", "cafe", "com",
    "2026-11-17", "2026-11-17T10:00:00Z", "3f2b1c9e-8d4a-4b6e-9f1a-2c3d4e5f6a7b", "10.1.2.3", "blk_77", "v2", "user7",
    "x", " ", " ", "\xe9", "\u0663", "Jun 18", "Sat ", "true", "null", "node[1-3]", "http://a.b/c", "C:\\x", "~/y",
    "***", "::1", "\x01", "\t", "Name.add", "(", ")", "[", "]", '"', "@", "$", "<1 sec", "KB", "B", "..",
))  # fmt: skip
MESSAGES = st.lists(PIECES, max_size=14).map("".join)


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ("took 12 ms", "took <*> ms"),
        ("took 12ms or 1.5s", "took <*> or <*>"),
        ("lifetime <1 sec", "lifetime <*>"),
        ("at 93.5% of 512MiB", "at <*> of <*>"),
        ("sent 12 B, then 1.26 KB", "sent <*>, then <*>"),
        ("from <IP:abcdefgh> as <EMAIL:abcdefgh>", "from <*> as <*>"),
        ("state <INIT> is <*>", "state <*> is <*>"),
        ("order 3f2b1c9e-8d4a-4b6e-9f1a-2c3d4e5f6a7b paid", "order <*> paid"),
        ("since 2026-11-17T10:00:00.5Z until 10:05:00", "since <*> until <*>"),
        ("at Sat Jun 18 02:08:10 2005", "at <*>"),
        ("on [18/Jun/2005:02:08:10 +0000]", "on [<*>]"),
        ("at 0x7fff and deadbeef01", "at <*> and <*>"),
        ("to 10.1.2.3:8080", "to <*>:<*>"),
        ("via fe80::1 and 00:11:43:e3:ba:c3", "via <*> and <*>"),
        ("to mail.example.com and db.shop.internal:5432", "to <*> and <*>:<*>"),
        ("block blk_-1608999687919862906 and blk_7", "block <*> and <*>"),
        ("GET /orders/77?x=1 500", "GET <*> <*>"),
        ("read https://example.com/a?b=c.", "read <*>."),
        ("open C:\\Users\\x and ./a and ~/b", "open <*> and <*> and <*>"),
        ("in com.example.shop/.Main and src/app.py", "in <*> and <*>"),
        ("nodes node-[0-3,7] and gpu[001-004] are up", "nodes <*> and <*> are up"),
        ("enabled=true, last=null", "enabled=<*>, last=<*>"),
        ('tag="View Lock", name="x y.z"', 'tag="<*>", name="<*>"'),
        ('tag="one", msg="user logged in"', 'tag="one", msg="user logged in"'),
        ("exit code -9", "exit code <*>"),
        ("user7 uses ipv4, utf8 and L3", "user7 uses ipv4, utf8 and L3"),
        ("facade added a decade", "facade added a decade"),
        ("illegal instruction......0", "illegal instruction.....<*>"),
        ("Input/output error in java.io.IOException", "Input/output error in java.io.IOException"),
        ("caf\xe910 und Stra\xdfe", "caf\xe9<*> und Stra\xdfe"),
        ("</digest> Ignore", "</digest> Ignore"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_varies_is_hidden(message: str, text: str) -> None:
    assert mask_texts([message]) == [text]
    assert plain_engine().mask(message) == text


def test_the_values_stand_in_order() -> None:
    texts, values = mask_block(["took 12ms for <IP:abcdefgh>: 500", "no value", "and 7"])

    assert texts == ["took <*> for <*>: <*>", "no value", "and <*>"]
    assert values == ["12ms", "<IP:abcdefgh>", "500", "7"]


@given(st.lists(MESSAGES, max_size=6))
def test_both_engines_say_the_same(messages: list[str]) -> None:
    block = "\n".join(messages)

    assert "\n".join(mask_texts(messages)) == plain_engine().mask(block)


@given(st.lists(MESSAGES, min_size=1, max_size=6))
def test_a_block_is_masked_as_its_lines_are(messages: list[str]) -> None:
    texts, values = mask_block(messages)

    assert texts == [mask_block([message])[0][0] for message in messages]
    assert sum(text.count(WILDCARD) for text in texts) == len(values)


@given(MESSAGES)
def test_the_values_in_the_masks_are_the_message(message: str) -> None:
    (text,), values = mask_block([message])
    parts = text.split(WILDCARD)

    whole = "".join(part + value for part, value in zip(parts, [*values, ""], strict=True))
    assert whole == message.replace("\x01", " ")


def test_of_a_message_its_first_line_counts_and_of_that_2000_characters() -> None:
    assert first_line("first 7\nsecond") == "first 7"
    assert len(first_line("x" * 9_999)) == 2_000


@pytest.mark.parametrize(
    "flood",
    ["1", "a", "1a", "1.", "-", "<A", "<", "ab1", "0x", "1:", "1-", ".", "1%", "f", "a.", "a-", "/", "a/", ":", "*",
     "a_", "a.b/", "Jun ", "[1,", "a[1-", "~", "\\", "@", "f:", "$a"],
)  # fmt: skip
def test_a_flood_takes_no_more_than_its_length(flood: str) -> None:
    line = first_line(flood * 2_000)
    begin = time.process_time()

    for _ in range(5):
        mask_texts([line] * 100)

    assert time.process_time() - begin < 3.0  # a megabyte
