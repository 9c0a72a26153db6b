"""Counts by time in few bins, which can be joined in any order.

Bins are a power of two minutes wide and begin at multiples of their width, so that the bins of a wider rate are
always whole bins of a narrower one: joining rates gives what binning all their minutes at once would.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from crosscut.model import Rate

BINS = 60


def rate_of(minutes: Mapping[int, int]) -> Rate:
    """Return the rate of these counts, by minutes since the epoch."""
    return _binned({minute: count for minute, count in minutes.items() if count > 0}, width=1)


def joined(one: Rate, other: Rate) -> Rate:
    """Return the rate of what both count."""
    counts: Counter[int] = Counter()
    for rate in (one, other):
        counts.update({rate.start + i * rate.width: n for i, n in enumerate(rate.counts) if n})
    return _binned(counts, width=max(one.width, other.width))


def minute_of(time: datetime) -> int:
    """Return the minute since the epoch."""
    return int(time.timestamp() // 60)


def _binned(counts: Mapping[int, int], *, width: int) -> Rate:
    if not counts:
        return Rate()
    first, last = min(counts), max(counts)
    while last // width - first // width >= BINS:
        width *= 2
    bins: Counter[int] = Counter()
    for minute, count in counts.items():
        bins[minute // width] += count
    start = first // width
    return Rate(
        start=start * width,
        width=width,
        counts=tuple(bins[number] for number in range(start, last // width + 1)),
    )
