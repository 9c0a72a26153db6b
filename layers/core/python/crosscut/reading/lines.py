"""Cuts an object into lines of text: the only way in, whatever the object's compression, encoding and framing."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import BinaryIO

from crosscut.errors import UnreadableInputError
from crosscut.limits import ReadLimits
from crosscut.model import BEGINNING, Cut
from crosscut.reading import json_values
from crosscut.reading.decompression import CountedStream, Inflater
from crosscut.reading.encoding import UTF8_MARK, as_utf8, encoding_of, is_binary, line_text, not_text

SMALL_BYTES = 1_024  # a first block below it is the whole object
CUT_MARK = " …[cut]"


class LineReader:
    """Reads one object, or the part of it between two cuts. Iterate once; then the counts are final.

    Line ends (LF or CRLF) are taken off. An object that is JSON but not a value a line (CloudTrail's, Firehose's)
    gives a line for each value. `problem` says after iteration why the object was not read to its end, if it wasn't.
    Raises `UnreadableInputError` while iterating, at once, when the content is no text.
    """

    def __init__(
        self,
        stream: BinaryIO,
        *,
        name: str,
        limits: ReadLimits | None = None,
        start: Cut = BEGINNING,
        end: Cut | None = None,
        framed: bool = True,
    ) -> None:
        """`stream` begins at `start` when that is exact, and at the object's beginning otherwise.

        Without `framed` lines are lines, also of JSON that is not a value a line.
        """
        self._may_be_framed = framed
        self._stream = CountedStream(stream)
        self._name = name
        self._limits = limits or ReadLimits()
        self._start = start
        self._end = end
        # Only plain text has exact cuts. Nothing is told by the first bytes of a part, which can look like anything.
        self._from_within = start.exact and start.offset > 0
        self._is_plain = self._from_within or (end is not None and end.exact)
        self._inflater: Inflater | None = None
        self._position = start.offset if start.exact else 0  # of the next line, in the content
        self.line_offset = (
            self._position
        )  # of the last line's first byte; in the object as stored, if `divisible`
        self._last_replaced = self._last_cut = 0
        self._stopped: Cut | None = None
        self.lines_read = 0
        self.lines_cut = 0  # that were longer than the limit
        self.bytes_replaced = 0  # that were no character of the object's encoding
        self.problem = ""
        self.encoding = "utf-8"
        self.divisible = False  # whether cuts are exact, so that parts can be read apart

    @property
    def compression(self) -> str:
        """The name of the compression, or "" when there is none."""
        kind = self._inflater.compression if self._inflater else None
        return kind.name if kind else ""

    @property
    def inflated_bytes(self) -> int:
        """Bytes of content so far; for an object that is not compressed, those of the stream."""
        return self._inflater.inflated_bytes if self._inflater else 0

    @property
    def content_bytes(self) -> int:
        """Bytes of content so far, inflated where it was compressed."""
        return self.inflated_bytes if self.compression else self.bytes_read

    @property
    def bytes_read(self) -> int:
        """Bytes of this part, as stored (compressed bytes of a compressed object)."""
        if self._stopped:
            return self._stopped.offset - self._start.offset
        return self._stream.bytes_read - (0 if self._from_within else self._start.offset)

    @property
    def last_line(self) -> Cut:
        """The cut before the last line that was given."""
        if self.divisible:
            return Cut(line=self._next_line - 1, offset=self.line_offset, exact=True)
        return Cut(line=self._next_line - 1, offset=self._stream.bytes_read, exact=False)

    @property
    def _next_line(self) -> int:
        return self._start.line + self.lines_read

    def stop_before_last(self) -> Cut:
        """End the reading before the last line that was given, which then is not of this part. Returns that cut."""
        self._stopped = self.last_line
        self.lines_read -= 1
        self.lines_cut -= self._last_cut
        self.bytes_replaced -= self._last_replaced
        return self._stopped

    def __iter__(self) -> Iterator[str]:
        lines = self._plain() if self._is_plain else self._told_by_content()
        count = self._end.line - self._start.line if self._end else None
        try:
            yield from islice(lines, count)
        except UnreadableInputError as error:  # of the stream, for example a disk's
            self.problem = str(error).removeprefix(f"{self._name}: ")
            return
        if self._end and self._next_line == self._end.line:
            self._stopped = self._end
        elif self._inflater:
            self.problem = self._inflater.problem

    def _plain(self) -> Iterator[str]:
        self._inflater = Inflater(self._stream, self._limits, compressed=False)
        self.divisible = True
        blocks = iter(self._inflater)
        if self._from_within:
            return self._lines(blocks)
        blocks = self._without_hole(blocks)
        head = next(blocks, b"")
        if head.startswith(UTF8_MARK):
            self._position += len(UTF8_MARK)
        return self._lines(as_utf8(chain([head], blocks), "utf-8"))

    def _told_by_content(self) -> Iterator[str]:
        self._inflater = Inflater(self._stream, self._limits)
        blocks = self._without_hole(iter(self._inflater))
        head = next(blocks, b"")
        if is_binary(head):
            raise UnreadableInputError(f"{self._name}: {not_text(head)}")
        self.encoding = encoding_of(head)
        text = as_utf8(chain([head], blocks), self.encoding)
        first = next(text, b"")
        whole = chain([first], text)
        skipped = self._start.line - 1
        if self._may_be_framed and json_values.is_framed(
            first.decode("utf-8", "replace"), complete=len(head) < SMALL_BYTES
        ):
            return self._values(whole, skipped)
        self.divisible = self._inflater.compression is None and self.encoding == "utf-8"
        if head.startswith(UTF8_MARK):
            self._position += len(UTF8_MARK)
        return self._lines(self._without_lines(whole, skipped) if skipped else whole)

    def _values(self, blocks: Iterable[bytes], skipped: int) -> Iterator[str]:
        for value in islice(json_values.values(_decoded(blocks)), skipped, None):
            self.lines_read += 1
            self._last_replaced = value.count("\ufffd")
            self.bytes_replaced += self._last_replaced
            # A whole value may be longer than a line; what is none ends like a line that is too long.
            self._last_cut = int(len(value) > self._limits.max_line_bytes and value[-1] not in "}]")
            self.lines_cut += self._last_cut
            yield value[: self._limits.max_line_bytes] + CUT_MARK if self._last_cut else value

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
                    self._position += len(piece) + 1
                    continue
                if carry:
                    carry.append(piece)
                    piece = b"".join(carry)  # noqa: PLW2901 - the whole of it
                    carry, carried = [], 0
                yield self._line(piece, len(piece) + 1)
            if dropping:
                self._position += len(last)
            elif last:
                carry.append(last)
                carried += len(last)
                if carried > limit:
                    yield self._line(b"".join(carry), carried)
                    carry, carried, dropping = [], 0, True
        if carry:
            yield self._line(b"".join(carry), carried)

    def _line(self, raw: bytes, length: int) -> str:
        self.lines_read += 1
        self.line_offset = self._position
        self._position += length
        mark = ""
        self._last_cut = 0
        if len(raw) > self._limits.max_line_bytes:
            self._last_cut = 1
            self.lines_cut += 1
            raw, mark = raw[: self._limits.max_line_bytes], CUT_MARK
        text, self._last_replaced = line_text(raw.removesuffix(b"\r"))
        self.bytes_replaced += self._last_replaced
        return text + mark

    def _without_lines(self, blocks: Iterable[bytes], count: int) -> Iterator[bytes]:
        """Yield what stands behind the first `count` lines."""
        for block in blocks:
            if not count:
                yield block
                continue
            here = block.count(b"\n")
            rest = block.split(b"\n", count)[count] if here >= count else b""
            self._position += len(block) - len(rest)
            count -= min(here, count)
            if rest:
                yield rest

    def _without_hole(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        """Yield the blocks from the first byte that is not NUL.

        A log that was cut to nothing while a program wrote to it (logrotate's copytruncate) begins with a hole.
        """
        for block in blocks:
            # One NUL alone begins UTF-16 whose high byte comes first.
            rest = block.lstrip(b"\0") if block.startswith(b"\0\0") else block
            self._position += len(block) - len(rest)
            if self._start == BEGINNING:
                self.bytes_replaced += len(block) - len(rest)
            if rest:
                yield rest
                break
        yield from blocks


def _decoded(blocks: Iterable[bytes]) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    for block in blocks:
        yield decoder.decode(block)
    yield decoder.decode(b"", final=True)
