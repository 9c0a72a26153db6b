"""Finds out by content how a stream is compressed, and inflates it."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from crosscut.errors import UnreadableInputError

BLOCK_BYTES = 1 << 18
GZIP_MAGIC = b"\x1f\x8b"  # RFC 1952, section 2.3.1


class CountedStream(io.RawIOBase):
    """A raw stream over anything that can `read(n)`, which counts the bytes that went through it."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.bytes_read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._stream.read(len(buffer))
        if len(data) == 1:  # a socket may give less than asked for, and by two bytes gzip is told
            data += self._stream.read(len(buffer) - 1)
        buffer[: len(data)] = data
        self.bytes_read += len(data)
        return len(data)


def inflated_blocks(stream: CountedStream, *, name: str) -> Iterator[bytes]:
    """Yield the content in blocks of at most 256 KiB, inflated if it is gzip (also of several members).

    Raises `UnreadableInputError` when the gzip is damaged or cut short.
    """
    buffered = io.BufferedReader(stream, BLOCK_BYTES)
    if not buffered.peek(2).startswith(GZIP_MAGIC):
        while block := buffered.read(BLOCK_BYTES):
            yield block
        return
    with gzip.GzipFile(fileobj=buffered, mode="rb") as inflated:
        try:
            while block := inflated.read(BLOCK_BYTES):
                yield block
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            problem = "it is cut short" if isinstance(error, EOFError) else "it is damaged"
            raise UnreadableInputError(
                f"{name}: cannot inflate this gzip after {stream.bytes_read} bytes: {problem}; fetch it again"
            ) from None
