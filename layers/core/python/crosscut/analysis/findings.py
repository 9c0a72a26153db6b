"""A model's finding made an insight: its ids are looked up, and no time is taken from it but by a line's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from crosscut.analysis.answer import Answer, Finding
from crosscut.analysis.offline import OfflineAnalyst
from crosscut.analysis.request import PROMPT_VERSION
from crosscut.answered import Event
from crosscut.config import Source
from crosscut.fingerprint import fingerprint
from crosscut.model import Detection, Digest, Insight, Moment, Step, Usage
from crosscut.quotes import quoted

_NEVER = datetime.min.replace(tzinfo=UTC)

_NOTHING_SEEN = "The model was asked and reported nothing; the rules' findings stand."


def insights_from(
    answer: Answer,
    digest: Digest,
    detections: Sequence[Detection],
    *,
    source: Source,
    usage: Usage,
    now: datetime,
) -> list[Insight]:
    """Return a model's answer as insights, not verified yet; of one without findings the rules', with a note."""
    if not answer.findings:
        rules = OfflineAnalyst(reason=_NOTHING_SEEN)
        found = rules.analyze(digest, detections, source=source, now=now)
        return [insight.model_copy(update={"usage": usage}) for insight in found]
    known = {d.id: d for d in detections}
    return [
        insight_from(f, known, digest, source=source, usage=usage, analyst=usage.model, now=now)
        for f in answer.findings
    ]


def insight_from(
    finding: Finding,
    known: Mapping[str, Detection],
    digest: Digest,
    *,
    source: Source,
    usage: Usage,
    analyst: str,
    now: datetime,
) -> Insight:
    """Return the finding as an insight, not verified yet. `known` are the detections by their ids."""
    about = [known[i] for i in dict.fromkeys(finding.detections) if i in known]
    firsts = [d.first_seen for d in about if d.first_seen]
    lasts = [d.last_seen for d in about if d.last_seen]
    timeline, notes = _timeline(finding.timeline, digest)
    return Insight(
        id=fingerprint(source.name, about[0].id if about else f"{finding.category}\0{finding.title.lower()}"),
        source=source.name,
        severity=finding.severity,
        category=finding.category,
        title=finding.title,
        summary=finding.summary,
        root_cause=finding.root_cause,
        hypotheses=tuple(rival.hypothesis() for rival in finding.hypotheses),
        evidence=tuple(quoted(q.line_id, q.quote) for q in finding.evidence),
        timeline=timeline,
        first_seen=min(firsts, default=digest.first_seen),
        last_seen=max(lasts, default=digest.last_seen),
        count=sum(d.count for d in about) or 1,
        confidence=finding.confidence,
        confidence_reason=finding.confidence_reason,
        inconclusive=finding.inconclusive,
        missing=tuple(finding.missing),
        analyst=analyst,
        remediation=tuple(Step(**step.model_dump()) for step in finding.remediation),
        services=tuple(finding.services),
        rules=tuple(dict.fromkeys(d.rule for d in about)),
        notes=notes,
        usage=usage,
        objects=digest.objects,
        prompt_version=PROMPT_VERSION,
        created_at=now,
    )


def _timeline(events: Sequence[Event], digest: Digest) -> tuple[tuple[Moment, ...], tuple[str, ...]]:
    """Return the events with their lines' own times, in order, and a note when some name nothing that is there."""
    places = {t.id: (t.first_seen, t.service) for t in digest.templates}
    places |= {e.line_id: (e.time, t.service) for t in digest.templates for e in t.exemplars}
    moments = [
        Moment(time=place[0], service=place[1], what=event.what, role=event.role, because=event.because)
        for event in events
        if (place := places.get(event.at))
    ]
    dropped = len(events) - len(moments)
    notes = (
        (f"{dropped} of {len(events)} events name no line or template of the log and were dropped.",)
        if dropped
        else ()
    )
    return tuple(sorted(moments, key=lambda m: (m.time is None, m.time or _NEVER))), notes
