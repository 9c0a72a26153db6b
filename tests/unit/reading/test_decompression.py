"""Decompression: by content, in members, with every stored byte counted, and with clear words for damage."""

from __future__ import annotations

import bz2
import gzip
import io
import sys
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscut.errors import UnreadableInputError
from crosscut.reading.decompression import BLOCK_BYTES, CountedStream, inflated_blocks
from crosscut.reading.limits import ReadLimits

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
    return b"".join(inflated_blocks(stream, name="app.log")), stream.bytes_read


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
    stream = CountedStream(io.BytesIO(stored[: len(stored) // 2]))
    readable = b""

    with pytest.raises(
        UnreadableInputError, match=r"app\.log: cannot inflate this \w+ after \d+ bytes: it is cut short"
    ):
        for block in inflated_blocks(stream, name="app.log"):
            readable += block

    assert content.startswith(readable)
    assert len(readable) > len(content) // 4


def test_a_bomb_is_given_up_early() -> None:
    limits = ReadLimits(ratio_from_bytes=1 << 20, max_ratio=100)
    stream = CountedStream(io.BytesIO(gzip.compress(b"\0" * 50_000_000)))
    inflated = 0

    with pytest.raises(UnreadableInputError, match=r"app\.log: inflates to more than 100 times its size"):
        for block in inflated_blocks(stream, name="app.log", limits=limits):
            inflated += len(block)

    assert inflated < 10_000_000


def test_content_over_the_cap_is_not_read() -> None:
    limits = ReadLimits(max_inflated_bytes=1_000_000)
    stream = CountedStream(io.BytesIO(b"x" * 3_000_000))

    with pytest.raises(UnreadableInputError, match=r"app\.log: more than 1000000 bytes of content"):
        for _ in inflated_blocks(stream, name="app.log", limits=limits):
            pass


@given(
    st.binary(max_size=2_000),
    st.lists(st.integers(min_value=1, max_value=700), min_size=1, max_size=5),
    st.booleans(),
)
def test_no_way_of_reading_changes_the_content(content: bytes, sizes: list[int], compressed: bool) -> None:
    if not compressed and content.startswith(b"\x1f\x8b"):
        content = b"x" + content
    stored = gzip.compress(content) if compressed else content

    assert inflate(stored, sizes) == (content, len(stored))


def test_blocks_stay_small_whatever_the_ratio() -> None:
    stored = gzip.compress(b"\0" * 10_000_000)

    blocks = inflated_blocks(CountedStream(io.BytesIO(stored)), name="bomb.gz")

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

    with pytest.raises(UnreadableInputError, match=rf"app\.log: .*{problem}"):
        inflate(stored)


def test_the_error_says_nothing_of_the_content() -> None:
    stored = gzip.compress(b"password=synthetic " * 500)

    with pytest.raises(UnreadableInputError) as raised:
        inflate(stored[:-3])

    assert "synthetic" not in str(raised.value)
    assert raised.value.__cause__ is None
    assert zlib.error not in [type(e) for e in (raised.value.__cause__, raised.value.__context__)]
