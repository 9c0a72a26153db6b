"""Numbers, sizes and spans of time in words, and one of them back again."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from crosscut.quantities import counted, duration, number, size

__all__ = ["counted", "duration", "number", "since", "size"]

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def since(text: str, now: datetime) -> datetime:
    """Return the moment that `24h`, `30m`, `7d`, `2w` (before `now`) or an ISO 8601 date or time (UTC) names.

    Raises `ValueError` for anything else.
    """
    match = re.fullmatch(r"(\d{1,6})([mhdw])", text.strip().lower())
    if match:
        return now - timedelta(**{_UNITS[match[2]]: int(match[1])})
    moment = datetime.fromisoformat(text.strip())
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def until(text: str, now: datetime) -> datetime:
    """Return the moment that `2h`, `1d` (after `now`) or an ISO 8601 date or time (UTC) names.

    Raises `ValueError` for anything else, and for what is not after `now`.
    """
    match = re.fullmatch(r"(\d{1,6})([mhdw])", text.strip().lower())
    moment = now + timedelta(**{_UNITS[match[2]]: int(match[1])}) if match else since(text, now)
    if moment <= now:
        raise ValueError(f"{text} is not to come")
    return moment
