"""Another mixture than usual, against the baseline: the share of errors, of warnings, of failed requests.

A share tells of trouble that counts hide: fewer requests, of which more fail.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from crosscut.baseline import Counts, Standing
from crosscut.detection.departure import Departure, compared, departed, most_frequent, untold, worst_of
from crosscut.detection.found import Words, attribute_of
from crosscut.detection.http import STATUS, is_failed
from crosscut.detection.rates import WARN
from crosscut.detection.tuning import Tuning
from crosscut.detection.usual import Past, past_of, usual_of
from crosscut.model import Detection, Digest, Severity, Template

LEAST_PART, LEAST_WHOLE = 20, 50  # in five minutes
FACTOR = 3.0  # times the usual share
SPREADS = 6.0
LARGE_RISE = 0.25


class _Share(NamedTuple):
    rule: str
    what: str
    part: Callable[[Counts], int]
    whole: Callable[[Counts], int]
    rise: float  # in points, at the least
    most: Severity
    is_part: Callable[[Template], bool]


SHARES = (
    _Share(
        "error-share", "errors", lambda c: c.errors, lambda c: c.records, 0.05, Severity.HIGH,
        lambda t: t.is_error,
    ),
    _Share(
        "failed-share", "failed requests", lambda c: c.failed, lambda c: c.requests, 0.02, Severity.HIGH,
        lambda t: attribute_of(t, STATUS) is not None and is_failed(t),
    ),
    _Share(
        "warning-share", "warnings", lambda c: c.warnings, lambda c: c.records, 0.20, Severity.LOW,
        lambda t: WARN <= t.severity_number < 17,
    ),
)  # fmt: skip


def shifts(digest: Digest, buckets: Iterable[int], standing: Standing, tuning: Tuning) -> Iterator[Detection]:
    """Yield at most one detection for each share that has risen, over the buckets given."""
    buckets = list(buckets)
    for share in SHARES:
        if detection := _risen(share, digest, buckets, standing, tuning):
            yield detection


def _risen(
    share: _Share, digest: Digest, buckets: list[int], standing: Standing, tuning: Tuning
) -> Detection | None:
    rise = tuning.threshold(share.rule, share.rise)
    found = []
    for bucket in buckets:
        counts = standing.rates.get(bucket, Counts())
        part, whole = share.part(counts), share.whole(counts)
        past = past_of(standing, bucket) if part >= LEAST_PART and whole >= LEAST_WHOLE else None
        if past is None or not past.is_sure:
            continue
        usual = usual_of(past, lambda c: _share_of(share, c))
        now = part / whole
        chance = (usual.median * (1 - usual.median) / whole) ** 0.5
        if (
            now >= FACTOR * usual.median
            and now >= usual.high + rise
            and now > usual.median + SPREADS * max(usual.spread, chance)
        ):
            found.append(_departure(share, bucket, now, usual.median, past))
    found = untold(found, share.rule, standing)
    if not found:
        return None
    worst = worst_of(found)
    return departed(
        share.rule,
        found,
        Words(
            f"{worst.words.partition(';')[0]}, more than usual",
            f"{worst.words}.",
            f"The share of {share.what} has risen beyond what this source usually shows: something fails for a part of "
            "the work, or the part that works has gone away.",
        ),
        most_frequent((t for t in digest.templates if share.is_part(t)), [d.bucket for d in found]),
        count=sum(share.part(standing.rates[d.bucket]) for d in found),
    )


def _share_of(share: _Share, counts: Counts) -> float | None:
    whole = share.whole(counts)
    return share.part(counts) / whole if whole >= LEAST_WHOLE else None


def _departure(share: _Share, bucket: int, now: float, usual: float, past: Past) -> Departure:
    severity = Severity.HIGH if now - usual >= LARGE_RISE else Severity.MEDIUM
    severity = min(severity, share.most, key=lambda s: s.rank)
    words = f"{now:.1%} {share.what}; usual are {usual:.1%} {compared(past)}"
    return Departure(bucket, severity, now - usual, words)
