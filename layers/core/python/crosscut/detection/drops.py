"""Far less than usual, but not nothing, against the baseline. Judged once no more records of a bucket are awaited."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from crosscut.baseline import Counts, Standing, hour_of
from crosscut.detection.departure import Departure, compared, departed, untold, worst_of
from crosscut.detection.found import Words
from crosscut.detection.tuning import Tuning
from crosscut.detection.usual import Past, Usual, past_of, usual_of
from crosscut.model import Detection, Severity

DROP = "drop"
LEAST_USUAL = 100  # records in five minutes; of fewer a drop may be chance
SHARE = 0.3  # of the usual
SHARE_OF_LOW = 0.5  # of the least that there was
MANY_HOURS = 3  # of the past; with fewer it is told lowly
SPREADS = 4.0  # of the logarithms: counts vary by factors


class _Usual(NamedTuple):
    past: Past
    records: Usual
    in_logs: Usual


def _usual_at(standing: Standing, bucket: int) -> _Usual | None:
    past = past_of(standing, bucket)
    if past is None or not past.is_sure:
        return None
    records = usual_of(past, lambda c: float(c.records))
    return _Usual(past, records, usual_of(past, lambda c: math.log1p(c.records)))


def drops(buckets: Iterable[int], standing: Standing, tuning: Tuning) -> Iterator[Detection]:
    """Yield one detection when complete buckets hold far fewer records than they usually do.

    Only where days like this one have been seen; low while they are few.
    """
    share = tuning.threshold(DROP, SHARE)
    found = []
    known: dict[int, _Usual | None] = {}  # by hour: all of an hour's buckets have the same past
    for bucket in buckets:
        now = standing.rates.get(bucket, Counts()).records
        if not now:
            continue
        hour = hour_of(bucket)
        if hour not in known:
            known[hour] = _usual_at(standing, bucket)
        if (one := known[hour]) is None:
            continue
        past, usual, in_logs = one
        if (
            usual.median >= LEAST_USUAL
            and now < share * usual.median
            and math.log1p(now) < in_logs.median - SPREADS * in_logs.spread
            and now < SHARE_OF_LOW * usual.low
        ):
            words = f"{now:,} records in five minutes; usual are {usual.median:,.0f} {compared(past)}"
            severity = Severity.MEDIUM if past.hours >= MANY_HOURS else Severity.LOW
            found.append(Departure(bucket, severity, usual.median / now, words))
    found = untold(found, DROP, standing)
    if not found:
        return
    worst = worst_of(found)
    yield departed(
        DROP,
        found,
        Words(
            f"Records at {1 / worst.ratio:.0%} of their usual rate",
            f"{worst.words}.",
            "A part of the system stands still or does not reach it (a dead instance, a queue that is stuck, a router "
            "in front of it), or a part of the logs is not delivered.",
        ),
        (),
        count=sum(standing.rates[d.bucket].records for d in found),
    )
