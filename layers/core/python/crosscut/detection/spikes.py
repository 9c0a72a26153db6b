"""More than usual, against the baseline: errors that rise more than the traffic, and floods of records.

A bucket is judged as soon as it holds too much, since what comes later only adds to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from crosscut.baseline import Counts, Standing
from crosscut.detection.departure import Departure, compared, departed, most_frequent, untold, worst_of
from crosscut.detection.found import Words
from crosscut.detection.tuning import Tuning
from crosscut.detection.usual import Past, Usual, by_chance, past_of, usual_of
from crosscut.model import Category, Detection, Digest, Severity

ERRORS, RECORDS = "error-spike", "traffic-spike"
FACTOR, STRONG_FACTOR = 3.0, 10.0  # times the usual; the second while the source is new
WORSE_FACTOR = 5.0
LEAST_ERRORS, LEAST_RECORDS = 20, 1_000  # in five minutes
MANY_ERRORS = 50
SPREADS = 6.0  # above the median
ABOVE_HIGH = 1.5  # times the most that there was
ROSE = 2.0  # times the usual share of errors: beyond it they rose more than the traffic


def spikes(digest: Digest, buckets: Iterable[int], standing: Standing, tuning: Tuning) -> Iterator[Detection]:
    """Yield at most one detection of errors and one of records, over the buckets given."""
    yield from _errors(digest, buckets, standing, tuning)
    yield from _records(digest, buckets, standing, tuning)


def _errors(
    digest: Digest, buckets: Iterable[int], standing: Standing, tuning: Tuning
) -> Iterator[Detection]:
    found = []
    least = tuning.threshold(ERRORS, LEAST_ERRORS)
    for bucket in buckets:
        now = standing.rates.get(bucket, Counts())
        past = past_of(standing, bucket) if now.errors >= least else None
        if past is None or not usual_of(past, _records_of).median:
            continue  # it does not usually run at this time: what is usual then says nothing of its errors
        usual = usual_of(past, lambda c: float(c.errors))
        if _is_above(now.errors, usual, past):
            words = f"{now.errors} errors in five minutes; usual are {_number(usual.median)} {compared(past)}"
            severity = _severity(now, usual, past)
            found.append(Departure(bucket, severity, now.errors / max(1.0, usual.median), words))
    found = untold(found, ERRORS, standing)
    if not found:
        return
    worst = worst_of(found)
    templates = most_frequent((t for t in digest.templates if t.is_error), [d.bucket for d in found])
    count = sum(standing.rates[d.bucket].errors for d in found)
    yield departed(
        ERRORS,
        found,
        Words(
            f"Errors at {_times(worst.ratio)} their usual rate",
            f"{worst.words}.",
            "Something that used to work fails now, or fails far more often. What it is the messages say, as far as "
            "they are known to the rules.",
        ),
        templates,
        count=count,
    )


def _severity(now: Counts, usual: Usual, past: Past) -> Severity:
    before = usual_of(past, lambda c: c.errors / c.records if c.records else None).median
    if now.errors / max(1, now.records) < ROSE * before:
        return Severity.LOW  # as many more errors as requests: a busy time
    strong = now.errors >= WORSE_FACTOR * max(1.0, usual.median) and now.errors >= MANY_ERRORS
    return Severity.HIGH if strong and past.is_sure else Severity.MEDIUM


def _records(
    digest: Digest, buckets: Iterable[int], standing: Standing, tuning: Tuning
) -> Iterator[Detection]:
    found = []
    least = tuning.threshold(RECORDS, LEAST_RECORDS)
    for bucket in buckets:
        now = standing.rates.get(bucket, Counts())
        past = past_of(standing, bucket) if now.records >= least else None
        if past is None:
            continue
        usual = usual_of(past, _records_of)
        if _is_above(now.records, usual, past):
            flood = past.is_sure and 0 < STRONG_FACTOR * usual.median <= now.records
            words = (
                f"{now.records:,} records in five minutes; usual are {_number(usual.median)} {compared(past)}"
            )
            severity = Severity.MEDIUM if flood else Severity.LOW
            found.append(Departure(bucket, severity, now.records / max(1.0, usual.median), words))
    found = untold(found, RECORDS, standing)
    if not found:
        return
    worst = worst_of(found)
    yield departed(
        RECORDS,
        found,
        Words(
            f"Records at {_times(worst.ratio)} their usual rate",
            f"{worst.words}.",
            "More traffic than usual (a campaign, a load test, a crawler, an attack), a log level that was lowered, or "
            "a loop that writes.",
        ),
        most_frequent(digest.templates, [d.bucket for d in found]),
        count=sum(standing.rates[d.bucket].records for d in found),
        category=Category.OTHER,
    )


def _is_above(count: int, usual: Usual, past: Past) -> bool:
    factor = FACTOR if past.is_sure else STRONG_FACTOR
    return (
        count >= factor * usual.median
        and count > usual.median + SPREADS * by_chance(usual)
        and count > ABOVE_HIGH * usual.high
    )


def _records_of(counts: Counts) -> float:
    return float(counts.records)


def _number(value: float) -> str:
    return f"{value:,.0f}"


def _times(ratio: float) -> str:
    return f"{ratio:.0f} ×" if ratio < 1_000 else "far above"
