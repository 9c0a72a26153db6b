"""What incidents do, whatever keeps the board: each step reads it, makes another one, and puts that in its place."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import datetime

from crosscut.errors import NoSuchIncidentError
from crosscut.incident import Board, Incident, Outcome, Owed
from crosscut.insights import incidents
from crosscut.model import Insight


class Moved:
    """The board before and after a step."""

    def __init__(self, before: Board, after: Board) -> None:
        self.before = before
        self.after = after

    @property
    def changed(self) -> tuple[Incident, ...]:
        """The incidents that are another than before."""
        before = {incident.id: incident for incident in self.before.incidents}
        return tuple(i for i in self.after.incidents if before.get(i.id) != i)

    @property
    def owed(self) -> tuple[Owed, ...]:
        """What is owed now and was not before."""
        before = set(map(Owed.model_dump_json, self.before.owed))
        return tuple(o for o in self.after.owed if o.model_dump_json() not in before)


class IncidentBook(ABC):
    """Implements what `Incidents` says, but for keeping."""

    @abstractmethod
    def move(self, step: Callable[[Board], Board]) -> Moved:
        """Put `step(board)` in the place of the board, and the incidents that it changes beside it.

        `step` is called again when another writer came first. A step that changes nothing writes nothing.
        """

    @abstractmethod
    def get(self, incident_id: str) -> Incident | None:
        """As the port says."""

    def tell(self, insights: Sequence[Insight], *, now: datetime) -> Outcome:
        def step(board: Board) -> Board:
            for insight in insights:
                board = incidents.told_of(board, insight, now)
            return board

        moved = self.move(step)
        homes = {insight.id: moved.after.holding(insight.id) for insight in insights}
        belongs = {id_: home.id for id_, home in homes.items() if home}
        return Outcome(announced=moved.changed, owed=moved.owed, belongs=belongs)

    def tick(self, *, now: datetime) -> Outcome:
        board = self.move(lambda board: incidents.silence(board, now)).after
        waiting = tuple(i for i in board.incidents if i.id in board.unannounced)
        return Outcome(announced=waiting, owed=board.owed)

    def resolve(self, incident_id: str, *, by: str, note: str, now: datetime) -> Outcome:
        if self.get(incident_id) is None:
            raise NoSuchIncidentError(incident_id)
        moved = self.move(lambda board: incidents.closed(board, incident_id, by=by, note=note, now=now))
        return Outcome(announced=moved.changed, owed=moved.owed)

    def done(self, outcome: Outcome) -> None:
        if outcome.owed or outcome.announced:
            self.move(lambda b: incidents.settled(b, owed=outcome.owed, announced=outcome.announced))
