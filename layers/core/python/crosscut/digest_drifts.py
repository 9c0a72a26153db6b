"""When durations of one template were other than before: "p95 duration_ms 200 → 2,000 from 14:31 until 14:48"."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from crosscut.buckets import middle_of_coarse
from crosscut.model import Digest, ParameterStats, Template
from crosscut.significance import rate_test

_MIN_VALUES = 20  # in the stretch and outside of it
_MIN_RATIO = 2.0  # between the two 95th percentiles; the buckets are within 17 %
_CHANCE = 0.001  # of a stretch being no other, corrected for the number of stretches tried
_IN_SECONDS = "http.server.request.duration"
_TEXT_CHARACTERS = 80


class _Drift(NamedTuple):
    """A stretch of time in which numbers were others, and the 95th percentiles outside and in it."""

    begin: int  # minutes since the epoch
    end: int | None  # None: it lasts until the last number
    outside: float
    inside: float
    numbers: int  # in it


def drifts(digest: Digest) -> Iterator[tuple[int, str]]:
    """Yield how many records a drift concerns, and the sentence that says it."""
    for template in digest.templates:
        for stats in (*template.parameters, *template.attributes):
            found = _drift(stats)
            if found:
                yield found.numbers, _said(template, stats, found)


def _drift(stats: ParameterStats) -> _Drift | None:
    """Return the stretch that is most unlike the rest, if it is unlike enough."""
    stretches = sorted(stats.over_time.items())
    total: Counter[int] = sum((Counter(counts) for _, counts in stretches), Counter())
    if total.total() < 2 * _MIN_VALUES or len(total) < 2:
        return None
    edge = _edge(total)
    all_of = total.total(), sum(n for bucket, n in total.items() if bucket > edge)
    sums = [sum(counts.values()) for _, counts in stretches]
    above = [sum(n for bucket, n in counts.items() if bucket > edge) for _, counts in stretches]
    best = _most_unlike(sums, above, all_of)
    if best is None:
        return None
    first, last = best  # the last is outside
    inside: Counter[int] = sum((Counter(counts) for _, counts in stretches[first:last]), Counter())
    outside = total - inside
    n, high = inside.total(), sum(count for bucket, count in inside.items() if bucket > edge)
    tried = len(stretches) * (len(stretches) + 1) / 2
    if rate_test(all_of[1] - high, all_of[0] - n, high, n) * tried > _CHANCE:
        return None
    p95s = _p95(outside), _p95(inside)
    if min(p95s) <= 0 or max(p95s) < _MIN_RATIO * min(p95s):
        return None
    begin = stretches[first][0]
    end = stretches[last][0] if last < len(stretches) else None
    return _Drift(begin, end, *p95s, n)


def _most_unlike(
    sums: Sequence[int], above: Sequence[int], all_of: tuple[int, int]
) -> tuple[int, int] | None:
    """Return from where to where the share above the edge differs most from the rest, in standard errors."""
    share = all_of[1] / all_of[0]
    best, found = 0.0, None
    # What comes first is what was usual.
    for first in range(1, len(sums)):
        n = high = 0
        for last in range(first, len(sums)):
            n, high = n + sums[last], high + above[last]
            if min(n, all_of[0] - n) < _MIN_VALUES:
                continue
            difference = high / n - (all_of[1] - high) / (all_of[0] - n)
            error = math.sqrt(max(share * (1 - share), 1e-9) * (1 / n + 1 / (all_of[0] - n)))
            if abs(difference) / error > best:
                best, found = abs(difference) / error, (first, last + 1)
    return found


def _edge(counts: Counter[int]) -> int:
    """Return the bucket of the median, or the one below where nothing is above it."""
    seen = 0
    ordered = sorted(counts)
    for bucket in ordered[:-1]:
        seen += counts[bucket]
        if 2 * seen >= counts.total():
            return bucket
    return ordered[-2]


def _p95(counts: Counter[int]) -> float:
    rank = 0.95 * counts.total()
    for bucket in sorted(counts):
        rank -= counts[bucket]
        if rank <= 0:
            return middle_of_coarse(bucket)
    return 0.0


def _said(template: Template, stats: ParameterStats, drift: _Drift) -> str:
    name = f"value {int(stats.name) + 1}" if stats.name.isdigit() else stats.name
    unit = " ms" if stats.kind == "duration" else " s" if stats.name == _IN_SECONDS else ""
    said = f"p95 {name} {_rounded(drift.outside)} → {_rounded(drift.inside)}{unit} at {_clock(drift.begin)}"
    if drift.end is not None:
        said += f" until {_clock(drift.end)}"
    said += f" of “{template.text[:_TEXT_CHARACTERS]}”"
    return said + (f" ({template.service})" if template.service else "")


def _rounded(number: float) -> str:
    return f"{float(f'{number:.2g}'):,g}"


def _clock(minute: int) -> str:
    return f"{datetime.fromtimestamp(minute * 60, UTC):%H:%M}"
