"""What the tests of parsing share."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from crosscut.formats import parse_records
from crosscut.model import LogRecord

RECEIVED = datetime(2026, 11, 23, 12, tzinfo=UTC)


def nanos(text: str) -> int:
    """Return an ISO time in nanoseconds since the epoch."""
    since = datetime.fromisoformat(text).replace(tzinfo=UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    return since // timedelta(microseconds=1) * 1_000


def records(text: str) -> list[LogRecord]:
    return list(parse_records(text.split("\n"), RECEIVED))


def only(line: str) -> LogRecord:
    """Return the record of one line."""
    (record,) = parse_records([line], RECEIVED)
    return record


def bodies(text: str) -> list[str]:
    return [record.body for record in records(text)]
