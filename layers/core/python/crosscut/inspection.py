"""What an object is and holds, for people who want to see it: format, times, severities, a telling record.

Joins reading, formats and redaction, as the pipeline does, but folds nothing and keeps nothing but counters.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from functools import lru_cache

from crosscut.errors import RedactionError
from crosscut.model import AttributeValue, Frozen, LogRecord
from crosscut.parts import Reading
from crosscut.reading.lines import CUT_MARK
from crosscut.redaction import Redactor
from crosscut.timeline import Timeline, TimelineCounter
from crosscut.times import NANOS, to_datetime

SAMPLE_CHARACTERS = 2_000  # of each text of the sample record that are kept
UNSPECIFIED = "UNSPECIFIED"
# The ranges of OpenTelemetry's severity numbers, four numbers each from 1:
# https://opentelemetry.io/docs/specs/otel/logs/data-model/#displaying-severity
SEVERITY_RANGES = ("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")
_ERROR = 17


class ShownRecord(Frozen):
    """A record by the names of OpenTelemetry's log data model, and where it stands."""

    time: str | None  # ISO 8601 in UTC, to the nanosecond
    severity_number: int
    severity_text: str
    body: str
    attributes: dict[str, AttributeValue]
    resource: dict[str, AttributeValue]
    file: str
    line: int
    line_count: int


class Inspection(Frozen):
    """What one object is and holds."""

    file: str
    format: str
    confidence: float  # share of the first lines that it takes, 0 to 1
    other_formats: tuple[str, ...]  # that some of the lines are in
    compression: str  # "" where there is none
    encoding: str
    bytes_read: int  # as stored
    bytes_inflated: int | None  # null where it is not compressed
    lines_read: int
    lines_in_records: int  # the law: as many as were read
    records: int
    multi_line_records: int
    records_without_time: int
    first_seen: datetime | None
    last_seen: datetime | None
    severities: dict[str, int]  # name of OpenTelemetry's range, or UNSPECIFIED, to records; the worst first
    lines_cut: int
    bytes_replaced: int
    problem: str  # why not all could be read; "" where all was
    timeline: Timeline
    sample: ShownRecord | None
    sample_withheld: str  # why the sample is not shown; "" where it is

    @property
    def errors(self) -> int:
        """Records at ERROR or above."""
        return self.severities.get("ERROR", 0) + self.severities.get("FATAL", 0)


def inspect(reading: Reading, redactor: Redactor | None, *, file: str) -> Inspection:
    """Read an object and return what there is to know of it; without a redactor the sample stays as it is."""
    tally = _Tally()
    for record in reading.records():
        tally.add(record)
    sample, withheld = _shown_sample(tally.sample, file, redactor)
    layout, reader = reading.layout, reading.reader
    return Inspection(
        file=file,
        format=layout.format.name if layout and reader.lines_read else "",
        confidence=round(layout.confidence, 3) if layout else 0.0,
        other_formats=tuple(dict.fromkeys(other.name for other in layout.others)) if layout else (),
        compression=reader.compression,
        encoding=reader.encoding,
        bytes_read=reader.bytes_read,
        bytes_inflated=reader.inflated_bytes if reader.compression else None,
        lines_read=reader.lines_read,
        lines_in_records=tally.lines,
        records=tally.records,
        multi_line_records=tally.multi_line,
        records_without_time=tally.untimed,
        first_seen=to_datetime(tally.first),
        last_seen=to_datetime(tally.last),
        severities=_by_range(tally.severities),
        lines_cut=reader.lines_cut,
        bytes_replaced=reader.bytes_replaced,
        problem=reading.problem,
        timeline=tally.timeline.timeline(),
        sample=sample,
        sample_withheld=withheld,
    )


def shown(record: LogRecord, *, file: str) -> ShownRecord:
    """Return the record for people and machines; it must have been redacted where that is asked for."""
    # Not validated: records are made by the million, and these fields are of their types already.
    return ShownRecord.model_construct(
        time=iso(record.time_unix_nano),
        severity_number=record.severity_number,
        severity_text=record.severity_text,
        body=record.body,
        attributes=dict(record.attributes),
        resource=dict(record.resource),
        file=file,
        line=record.line,
        line_count=record.line_count,
    )


def iso(nanos: int | None) -> str | None:
    """Return for example `2026-03-02T09:00:00.123456789Z`."""
    if nanos is None:
        return None
    return f"{_iso_second(nanos // NANOS)}.{nanos % NANOS:09d}Z"


class _Tally:
    """Counters over records, and the most telling one so far."""

    def __init__(self) -> None:
        self.records = self.lines = self.multi_line = self.untimed = 0
        self.first: int | None = None
        self.last: int | None = None
        self.severities: Counter[int] = Counter()
        self.timeline = TimelineCounter()
        self.sample: LogRecord | None = None
        self._told = -1

    def add(self, record: LogRecord) -> None:
        number, time, count = record.severity_number, record.time_unix_nano, record.line_count
        self.records += 1
        self.lines += count
        self.severities[number] += 1
        if count > 1:
            self.multi_line += 1
        if time is None:
            self.untimed += 1
        else:
            if self.first is None or time < self.first:
                self.first = time
            if self.last is None or time > self.last:
                self.last = time
            self.timeline.add(time, is_error=number >= _ERROR)
        # Errors tell most, then records of several lines, then exceptions; of those alike the first does.
        told = (8 if number >= _ERROR else 0) + (4 if count > 1 else 0) + (1 if time is not None else 0)
        if told >= self._told and "exception.type" in record.attributes:
            told += 2
        if told > self._told:
            self._told, self.sample = told, record


def _shown_sample(
    record: LogRecord | None, file: str, redactor: Redactor | None
) -> tuple[ShownRecord | None, str]:
    if record is None:
        return None, ""
    if redactor is not None:
        try:
            record = redactor.records([record])[0]
        except RedactionError as error:
            return None, str(error)
    return _cut_to_show(shown(record, file=file)), ""


def _cut_to_show(whole: ShownRecord) -> ShownRecord:
    """Cut long texts; only what is redacted already, as redaction has to see whole values."""
    attributes = {_cut(name): _cut_value(value) for name, value in whole.attributes.items()}
    resource = {_cut(name): _cut_value(value) for name, value in whole.resource.items()}
    return whole.model_copy(update={"body": _cut(whole.body), "attributes": attributes, "resource": resource})


def _cut(text: str) -> str:
    return text if len(text) <= SAMPLE_CHARACTERS else text[:SAMPLE_CHARACTERS] + CUT_MARK


def _cut_value(value: AttributeValue) -> AttributeValue:
    return _cut(value) if isinstance(value, str) else value


def _by_range(numbers: Counter[int]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for number, count in numbers.items():
        counts[SEVERITY_RANGES[(number - 1) // 4] if 1 <= number <= 24 else UNSPECIFIED] += count
    return {name: counts[name] for name in (*reversed(SEVERITY_RANGES), UNSPECIFIED) if counts[name]}


@lru_cache(maxsize=1_024)
def _iso_second(second: int) -> str:
    return f"{datetime.fromtimestamp(second, UTC):%Y-%m-%dT%H:%M:%S}"
