"""The analyst's port: a digest and its detections in, insights out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from crosscut.config import Source
from crosscut.model import Detection, Digest, Insight


class Analyst(Protocol):
    """Says what happened and why.

    Raises `AnalystUnavailableError` when a later try may work and `AnalysisRejectedError` when none will.
    """

    def analyze(
        self,
        digest: Digest,
        detections: Sequence[Detection],
        *,
        source: Source,
        now: datetime,
        new: frozenset[str] = frozenset(),
    ) -> list[Insight]:
        """Return unverified insights, none when all is well.

        `new` are the ids of the templates that the source had not shown before.
        """
        ...
