"""Times as the model gives and reads them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from crosscut.investigation.toolbox import UnusableArgumentsError
from crosscut.times import NANOS

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def moment(text: str, name: str) -> datetime | None:
    """Return the time that an ISO 8601 text names (UTC where it says nothing else), None for the empty text."""
    if not text.strip():
        return None
    try:
        time = datetime.fromisoformat(text.strip())
    except ValueError:
        raise UnusableArgumentsError(f"{name}: not a time; give one such as 2026-11-17T10:02:00Z") from None
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def nanos(text: str, name: str) -> int | None:
    """Return such a time in nanoseconds since the epoch."""
    time = moment(text, name)
    return None if time is None else (time - _EPOCH) // timedelta(microseconds=1) * (NANOS // 1_000_000)


def window(since: str, until: str, *, default: tuple[datetime, datetime]) -> tuple[datetime, datetime]:
    """Return both ends; what is not given is the default's. The last may not be before the first."""
    first, last = moment(since, "since") or default[0], moment(until, "until") or default[1]
    if last <= first:
        raise UnusableArgumentsError("until: not after since")
    return first, last
