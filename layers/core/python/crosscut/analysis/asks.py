"""What was asked in a batch and is not answered yet: what is kept of it, and the port to where it is kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from crosscut.analysis.budget import PlannedCall
from crosscut.model import Detection, Severity
from crosscut.model_table import ModelEntry
from crosscut.versioned import Unchanged

LONGEST = timedelta(hours=26)  # a batch ends, or expires, within 24 hours; and two for looking


class Ask(Unchanged):
    """One question in one batch, with all that is needed to make insights of its answer."""

    source: str
    digest_id: str
    digest_key: str  # of the digest in its store
    batch_id: str
    call: PlannedCall  # its id is the request's in the batch
    entry: ModelEntry  # the price as it was then
    detections: tuple[Detection, ...]
    asked_at: datetime


class Waiting(NamedTuple):
    """An ask by the names under which it is found."""

    source: str
    digest_id: str


class Asks(Protocol):
    """Keeps asks until they have ended, and for a while that they have, so that none is made twice."""

    def add(self, ask: Ask) -> None:
        """Keep it. One that is kept already stays as it is."""
        ...

    def has(self, source: str, digest_id: str) -> bool:
        """Whether that digest was asked about, answered or not."""
        ...

    def find(self, source: str, digest_id: str) -> Ask | None:
        """Return the ask if it has not ended. Raises `PermanentError` for one that can't be read any more."""
        ...

    def about(self, source: str) -> Mapping[str, Severity]:
        """Return the detections of the source that wait for an answer: their ids, with their severities then."""
        ...

    def waiting(self) -> Sequence[Waiting]:
        """Return all that have not ended, of every source."""
        ...

    def end(self, source: str, digest_id: str) -> None:
        """It is answered, or will never be."""
        ...


class MemoryAsks:
    """Implements `Asks` for one process, and for tests in place of DynamoDB."""

    def __init__(self) -> None:
        self._asks: dict[Waiting, Ask | None] = {}

    def add(self, ask: Ask) -> None:
        self._asks.setdefault(Waiting(ask.source, ask.digest_id), ask)

    def has(self, source: str, digest_id: str) -> bool:
        return Waiting(source, digest_id) in self._asks

    def find(self, source: str, digest_id: str) -> Ask | None:
        return self._asks.get(Waiting(source, digest_id))

    def about(self, source: str) -> Mapping[str, Severity]:
        asks = [ask for ask in self._asks.values() if ask and ask.source == source]
        return worst_of((d.id, d.severity) for ask in asks for d in ask.detections)

    def waiting(self) -> Sequence[Waiting]:
        return [name for name, ask in self._asks.items() if ask]

    def end(self, source: str, digest_id: str) -> None:
        self._asks[Waiting(source, digest_id)] = None


def worst_of(found: Iterable[tuple[str, Severity]]) -> dict[str, Severity]:
    """Return each id with the highest of its severities."""
    worst: dict[str, Severity] = {}
    for id_, severity in found:
        if id_ not in worst or severity.rank > worst[id_].rank:
            worst[id_] = severity
    return worst
