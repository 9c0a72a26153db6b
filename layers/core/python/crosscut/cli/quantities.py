"""Numbers, sizes and spans of time in words, and one of them back again."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def number(count: int) -> str:
    """Return for example `2,790`."""
    return f"{count:,}"


def counted(count: int, noun: str) -> str:
    """Return for example `1 line` or `2,790 lines`."""
    return f"{number(count)} {noun}{'' if count == 1 else 's'}"


def size(count: int) -> str:
    """Return bytes in decimal units (kB is 1,000), for example `741.9 kB`."""
    value = float(count)
    for unit in ("bytes", "kB", "MB", "GB"):
        if value < 1000 or unit == "GB":
            break
        value /= 1000
    return f"{count} bytes" if unit == "bytes" else f"{value:.1f} {unit}"


def duration(span: timedelta) -> str:
    """Return the two largest units, for example `17 min 29 s`, `2 h 5 min` or `0.4 s`."""
    total = span.total_seconds()
    if total < 1:
        return f"{total:.1f} s"
    seconds = round(total)
    for name, length, small_name, small in (
        ("d", 86_400, "h", 3_600),
        ("h", 3_600, "min", 60),
        ("min", 60, "s", 1),
    ):
        if seconds >= length:
            rest = seconds % length // small
            return f"{seconds // length} {name}" + (f" {rest} {small_name}" if rest else "")
    return f"{seconds} s"


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
