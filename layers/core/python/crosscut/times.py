"""Nanoseconds since the epoch, as records have them, and `datetime`, as everything later has it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

NANOS = 1_000_000_000


def to_datetime(nanos: int | None) -> datetime | None:
    """Return the UTC time, to the microsecond."""
    if nanos is None:
        return None
    return datetime.fromtimestamp(nanos // NANOS, UTC) + timedelta(microseconds=nanos % NANOS // 1000)


def in_utc(time: datetime) -> datetime:
    """Return the time in UTC; one without a zone is in UTC. Raises `ValueError` where no calendar has it there."""
    try:
        return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    except OverflowError:  # the year 1 east of Greenwich, the year 9999 west of it
        raise ValueError("in UTC it is outside of the calendar") from None
