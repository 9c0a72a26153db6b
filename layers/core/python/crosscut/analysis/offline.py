"""The analyst that needs no model: words what the rules found, with what the knowledge base says of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from crosscut.analysis.certainty import certainty_of
from crosscut.analysis.chain import ids_of, timeline_of
from crosscut.analysis.hypotheses import hypotheses_of, knowledge_of, of_their_own
from crosscut.analysis.texts import Texts
from crosscut.config import Source
from crosscut.fingerprint import fingerprint
from crosscut.knowledge import Entry
from crosscut.model import Detection, Digest, Insight, Step, Template

NAME = "offline"
MAX_STEPS, MAX_MISSING = 7, 4
MAX_SERVICES = 300  # named; the summary says how many there are


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
        texts = Texts(digest)
        return [
            insight_of(d, digest, source=source, now=now, notes=notes, detections=detections, texts=texts)
            for d in detections
        ]


def insight_of(
    detection: Detection,
    digest: Digest,
    *,
    source: Source,
    now: datetime,
    notes: tuple[str, ...] = (),
    detections: Sequence[Detection] = (),
    texts: Texts | None = None,
) -> Insight:
    """Return what can be said of a detection without a model. `detections` are all that the rules found.

    Who asks of many detections of one digest gives its `texts`, so that they are read once.
    """
    texts = texts or Texts(digest)
    parts = [texts.by_id[i] for i in detection.template_ids if i in texts.by_id]
    known = of_their_own(knowledge_of(detection, digest, texts))
    timeline = timeline_of(detection, digest, texts)
    weighed = hypotheses_of(detection, known, digest, detections, texts)
    certainty = certainty_of(detection, timeline, weighed)
    return Insight(
        id=fingerprint(source.name, detection.id),
        source=source.name,
        severity=detection.severity,
        category=detection.category,
        title=detection.title,
        summary=detection.summary,
        root_cause=detection.cause,
        hypotheses=tuple(w.hypothesis for w in weighed),
        evidence=detection.evidence,
        timeline=timeline,
        first_seen=detection.first_seen,
        last_seen=detection.last_seen,
        count=detection.count,
        confidence=certainty.confidence,
        confidence_reason=certainty.reason,
        inconclusive=certainty.inconclusive,
        missing=_missing(detection, parts, known),
        analyst=NAME,
        remediation=_steps(known),
        services=_services(parts),
        rules=(detection.rule,),
        knowledge=tuple(entry.id for entry in known),
        notes=notes,
        objects=digest.objects,
        created_at=now,
    )


def _services(parts: Sequence[Template]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.service for part in parts if part.service))[:MAX_SERVICES]


def _steps(entries: Sequence[Entry]) -> tuple[Step, ...]:
    """Return the first entry's steps, then those of the others; what two of them advise is said once."""
    steps = {step.action: step for entry in reversed(entries) for step in entry.steps}
    ordered = dict.fromkeys(step.action for entry in entries for step in entry.steps)
    return tuple(steps[action] for action in ordered)[:MAX_STEPS]


def _missing(detection: Detection, parts: Sequence[Template], entries: Sequence[Entry]) -> tuple[str, ...]:
    """Return what is not in the log and would make sure: what the entries name, and what this log lacks."""
    missing = [text for entry in entries[:2] for text in entry.missing]
    if len({part.service for part in parts}) > 1 and not any(map(ids_of, parts)):
        missing.insert(
            0, "Trace or request ids: without them services are tied together by time and names only."
        )
    if parts and detection.first_seen is None:
        missing.insert(0, "Times in the records: without them nothing tells what came first.")
    return tuple(dict.fromkeys(missing))[:MAX_MISSING]
