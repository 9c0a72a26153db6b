"""Incidents in memory: for one process, and for tests in place of DynamoDB."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from crosscut.incident import Board, Incident
from crosscut.insights.incident_book import IncidentBook, Moved
from crosscut.model import Severity


class MemoryIncidents(IncidentBook):
    """Implements `Incidents`."""

    def __init__(self) -> None:
        self._board = Board()
        self._incidents: dict[str, Incident] = {}

    def move(self, step: Callable[[Board], Board]) -> Moved:
        moved = Moved(self._board, step(self._board))
        self._board = moved.after
        self._incidents.update((incident.id, incident) for incident in moved.changed)
        return moved

    def get(self, incident_id: str) -> Incident | None:
        return self._incidents.get(incident_id)

    def list(self, *, since: datetime, at_least: Severity) -> Iterable[Incident]:
        wanted = [
            i for i in self._incidents.values() if i.last_seen >= since and i.severity.rank >= at_least.rank
        ]
        return sorted(wanted, key=lambda i: (i.severity.rank, i.last_seen), reverse=True)
