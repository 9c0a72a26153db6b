"""Nothing where there always is something: a source that stopped, against the baseline.

A bucket tells of silence once no more records of it are awaited. Told once; when the source is heard again the same
finding says how long it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import NamedTuple

from crosscut.baseline import BUCKET_SECONDS, RECENT_BUCKETS, Counts, Standing, start_of
from crosscut.detection.departure import as_told, compared
from crosscut.detection.tuning import Tuning
from crosscut.detection.usual import Past, past_of, usual_of
from crosscut.model import Category, Detection, Severity

SILENCE = "silence"
SURE = 20.0  # records that a bucket never has fewer of: one that is empty is no chance
MANY = 40.0  # records that were to be expected in all, where a bucket may have few
LEAST_SPARSE = 3  # buckets, then
LEAST_UNSURE = 12  # where no such day has been seen yet: an hour


class Silence(NamedTuple):
    """What was found, and what is to be remembered of it; -1 stands for none."""

    found: tuple[Detection, ...]
    lasting: int  # the first bucket of the silence that goes on
    told: Mapping[
        str, int
    ]  # under the rule, the last bucket of a silence that is over; with a severity, the first


class _Run(NamedTuple):
    first: int
    last: int
    severity: Severity
    expected: float
    past: Past


def silence(buckets: Iterable[int], standing: Standing, tuning: Tuning) -> Silence:
    """Judge complete buckets, which follow one another in order of time."""
    told, ended = standing.state.silent, standing.state.told.get(SILENCE, -1)
    found = []
    if 0 <= told <= standing.state.last:
        ended = min((b for b in standing.rates if b > told), default=standing.state.last) - 1
        found.append(_ended(told, ended, _told_as(told, standing)))
        told = -1
    marks: dict[str, int] = {}
    for run in _runs(list(buckets), standing, tuning.threshold(SILENCE, 1)):
        lasts = run.first > standing.state.last
        if run.last <= ended or (lasts and told >= 0):
            continue  # it was told of
        found.append(_silent(run, lasts=lasts))
        if lasts:
            told = marks[as_told(SILENCE, run.severity)] = run.first
        else:
            ended = run.last
    return Silence(tuple(found), told, marks | ({SILENCE: ended} if ended >= 0 else {}))


def _told_as(first: int, standing: Standing) -> Severity:
    """Return how severe the silence was told to be: its end is no less, so that it takes the place of that text."""
    told = standing.state.told
    return next((s for s in reversed(Severity) if told.get(as_told(SILENCE, s)) == first), Severity.INFO)


def _runs(buckets: list[int], standing: Standing, least: float) -> list[_Run]:
    """Return the stretches of empty buckets that are no chance."""
    runs: list[_Run] = []
    empty: list[int] = _empty_before(buckets[0], standing) if buckets else []
    for bucket in [*buckets, None]:
        if bucket is not None and not standing.rates.get(bucket, Counts()).records:
            empty.append(bucket)
            continue
        if empty and (run := _judged(empty, standing, least)):
            runs.append(run)
        empty = []
    return runs


def _empty_before(bucket: int, standing: Standing) -> list[int]:
    """Return the empty buckets right before one, which were judged before and may be the beginning of its silence."""
    first = bucket
    while first > max(standing.state.since + 1, bucket - RECENT_BUCKETS) and first - 1 not in standing.rates:
        first -= 1
    return list(range(first, bucket))


def _judged(empty: list[int], standing: Standing, least: float) -> _Run | None:
    certain = 0
    expected = 0.0
    sure = False
    last: Past | None = None
    for bucket in empty:
        past = past_of(standing, bucket)
        if past is None:
            continue
        usual = usual_of(past, lambda c: float(c.records))
        if usual.low < 1:
            continue  # it is silent at such times now and then
        certain += 1
        expected += usual.median
        sure = sure or (past.is_sure and usual.low >= SURE)
        last = past
    if last is None or certain < least:
        return None
    if sure or (last.is_sure and certain >= LEAST_SPARSE and expected >= MANY):
        return _Run(empty[0], empty[-1], Severity.HIGH, expected, last)
    if certain >= LEAST_UNSURE and expected >= MANY:
        return _Run(empty[0], empty[-1], Severity.MEDIUM, expected, last)
    return None


def _silent(run: _Run, *, lasts: bool) -> Detection:
    minutes = (run.last - run.first + 1) * BUCKET_SECONDS // 60
    since = f"{start_of(run.first):%Y-%m-%d %H:%M} UTC"
    return _detection(
        run.severity,
        "No records any more: the source is silent" if lasts else f"No records for {minutes} minutes",
        f"Nothing {'since' if lasts else 'from'} {since}, for {minutes} minutes{' so far' if lasts else ''}; "
        f"usual would be about {run.expected:,.0f} records {compared(run.past)}.",
        run.first,
        run.last,
    )


def _ended(first: int, last: int, severity: Severity) -> Detection:
    minutes = (last - first + 1) * BUCKET_SECONDS // 60
    return _detection(
        severity,
        f"Heard again, after about {minutes} minutes of silence",
        f"No records from {start_of(first):%Y-%m-%d %H:%M} UTC to about {start_of(last + 1):%H:%M} UTC; now there are.",
        first,
        last,
    )


def _detection(severity: Severity, title: str, summary: str, first: int, last: int) -> Detection:
    return Detection(
        rule=SILENCE,
        severity=severity,
        category=Category.AVAILABILITY,
        title=title,
        summary=summary,
        cause="The system has stopped, is cut off, or its logs are not delivered any more: silence does not say which.",
        service="",
        template_ids=(),
        evidence=(),
        first_seen=start_of(first),
        last_seen=start_of(last) + timedelta(seconds=BUCKET_SECONDS - 1),
        count=0,
        entity=SILENCE,
        confidence=0.5,
    )
