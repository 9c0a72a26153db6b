"""What a source usually does: counts of its records in buckets of five minutes, and the port that keeps them.

Counts are by the time that the records carry, so that objects may come late and in any order. A bucket is the number
of five-minute stretches since the epoch; an hour holds twelve of them. All counts of one bucket add up, whichever
digests they come from, which is what makes a baseline mergeable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import NamedTuple, Protocol

BUCKET_SECONDS = 300
BUCKETS_AN_HOUR = 12
HOURS_A_DAY = 24
RECENT_BUCKETS = 3 * BUCKETS_AN_HOUR  # with which a source is compared as long as it is new
KEPT_DAYS = 35  # four weeks of the same hour, and some days for what comes late
JUDGED_HOURS = 48  # of one digest, the latest; what lies before them is counted only
LAGS = 32  # deliveries of which it is remembered how late they came
_SLACK_SECONDS = 60


class Counts(NamedTuple):
    """The records of one bucket."""

    records: int = 0
    warnings: int = 0  # of severity number 13 to 16
    errors: int = 0  # at 17 or above
    requests: int = 0  # records that carry an HTTP status
    failed: int = 0  # of the requests, those answered with 5xx

    def plus(self, other: Counts) -> Counts:
        """Return the sums."""
        return Counts(*(a + b for a, b in zip(self, other, strict=True)))

    def or_more(self, other: Counts) -> Counts:
        """Return the larger of each."""
        return Counts(*map(max, self, other))


Rates = Mapping[int, Counts]  # by bucket; one that is missing had no record


def bucket_at(moment: datetime) -> int:
    """Return the bucket that a moment lies in."""
    return int(moment.timestamp()) // BUCKET_SECONDS


def start_of(bucket: int) -> datetime:
    """Return when a bucket begins, in UTC."""
    return datetime.fromtimestamp(bucket * BUCKET_SECONDS, UTC)


def hour_of(bucket: int) -> int:
    """Return the hour since the epoch that a bucket lies in."""
    return bucket // BUCKETS_AN_HOUR


class Verdict(NamedTuple):
    """What was judged, to be remembered once the findings are stored. The fields are those of `SourceState`."""

    judged: int = -1
    silent: int = -1
    told: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class SourceState:
    """How far a source is known, and what has been said of it. Buckets are inclusive; -1 stands for none."""

    since: int = -1  # the first bucket with a record
    last: int = -1  # the last one
    judged: int = -1  # quiet buckets have been judged up to here
    silent: int = -1  # the first bucket of a silence that was told and has not ended
    told: Mapping[str, int] = field(default_factory=dict)  # rule to the last bucket of which it was told
    lags: tuple[
        int, ...
    ] = ()  # seconds from the end of a delivery's first bucket to its analysis, the latest deliveries

    def heard(self, rates: Rates, now: datetime) -> SourceState:
        """Return the state after a delivery of these counts."""
        if not rates:
            return self
        first, last = min(rates), max(rates)
        lag = max(0, int(now.timestamp()) - (first + 1) * BUCKET_SECONDS)
        since = first if self.since < 0 else min(self.since, first)
        return replace(self, since=since, last=max(self.last, last), lags=(*self.lags, lag)[-LAGS:])

    def settled(self, verdict: Verdict) -> SourceState:
        """Return the state once what was judged is remembered."""
        told = {rule: max(self.told.get(rule, -1), bucket) for rule, bucket in verdict.told.items()}
        judged = max(self.judged, verdict.judged)
        return replace(self, judged=judged, silent=verdict.silent, told={**self.told, **told})

    def complete(self, now: datetime) -> int:
        """Return the last bucket for which no more records are awaited, by how late deliveries usually come.

        A source whose logs come a day late is judged a day late. Of 32 deliveries the two latest may be stragglers.
        """
        if not self.lags:
            return -1
        stragglers = len(self.lags) // 16
        lag = sorted(self.lags)[len(self.lags) - 1 - stragglers]
        return (int(now.timestamp()) - lag - _SLACK_SECONDS) // BUCKET_SECONDS - 1


@dataclass(frozen=True, slots=True)
class Standing:
    """What a digest's counts are judged by."""

    state: SourceState
    complete: int  # the last bucket for which no more records are awaited
    rates: Rates  # all that is counted, the digest's own counts included, of the hours that are looked at

    def __bool__(self) -> bool:
        return self.state.since >= 0


class Baselines(Protocol):
    """Keeps what each source usually does."""

    def add(self, source: str, rates: Rates, *, digest_id: str, now: datetime) -> Standing:
        """Add a digest's counts, once for each `digest_id`, and return how the source stands with them."""
        ...

    def standing(self, source: str, *, now: datetime) -> Standing:
        """Return how a source stands without news of it."""
        ...

    def settle(self, source: str, verdict: Verdict) -> None:
        """Remember what was judged and told."""
        ...


def hours_to_read(buckets: Iterable[int]) -> list[int]:
    """Return the hours that judging these buckets needs, ascending: theirs, three before, and that hour of 28 days.

    Of many buckets only those of the latest 48 hours are judged.
    """
    own = sorted({hour_of(bucket) for bucket in buckets})[-JUDGED_HOURS:]
    wanted = {hour - HOURS_A_DAY * day for hour in own for day in range(29)} | {
        hour - back for hour in own for back in range(1, 4)
    }
    return sorted(wanted)


def quiet(state: SourceState, complete: int) -> range:
    """Return the complete buckets that were not judged yet, of the latest 48 hours at the most."""
    first = max(state.judged + 1, state.since, complete - JUDGED_HOURS * BUCKETS_AN_HOUR + 1)
    return range(first, complete + 1) if state.since >= 0 else range(0)


def in_hours(rates: Rates) -> Iterator[tuple[int, dict[int, Counts]]]:
    """Yield each hour with its counts by the bucket's place in the hour, 0 to 11, in order."""
    hours: dict[int, dict[int, Counts]] = {}
    for bucket, counts in sorted(rates.items()):
        hours.setdefault(hour_of(bucket), {})[bucket % BUCKETS_AN_HOUR] = counts
    yield from hours.items()
