"""The model that fits the findings: a small one, the usual one or the strongest, where the deployment names several."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from crosscut.analysis.port import Analyst
from crosscut.analysis.triage import Tier, tier_of
from crosscut.config import SAME_MODEL, Source
from crosscut.model import Detection, Digest, Insight


class ByTier:
    """An analyst that asks the model of the tier that the findings deserve. `of` makes the analyst of a model."""

    def __init__(self, of: Callable[[str], Analyst], *, usual: str, small: str, large: str) -> None:
        self._of = of
        self._models = {Tier.USUAL: usual, Tier.SMALL: small, Tier.LARGE: large}

    def model_for(self, detections: Sequence[Detection]) -> str:
        """Return the id of the model that would be asked."""
        model = self._models.get(tier_of(detections), SAME_MODEL)
        return self._models[Tier.USUAL] if model == SAME_MODEL else model

    def analyze(
        self,
        digest: Digest,
        detections: Sequence[Detection],
        *,
        source: Source,
        now: datetime,
        new: frozenset[str] = frozenset(),
    ) -> list[Insight]:
        analyst = self._of(self.model_for(detections))
        return analyst.analyze(digest, detections, source=source, now=now, new=new)
