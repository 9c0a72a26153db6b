"""The analyst that needs no model: words what the rules found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from crosscut.config import Source
from crosscut.fingerprint import fingerprint
from crosscut.model import Detection, Digest, Insight

NAME = "offline"


class OfflineAnalyst:
    """One insight a detection. `reason` says on each why no model was asked, if one should have been."""

    def __init__(self, reason: str = "") -> None:
        self._reason = reason

    def analyze(
        self,
        digest: Digest,
        detections: Sequence[Detection],
        *,
        source: Source,
        now: datetime,
        new: frozenset[str] = frozenset(),
    ) -> list[Insight]:
        """Return the insights in the order of the detections."""
        notes = (self._reason,) if self._reason else ()
        return [insight_of(d, digest, source=source, now=now, notes=notes) for d in detections]


def insight_of(
    detection: Detection, digest: Digest, *, source: Source, now: datetime, notes: tuple[str, ...] = ()
) -> Insight:
    """Return what the rules alone can say of a detection."""
    services = dict.fromkeys(
        t.service for i in detection.template_ids for t in digest.templates if t.id == i and t.service
    )
    return Insight(
        id=fingerprint(source.name, detection.id),
        source=source.name,
        severity=detection.severity,
        category=detection.category,
        title=detection.title,
        summary=detection.summary,
        root_cause=detection.cause,
        evidence=detection.evidence,
        first_seen=detection.first_seen,
        last_seen=detection.last_seen,
        count=detection.count,
        confidence=detection.confidence,
        analyst=NAME,
        remediation=detection.remediation,
        services=tuple(services),
        rules=(detection.rule,),
        notes=notes,
        objects=digest.objects,
        created_at=now,
    )
