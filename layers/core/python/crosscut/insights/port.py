"""The insight store's port, and what a stage may ask of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from crosscut.model import Decision, Insight, Severity


class InsightStore(Protocol):
    """Keeps insights. Saving is idempotent by (insight id, digest id)."""

    def save(self, insight: Insight, *, digest_id: str) -> Insight:
        """Store, or merge into the one that has its id, and return what is stored now.

        A digest that was merged before changes nothing.
        """
        ...

    def get(self, insight_id: str) -> Insight | None:
        """Return the insight, or None."""
        ...

    def find(self, source: str, insight_id: str) -> Insight | None:
        """Return the insight of a source, as it was stored last, or None."""
        ...

    def decide(self, insight_id: str, decision: Decision) -> Insight:
        """Record what a person said and return what is stored now; the same decision again changes nothing.

        Raises `NoSuchInsightError`.
        """
        ...

    def list(self, *, since: datetime, at_least: Severity, source: str | None = None) -> Iterable[Insight]:
        """Return the insights last seen at or after `since`, most severe first, then latest first."""
        ...


class Catalog(Protocol):
    """Remembers which templates a source has shown before."""

    def known(self, source: str, template_ids: Iterable[str]) -> frozenset[str]:
        """Return those of the ids that the source has shown before."""
        ...

    def has_history(self, source: str) -> bool:
        """Whether the source has ever been analysed; without history nothing counts as new against it."""
        ...

    def remember(self, source: str, template_ids: Iterable[str], *, seen: datetime) -> None:
        """Record that the source has shown these."""
        ...
