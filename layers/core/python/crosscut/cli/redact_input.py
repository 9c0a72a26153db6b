"""The lines of a stream as they arrive, for a command that stands in a pipe."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from crosscut.errors import UnreadableInputError
from crosscut.limits import ReadLimits
from crosscut.reading import LineReader
from crosscut.reading.decompression import BLOCK_BYTES, MAGIC_BYTES, compression_of
from crosscut.reading.encoding import UTF8_MARK, encoding_of, is_binary, line_text, not_text
from crosscut.reading.json_values import is_framed
from crosscut.reading.lines import CUT_MARK, SMALL_BYTES

_BATCH_LINES = 2_000


class ArrivingLines:
    """Iterating gives batches of lines: all whole ones that a read of the stream brought, without waiting for more.

    What needs more than cutting at line ends (compressed, UTF-16, JSON that is not a value a line) is read as any
    log is, a block at a time. Raises `UnreadableInputError` while iterating when the content is no text.
    """

    def __init__(self, stream: BinaryIO, *, name: str, limits: ReadLimits) -> None:
        self._stream = stream
        self._name = "standard input" if name == "-" else name
        self._limits = limits
        self.lines_cut = 0  # that were longer than the limit
        self.problem = ""  # why not all could be read

    def __iter__(self) -> Iterator[list[str]]:
        head = self._head()
        if not compression_of(head[:MAGIC_BYTES]) and is_binary(head):
            raise UnreadableInputError(f"{self._name}: {not_text(head)}")
        if self._is_plain(head):
            yield from self._as_they_arrive(head.removeprefix(UTF8_MARK))
        else:
            yield from self._by_reader(head)

    def _head(self) -> bytes:
        head = self._read()
        while head and len(head) < MAGIC_BYTES and (more := self._read()):
            head += more
        return head

    def _read(self) -> bytes:
        """Return what there is to read, waiting only where there is nothing."""
        try:
            read1 = getattr(self._stream, "read1", self._stream.read)
            return bytes(read1(BLOCK_BYTES))
        except OSError as error:
            self.problem = f"{self._name}: reading failed ({type(error).__name__})"
            return b""

    def _is_plain(self, head: bytes) -> bool:
        if compression_of(head[:MAGIC_BYTES]) or encoding_of(head) != "utf-8":
            return False
        return not is_framed(head.decode("utf-8", "replace"), complete=len(head) < SMALL_BYTES)

    def _by_reader(self, head: bytes) -> Iterator[list[str]]:
        stream = io.BufferedReader(_Rejoined(head, self._stream), BLOCK_BYTES)
        reader = LineReader(stream, name=self._name, limits=self._limits)
        yield from _batched(reader)
        self.lines_cut = reader.lines_cut
        self.problem = self.problem or reader.problem

    def _as_they_arrive(self, head: bytes) -> Iterator[list[str]]:
        limit = self._limits.max_line_bytes
        carry = bytearray()
        dropping = False  # inside a line that is over the limit already
        block = head
        while block:
            *pieces, last = block.split(b"\n")
            lines: list[str] = []
            for piece in pieces:
                if not dropping:
                    lines.append(self._line(bytes(carry) + piece))
                carry.clear()
                dropping = False
            if not dropping:
                carry += last
            if len(carry) > limit:
                lines.append(self._line(bytes(carry)))
                carry.clear()
                dropping = True
            if lines:
                yield lines
            block = self._read()
        if carry:
            yield [self._line(bytes(carry))]

    def _line(self, raw: bytes) -> str:
        mark = ""
        if len(raw) > self._limits.max_line_bytes:
            self.lines_cut += 1
            raw, mark = raw[: self._limits.max_line_bytes], CUT_MARK
        return line_text(raw.removesuffix(b"\r"))[0] + mark


def _batched(lines: Iterable[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for line in lines:
        batch.append(line)
        size += len(line)
        if len(batch) >= _BATCH_LINES or size >= BLOCK_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


class _Rejoined(io.RawIOBase):
    """A stream with the bytes put back that were read of it."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = head
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._head[: len(buffer)] if self._head else self._rest.read(len(buffer))
        self._head = self._head[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)
