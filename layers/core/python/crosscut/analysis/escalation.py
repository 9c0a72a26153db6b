"""A stronger model for what the first could not decide: it is given the first answer as a hypothesis to test."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime

from crosscut.analysis.port import Analyst
from crosscut.config import Source
from crosscut.errors import AnalysisRejectedError, AnalystUnavailableError
from crosscut.model import Detection, Digest, Insight, Severity, Usage

WORTH_A_SECOND = Severity.HIGH  # an inconclusive finding below it stays so
UNSURE = 0.4  # a cause that its own model believes less than this is as good as none


class Escalating:
    """Asks `first`, and where that leaves a grave finding undecided, `second`, made of the first answer.

    `second` returns None where there is no time for another call. A second call that fails, or for which there is no
    budget, leaves the first answer as it was, with a note.
    """

    def __init__(self, first: Analyst, second: Callable[[str], Analyst | None], *, large: str) -> None:
        self._first = first
        self._second = second
        self._large = large

    def analyze(
        self,
        digest: Digest,
        detections: Sequence[Detection],
        *,
        source: Source,
        now: datetime,
        new: frozenset[str] = frozenset(),
    ) -> list[Insight]:
        """Return the second model's findings where it was asked and answered, else the first's."""
        found = self._first.analyze(digest, detections, source=source, now=now, new=new)
        if not any(self._is_undecided(insight) for insight in found):
            return found
        second = self._second(hypothesis_of(found))
        if second is None:
            return found
        try:
            better = second.analyze(digest, detections, source=source, now=now, new=new)
        except (AnalysisRejectedError, AnalystUnavailableError) as error:
            return _noted(found, f"{self._large} was to test this finding, but did not: {error}")
        first = found[0]
        note = f"{first.analyst} could not decide; {self._large} tested its answer."
        return [_paid_for_both(insight, first.usage) for insight in _noted(better, note)]

    def _is_undecided(self, insight: Insight) -> bool:
        grave = insight.severity.rank >= WORTH_A_SECOND.rank
        by_a_model = insight.analyst not in ("offline", self._large)
        return grave and by_a_model and (insight.inconclusive or insight.confidence < UNSURE)


def hypothesis_of(found: Sequence[Insight]) -> str:
    """Return what a model said, as JSON, without what it makes sure of by quotes: the second looks for itself."""
    said = [
        {
            "title": insight.title,
            "root_cause": insight.root_cause,
            "rivals": [rival.cause for rival in insight.hypotheses],
            "missing": list(insight.missing),
            "confidence": insight.confidence,
        }
        for insight in found
    ]
    return json.dumps(said, ensure_ascii=False)


def _noted(insights: Sequence[Insight], note: str) -> list[Insight]:
    return [insight.model_copy(update={"notes": (*insight.notes, note)}) for insight in insights]


def _paid_for_both(insight: Insight, first: Usage | None) -> Insight:
    second = insight.usage
    if first is None or second is None:
        return insight
    both = second.model_copy(
        update={
            "input_tokens": first.input_tokens + second.input_tokens,
            "output_tokens": first.output_tokens + second.output_tokens,
            "cost_usd": round(first.cost_usd + second.cost_usd, 6),
        }
    )
    return insight.model_copy(update={"usage": both})
