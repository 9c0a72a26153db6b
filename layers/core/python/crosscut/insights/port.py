"""The insight store's port, and what a stage may ask of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Protocol

from crosscut.incident import Incident, Outcome
from crosscut.insights.listing import Listed, Wanted
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

    def decide(self, insight_id: str, decision: Decision, *, source: str | None = None) -> Insight:
        """Record what a person said and return what is stored now; the same decision again changes nothing.

        Whoever knows the `source` saves a look-up. Raises `NoSuchInsightError`.
        """
        ...

    def assign(self, source: str, insight_id: str, incident: str) -> None:
        """Record which incident an insight of a source belongs to; one that is not stored any more is left alone."""
        ...

    def rows(self, wanted: Wanted) -> Iterator[Listed]:
        """Yield what a list shows of the insights that are wanted, most severe first, then latest first."""
        ...

    def whole(self, rows: Iterable[Listed]) -> Iterator[Insight]:
        """Yield the insights of these rows, in their order, without those that are gone."""
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


class Incidents(Protocol):
    """Keeps incidents. Telling it of the same insight twice changes nothing, whoever else writes meanwhile."""

    def tell(self, insights: Sequence[Insight], *, now: datetime) -> Outcome:
        """Let insights open, join, or end incidents. Return what has to follow."""
        ...

    def tick(self, *, now: datetime) -> Outcome:
        """Look what is quiet or over. Return what has to follow, also of what was told before and not done."""
        ...

    def resolve(self, incident_id: str, *, by: str, note: str, now: datetime) -> Outcome:
        """Record that a person has resolved it. Raises `NoSuchIncidentError`; one that is over stays as it is."""
        ...

    def done(self, outcome: Outcome) -> None:
        """Record that what had to follow has been done."""
        ...

    def get(self, incident_id: str) -> Incident | None:
        """Return the incident, or None. One that has become part of another says which in `merged_into`."""
        ...

    def list(self, *, since: datetime, at_least: Severity) -> Iterable[Incident]:
        """Return the incidents last seen at or after `since`, most severe first, then latest first."""
        ...
