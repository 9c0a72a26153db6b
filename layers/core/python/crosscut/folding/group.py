"""Records that share one key: their count, times, exemplars and parameters."""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Collection, Sequence
from operator import attrgetter
from typing import NamedTuple

from crosscut.folding.keys import Key, template_id
from crosscut.folding.over_time import is_timed
from crosscut.folding.parameters import MAX_TRACKED, TOP, Parameter
from crosscut.folding.slots import Slot
from crosscut.model import Exemplar, RedactedRecord, Template
from crosscut.times import to_datetime

MAX_EXEMPLARS = 5
MAX_EXEMPLAR_CHARACTERS = 4_000
MAX_AROUND_CHARACTERS = 300
MAX_ATTRIBUTES = 16
MAX_ALIASES = 32
SIGNAL_TOP = 100
_MINUTE = 60_000_000_000

Order = tuple[int, str, int]  # by which exemplars are earlier: time (-1: none), file, line


class _Kept(NamedTuple):
    """What an exemplar is made of in the end."""

    order: Order
    nanos: int | None
    text: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    def exemplar(self, *, first: bool) -> Exemplar:
        """Return the exemplar: only the first shows what stood around it; of the others it would be more to carry."""
        _, file, line = self.order
        around = {"before": self.before, "after": self.after} if first else {}
        return Exemplar(file=file, line=line, time=to_datetime(self.nanos), text=self.text, **around)


_order = attrgetter("order")


class Group:
    """What is known of the records of one key."""

    __slots__ = (
        "aliases",
        "attributes",
        "count",
        "exemplars",
        "first",
        "last",
        "levels",
        "minutes",
        "most",
        "parameters",
        "timed",
    )

    def __init__(self, positions: int, *, most: int = MAX_TRACKED, timed: Collection[int] = ()) -> None:
        self.levels: Counter[str] = Counter()  # severity texts
        self.count = 0
        self.first: int | None = None
        self.last: int | None = None
        self.minutes: Counter[int] = Counter()
        self.exemplars: list[_Kept] = []  # in their order
        self.most = most  # values tracked at one position
        self.timed = timed  # positions whose numbers are durations
        self.parameters = [Parameter(most) for _ in range(positions)]
        self.attributes: dict[str, Parameter] = {}
        self.aliases: set[str] = set()

    def take(self, slot: Slot) -> None:
        """Count the records that wait in a slot."""
        times = [time for time in slot.times if time is not None]
        stamped = [time // _MINUTE for time in times]
        self.minutes.update(stamped)
        minutes: Sequence[int | None] = stamped
        if len(times) < len(slot.times):
            minutes = [None if time is None else time // _MINUTE for time in slot.times]
        self.count += len(minutes)
        if times:
            first, last = min(times), max(times)
            self.first = first if self.first is None or first < self.first else self.first
            self.last = last if self.last is None or last > self.last else self.last
        for i, (parameter, values) in enumerate(zip(self.parameters, slot.wildcards(), strict=True)):
            parameter.add_all(values, minutes, timed=i in self.timed)
        self.levels[slot.level] += len(minutes)
        for name, values in slot.columns():
            known = self.attributes.get(name)
            if known is None:
                if len(self.attributes) >= MAX_ATTRIBUTES:
                    continue
                known = self.attributes[name] = Parameter(self.most)
            known.add_all(values, minutes, timed=is_timed(name))

    def wants(self, order: Order) -> bool:
        """Whether a record of this place in time would be an exemplar."""
        return len(self.exemplars) < MAX_EXEMPLARS or order < self.exemplars[-1].order

    @property
    def latest(self) -> int | None:
        """The time of the last exemplar, None while there may be more of them."""
        return self.exemplars[-1].order[0] if len(self.exemplars) == MAX_EXEMPLARS else None

    def keep(
        self,
        records: Sequence[RedactedRecord],
        file: str,
        *,
        before: Sequence[RedactedRecord] = (),
        after: Sequence[RedactedRecord] = (),
    ) -> None:
        """Keep the earliest of some records of one file, with what stood `before` and `after` the first."""
        for i, record in enumerate(records):
            self._keep(record, file, *((before, after) if i == 0 else ((), ())))

    def _keep(
        self,
        record: RedactedRecord,
        file: str,
        before: Sequence[RedactedRecord],
        after: Sequence[RedactedRecord],
    ) -> None:
        # The earliest ones are kept, so that the same log gives the same exemplars in any order of chunks.
        nanos = record.time_unix_nano
        order = (nanos if nanos is not None else -1, file, record.line)
        if not self.wants(order):
            return
        kept = _Kept(
            order,
            nanos,
            record.text[:MAX_EXEMPLAR_CHARACTERS],
            tuple([other.text[:MAX_AROUND_CHARACTERS] for other in before]),
            tuple([other.text[:MAX_AROUND_CHARACTERS] for other in after]),
        )
        bisect.insort(self.exemplars, kept, key=_order)
        del self.exemplars[MAX_EXEMPLARS:]

    def merge(self, other: Group) -> None:
        """Add what another group of the same key, or of a key that this one generalises, has counted.

        The parameters are left to the caller, who knows which positions are the same.
        """
        self.count += other.count
        self.levels += other.levels
        for name in ("first", "last"):
            mine, theirs = getattr(self, name), getattr(other, name)
            if theirs is not None:
                pick = min if name == "first" else max
                setattr(self, name, theirs if mine is None else pick(mine, theirs))
        self.minutes += other.minutes
        for name, parameter in sorted(other.attributes.items()):
            if name in self.attributes:
                self.attributes[name].merge(parameter)
            elif len(self.attributes) < MAX_ATTRIBUTES:
                self.attributes[name] = parameter
        self.exemplars = sorted(self.exemplars + other.exemplars, key=_order)[:MAX_EXEMPLARS]
        self.aliases = set(sorted(self.aliases | other.aliases)[:MAX_ALIASES])

    def template(self, key: Key) -> Template:
        """Return the template as it goes into the digest."""
        # Who attacks is one among many addresses, and has to be found again.
        top = SIGNAL_TOP if key.signal else TOP
        id_ = template_id(key)
        return Template(
            id=id_,
            text=f"{key.text} [{key.signal}]" if key.signal else key.text,
            service=key.service,
            severity_number=key.severity_number,
            severity_text=max(sorted(self.levels), key=self.levels.__getitem__, default=""),
            count=self.count,
            first_seen=to_datetime(self.first),
            last_seen=to_datetime(self.last),
            signal=key.signal,
            minutes=dict(sorted(self.minutes.items())),
            exemplars=tuple(kept.exemplar(first=i == 0) for i, kept in enumerate(self.exemplars)),
            parameters=tuple(p.stats(str(i)) for i, p in enumerate(self.parameters)),
            attributes=tuple(p.stats(name, most=top) for name, p in sorted(self.attributes.items())),
            aliases=tuple(sorted(self.aliases - {id_})),
        )
