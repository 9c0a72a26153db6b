"""Finds out by content how a stream is compressed, and inflates it as far as it can be."""

from __future__ import annotations

import bz2
import io
import struct
import sys
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, Protocol

from crosscut.limits import ReadLimits

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

BLOCK_BYTES = 1 << 18
MAGIC_BYTES = 4
HEAD_BYTES, TAIL_BYTES = 10, 8  # of a gzip member, without name, comment and extra fields
MOST_HEAD_BYTES = 1 << 18  # so that a header that never ends is not kept
SLICE_BYTES = 1_024  # that are inflated at once; of the slice in which a stream is damaged nothing can be had


class CountedStream(io.RawIOBase):
    """A raw stream over anything that can `read(n)`, which counts the bytes that went through it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.bytes_read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        if (
            0 < len(data) < MAGIC_BYTES
        ):  # a socket may give less than asked for, and by these bytes formats are told
            while len(data) < MAGIC_BYTES and (more := self._stream.read(len(buffer) - len(data))):
                data += more
        buffer[: len(data)] = data
        self.bytes_read += len(data)
        return len(data)


class _Decompressor(Protocol):
    """The part that `bz2.BZ2Decompressor` and `ZstdDecompressor` share."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class _Gunzip:
    """Inflates one gzip member, RFC 1952, with the interface of the others.

    Header and checksum are looked at here, since zlib's own reader keeps back what it has inflated when the checksum
    behind it is wrong.
    """

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(wbits=-15)  # without header and checksum
        self._head = b""
        self._in_head = True
        self._tail = b""  # what came behind the compressed data
        self._pending = b""
        self._checksum = self._size = 0
        self.eof = False

    @property
    def needs_input(self) -> bool:
        return not self._pending and len(self._tail) < TAIL_BYTES

    @property
    def unused_data(self) -> bytes:
        return self._tail[TAIL_BYTES:]

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        if self._in_head:
            self._head += data
            end = _end_of_head(self._head)
            if end is None:
                return b""
            data, self._head, self._in_head = self._head[end:], b"", False
        if self._inflate.eof:
            self._tail += data
            self._check()
            return b""
        out = self._inflate.decompress(self._pending + data, max_length)
        self._pending = self._inflate.unconsumed_tail
        self._checksum = zlib.crc32(out, self._checksum)
        self._size += len(out)
        if self._inflate.eof:
            self._tail, self._pending = self._inflate.unused_data, b""
            if not out:
                self._check()
        return out

    def _check(self) -> None:
        """Raise `zlib.error` for a wrong checksum or size, once they are there."""
        if len(self._tail) < TAIL_BYTES:
            return
        checksum, size = struct.unpack("<II", self._tail[:TAIL_BYTES])
        if (checksum, size) != (self._checksum, self._size & 0xFFFFFFFF):
            raise zlib.error("checksum")
        self.eof = True


def _end_of_head(head: bytes) -> int | None:
    """Return where a gzip member's header ends, None when it is not all there. Raises `zlib.error` when it is none."""
    if len(head) < HEAD_BYTES:
        return None
    flags = head[3]
    if flags & 0xE0 or len(head) > MOST_HEAD_BYTES:
        raise zlib.error("header")
    end = HEAD_BYTES
    if flags & 4:  # extra fields, with their length in front
        if len(head) < HEAD_BYTES + 2:
            return None
        end = HEAD_BYTES + 2 + int.from_bytes(head[HEAD_BYTES : HEAD_BYTES + 2], "little")
    for flag in (8, 16):  # the file's name, a comment
        if flags & flag:
            end = head.find(b"\0", end) + 1
            if not end:
                return None
    if flags & 2:  # a checksum of the header
        end += 2
    return end if end <= len(head) else None


class Compression:
    """One way of compressing: its name, the bytes it begins with, and how it is undone."""

    def __init__(self, name: str, magic: bytes, open_: Callable[[], _Decompressor]) -> None:
        self.name = name
        self.magic = magic
        self.open = open_


GZIP = Compression("gzip", b"\x1f\x8b\x08", _Gunzip)
BZIP2 = Compression("bzip2", b"BZh", bz2.BZ2Decompressor)
ZSTD = Compression("zstd", b"\x28\xb5\x2f\xfd", zstd.ZstdDecompressor)  # RFC 8878, section 3.1.1
_SKIPPABLE_ZSTD = range(0x184D2A50, 0x184D2A60)  # RFC 8878, section 3.1.2


