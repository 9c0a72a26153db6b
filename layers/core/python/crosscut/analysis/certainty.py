"""How sure the offline analyst may be of a cause: what the rule is worth, and what was measured in this log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from crosscut.analysis.hypotheses import Weighed
from crosscut.model import Category, Detection, Moment, Role

INCONCLUSIVE = 0.45  # below it the log does not tell the cause
MOST = 0.95  # no log proves a cause
UNKNOWN = 0.3  # what a rule gives that only sees the failure, not the cause
MANY = 20  # records
SHOWN = 1.0  # score from which the log speaks for a cause


class Certainty(NamedTuple):
    """A confidence, and what it is made of."""

    confidence: float
    reason: str
    inconclusive: bool


def certainty_of(detection: Detection, timeline: Sequence[Moment], weighed: Sequence[Weighed]) -> Certainty:
    """Start from the rule's own confidence; add and take away by number, order, ties and rival causes."""
    confidence = detection.confidence
    reasons = [f"{detection.count:,} record{'' if detection.count == 1 else 's'}"]
    if detection.count == 1:
        confidence -= 0.1
    elif detection.count >= MANY:
        confidence += 0.03
    for change, reason in (*_order(timeline), *_rivals(detection, weighed)):
        confidence += change
        reasons.append(reason)
    unknown = detection.confidence <= UNKNOWN
    if unknown:
        confidence = min(confidence, detection.confidence)
        reasons.append("what was logged is the failure, not its cause")
    confidence = round(max(0.05, min(MOST, confidence)), 2)
    return Certainty(confidence, "; ".join(reasons), unknown or confidence < INCONCLUSIVE)


def _order(timeline: Sequence[Moment]) -> list[tuple[float, str]]:
    """Consequences begin after their cause, and are tied to it by more than the time."""
    after = [m for m in timeline if m.role is Role.CONSEQUENCE]
    before = [m for m in timeline if m.role is Role.PRECURSOR]
    found: list[tuple[float, str]] = []
    if after:
        tied = sum("shares" in m.because or "names" in m.because for m in after)
        share = tied / len(after)
        change = 0.08 if share >= 0.5 else 0.0 if tied else -0.05
        how = f"{tied} tied to it by ids or names" if tied else "tied to it by time alone"
        kinds = f"{len(after)} kinds of consequences begin" if len(after) > 1 else "one consequence begins"
        found.append((change, f"{kinds} after the cause, {how}"))
    if before:
        kinds = f"{len(before)} kinds of its signs begin" if len(before) > 1 else "one of its signs begins"
        found.append((-0.08 * min(2, len(before)), f"{kinds} before the cause"))
    return found


def _rivals(detection: Detection, weighed: Sequence[Weighed]) -> list[tuple[float, str]]:
    """Of several possible causes one should be shown by the log, and the others not."""
    if len(weighed) < 2 or detection.category is Category.SECURITY:
        return []
    shown = [w for w in weighed if w.score >= SHOWN]
    if not shown:
        return [(-0.05, f"nothing tells which of {len(weighed)} usual causes is behind it")]
    if len(shown) == 1 or shown[0].score > shown[1].score:
        return [(0.04, "the log speaks for one of the usual causes more than for the others")]
    return [(-0.03, f"the log speaks for {len(shown)} of the usual causes alike")]
