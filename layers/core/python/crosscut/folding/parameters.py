"""Counts the values of one variable position, in bounded memory."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from crosscut.folding.kinds import NUMBERS_BEGIN, common_kind, number_of, whole_numbers
from crosscut.folding.over_time import OverTime, duration_bucket, number_bucket
from crosscut.folding.sketches import Distinct, bucket_of, buckets_of, exact_quantile, quantile
from crosscut.model import ParameterStats

MAX_TRACKED = 1_000  # values counted one by one; over that the rare ones go into the sketches
TOP = 10
MAX_VALUE_CHARACTERS = 120


class Parameter:
    """The values seen at one position: exact while they are few, then the frequent ones and sketches of the rest."""

    __slots__ = ("buckets", "count", "distinct", "maximum", "minimum", "most", "over_time", "values")

    def __init__(self, most: int = MAX_TRACKED) -> None:
        self.values: Counter[str] = Counter()
        self.count = 0
        self.most = most
        self.distinct: Distinct | None = None  # of the values let go
        self.buckets: Counter[int] = Counter()
        self.minimum: float | None = None
        self.maximum: float | None = None
        self.over_time: OverTime | None = None

    def add(self, value: str, times: int = 1) -> None:
        """Count a value."""
        self.count += times
        self.values[value[:MAX_VALUE_CHARACTERS]] += times
        if len(self.values) > self.most:
            self._prune()

    def add_all(
        self, values: Sequence[str], minutes: Sequence[int | None] = (), *, timed: bool = False
    ) -> None:
        """Count many values, of the given minutes. If `timed` all numbers are durations, else those with a unit."""
        self.count += len(values)
        if max(map(len, values), default=0) > MAX_VALUE_CHARACTERS:
            values = [value[:MAX_VALUE_CHARACTERS] for value in values]
        if minutes and (timed or "s\n" in "\n".join((*values, ""))):
            self._add_durations(minutes, map(number_bucket if timed else duration_bucket, values))
        self.values.update(values)
        if len(self.values) > self.most:
            self._prune()

    def _add_durations(self, minutes: Sequence[int | None], buckets: Iterable[int | None]) -> None:
        for (minute, bucket), times in Counter(zip(minutes, buckets, strict=True)).items():
            if minute is not None and bucket is not None:
                self.over_time = self.over_time or OverTime()
                self.over_time.add(minute, bucket, times)

    def merge(self, other: Parameter) -> None:
        """Add what another one counted."""
        self.values.update(other.values)
        self.count += other.count
        self.buckets.update(other.buckets)
        if other.distinct:
            self.distinct = self.distinct or Distinct()
            self.distinct.merge(other.distinct)
        if other.over_time:
            self.over_time = self.over_time or OverTime()
            self.over_time.merge(other.over_time)
        self._widen(other.minimum)
        self._widen(other.maximum)
        if len(self.values) > self.most:
            self._prune()

    def stats(self, name: str, most: int = TOP) -> ParameterStats:
        """Return what is known, top values first (ties by value, so that the order is always the same)."""
        top = sorted(self.values.items(), key=lambda item: (-item[1], item[0]))[:most]
        numbers = [(n, times) for value, times in self.values.items() if (n := number_of(value)) is not None]
        for number, _ in numbers:
            self._widen(number)
        buckets = Counter(self.buckets)
        distinct = len(self.values)
        complete = self.distinct is None and distinct == len(top)
        registers = ""
        if not complete:
            for number, times in numbers:
                buckets[bucket_of(number)] += times
            sketch = Distinct(self.distinct.written() if self.distinct else "")
            sketch.add(self.values)
            registers = sketch.written()
            if self.distinct:
                distinct = max(distinct, sketch.estimate())
        exact = self.distinct is None
        return ParameterStats(
            name=name,
            count=self.count,
            distinct=distinct,
            distinct_is_exact=exact,
            top=tuple(top),
            kind=common_kind(value for value, _ in top),
            minimum=self.minimum,
            median=exact_quantile(numbers, 0.5) if exact else quantile(buckets, 0.5),
            p95=exact_quantile(numbers, 0.95) if exact else quantile(buckets, 0.95),
            maximum=self.maximum,
            registers=registers,
            buckets=dict(sorted(buckets.items())) if not complete else {},
            over_time=self.over_time.written() if self.over_time else {},
            stretch_minutes=self.over_time.minutes if self.over_time else 1,
        )

    def _widen(self, number: float | None) -> None:
        if number is not None:
            self.minimum = number if self.minimum is None else min(self.minimum, number)
            self.maximum = number if self.maximum is None else max(self.maximum, number)

    def _prune(self) -> None:
        # What was seen once goes, but for a few; of the others, if that is not enough, the rarest.
        kept = [(value, times) for value, times in self.values.items() if times > 1]
        if len(kept) < TOP:
            single = (value for value, times in self.values.items() if times == 1)
            kept += [(value, 1) for value in heapq.nsmallest(TOP - len(kept), single)]
        if len(kept) > self.most // 2:
            kept = sorted(kept, key=lambda item: (-item[1], item[0]))[: self.most // 2]
        values, self.values = self.values, Counter(dict(kept))
        for value in self.values:
            del values[value]
        self.distinct = self.distinct or Distinct()
        self.distinct.add(values)
        if values.total() == len(values) and (numbers := whole_numbers(values)):
            self.buckets.update(buckets_of(numbers))
            self._widen(min(numbers))
            self._widen(max(numbers))
            return
        for value, times in values.items():
            if value[:1] in NUMBERS_BEGIN and (number := number_of(value)) is not None:
                self._widen(number)
                self.buckets[bucket_of(number)] += times


def merged(one: ParameterStats, other: ParameterStats, most: int = TOP) -> ParameterStats:
    """Return the statistics of both together. Counts of values that were not among the top of one are too low."""
    counted: Counter[str] = Counter(dict(one.top))
    counted.update(dict(other.top))
    top = tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0])))
    everything = all(len(stats.top) == stats.distinct and stats.distinct_is_exact for stats in (one, other))
    numbers = [(n, times) for value, times in top if (n := number_of(value)) is not None]
    buckets = numbers_of(one) + numbers_of(other)
    sketch = _sketch(one)
    sketch.merge(_sketch(other))
    complete = everything and len(top) <= most
    over_time = OverTime(one.stretch_minutes, one.over_time)
    over_time.merge(OverTime(other.stretch_minutes, other.over_time))
    return ParameterStats(
        name=one.name,
        count=one.count + other.count,
        distinct=len(top) if everything else max(sketch.estimate(), one.distinct, other.distinct, len(top)),
        distinct_is_exact=everything,
        top=top[:most],
        kind=one.kind if one.kind == other.kind else "",
        minimum=min((n for n in (one.minimum, other.minimum) if n is not None), default=None),
        median=exact_quantile(numbers, 0.5) if everything else quantile(buckets, 0.5),
        p95=exact_quantile(numbers, 0.95) if everything else quantile(buckets, 0.95),
        maximum=max((n for n in (one.maximum, other.maximum) if n is not None), default=None),
        registers="" if complete else sketch.written(),
        buckets={} if complete else dict(sorted(buckets.items())),
        over_time=over_time.written(),
        stretch_minutes=over_time.minutes,
    )


def of_values(name: str, values: Mapping[str, int]) -> ParameterStats:
    """Return the statistics of values with their counts."""
    parameter = Parameter()
    for value, times in values.items():
        parameter.add(value, times)
    return parameter.stats(name)


def _sketch(stats: ParameterStats) -> Distinct:
    sketch = Distinct(stats.registers)
    sketch.add([value for value, _ in stats.top])
    return sketch


def numbers_of(stats: ParameterStats) -> Counter[int]:
    """Return how often which bucket of numbers was seen; larger numbers have larger buckets."""
    if stats.buckets or stats.registers:
        return Counter(stats.buckets)
    counted: Counter[int] = Counter()
    for value, times in stats.top:
        number = number_of(value)
        if number is not None:
            counted[bucket_of(number)] += times
    return counted
