"""What one digest adds to an insight's history: a sighting, and counts by time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from crosscut.fingerprint import fingerprint
from crosscut.model import Detection, Digest, Insight, Sighting
from crosscut.rates import minute_of, rate_of


def sighted(
    insight: Insight, digest: Digest, detections: Sequence[Detection], *, digest_id: str, now: datetime
) -> Insight:
    """Return the insight as seen in this digest, with the rate of the templates that it stands on."""
    minutes = _minutes(insight, digest, detections)
    sighting = Sighting(
        at=insight.last_seen or now,
        count=insight.count,
        digest=digest_id,
        object=insight.objects[-1] if insight.objects else "",
        severity=insight.severity,
        peak=max(minutes.values(), default=0),
    )
    return insight.model_copy(update={"sightings": (sighting,), "rate": rate_of(minutes)})


def _minutes(insight: Insight, digest: Digest, detections: Sequence[Detection]) -> Counter[int]:
    """Return the records of its detections' templates by minute, from its first to its last."""
    own = [d for d in detections if fingerprint(insight.source, d.id) == insight.id]
    # A finding of a model's own has no detection of its id, only rules that it stands on.
    about = own or [d for d in detections if d.rule in insight.rules]
    wanted = {id_ for detection in about for id_ in detection.template_ids}
    counts: Counter[int] = Counter()
    for template in digest.templates:
        if template.id in wanted:
            counts.update(template.minutes)
    if insight.first_seen is None or insight.last_seen is None:
        return counts
    first, last = minute_of(insight.first_seen), minute_of(insight.last_seen)
    return Counter({minute: n for minute, n in counts.items() if first <= minute <= last})
