"""Cuts a stream of bytes into lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from crosscut.errors import UnreadableInputError
from crosscut.reading.decompression import CountedStream, inflated_blocks

MAX_LINE_BYTES = 1 << 20  # what is over is cut off, marked and counted
CUT_MARK = " …[cut]"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
BINARY_SHARE = 0.1  # of NUL and control bytes in the first block, above which it is no text


class LineReader:
    """Reads one object. After iteration, `bytes_read`, `lines_read` and `lines_cut` are final.

    Bytes that are not UTF-8 become U+FFFD. Line ends (LF or CRLF) are taken off.
    Raises `UnreadableInputError` while iterating, for a damaged gzip or content that is no text.
    """

    def __init__(self, stream: BinaryIO, *, name: str, max_line_bytes: int = MAX_LINE_BYTES) -> None:
        self._stream = CountedStream(stream)
        self._name = name
        self._max_line_bytes = max_line_bytes
        self.lines_read = 0
        self.lines_cut = 0

    @property
    def bytes_read(self) -> int:
        """Bytes taken from the stream so far, as stored (compressed bytes of a compressed object)."""
        return self._stream.bytes_read

    def __iter__(self) -> Iterator[str]:
        for raw in self._raw_lines():
            self.lines_read += 1
            yield raw

    def _raw_lines(self) -> Iterator[str]:
        carry = b""
        dropping = False  # inside a line that is over the limit already
        first = True
        for block in _without_hole(inflated_blocks(self._stream, name=self._name)):
            pieces = block.split(b"\n")
            if first:
                _refuse_binary(block, self._name)
                pieces[0] = pieces[0].removeprefix(BYTE_ORDER_MARK)
                first = False
            if dropping:
                if len(pieces) == 1:
                    continue
                pieces.pop(0)
                dropping = False
            elif carry:
                pieces[0] = carry + pieces[0]
            carry = pieces.pop()
            for piece in pieces:
                yield self._text(piece)
            if len(carry) > self._max_line_bytes:
                yield self._text(carry)
                carry, dropping = b"", True
        if carry:
            yield self._text(carry)

    def _text(self, raw: bytes) -> str:
        if len(raw) > self._max_line_bytes:
            self.lines_cut += 1
            return raw[: self._max_line_bytes].decode("utf-8", "replace") + CUT_MARK
        return raw.rstrip(b"\r").decode("utf-8", "replace")


def _without_hole(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the blocks from the first byte that is not NUL.

    A log that was cut to nothing while a program wrote to it (logrotate's copytruncate) begins with a hole.
    """
    for block in blocks:
        if rest := block.lstrip(b"\0"):
            yield rest
            break
    yield from blocks


def _refuse_binary(block: bytes, name: str) -> None:
    sample = block[:4096]
    control = sum(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in sample)
    if control > BINARY_SHARE * len(sample):
        raise UnreadableInputError(
            f"{name}: not a text log (binary content); give a text file, plain or gzip"
        )
