"""What is usual at a time, by robust statistics over past windows: medians and quantiles, wider where there are few.

An outage of last week is one window among others and moves neither, which a mean and a standard deviation would.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import IntEnum
from functools import lru_cache
from statistics import median
from typing import NamedTuple

from crosscut.baseline import (
    BUCKETS_AN_HOUR,
    HOURS_A_DAY,
    RECENT_BUCKETS,
    Counts,
    Standing,
    hour_of,
    start_of,
)

NORMAL = 1.4826  # a median absolute deviation times this estimates the standard deviation of normal values
HOURS_A_WEEK = 7 * HOURS_A_DAY
LEAST_WEEKS, LEAST_DAYS = 3, 2  # of three weeks one may have been an outage
LEAST_RECENT = BUCKETS_AN_HOUR  # of these, that there have to be


class Basis(IntEnum):
    """Which past windows are at hand, the telling ones last."""

    RECENT = 0  # the three hours before: the source is still new
    OTHER_DAYS = 1  # the same hour of other days
    ALIKE_DAYS = 2  # the same hour of working days, or of weekends, as the day in question is one
    WEEKS = 3  # the same hour of the same day of the week


class Past(NamedTuple):
    """The past windows that one is compared with."""

    basis: Basis
    windows: tuple[Counts, ...]

    @property
    def hours(self) -> int:
        """How many hours they are of."""
        return len(self.windows) // BUCKETS_AN_HOUR

    @property
    def is_sure(self) -> bool:
        """Whether days like this one have been seen; before that only strong evidence counts."""
        return self.basis >= Basis.ALIKE_DAYS


class Usual(NamedTuple):
    """One measure over the past windows."""

    median: float
    spread: float  # a robust standard deviation, no less than that of counts that come by chance
    low: float  # the least and the most of the past, but for a third of the hours, the worst ones: outages
    high: float


def past_of(standing: Standing, bucket: int) -> Past | None:
    """Return the past windows to judge a bucket by, None where there are too few of any kind."""
    hour = hour_of(bucket)
    first_whole = hour_of(standing.state.since) + 1

    def whole(hours: list[int]) -> list[int]:
        return [each for each in hours if each >= first_whole]

    weeks = whole([hour - HOURS_A_WEEK * n for n in range(1, 5)])
    if len(weeks) >= LEAST_WEEKS:
        return Past(Basis.WEEKS, _windows(standing, weeks))
    days = whole([hour - HOURS_A_DAY * n for n in range(1, 29)])
    alike = [each for each in days if _is_weekend(each) == _is_weekend(hour)]
    if len(alike) >= LEAST_DAYS:
        return Past(Basis.ALIKE_DAYS, _windows(standing, alike))
    if len(days) >= LEAST_DAYS:
        return Past(Basis.OTHER_DAYS, _windows(standing, days))
    recent = range(max(bucket - RECENT_BUCKETS, standing.state.since + 1), bucket)
    if len(recent) >= LEAST_RECENT:
        none = Counts()
        return Past(Basis.RECENT, tuple(standing.rates.get(each, none) for each in recent))
    return None


def usual_of(past: Past, measure: Callable[[Counts], float | None]) -> Usual:
    """Return what a measure usually is; windows for which it is None say nothing of it."""
    values = sorted(value for window in past.windows if (value := measure(window)) is not None)
    if not values:
        return Usual(0.0, 0.0, 0.0, 0.0)
    middle = median(values)
    deviation = NORMAL * median(abs(value - middle) for value in values)
    return Usual(middle, deviation, *_edges(past, measure))


def _edges(past: Past, measure: Callable[[Counts], float | None]) -> tuple[float, float]:
    """Return the least and the most, without the hours that an outage or a storm has spoiled."""
    hours = [
        values
        for first in range(0, len(past.windows), BUCKETS_AN_HOUR)
        if (
            values := [
                value
                for window in past.windows[first : first + BUCKETS_AN_HOUR]
                if (value := measure(window)) is not None
            ]
        )
    ]
    spoiled = 0 if past.basis is Basis.RECENT else len(hours) // 3
    return sorted(map(min, hours))[spoiled], sorted(map(max, hours))[-1 - spoiled]


def by_chance(usual: Usual) -> float:
    """Return the spread of a count: of events that come by chance it is no less than the root of how many come."""
    return max(usual.spread, math.sqrt(usual.median), 1.0)


def _windows(standing: Standing, hours: list[int]) -> tuple[Counts, ...]:
    none = Counts()
    buckets = (hour * BUCKETS_AN_HOUR + place for hour in hours for place in range(BUCKETS_AN_HOUR))
    return tuple(standing.rates.get(bucket, none) for bucket in buckets)


@lru_cache(maxsize=4_096)
def _is_weekend(hour: int) -> bool:
    return start_of(hour * BUCKETS_AN_HOUR).weekday() >= 5
