"""What the rules against the baseline share: the stretch of time in which a source was unlike itself, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from crosscut.baseline import BUCKET_SECONDS, Standing, start_of
from crosscut.detection.found import Words
from crosscut.detection.usual import Basis, Past
from crosscut.detection.window import evidence_of
from crosscut.model import Category, Detection, Severity, Template

_MINUTES = BUCKET_SECONDS // 60
SHOWN = 5
_BASES = {
    Basis.WEEKS: "at this hour of this day of the week",
    Basis.ALIKE_DAYS: "at this hour of such days",
    Basis.OTHER_DAYS: "at this hour of the days before",
    Basis.RECENT: "in the three hours before",
}


class Departure(NamedTuple):
    """One bucket in which a rule saw something unusual."""

    bucket: int
    severity: Severity
    ratio: float  # how far from the usual, the larger the worse
    words: str  # what was and what is usual


def compared(past: Past) -> str:
    """Return with what a bucket was compared, for example "at this hour of such days"."""
    return _BASES[past.basis]


def untold(departures: Iterable[Departure], rule: str, standing: Standing) -> list[Departure]:
    """Return those of which the rule has not been told yet, or only as less severe: a bucket fills while it lasts."""
    told = standing.state.told
    return [
        d
        for d in departures
        if all(told.get(as_told(rule, s), -1) < d.bucket for s in Severity if s.rank >= d.severity.rank)
    ]


def as_told(rule: str, severity: Severity) -> str:
    """Return the name under which it is remembered up to which bucket a rule has been told so severely."""
    return f"{rule}/{severity}"


def departed(
    rule: str,
    departures: Sequence[Departure],
    words: Words,
    templates: Sequence[Template],
    *,
    count: int,
    category: Category = Category.AVAILABILITY,
) -> Detection:
    """Return the one detection of all buckets in which a rule saw something, the worst of them in its words."""
    worst = worst_of(departures)
    return Detection(
        rule=rule,
        severity=worst.severity,
        category=category,
        title=words.title,
        summary=words.summary,
        cause=words.cause,
        service="",
        template_ids=tuple(t.id for t in templates),
        evidence=tuple(e for t in templates for e in evidence_of(t)),
        first_seen=start_of(departures[0].bucket),
        last_seen=_end(departures[-1].bucket),
        count=count,
        entity=rule,
        confidence=0.4,
    )


def worst_of(departures: Sequence[Departure]) -> Departure:
    """Return the most severe one, of these the farthest from the usual."""
    return max(departures, key=lambda d: (d.severity.rank, d.ratio, -d.bucket))


def most_frequent(templates: Iterable[Template], buckets: Iterable[int]) -> list[Template]:
    """Return the few templates that have most records in these buckets."""
    wanted = set(buckets)
    counts = Counter[str]()
    by_id = {}
    for template in templates:
        by_id[template.id] = template
        counts[template.id] = sum(n for minute, n in template.minutes.items() if minute // _MINUTES in wanted)
    return [by_id[id_] for id_, count in counts.most_common(SHOWN) if count]


def _end(bucket: int) -> datetime:
    return start_of(bucket) + timedelta(seconds=BUCKET_SECONDS - 1)
