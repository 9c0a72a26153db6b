"""Lines: every byte in a line, every line counted, whatever the ends, the encoding and the length."""

from __future__ import annotations

import gzip
import io
import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscut.errors import UnreadableInputError
from crosscut.limits import ReadLimits
from crosscut.reading import LineReader
from crosscut.reading.encoding import UTF8_MARK as BYTE_ORDER_MARK
from crosscut.reading.encoding import line_text
from crosscut.reading.lines import CUT_MARK


class Pieces(io.RawIOBase):
    """A stream of which each read gives the next piece."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = [piece for piece in pieces if piece]

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if not self._pieces:
            return b""
        first = self._pieces.pop(0)
        if 0 <= size < len(first):
            first, rest = first[:size], first[size:]
            self._pieces.insert(0, rest)
        return first


def read(data: bytes, *, most: int = 1 << 20) -> tuple[list[str], LineReader]:
    reader = LineReader(io.BytesIO(data), name="app.log", limits=ReadLimits(max_line_bytes=most))
    return list(reader), reader


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"", []),
        (b"one", ["one"]),
        (b"one\n", ["one"]),
        (b"one\ntwo", ["one", "two"]),
        (b"one\r\ntwo\r\n", ["one", "two"]),
        (b"\n", [""]),
        (b"\n\n", ["", ""]),
        (b"\r\n", [""]),
        (b"progress 1%\rprogress 2%\n", ["progress 1%\rprogress 2%"]),
        (BYTE_ORDER_MARK + b'{"msg": "x"}\n', ['{"msg": "x"}']),
        (b"one\n" + BYTE_ORDER_MARK + b"two", ["one", "\ufefftwo"]),
        ("caf\u00e9 \u2028 \x85 \x0b one line\n".encode(), ["caf\u00e9 \u2028 \x85 \x0b one line"]),
        (b"caf\xe9 latin-1\n", ["caf\u00e9 latin-1"]),
        (b"caf\xe9 and \xc3\xa9 are two encodings\n", ["caf\ufffd and \u00e9 are two encodings"]),
        (b"a\0b and some more text\n", ["a\ufffdb and some more text"]),
        (b"first\n\0\0\0after a hole\n", ["first", "after a hole"]),
        ("caf\u00e9\r\ntwo\r\n".encode("utf-16"), ["caf\u00e9", "two"]),
        ("caf\u00e9\r\ntwo\r\n".encode("utf-16-be"), ["caf\u00e9", "two"]),
        ("caf\u00e9\r\ntwo\r\n".encode("utf-16-le"), ["caf\u00e9", "two"]),
    ],
)
def test_lines_are_what_stands_between_line_feeds(data: bytes, lines: list[str]) -> None:
    found, reader = read(data)

    assert found == lines
    assert reader.lines_read == len(lines)
    assert reader.bytes_read == len(data)


def test_a_gzip_is_counted_in_stored_bytes() -> None:
    stored = gzip.compress(b"line\n" * 1_000)

    found, reader = read(stored)

    assert found == ["line"] * 1_000
    assert reader.bytes_read == len(stored)


@given(st.binary(max_size=400), st.lists(st.integers(min_value=0, max_value=400), max_size=8))
def test_no_cut_into_blocks_changes_the_lines(data: bytes, cuts: list[int]) -> None:
    data = b"some text to begin with " * 50 + data
    places = sorted({0, len(data), *(cut + 1_000 for cut in cuts if cut + 1_000 < len(data))})
    pieces = [data[a:b] for a, b in itertools.pairwise(places)]
    reader = LineReader(Pieces(pieces), name="app.log")  # type: ignore[arg-type]

    lines = list(reader)

    expected = data.split(b"\n")[: None if not data.endswith(b"\n") else -1]
    assert lines == [line_text(line.removesuffix(b"\r"))[0] for line in expected]
    assert reader.lines_read == len(expected)
    assert reader.bytes_read == len(data)


def test_a_line_over_the_limit_is_cut_marked_and_counted_and_the_next_one_is_whole() -> None:
    found, reader = read(b"short\n" + b"x" * 5_000 + b"\nafter\n", most=1_000)

    assert found == ["short", "x" * 1_000 + CUT_MARK, "after"]
    assert (reader.lines_read, reader.lines_cut) == (3, 1)


def test_a_line_at_the_limit_is_whole() -> None:
    found, reader = read(b"x" * 1_000 + b"\n", most=1_000)

    assert found == ["x" * 1_000]
    assert reader.lines_cut == 0


@pytest.mark.parametrize("end", [b"", b"\n", b"\nafter\n"])
def test_a_line_of_many_blocks_is_one_line_and_takes_no_more_memory_than_the_limit(end: bytes) -> None:
    found, reader = read(b"x" * 3_000_000 + end)

    assert [len(line) for line in found] == [(1 << 20) + len(CUT_MARK), *([5] if b"after" in end else [])]
    assert (reader.lines_read, reader.lines_cut) == (len(found), 1)


def test_a_character_that_the_limit_cuts_in_two_is_replaced() -> None:
    (line,), _ = read("\u00e9".encode() * 10, most=5)

    assert line == "\u00e9\u00e9\ufffd" + CUT_MARK


@pytest.mark.parametrize(
    "data",
    [
        b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0",
        b"PK\x03\x04\0\1\2\3\4\5",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\4\0\0\0\3\0\x08\2",
        random.Random(7).randbytes(4_096),
    ],
)
def test_what_is_no_text_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(
        UnreadableInputError, match=r"app\.log: not a text log .* plain or as gzip, zstd or bzip2"
    ):
        read(data)


def test_colours_of_a_terminal_are_text() -> None:
    found, _ = read(b"\x1b[32mINFO\x1b[0m up\n" * 10)

    assert len(found) == 10


@pytest.mark.parametrize("size", [10, 4_096, 300_000, 2_000_000])
def test_the_hole_that_copytruncate_leaves_is_no_line_and_hides_none(size: int) -> None:
    found, reader = read(b"\0" * size + b"2026-11-17 10:00:00 INFO up\nnext\n")

    assert found == ["2026-11-17 10:00:00 INFO up", "next"]
    assert reader.bytes_read == size + 33


def test_a_file_of_nothing_but_nul_has_no_lines() -> None:
    assert read(b"\0" * 1_000)[0] == []


def test_a_log_with_a_stretch_of_something_else_in_it_is_read() -> None:
    line = b"2026-11-17 10:00:00 INFO fine and dandy\n"

    lines, reader = read(line * 60 + bytes(range(256)) * 4 + b"\n" + line * 40)

    assert len(lines) > 100
    assert reader.bytes_replaced > 100


@pytest.mark.parametrize("magic", [b"PK\x03\x04", b"%PDF-1.7", b"\x7fELF"])
def test_an_archive_is_no_log_also_where_it_holds_text(magic: bytes) -> None:
    with pytest.raises(UnreadableInputError, match="not a text log"):
        read(magic + b"2026-11-17 10:00:00 INFO fine\n" * 100)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"PK\x03\x04", "a zip archive"),
        (b"\xfd7zXZ\x00", "xz"),
        (b"\x7fELF\x02\x01\x01", "a program"),
        (b"Salted__", "encrypted by OpenSSL"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (gzip.compress(gzip.compress(b"twice", mtime=0), mtime=0), "compressed twice"),
        (b"", "binary content"),
    ],
)
def test_what_is_no_text_is_called_by_its_name(head: bytes, kind: str) -> None:
    noise = random.Random(7).randbytes(4_000)

    with pytest.raises(UnreadableInputError) as caught:
        list(LineReader(io.BytesIO(head if head.startswith(b"\x1f") else head + noise), name="a.log"))

    assert str(caught.value) == f"a.log: not a text log ({kind}); give text, plain or as gzip, zstd or bzip2"
