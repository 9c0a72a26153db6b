"""Decompression: by content, in members, with every stored byte counted, and with clear words for damage."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import re
import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscut.limits import ReadLimits
from crosscut.reading.decompression import BLOCK_BYTES, CountedStream, Inflater, compression_of

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd


class Dribble(io.RawIOBase):
    """A stream that gives less than it is asked for, as sockets do: pieces of the given sizes, in turn."""

    def __init__(self, data: bytes, sizes: list[int]) -> None:
        self._data, self._sizes, self._reads = io.BytesIO(data), sizes, 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        at_most = self._sizes[self._reads % len(self._sizes)]
        self._reads += 1
        return self._data.read(at_most if size < 0 else min(size, at_most))


def inflate(data: bytes, sizes: list[int] | None = None) -> tuple[bytes, int]:
    stream = CountedStream(Dribble(data, sizes or [BLOCK_BYTES]))  # type: ignore[arg-type]
    inflater = Inflater(stream, ReadLimits())
    content = b"".join(inflater)
    assert inflater.problem == ""
    return content, stream.bytes_read


def problem_of(data: bytes, limits: ReadLimits | None = None) -> tuple[str, bytes]:
    """Return why the data can't be read to its end, and what could be read."""
    inflater = Inflater(CountedStream(io.BytesIO(data)), limits or ReadLimits())
    content = b"".join(inflater)
    return inflater.problem, content


def test_plain_bytes_pass_as_they_are() -> None:
    assert inflate(b"one\ntwo\n") == (b"one\ntwo\n", 8)


def test_an_empty_object_is_empty() -> None:
    assert inflate(b"") == (b"", 0)


def test_gzip_is_told_by_its_content_and_counted_as_stored() -> None:
    stored = gzip.compress(b"one\ntwo\n" * 1_000)

    assert inflate(stored) == (b"one\ntwo\n" * 1_000, len(stored))


def test_members_one_after_another_are_one_content() -> None:
    stored = gzip.compress(b"one\n") + gzip.compress(b"") + gzip.compress(b"two\n")

    assert inflate(stored)[0] == b"one\ntwo\n"


def test_an_empty_gzip_is_empty() -> None:
    assert inflate(gzip.compress(b""))[0] == b""


def test_gzip_is_told_also_when_the_first_read_gives_one_byte() -> None:
    assert inflate(gzip.compress(b"one\n"), sizes=[1, 100])[0] == b"one\n"


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, zstd.compress])
def test_every_compression_is_told_by_its_content(compress: Callable[[bytes], bytes]) -> None:
    content = b"".join(b"line %d\n" % i for i in range(50_000))
    stored = compress(content)

    assert inflate(stored) == (content, len(stored))
    assert inflate(stored + stored)[0] == content + content  # members
    assert inflate(stored + b"\0" * 700) == (content, len(stored) + 700)  # padding, as tapes and tar leave it


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, zstd.compress])
def test_what_can_be_inflated_comes_before_the_error(compress: Callable[[bytes], bytes]) -> None:
    content = b"".join(b"line %d\n" % i for i in range(300_000))
    stored = compress(content)

    problem, readable = problem_of(stored[: len(stored) // 2])

    assert re.match(r"cannot inflate this \w+ after [\d,]+ bytes: it is cut short; fetch it again", problem)
    assert content.startswith(readable)
    assert len(readable) > len(content) // 4


@pytest.mark.parametrize("compress", [gzip.compress, zstd.compress])
def test_what_stands_before_a_hole_in_a_small_stream_is_read(compress: Callable[[bytes], bytes]) -> None:
    content = b"".join(hashlib.sha256(b"%d" % i).hexdigest().encode() + b"\n" for i in range(12_000))
    stored = bytearray(compress(content))
    middle = len(stored) // 2
    stored[middle : middle + 64] = bytes(64)

    problem, readable = problem_of(bytes(stored))

    assert "it is damaged" in problem
    sound = len(content) * 3 // 10  # behind the hole comes what is wrong, up to a checksum
    assert readable[:sound] == content[:sound]


def test_all_that_was_inflated_is_read_when_only_the_checksum_is_wrong() -> None:
    stored = bytearray(gzip.compress(b"line\n" * 50))
    stored[-6] ^= 0xFF

    problem, readable = problem_of(bytes(stored))

    assert readable == b"line\n" * 50
    assert "it is damaged" in problem


@pytest.mark.parametrize("flags", range(32))
@pytest.mark.parametrize("size", [1, 7, 5_000])
def test_the_fields_of_a_gzip_header_are_passed_over(flags: int, size: int) -> None:
    whole = gzip.compress(b"line\n" * 300)
    extra = b"\x03\0abc" if flags & 4 else b""
    name = b"app.log\0" if flags & 8 else b""
    comment = b"a comment\0" if flags & 16 else b""
    check = b"\0\0" if flags & 2 else b""
    stored = whole[:3] + bytes([flags]) + whole[4:10] + extra + name + comment + check + whole[10:]

    assert inflate(stored + stored, sizes=[size])[0] == b"line\n" * 600


def test_a_bomb_is_given_up_early() -> None:
    limits = ReadLimits(ratio_from_bytes=1 << 20, max_ratio=100)

    problem, readable = problem_of(gzip.compress(b"\0" * 50_000_000), limits)

    assert problem.startswith("inflates to more than 100 times its size, as a decompression bomb does")
    assert len(readable) < 10_000_000


def test_content_over_the_cap_is_not_read() -> None:
    limits = ReadLimits(max_inflated_bytes=1_000_000)

    problem, readable = problem_of(b"x" * 3_000_000, limits)

    assert (
        problem
        == "more than 1,000,000 bytes of content; the rest was not read (CROSSCUT_MAX_INFLATED_BYTES raises this)"
    )
    assert readable == b"x" * 1_000_000


@given(
    st.binary(max_size=2_000),
    st.lists(st.integers(min_value=1, max_value=700), min_size=1, max_size=5),
    st.booleans(),
)
def test_no_way_of_reading_changes_the_content(content: bytes, sizes: list[int], compressed: bool) -> None:
    if not compressed and compression_of(content[:4]):
        content = b"x" + content
    stored = gzip.compress(content) if compressed else content

    assert inflate(stored, sizes) == (content, len(stored))


def test_blocks_stay_small_whatever_the_ratio() -> None:
    stored = gzip.compress(b"\0" * 10_000_000)

    blocks = Inflater(CountedStream(io.BytesIO(stored)), ReadLimits())

    assert max(map(len, blocks)) <= BLOCK_BYTES


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (lambda data: data[:-5], "cut short; fetch it again"),
        (lambda data: data[:4], "cut short; fetch it again"),
        (lambda data: data[:40] + b"\xff" * 8 + data[48:], "damaged; fetch it again"),
        (lambda data: data[:-8] + b"\0\0\0\0" + data[-4:], "damaged; fetch it again"),
        (lambda data: data + b"trailing", "bytes that are no gzip; cut them off"),
    ],
)
def test_damage_is_named_with_the_object_and_what_to_do(damage: object, problem: str) -> None:
    assert callable(damage)
    stored = damage(gzip.compress(bytes(range(256)) * 50))

    assert re.search(problem, problem_of(stored)[0])


def test_the_problem_says_nothing_of_the_content() -> None:
    stored = gzip.compress(b"password=synthetic " * 500)

    problem, _ = problem_of(stored[:-3])

    assert problem
    assert "synthetic" not in problem
