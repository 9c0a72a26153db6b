"""Nanoseconds since the epoch, as records have them, and `datetime`, as everything later has it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

NANOS = 1_000_000_000


def to_datetime(nanos: int | None) -> datetime | None:
    """Return the UTC time, to the microsecond."""
    if nanos is None:
        return None
    return datetime.fromtimestamp(nanos // NANOS, UTC) + timedelta(microseconds=nanos % NANOS // 1000)
