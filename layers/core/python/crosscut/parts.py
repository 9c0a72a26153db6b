"""Objects and parts of objects as they are read: how far, in which layout, and where one may be cut into parts.

A cut lies only before a line that begins a record whatever stands before it, so the records of the parts are those
of the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import chain, islice
from typing import BinaryIO, NamedTuple

from crosscut.errors import UnreadableInputError
from crosscut.formats import SAMPLE_LINES, Layout, begins_record, layout_of, parse_records
from crosscut.limits import ReadLimits
from crosscut.model import BEGINNING, Cut, Ledger, LogRecord
from crosscut.reading import LineReader

CHECK_LINES = 500  # between two looks at the clock
MAX_PATIENCE = 20_000  # lines without the beginning of a record, after which a record is cut in two


class SourceObject(NamedTuple):
    """One log to read, or the part of it between two cuts."""

    name: str  # what evidence calls it: the key in the bucket, or the path as it was given
    stream: BinaryIO  # begins at `start` when that is exact, and at the object's beginning otherwise
    received: datetime  # resolves times without a year
    start: Cut = BEGINNING
    end: Cut | None = None
    layout: Layout | None = None  # how the whole object is written, where that is known
    format: str = ""  # by name, as the sources file has it


class HandOver:
    """Ends a reading when it is due, at the next beginning of a record. Then `cut` says where, else it is None."""

    def __init__(self, is_due: Callable[[], bool]) -> None:
        self.is_due = is_due
        self.cut: Cut | None = None
        self.layout: Layout | None = None


class Reading:
    """Reads one object or part. After the last record `problem` says why it was not read to its end, if it wasn't."""

    def __init__(
        self, item: SourceObject, *, limits: ReadLimits | None = None, hand_over: HandOver | None = None
    ) -> None:
        self._item = item
        self._hand_over = hand_over
        self._sample: list[str] = []
        self._last_record = item.start.line  # its first line
        self.reader = LineReader(item.stream, name=item.name, limits=limits, start=item.start, end=item.end)
        self.layout = item.layout
        self.problem = ""

    def records(self) -> Iterator[LogRecord]:
        """Yield the records in order; every line that is read is in one of them."""
        try:
            lines = self._lines()
            first = self._item.start.line
            for record in parse_records(lines, self._item.received, self.layout, first_line=first):
                self._last_record = record.line
                yield record
            self.problem = self.reader.problem
        except UnreadableInputError as error:
            self.problem = str(error).removeprefix(f"{self._item.name}: ")

    def cuts(self, every: int, *, is_due: Callable[[], bool]) -> Iterator[Cut]:
        """Yield cuts at least `every` bytes apart, up to the end or until `is_due`; instead of `records`.

        Yields nothing for what can only be read from its beginning (compressed, JSON without lines) or not at all.
        """
        try:
            lines = self._opened()
        except UnreadableInputError:
            return  # who reads the records will say so
        if not self.reader.divisible or self.layout is None:
            return
        target = self._item.start.offset + every
        before: str | None = None
        for count, line in enumerate(lines):
            found = self.reader.line_offset >= target and count >= len(self._sample)
            if found and begins_record(line, before, self.layout, self._item.received):
                yield self.reader.last_line
                target = self.reader.line_offset + every
            if count % CHECK_LINES == 0 and is_due():
                return
            before = line

    @property
    def broken_off(self) -> Cut:
        """Where to go on when what has kept the rest from being read is mended: the last record may be torn."""
        return Cut(
            line=self._last_record, offset=self._item.start.offset + self.reader.bytes_read, exact=False
        )

    def ledger(self, *, records: int, folded: int, quarantined: int) -> Ledger:
        """Return what went in, beside what became of it."""
        return Ledger(
            objects=int(self._item.start == BEGINNING),
            objects_unreadable=int(bool(self.problem)),
            bytes_read=self.reader.bytes_read,
            bytes_replaced=self.reader.bytes_replaced,
            lines_read=self.reader.lines_read,
            lines_cut=self.reader.lines_cut,
            records=records,
            lines_folded=folded,
            lines_quarantined=quarantined,
        )

    def _opened(self) -> Iterator[str]:
        """Return all lines, after the layout was found out from the first ones."""
        rest = iter(self.reader)
        self._sample = list(islice(rest, SAMPLE_LINES))
        if self.layout is None:
            self.layout = layout_of(self._sample, self._item.received, self._item.format)
        return chain(self._sample, rest)

    def _lines(self) -> Iterator[str]:
        lines = self._opened()
        if self._hand_over is None or self.layout is None:
            return lines
        return self._until_due(lines, self.layout, self._hand_over)

    def _until_due(self, lines: Iterator[str], layout: Layout, hand_over: HandOver) -> Iterator[str]:
        patience: int | None = None  # None: not due yet
        before: str | None = None
        yield from islice(lines, len(self._sample))  # the reader is ahead of these
        for count, line in enumerate(lines, start=1):
            if patience is None:
                if count % CHECK_LINES == 0 and hand_over.is_due():
                    patience = MAX_PATIENCE
            elif not patience or begins_record(line, before, layout, self._item.received):
                hand_over.cut = self.reader.stop_before_last()
                hand_over.layout = layout
                return
            else:
                patience -= 1
            before = line
            yield line
