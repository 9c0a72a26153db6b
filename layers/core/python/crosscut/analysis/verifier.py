"""Checks insights against the lines that they come from. Code does this, never the model.

What is not found is dropped and confidence falls; a severity below the rules' is raised to it; a problem that
the rules saw and the analyst left out is added in the rules' words.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from crosscut.analysis.offline import NAME, insight_of
from crosscut.config import Source
from crosscut.fingerprint import fingerprint
from crosscut.model import Detection, Digest, Evidence, Insight, Severity

CONFIDENCE_WITHOUT_OWN_EVIDENCE = 0.3


def verify(
    insights: Sequence[Insight],
    digest: Digest,
    detections: Sequence[Detection],
    *,
    source: Source,
    now: datetime,
) -> list[Insight]:
    """Return the insights that stand, each saying in its notes what was changed, most severe first."""
    lines = {(e.file, e.line): e.text for t in digest.templates for e in t.exemplars}
    by_id = {fingerprint(source.name, d.id): d for d in detections}
    verified = [v for insight in insights if (v := _verified(insight, lines, by_id.get(insight.id)))]
    covered = {rule_id for v in verified for rule_id in _covered(v, by_id)}
    for insight_id, detection in by_id.items():
        if insight_id not in covered:
            notes = (
                ()
                if all(i.analyst == NAME for i in insights)
                else ("The analyst did not speak of it; in the rules' words.",)
            )
            verified.append(insight_of(detection, digest, source=source, now=now, notes=notes))
    return sorted(verified, key=lambda i: (-i.severity.rank, -i.count, i.id))


def _verified(
    insight: Insight, lines: dict[tuple[str, int], str], detection: Detection | None
) -> Insight | None:
    kept = tuple(_checked(e) for e in insight.evidence if _stands(e, lines))
    notes = list(insight.notes)
    confidence = insight.confidence
    dropped = len(insight.evidence) - len(kept)
    if dropped:
        notes.append(
            f"{dropped} of {len(insight.evidence)} quotes were not in the lines they name and were dropped."
        )
        confidence *= len(kept) / len(insight.evidence)
    if not kept:
        if detection is None:
            return None  # nothing supports it
        kept = tuple(e for e in detection.evidence if _stands(e, lines))
        confidence = min(confidence, CONFIDENCE_WITHOUT_OWN_EVIDENCE)
        notes.append("None of its quotes could be verified; the rules' evidence stands in.")
    severity = insight.severity
    if detection and severity.rank < detection.severity.rank:
        severity = detection.severity
        notes.append(f"Severity raised from {insight.severity} to the rules' {severity}.")
    if detection is None and severity is Severity.CRITICAL and insight.analyst != NAME and len(kept) < 2:
        severity = Severity.HIGH
        notes.append("Critical needs a rule or two verified quotes; lowered to high.")
    return insight.model_copy(
        update={
            "evidence": kept,
            "severity": severity,
            "confidence": round(confidence, 3),
            "notes": tuple(notes),
        }
    )


def _covered(insight: Insight, by_id: dict[str, Detection]) -> list[str]:
    """The ids of the detections that an insight speaks of: its own, and those whose rules and lines it takes in."""
    own = {(e.file, e.line) for e in insight.evidence}
    return [
        i
        for i, d in by_id.items()
        if i == insight.id
        or (
            d.rule in insight.rules
            and d.severity.rank <= insight.severity.rank
            and own & {(e.file, e.line) for e in d.evidence}
        )
    ]


def _stands(evidence: Evidence, lines: dict[tuple[str, int], str]) -> bool:
    line = lines.get((evidence.file, evidence.line))
    quote = _plain(evidence.text)
    return line is not None and len(quote) >= 3 and quote in _plain(line)


def _checked(evidence: Evidence) -> Evidence:
    return evidence.model_copy(update={"verified": True})


def _plain(text: str) -> str:
    return " ".join(text.split())
