"""Checks insights against the lines that they come from. Code does this, never the model.

What is not found is dropped and confidence falls; a severity below the rules' is raised to it; a problem that
the rules saw and the analyst left out is added in the rules' words; of two findings on one detection one stands.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from crosscut.analysis.offline import NAME, insight_of
from crosscut.analysis.texts import Texts
from crosscut.config import Source
from crosscut.fingerprint import fingerprint
from crosscut.model import Category, Detection, Digest, Insight, Severity
from crosscut.quotes import Lines, checked

CONFIDENCE_WITHOUT_OWN_EVIDENCE = 0.3
MOST_WHEN_INCONCLUSIVE = 0.45  # who says that the cause is not known cannot be sure of it

# The detections that quote a line, by file and line.
Quoting = defaultdict[tuple[str, int], list[str]]


def verify(
    insights: Sequence[Insight],
    digest: Digest,
    detections: Sequence[Detection],
    *,
    source: Source,
    now: datetime,
) -> list[Insight]:
    """Return the insights that stand, each saying in its notes what was changed, most severe first."""
    lines: Lines = defaultdict(list)
    for template in digest.templates:
        for exemplar in template.exemplars:
            lines[exemplar.file, exemplar.line].append(exemplar.text)
    by_id = {fingerprint(source.name, d.id): d for d in detections}
    verified = _one_each(
        [v for insight in insights if (v := _verified(insight, lines, by_id.get(insight.id)))]
    )
    quoting: Quoting = defaultdict(list)
    for rule_id, detection in by_id.items():
        for line in {(e.file, e.line) for e in detection.evidence}:
            quoting[line].append(rule_id)
    covered = {rule_id for v in verified for rule_id in _covered(v, by_id, quoting)}
    texts = Texts(digest)
    for insight_id, detection in by_id.items():
        if insight_id not in covered:
            notes = (
                ()
                if all(i.analyst == NAME for i in insights)
                else ("The analyst did not speak of it; in the rules' words.",)
            )
            verified.append(
                insight_of(
                    detection,
                    digest,
                    source=source,
                    now=now,
                    notes=notes,
                    detections=detections,
                    texts=texts,
                )
            )
    return sorted(verified, key=lambda i: -i.severity.rank)  # else in the analyst's order


def _verified(insight: Insight, lines: Lines, detection: Detection | None) -> Insight | None:
    kept = tuple(v for e in insight.evidence if (v := checked(e, lines)))
    notes = list(insight.notes)
    confidence, inconclusive = insight.confidence, insight.inconclusive
    dropped = len(insight.evidence) - len(kept)
    if dropped:
        notes.append(
            f"{dropped} of {len(insight.evidence)} quotes were not in the lines they name and were dropped."
        )
        confidence *= len(kept) / len(insight.evidence)
    if not kept:
        if detection is None:
            return None  # nothing supports it
        kept = tuple(v for e in detection.evidence if (v := checked(e, lines)))
        if detection.evidence:  # a few rules judge by what is not there, and quote nothing
            confidence = min(confidence, CONFIDENCE_WITHOUT_OWN_EVIDENCE)
            inconclusive = True
            notes.append("None of its quotes could be verified; the rules' evidence stands in.")
    if inconclusive:
        confidence = min(confidence, MOST_WHEN_INCONCLUSIVE)
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
            "inconclusive": inconclusive,
            "notes": tuple(notes),
        }
    )


def _covered(insight: Insight, by_id: dict[str, Detection], quoting: Quoting) -> set[str]:
    """The ids of the detections that an insight speaks of: its own, and those whose rules and lines it takes in."""
    own = {(e.file, e.line) for e in insight.evidence}
    sharing = {rule_id for line in own for rule_id in quoting.get(line, ())}
    taken = {
        rule_id
        for rule_id in sharing
        if (d := by_id[rule_id]).rule in insight.rules
        and d.severity.rank <= insight.severity.rank
        # Attacks by several addresses may share their lines: only what names an address speaks of it.
        and (d.category is not Category.SECURITY or d.entity in _told(insight))
    }
    return taken | ({insight.id} & by_id.keys())


def _told(insight: Insight) -> str:
    quotes = (e.text for e in insight.evidence)
    return "\n".join((insight.title, insight.summary, insight.root_cause, *quotes))


def _one_each(insights: list[Insight]) -> list[Insight]:
    """Return one insight for each id: the most severe, of equals the first, with a word on what was left out."""
    chosen: dict[str, Insight] = {}
    for insight in insights:
        other = chosen.get(insight.id)
        if other is None:
            chosen[insight.id] = insight
            continue
        first, second = (insight, other) if insight.severity.rank > other.severity.rank else (other, insight)
        note = f"Another finding on the same detection was left out: {second.title}"
        chosen[insight.id] = first.model_copy(update={"notes": (*first.notes, note)})
    return list(chosen.values())