def compression_of(head: bytes) -> Compression | None:
    """Return how a stream that begins with `head` (up to four bytes) is compressed, or None for not at all."""
    if len(head) >= MAGIC_BYTES and int.from_bytes(head[:4], "little") in _SKIPPABLE_ZSTD:
        return ZSTD
    return next((c for c in (GZIP, ZSTD, BZIP2) if head.startswith(c.magic) and _plausible(c, head)), None)


def _plausible(kind: Compression, head: bytes) -> bool:
    return kind is not BZIP2 or head[3:4].isdigit()  # its block size, 1 to 9


class Inflater:
    """Yields the content in blocks of at most 256 KiB, inflated if it is gzip, zstd or bzip2, also of several members.

    After iteration `problem` is empty, or says what kept the rest from being read: it is damaged, cut short,
    followed by something else, or over the limits.
    """

    def __init__(self, stream: CountedStream, limits: ReadLimits, *, compressed: bool = True) -> None:
        """With `compressed` false the bytes pass as they are, whatever they look like."""
        self._stream = stream
        self._buffered = io.BufferedReader(stream, BLOCK_BYTES)
        self._limits = limits
        head = self._buffered.peek(MAGIC_BYTES)[:MAGIC_BYTES] if compressed else b""
        self.compression = compression_of(head)
        self.inflated_bytes = 0
        self._taken = 0  # compressed bytes that were inflated; less than was read ahead
        self.problem = ""

    def __iter__(self) -> Iterator[bytes]:
        blocks = self._plain() if self.compression is None else self._inflated(self.compression)
        for block in blocks:
            room = self._limits.max_inflated_bytes - self.inflated_bytes
            if len(block) > room:
                self.problem = (
                    f"more than {self._limits.max_inflated_bytes:,} bytes of content; the rest was not read "
                    "(CROSSCUT_MAX_INFLATED_BYTES raises this)"
                )
                block = block[:room]  # noqa: PLW2901 - what may be read of it
            elif self._is_bomb(len(block)):
                self.problem = (
                    f"inflates to more than {self._limits.max_ratio:g} times its size, as a decompression bomb "
                    f"does; not read beyond {self.inflated_bytes + len(block):,} bytes (if it is none, "
                    "CROSSCUT_MAX_INFLATION_RATIO raises this)"
                )
            self.inflated_bytes += len(block)
            yield block
            if self.problem:
                return

    def _is_bomb(self, more: int) -> bool:
        inflated = self.inflated_bytes + more
        return inflated > self._limits.ratio_from_bytes and inflated > self._limits.max_ratio * (
            self._taken or self._stream.bytes_read
        )

    def _plain(self) -> Iterator[bytes]:
        while block := self._buffered.read(BLOCK_BYTES):
            yield block

    def _inflated(self, kind: Compression) -> Iterator[bytes]:
        decompressor = kind.open()
        started = False  # the current member has been given bytes
        data = b""
        pieces: list[bytes] = []
        size = 0
        while True:
            if not data and decompressor.needs_input:
                data = self._buffered.read(SLICE_BYTES)
                self._taken += len(data)
                if not data:
                    if started:
                        self.problem = self._broken(kind, "cut short")
                    break
            try:
                piece = decompressor.decompress(data, BLOCK_BYTES - size)
            except (OSError, EOFError, ValueError, zlib.error, zstd.ZstdError):
                self.problem = self._broken(kind, "damaged")
                break
            data, started = b"", True
            pieces.append(piece)
            size += len(piece)
            if size >= BLOCK_BYTES:
                yield b"".join(pieces)
                pieces, size = [], 0
            if decompressor.eof:
                data = self._next_member(kind, decompressor.unused_data)
                if not data:
                    break
                decompressor, started = kind.open(), False
        if size:
            yield b"".join(pieces)

    def _broken(self, kind: Compression, how: str) -> str:
        return f"cannot inflate this {kind.name} after {self._stream.bytes_read:,} bytes: it is {how}; fetch it again"

    def _next_member(self, kind: Compression, rest: bytes) -> bytes:
        """Return what follows a member, if that is another one; NUL padding (tar, tapes) is passed over."""
        rest = rest.lstrip(b"\0")
        while len(rest) < MAGIC_BYTES:
            more = self._buffered.read(BLOCK_BYTES)
            if not more:
                break
            rest = (rest + more).lstrip(b"\0")
        if rest and compression_of(rest[:MAGIC_BYTES]) is not kind:
            while more := self._buffered.read(BLOCK_BYTES):  # so that every stored byte is counted
                rest = more
            self.problem = (
                f"after the end of the {kind.name} come bytes that are no {kind.name}; cut them off"
            )
            return b""
        return rest
