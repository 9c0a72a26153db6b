"""Triage: whether what the rules found is worth a model call, how strong a model, and why. The reason is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from crosscut.analysis.offline import NAME
from crosscut.config import Source
from crosscut.decisions import is_false_alarm, rank_of
from crosscut.fingerprint import fingerprint
from crosscut.model import Detection, Insight, Severity

WORTH_ASKING = Severity.MEDIUM
FRESH = timedelta(hours=6)  # for so long a model's answer on a finding stands, unless it grows worse
CERTAIN = 0.9  # confidence from which the rules' cause needs nobody's second opinion
MANY_FINDINGS, MANY_SERVICES = 4, 3
NOTHING_TO_READ = "No model was asked: a source that is silent has no lines to read."

IN_A_BATCH = "No model was asked: one has been asked about this in a batch, and its answer will follow."
NOTHING_WAITS: Mapping[str, Severity] = {}
FALSE_ALARM = "No model was asked: people have called this a false alarm, and it is no more severe."


class Tier(StrEnum):
    """How strong a model the findings deserve."""

    NONE = "none"
    SMALL = "small"
    USUAL = "usual"
    LARGE = "large"


class Triage(NamedTuple):
    """The decision and its reason, a sentence for people."""

    tier: Tier
    reason: str

    @property
    def ask(self) -> bool:
        """Whether a model is to be asked."""
        return self.tier is not Tier.NONE


def triage(
    detections: Sequence[Detection],
    stored: Callable[[Detection], Insight | None],
    *,
    now: datetime,
    waiting: Mapping[str, Severity] = NOTHING_WAITS,
) -> Triage:
    """Decide for one digest. `stored` returns the insight that a detection would be merged into, if there is one.

    `waiting` are the ids of detections of which a model has been asked in a batch, with their severities then.
    """
    worth = [d for d in detections if d.severity.rank >= WORTH_ASKING.rank]
    if not worth:
        return Triage(Tier.NONE, f"No model was asked: nothing here is of {WORTH_ASKING} severity or above.")
    with_lines = [d for d in worth if d.template_ids]
    if not with_lines:
        return Triage(Tier.NONE, NOTHING_TO_READ)
    open_ = [d for d in with_lines if d.confidence < CERTAIN]
    if not open_:
        return Triage(Tier.NONE, "No model was asked: the rules are sure of the cause.")
    judged = [(d, stored(d)) for d in open_]
    asked = [(d, _answer(insight, d, now)) for d, insight in judged if not _is_false_alarm(insight, d)]
    if not asked:
        return Triage(Tier.NONE, FALSE_ALARM)
    if all(answer or _waits(d, waiting) for d, answer in asked) and not all(answer for _, answer in asked):
        return Triage(Tier.NONE, IN_A_BATCH)
    if all(answer for _, answer in asked):
        by = next(answer.analyst for _, answer in asked if answer)
        return Triage(
            Tier.NONE,
            f"No model was asked: {by} has explained this within the last {_hours()}, and it is no worse.",
        )
    worked_on = any(insight and rank_of(insight) > 0 for _, insight in judged)
    return _tier([d for d, answer in asked if not answer], worked_on=worked_on)


def reason_of(detections: Sequence[Detection]) -> str:
    """Return why a model was asked about these findings, whatever was asked before."""
    return _tier([d for d in detections if d.severity.rank >= WORTH_ASKING.rank]).reason


def tier_of(detections: Sequence[Detection]) -> Tier:
    """Return how strong a model these findings deserve, whatever was asked before."""
    return _tier([d for d in detections if d.severity.rank >= WORTH_ASKING.rank]).tier


def annotated(insight: Insight, detections: Sequence[Detection], reason: str) -> Insight:
    """Return the insight with the reason of the triage, and the techniques of the detections it stands on."""
    own = [d for d in detections if fingerprint(insight.source, d.id) == insight.id]
    about = own + [d for d in detections if d.rule in insight.rules and d not in own]
    techniques = tuple(dict.fromkeys(t for d in about for t in d.techniques))
    explained = insight.created_at if insight.analyst != NAME else None
    return insight.model_copy(update={"triage": reason, "techniques": techniques, "explained_at": explained})


def insight_id(source: Source, detection: Detection) -> str:
    """Return the id of the insight that a detection becomes."""
    return fingerprint(source.name, detection.id)


def _waits(detection: Detection, waiting: Mapping[str, Severity]) -> bool:
    asked = waiting.get(detection.id)
    return asked is not None and asked.rank >= detection.severity.rank


def _is_false_alarm(insight: Insight | None, detection: Detection) -> bool:
    """Whether people have called it a false alarm, and the detection is no more severe."""
    return (
        insight is not None and is_false_alarm(insight) and insight.severity.rank >= detection.severity.rank
    )


def _answer(insight: Insight | None, detection: Detection, now: datetime) -> Insight | None:
    """Return the insight if a model has answered on it lately, and as severe a finding."""
    if insight is None or insight.explained_at is None or insight.severity.rank < detection.severity.rank:
        return None
    return insight if now - insight.explained_at <= FRESH else None


def _tier(open_: Sequence[Detection], *, worked_on: bool = False) -> Triage:
    worst = max(open_, key=lambda d: d.severity.rank)
    services = {d.service for d in open_ if d.service}
    if worst.severity is Severity.CRITICAL or len(open_) >= MANY_FINDINGS or len(services) >= MANY_SERVICES:
        why = (
            f"{worst.rule} is {worst.severity}"
            if worst.severity is Severity.CRITICAL
            else f"{len(open_)} findings in {max(1, len(services))} services are to be told apart"
        )
        return Triage(Tier.LARGE, f"Worth the strongest model: {why}.")
    if worst.severity is Severity.HIGH:
        return Triage(Tier.USUAL, f"Worth the usual model: {worst.rule} is high.")
    if worked_on:
        return Triage(
            Tier.USUAL, f"Worth the usual model: {worst.rule} is medium, and people have worked on it."
        )
    return Triage(Tier.SMALL, f"Worth a small model: {worst.rule} is medium, and nothing is worse.")


def _hours() -> str:
    return f"{FRESH.total_seconds() / 3600:.0f} hours"
