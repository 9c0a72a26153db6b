"""Counts records over time in a bounded number of buckets, whatever the span: they grow coarser as it grows."""

from __future__ import annotations

from datetime import datetime

from crosscut.model import Frozen
from crosscut.times import to_datetime

MAX_BUCKETS = 240
_MILLIS = 1_000_000  # nanoseconds
_SECOND, _MINUTE, _HOUR, _DAY = 1_000, 60_000, 3_600_000, 86_400_000  # milliseconds
# Each divides the next, so that buckets that are too many can be merged to fewer, over and over.
_WIDTHS = (
    *(1, 10, 100),
    *(width * _SECOND for width in (1, 5, 10, 30)),
    *(width * _MINUTE for width in (1, 5, 10, 30)),
    *(width * _HOUR for width in (1, 3, 6, 12)),
    *(width * _DAY for width in (1, 7, 28, 84, 364, 3_640, 36_400)),
)
# What a person may be shown; buckets are merged once to one that they divide.
_READABLE = (
    *(1, 2, 5, 10, 20, 50, 100, 200, 500),
    *(width * _SECOND for width in (1, 2, 3, 5, 10, 15, 20, 30)),
    *(width * _MINUTE for width in (1, 2, 3, 5, 10, 15, 20, 30)),
    *(width * _HOUR for width in (1, 2, 3, 6, 12)),
    *(width * _DAY for width in (1, 2, 7, 14, 28, 84, 182, 364, 3_640, 36_400, 364_000)),
)


class Bucket(Frozen):
    """The records of one stretch of time; those of which there are none are left out."""

    start: datetime
    records: int
    errors: int  # at ERROR or above


class Timeline(Frozen):
    """Records over time."""

    bucket_seconds: float
    buckets: tuple[Bucket, ...] = ()

    def columns(self, most: int) -> tuple[float, list[tuple[int, int]]]:
        """Return the seconds that a column stands for, and (records, errors) of at most `most` columns in a row."""
        if not self.buckets:
            return self.bucket_seconds, []
        starts = [_millis_of(bucket.start) for bucket in self.buckets]
        own = round(self.bucket_seconds * _SECOND)
        fitting = (w for w in _READABLE if w % own == 0 and _columns_between(starts, w) <= most)
        width = next(fitting, _READABLE[-1])
        columns = [(0, 0)] * _columns_between(starts, width)
        for start, bucket in zip(starts, self.buckets, strict=True):
            position = start // width - starts[0] // width
            records, errors = columns[position]
            columns[position] = records + bucket.records, errors + bucket.errors
        return width / _SECOND, columns


class TimelineCounter:
    """Counts records as they come, in any order of time."""

    def __init__(self) -> None:
        self._level = 0
        self._unit = _WIDTHS[0] * _MILLIS
        self._records: dict[int, int] = {}
        self._errors: dict[int, int] = {}

    def add(self, time_unix_nano: int, *, is_error: bool) -> None:
        """Count one record."""
        bucket = time_unix_nano // self._unit
        if bucket in self._records:
            self._records[bucket] += 1
        else:
            self._records[bucket] = 1
        if is_error:
            self._errors[bucket] = self._errors.get(bucket, 0) + 1
        while len(self._records) > MAX_BUCKETS and self._level + 1 < len(_WIDTHS):
            self._coarsen()

    def timeline(self) -> Timeline:
        """Return what was counted so far, in order of time."""
        buckets = (
            Bucket(start=moment, records=self._records[at], errors=self._errors.get(at, 0))
            for at in sorted(self._records)
            if (moment := to_datetime(at * self._unit))
        )
        return Timeline(bucket_seconds=_WIDTHS[self._level] / _SECOND, buckets=tuple(buckets))

    def _coarsen(self) -> None:
        self._level += 1
        unit = _WIDTHS[self._level] * _MILLIS
        ratio = unit // self._unit
        self._records, self._errors = _merged(self._records, ratio), _merged(self._errors, ratio)
        self._unit = unit


def _merged(counts: dict[int, int], ratio: int) -> dict[int, int]:
    merged: dict[int, int] = {}
    for bucket, count in counts.items():
        merged[bucket // ratio] = merged.get(bucket // ratio, 0) + count
    return merged


def _millis_of(moment: datetime) -> int:
    return round(moment.timestamp() * _SECOND)


def _columns_between(starts: list[int], width: int) -> int:
    return starts[-1] // width - starts[0] // width + 1
