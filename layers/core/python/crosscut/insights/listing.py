"""What a list shows of an insight, and which insights it asks for."""

from __future__ import annotations

from datetime import datetime

from crosscut.decisions import rank_of, seen_at
from crosscut.model import Category, Frozen, Insight, Severity, Status

TITLE_CHARACTERS, SERVICES, SERVICE_CHARACTERS = 300, 20, 100


class Listed(Frozen):
    """The parts of an insight that its indexes hold."""

    id: str
    source: str
    severity: Severity
    category: Category
    status: Status
    title: str
    count: int  # records
    first_seen: datetime
    last_seen: datetime  # when it was made, where its records carry no time
    services: tuple[str, ...] = ()
    analyst: str
    confidence: float
    incident: str = ""
    muted_until: datetime | None = None
    rank: int = 0  # -1 a false alarm, 1 worth people's time (crosscut.decisions)


class Wanted(Frozen):
    """Which insights a list is to have."""

    since: datetime  # last seen then or later
    at_least: Severity = Severity.INFO
    source: str | None = None
    category: Category | None = None
    status: Status | None = None
    incident: str | None = None
    text: str = ""  # in the title, a service or the id; upper and lower case are the same

    def takes(self, row: Listed) -> bool:
        """Whether the insight is among them."""
        return (
            row.last_seen >= self.since
            and row.severity.rank >= self.at_least.rank
            and self.source in (None, row.source)
            and self.category in (None, row.category)
            and self.status in (None, row.status)
            and self.incident in (None, row.incident)
            and self._says(row)
        )

    def _says(self, row: Listed) -> bool:
        wanted = self.text.casefold()
        return not wanted or any(wanted in text.casefold() for text in (row.title, *row.services, row.id))


def listed(insight: Insight) -> Listed:
    """Return what a list shows of it."""
    seen = seen_at(insight)
    return Listed(
        id=insight.id,
        source=insight.source,
        severity=insight.severity,
        category=insight.category,
        status=insight.status,
        title=insight.title[:TITLE_CHARACTERS],
        count=insight.count,
        first_seen=insight.first_seen or seen,
        last_seen=seen,
        services=tuple(service[:SERVICE_CHARACTERS] for service in insight.services[:SERVICES]),
        analyst=insight.analyst,
        confidence=insight.confidence,
        incident=insight.incident,
        muted_until=insight.muted_until,
        rank=rank_of(insight),
    )


def in_order(row: Listed) -> tuple[int, float]:
    """Return the key by which lists are sorted: most severe first, then latest."""
    return -row.severity.rank, -row.last_seen.timestamp()
