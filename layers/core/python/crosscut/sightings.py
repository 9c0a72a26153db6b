"""What one digest adds to an insight's history: a sighting, and counts by time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from crosscut.fingerprint import fingerprint
from crosscut.model import Detection, Digest, Insight, Sighting, Template
from crosscut.rates import minute_of, rate_of

TRACES, TARGETS = 20, 5


def sighted(
    insight: Insight, digest: Digest, detections: Sequence[Detection], *, digest_id: str, now: datetime
) -> Insight:
    """Return the insight as seen in this digest, with the rate of the templates that it stands on."""
    about = _about(insight, detections)
    ids = {id_ for detection in about for id_ in detection.template_ids}
    templates = [template for template in digest.templates if template.id in ids]
    minutes = _minutes(insight, templates)
    sighting = Sighting(
        at=insight.last_seen or now,
        since=insight.first_seen,
        count=insight.count,
        digest=digest_id,
        object=insight.objects[-1] if insight.objects else "",
        severity=insight.severity,
        peak=max(minutes.values(), default=0),
    )
    return insight.model_copy(
        update={
            "sightings": (sighting,),
            "rate": rate_of(minutes),
            "traces": _traces(templates),
            "targets": tuple(dict.fromkeys(_name(d.entity) for d in about if _is_name(d.entity)))[:TARGETS],
        }
    )


def _about(insight: Insight, detections: Sequence[Detection]) -> list[Detection]:
    own = [d for d in detections if fingerprint(insight.source, d.id) == insight.id]
    # A finding of a model's own has no detection of its id, only rules that it stands on.
    return own or [d for d in detections if d.rule in insight.rules]


def _traces(templates: Iterable[Template]) -> tuple[str, ...]:
    """Return the most frequent trace and request ids of the records."""
    counts: Counter[str] = Counter()
    for template in templates:
        for stats in template.attributes:
            if stats.name in ("trace.id", "request.id"):
                counts.update(dict(stats.top))
    return tuple(id_ for id_, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:TRACES])


def _is_name(entity: str) -> bool:
    """Whether it is the name of one thing; other entities are words that tell findings apart."""
    return bool(entity) and " " not in entity


def _name(entity: str) -> str:
    """Return it in lower case and without a port; a pseudonym keeps its colon."""
    return re.sub(r":\d+$", "", entity.lower())


def _minutes(insight: Insight, templates: Iterable[Template]) -> Counter[int]:
    """Return the records of the templates by minute, from the insight's first to its last."""
    counts: Counter[int] = Counter()
    for template in templates:
        counts.update(template.minutes)
    if insight.first_seen is None or insight.last_seen is None:
        return counts
    first, last = minute_of(insight.first_seen), minute_of(insight.last_seen)
    return Counter({minute: n for minute, n in counts.items() if first <= minute <= last})
