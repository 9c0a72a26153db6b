"""Cuts an object into lines of text: the only way in, whatever the object's compression, encoding and framing."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO

from crosscut.errors import UnreadableInputError
from crosscut.reading import json_values
from crosscut.reading.decompression import CountedStream, inflated_blocks
from crosscut.reading.encoding import as_utf8, encoding_of, is_binary, line_text
from crosscut.reading.limits import ReadLimits

SMALL_BYTES = 1_024  # a first block below it is the whole object
CUT_MARK = " …[cut]"


class LineReader:
    """Reads one object. After iteration `bytes_read`, `lines_read`, `lines_cut` and `bytes_replaced` are final.

    Line ends (LF or CRLF) are taken off. An object that is JSON but not a value a line (CloudTrail's, Firehose's)
    gives a line for each value.
    Raises `UnreadableInputError` while iterating: at once when the content is no text, and after the last readable
    line when it is damaged or too large.
    """

    def __init__(self, stream: BinaryIO, *, name: str, limits: ReadLimits | None = None) -> None:
        self._stream = CountedStream(stream)
        self._name = name
        self._limits = limits or ReadLimits()
        self.lines_read = 0
        self.lines_cut = 0
        self.bytes_replaced = 0  # that were no character of the object's encoding

    @property
    def bytes_read(self) -> int:
        """Bytes taken from the stream so far, as stored (compressed bytes of a compressed object)."""
        return self._stream.bytes_read

    def __iter__(self) -> Iterator[str]:
        blocks = _without_hole(inflated_blocks(self._stream, name=self._name, limits=self._limits))
        head = next(blocks, b"")
        if is_binary(head):
            raise UnreadableInputError(
                f"{self._name}: not a text log (binary content); give text, plain or as gzip, zstd or bzip2"
            )
        text = as_utf8(chain([head], blocks), encoding_of(head))
        first = next(text, b"")
        whole = chain([first], text)
        if json_values.is_framed(first.decode("utf-8", "replace"), complete=len(head) < SMALL_BYTES):
            yield from self._values(whole)
        else:
            yield from self._lines(whole)

    def _values(self, blocks: Iterable[bytes]) -> Iterator[str]:
        for value in json_values.values(_decoded(blocks)):
            self.lines_read += 1
            self.bytes_replaced += value.count("\ufffd")
            yield value

    def _lines(self, blocks: Iterable[bytes]) -> Iterator[str]:
        limit = self._limits.max_line_bytes
        carry: list[bytes] = []
        carried = 0
        dropping = False  # inside a line that is over the limit already
        for block in blocks:
            pieces = block.split(b"\n")
            last = pieces.pop()
            for piece in pieces:
                if dropping:
                    dropping = False
                    continue
                if carry:
                    carry.append(piece)
                    piece = b"".join(carry)  # noqa: PLW2901 - the whole of it
                    carry, carried = [], 0
                yield self._line(piece)
            if last and not dropping:
                carry.append(last)
                carried += len(last)
                if carried > limit:
                    yield self._line(b"".join(carry))
                    carry, carried, dropping = [], 0, True
        if carry:
            yield self._line(b"".join(carry))

    def _line(self, raw: bytes) -> str:
        self.lines_read += 1
        mark = ""
        if len(raw) > self._limits.max_line_bytes:
            self.lines_cut += 1
            raw, mark = raw[: self._limits.max_line_bytes], CUT_MARK
        text, replaced = line_text(raw.removesuffix(b"\r"))
        self.bytes_replaced += replaced
        return text + mark


def _without_hole(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the blocks from the first byte that is not NUL.

    A log that was cut to nothing while a program wrote to it (logrotate's copytruncate) begins with a hole.
    """
    for block in blocks:
        # One NUL alone begins UTF-16 whose high byte comes first.
        if rest := block.lstrip(b"\0") if block.startswith(b"\0\0") else block:
            yield rest
            break
    yield from blocks


def _decoded(blocks: Iterable[bytes]) -> Iterator[str]:

    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    for block in blocks:
        yield decoder.decode(block)
    yield decoder.decode(b"", final=True)
