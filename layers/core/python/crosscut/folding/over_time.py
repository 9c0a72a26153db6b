"""How numbers were spread minute by minute: a sketch of bounded size that adds up, for durations.

Stretches of time are minutes, and when there are too many twice as long, again and again; numbers fall into buckets
that grow by 37 %. Both depend on what was seen alone, in no order.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import lru_cache

from crosscut.buckets import coarse_bucket_of
from crosscut.folding.kinds import number_of
from crosscut.folding.masking import WILDCARD

MAX_STRETCHES = 64
_NAME = re.compile(r"duration|latency|elapsed|response_time|request_time|(?:^|[._])took|_ms$|_seconds$")
_UNIT = re.compile(rf"{re.escape(WILDCARD)}(?: ?(?:[nuµm]?s|sec(?:ond)?s?|milliseconds|minutes)\b)?")
_DURATION = re.compile(r"[0-9.]+ ?(?:[nuµm]?s|secs?|seconds)$")


class OverTime:
    """Counts of numbers by stretch of time and bucket."""

    __slots__ = ("counts", "minutes")

    def __init__(self, minutes: int = 1, counts: Mapping[int, Mapping[int, int]] | None = None) -> None:
        self.minutes = minutes  # that a stretch has
        self.counts: dict[int, Counter[int]] = {m: Counter(c) for m, c in (counts or {}).items()}

    def add(self, minute: int, bucket: int, times: int) -> None:
        """Count numbers of one bucket."""
        begin = minute // self.minutes * self.minutes
        known = self.counts.get(begin)
        if known is None:
            known = self.counts[begin] = Counter()
        known[bucket] += times
        if len(self.counts) > MAX_STRETCHES:
            self._lengthen(self.minutes)

    def merge(self, other: OverTime) -> None:
        """Add what another one counted."""
        for begin, counts in other.counts.items():
            self.counts.setdefault(begin, Counter()).update(counts)
        self._lengthen(max(self.minutes, other.minutes))

    def _lengthen(self, minutes: int) -> None:
        while True:
            joined: dict[int, Counter[int]] = defaultdict(Counter)
            for begin, counts in self.counts.items():
                joined[begin // minutes * minutes].update(counts)
            if len(joined) <= MAX_STRETCHES:
                self.minutes, self.counts = minutes, dict(joined)
                return
            minutes *= 2

    def written(self) -> dict[int, dict[int, int]]:
        """Return the counts in the order of time."""
        return {begin: dict(sorted(self.counts[begin].items())) for begin in sorted(self.counts)}


def is_timed(name: str) -> bool:
    """Whether an attribute of this name is a duration."""
    return _NAME.search(name) is not None


def is_duration(value: str) -> bool:
    """Whether a value is a number with a unit of time."""
    return value[-1:] == "s" and _DURATION.match(value) is not None


@lru_cache(maxsize=8192)
def number_bucket(value: str) -> int | None:
    """Return the bucket of the number that a value is; None where it is none."""
    number = number_of(value)
    return None if number is None else coarse_bucket_of(number)


@lru_cache(maxsize=8192)
def duration_bucket(value: str) -> int | None:
    """Return the bucket of a number with a unit of time; None for all else."""
    return number_bucket(value) if is_duration(value) else None


def timed_positions(text: str) -> frozenset[int]:
    """Return which of a template's wildcards are followed by a unit of time."""
    return frozenset(
        i for i, match in enumerate(_UNIT.finditer(text)) if match.end() - match.start() > len(WILDCARD)
    )
