"""What the tools really returned, so that each quote can be looked up in it, and what was done."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from crosscut.answered import QuotedLine
from crosscut.model import Evidence, Frozen
from crosscut.orders import gives_orders
from crosscut.quotes import Lines, checked, quoted


class ToolUse(Frozen):
    """One use of a tool."""

    tool: str
    arguments: str  # one JSON document, shortened
    returned: int  # lines or facts
    left_out: str = ""
    error: str = ""


class Observation(Frozen):
    """What the model noted on the way, with the quotes that stand."""

    text: str
    evidence: tuple[Evidence, ...]


class Transcript:
    """Remembers what the model was shown, word for word."""

    def __init__(self) -> None:
        self._lines: Lines = defaultdict(list)
        self._times: dict[str, tuple[datetime | None, str]] = {}
        self._numbers: dict[str, int] = defaultdict(int)
        self.uses: list[ToolUse] = []
        self.observations: list[Observation] = []
        self.orders: list[str] = []  # ids of what gives orders to a model
        self.withheld: set[str] = set()  # kinds of secret that something seemed to hold

    def number(self, tool: str) -> str:
        """Return an id for something that stands in no file, for example `deployments:3`."""
        self._numbers[tool] += 1
        return f"{tool}:{self._numbers[tool]}"

    def show(self, line_id: str, text: str, *, time: datetime | None, service: str = "") -> bool:
        """Note what is shown as a line. Returns whether it gives orders to a model."""
        place = quoted(line_id, text)
        known = self._lines[place.file, place.line]
        if text not in known:
            known.append(text)
        self._times.setdefault(line_id, (time, service))
        orders = gives_orders(text)
        if orders and line_id not in self.orders:
            self.orders.append(line_id)
        return orders

    def note_orders(self, where: str, text: str) -> None:
        """Note that what is shown there gives orders to a model, if it does and none of its lines was noted."""
        if gives_orders(text) and where not in self.orders:
            self.orders.append(where)

    def place(self, id_: str) -> tuple[datetime | None, str] | None:
        """Return the time and service of a line that was shown, or None."""
        return self._times.get(id_)

    def verified(self, quotes: list[QuotedLine]) -> tuple[Evidence, ...]:
        """Return the quotes that stand in the lines they name, as these were shown."""
        found = (checked(quoted(q.line_id, q.quote), self._lines) for q in quotes)
        return tuple(dict.fromkeys(evidence for evidence in found if evidence))
