"""What is percent-encoded reads the same however much stands between, and all at once as one by one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscut.redaction import percent
from crosscut.redaction.pieces import Pieces

PIECES = (
    "a", "name", "=", "%3D", "%253D", "%26", "%22", "%1E", "%0a", "%", "%2", "%4", "0", "+", "&", ";", "?", "#", "/", ",", "@", "%5B",
    "%5D", "[", "]", " ", "\t", "\n", "\r", "\x0b", "\x1e", '"', "'", "<", ">", "`", "\\", "%DB_PASSWORD%", "%41%42_X%", "\xfc",
)  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


def read(text: str) -> dict[tuple[bytes, bytes], list[int]]:
    """Return the pieces, with their values as the text has them, and where these are."""
    pieces = Pieces()
    percent.read(text.encode(), pieces)
    return pieces.encoded


@given(text=texts)
def test_rare_escapes_read_like_many(text: str) -> None:
    assert read(text + " " + "-" * 5_000) == read(text)


@given(text=texts)
def test_a_word_reads_alone_as_among_others(text: str) -> None:
    alone = read(text)

    assert read(f"{text} %22other%1E") == alone | read(" " * len(f"{text} ".encode()) + "%22other%1E")


@pytest.mark.parametrize(
    ("text", "piece", "start"),
    [
        ("a%40b", b'"a@b"', 0),
        ("user=a%40b", b'user="a@b"', 5),
        ("x?user%5Bname%5D=a%2520b", b'user[name]="a b"', 17),
        ("q=a+b%22", b'q="a b\'"', 2),
        ("x&y%3D%41", b'y="A"', 6),
        ("%1E%41", b'" A"', 0),
    ],
)
def test_a_value_is_read_as_it_was_before_it_was_encoded(text: str, piece: bytes, start: int) -> None:
    assert {(one, *places) for (one, _), places in read(text).items()} == {(piece, start)}


@pytest.mark.parametrize("text", ["user%3Danna", "100% of", "p=%DB_PASSWORD%", "a=%zz"])
def test_what_reads_as_it_stands_is_no_piece(text: str) -> None:
    assert read(text) == {}


def test_a_long_word_reads_in_parts() -> None:
    text = "%41" * 10_000
    parts = sorted((place, raw) for (_, raw), places in read(text).items() for place in places)

    assert len(parts) > 1
    assert b"".join(raw for _, raw in parts) == text.encode()
