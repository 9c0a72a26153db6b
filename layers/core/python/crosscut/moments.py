"""Moments and the time between them in words, in UTC."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from crosscut.quantities import duration


def moment(time: datetime) -> str:
    """Return for example `2026-11-17 10:02:10`."""
    return f"{time:%Y-%m-%d %H:%M:%S}"


def span(first: datetime | None, last: datetime | None) -> str:
    """Return since when until when, for example `2026-11-17 10:02:10 to 10:19:33 UTC (17 min 23 s)`."""
    if first is None or last is None:
        known = first or last
        return f"at {moment(known)} UTC" if known else "time unknown"
    if first == last:
        return f"at {moment(first)} UTC"
    until = f"{last:%H:%M:%S}" if first.date() == last.date() else moment(last)
    return f"{moment(first)} to {until} UTC ({duration(last - first)})"


def ago(time: datetime, now: datetime) -> str:
    """Return how long ago it was, in one unit: `3 min ago`, `2 d ago`, `just now`, or `in 4 h`."""
    seconds = (now - time).total_seconds()
    if abs(seconds) < 1:
        return "just now"
    [words, *_] = re.findall(r"[\d.]+ \w+", duration(timedelta(seconds=abs(seconds))))
    return f"{words} ago" if seconds > 0 else f"in {words}"


def width_of(seconds: float) -> str:
    """Return how long a stretch of time is, for example `5 min` or `10 ms`."""
    return f"{seconds * 1_000:.0f} ms" if seconds < 1 else duration(timedelta(seconds=seconds))
