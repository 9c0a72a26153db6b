"""A source with a past: weeks of steady records in a baseline, without writing them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from crosscut.baseline import Baselines, Counts, bucket_at, start_of

LATE = timedelta(minutes=2)  # how long after its end a stretch of five minutes is delivered


def make_heard(baselines: Baselines, source: str, *, until: timedelta) -> None:
    """Add 500 records in five minutes, at the hours around now of today and of three weeks, until so long ago."""
    last = bucket_at(datetime.now(UTC) - until)
    hour = last - last % 12
    for day in (21, 14, 7, 0):
        first, end = hour - day * 288 - 36, min(hour - day * 288 + 36, last + 1)
        rates = {bucket: Counts(500) for bucket in range(first, end)}
        # As if each had been delivered when its first bucket was over: so it is known how late deliveries come.
        baselines.add(source, rates, digest_id=f"day-{day}", now=start_of(first + 1) + LATE)
