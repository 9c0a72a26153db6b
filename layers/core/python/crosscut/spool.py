"""Redacted records kept for the length of one investigation, in a temporary file that no name leads to.

Blocks of records are compressed, with where they are from and their times beside, so that a search reads few of them.
"""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from crosscut import chunks
from crosscut.folding import Assignment
from crosscut.investigation.ports import Line, Query
from crosscut.model import Digest, RedactedRecord

MAX_RECORDS = 2_000_000


class _Block(NamedTuple):
    file: str
    offset: int
    size: int
    first: int  # number of its first record
    records: int
    lines: tuple[int, int]
    times: tuple[int, int] | None
    most_severe: int


class Spool:
    """Implements `investigation.ports.Records`, once all has been added and `finish` was called."""

    def __init__(self, *, max_records: int = MAX_RECORDS) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed in `close`, or with the process
        self._blocks: list[_Block] = []
        self._records = 0
        self._max = max_records
        self._beyond = 0
        self._templates = array("L")
        self._ids: list[str] = []
        self._digest: Digest | None = None
        self._missing: list[str] = []

    def add(self, file: str, records: Sequence[RedactedRecord]) -> None:
        """Keep the next records of a file. Beyond the bound they are only counted."""
        if not records:
            return
        # Nothing behind a gap either: which template a record has gone to is told by its number.
        if self._beyond or self._records + len(records) > self._max:
            self._beyond += len(records)
            return
        data = chunks.encode(records)
        times = [record.time_unix_nano for record in records if record.time_unix_nano is not None]
        last = records[-1]
        self._blocks.append(
            _Block(
                file,
                self._file.seek(0, 2),
                len(data),
                self._records,
                len(records),
                (records[0].line, last.line + max(0, last.line_count - 1)),
                (min(times), max(times)) if times else None,
                max(record.severity_number for record in records),
            )
        )
        self._file.write(data)
        self._records += len(records)

    def finish(
        self, digest: Digest, assignments: Iterable[Assignment], *, missing: Sequence[str] = ()
    ) -> None:
        """Say what is known of all records together, where each has gone, and what of the window is missing."""
        numbers: dict[str, int] = {}
        for number, each in enumerate(assignments):
            if number >= self._records:
                break
            self._templates.append(numbers.setdefault(each.template_id, len(numbers)))
        self._ids = list(numbers)
        self._digest = digest
        self._missing = [*missing]
        if self._beyond:
            self._missing.append(
                f"{self._beyond} records beyond the first {self._records}; give a shorter time"
            )
        quarantined = digest.ledger.lines_quarantined
        if quarantined:
            self._missing.append(f"{quarantined} lines that could not be redacted")

    def close(self) -> None:
        """Give the file back."""
        self._file.close()

    @property
    def digest(self) -> Digest:
        assert self._digest is not None  # noqa: S101 - `finish` was called
        return self._digest

    @property
    def left_out(self) -> str:
        return "; ".join(self._missing)

    def search(self, query: Query) -> Iterator[Line]:
        wanted = {i for i, id_ in enumerate(self._ids) if id_ in query.template_ids}
        if query.template_ids and not wanted:
            return
        for block in self._blocks:
            if not _may_hold(block, query):
                continue
            for number, record in enumerate(self._read(block), start=block.first):
                if wanted and self._templates[number] not in wanted:
                    continue
                if _fits(record, query):
                    yield self._line(block.file, number, record)

    def around(self, file: str, line: int, *, before: int, after: int) -> list[Line]:
        own = [block for block in self._blocks if block.file == file]
        at = next((i for i, block in enumerate(own) if block.lines[0] <= line <= block.lines[1]), None)
        if at is None:
            return []
        near = [
            self._line(file, number, record)
            for block in own[max(0, at - 1) : at + 2]
            for number, record in enumerate(self._read(block), start=block.first)
        ]
        here = max((i for i, each in enumerate(near) if each.line <= line), default=0)
        return near[max(0, here - before) : here + after + 1]

    def _read(self, block: _Block) -> Iterator[RedactedRecord]:
        self._file.seek(block.offset)
        return chunks.decode(self._file.read(block.size))

    def _line(self, file: str, number: int, record: RedactedRecord) -> Line:
        return Line(
            file,
            record.line,
            record.time_unix_nano,
            record.severity_number,
            record.severity_text,
            str(record.resource.get("service.name", "")),
            self._ids[self._templates[number]],
            record.text,
        )


def _may_hold(block: _Block, query: Query) -> bool:
    if (query.file and query.file != block.file) or block.most_severe < query.severity_number:
        return False
    if query.since is None and query.until is None:
        return True
    if block.times is None:
        return False
    return (query.until is None or block.times[0] <= query.until) and (
        query.since is None or block.times[1] >= query.since
    )


def _fits(record: RedactedRecord, query: Query) -> bool:
    if record.severity_number < query.severity_number:
        return False
    time = record.time_unix_nano
    if query.since is not None and (time is None or time < query.since):
        return False
    if query.until is not None and (time is None or time > query.until):
        return False
    if query.services and str(record.resource.get("service.name", "")) not in query.services:
        return False
    if not query.words and not query.without:
        return True
    text = record.text.casefold()
    return all(word in text for word in query.words) and not any(word in text for word in query.without)
