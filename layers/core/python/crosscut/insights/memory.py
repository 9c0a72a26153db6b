"""Insights and catalog in memory: for one process, and for tests in place of DynamoDB."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from crosscut.decisions import decided
from crosscut.errors import NoSuchInsightError
from crosscut.insights.bounds import bounded
from crosscut.insights.listing import Listed, Wanted, in_order, listed
from crosscut.insights.merge import merge, remembered
from crosscut.model import Decision, Insight, Severity


class MemoryInsightStore:
    """Implements `InsightStore`."""

    def __init__(self) -> None:
        self._insights: dict[str, Insight] = {}
        self._digests: dict[str, tuple[str, ...]] = {}

    def save(self, insight: Insight, *, digest_id: str) -> Insight:
        stored = self._insights.get(insight.id)
        digests = self._digests.get(insight.id, ())
        if stored is not None and digest_id in digests:
            return stored
        kept = bounded(merge(stored, insight) if stored else insight)
        self._insights[insight.id] = kept
        self._digests[insight.id] = remembered(digests, digest_id)
        return kept

    def get(self, insight_id: str) -> Insight | None:
        return self._insights.get(insight_id)

    def find(self, source: str, insight_id: str) -> Insight | None:
        return self._insights.get(insight_id)

    def decide(self, insight_id: str, decision: Decision, *, source: str | None = None) -> Insight:
        stored = self._insights.get(insight_id)
        if stored is None:
            raise NoSuchInsightError(insight_id)
        self._insights[insight_id] = bounded(decided(stored, decision))
        return self._insights[insight_id]

    def assign(self, source: str, insight_id: str, incident: str) -> None:
        if stored := self.find(source, insight_id):
            self._insights[insight_id] = stored.model_copy(update={"incident": incident})

    def rows(self, wanted: Wanted) -> Iterator[Listed]:
        yield from sorted(filter(wanted.takes, map(listed, self._insights.values())), key=in_order)

    def whole(self, rows: Iterable[Listed]) -> Iterator[Insight]:
        return (self._insights[row.id] for row in rows if row.id in self._insights)

    def list(self, *, since: datetime, at_least: Severity, source: str | None = None) -> Iterable[Insight]:
        return self.whole(self.rows(Wanted(since=since, at_least=at_least, source=source)))


class MemoryCatalog:
    """Implements `Catalog`."""

    def __init__(self) -> None:
        self._templates: dict[str, set[str]] = {}

    def known(self, source: str, template_ids: Iterable[str]) -> frozenset[str]:
        return frozenset(template_ids) & self._templates.get(source, frozenset())

    def has_history(self, source: str) -> bool:
        return source in self._templates

    def remember(self, source: str, template_ids: Iterable[str], *, seen: datetime) -> None:
        self._templates.setdefault(source, set()).update(template_ids)
