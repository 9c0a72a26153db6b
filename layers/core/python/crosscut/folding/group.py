"""Records that share one key: their count, times, exemplars and parameters."""

from __future__ import annotations

import bisect
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence

from crosscut.folding.keys import Key, template_id
from crosscut.folding.over_time import is_timed
from crosscut.folding.parameters import MAX_TRACKED, TOP, Parameter
from crosscut.model import Attributes, Exemplar, RedactedRecord, Template
from crosscut.times import to_datetime

MAX_EXEMPLARS = 5
MAX_EXEMPLAR_CHARACTERS = 4_000
MAX_AROUND_CHARACTERS = 300
MAX_ATTRIBUTES = 16
MAX_ALIASES = 32
SIGNAL_TOP = 100
_MINUTE = 60_000_000_000


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
        self.exemplars: list[tuple[tuple[int, str, int], Exemplar]] = []  # with their sort keys
        self.most = most  # values tracked at one position
        self.timed = timed  # positions whose numbers are durations
        self.parameters = [Parameter(most) for _ in range(positions)]
        self.attributes: dict[str, Parameter] = {}
        self.aliases: set[str] = set()

    def add(
        self,
        records: Sequence[RedactedRecord],
        values: Sequence[tuple[str, ...]],
        file: str,
        *,
        before: Sequence[RedactedRecord] = (),
        after: Sequence[RedactedRecord] = (),
    ) -> None:
        """Count some records of one file, with their values; what stood `before` and `after` the first, if known."""
        self.count += len(records)
        times = [record.time_unix_nano for record in records if record.time_unix_nano is not None]
        earliest = min(times, default=0)
        if times:
            first, last = earliest, max(times)
            self.first = first if self.first is None or first < self.first else self.first
            self.last = last if self.last is None or last > self.last else self.last
        minutes: list[int | None]
        minutes = [None if (t := record.time_unix_nano) is None else t // _MINUTE for record in records]
        self.minutes.update([minute for minute in minutes if minute is not None])
        for i, (parameter, column) in enumerate(
            zip(self.parameters, zip(*values, strict=True), strict=False)
        ):
            parameter.add_all(column, minutes, timed=i in self.timed)
        self.levels.update([record.severity_text for record in records])
        for name, shown, its_minutes in _columns([record.attributes for record in records], minutes):
            known = self.attributes.get(name)
            if known is None:
                if len(self.attributes) >= MAX_ATTRIBUTES:
                    continue
                known = self.attributes[name] = Parameter(self.most)
            known.add_all(shown, its_minutes, timed=is_timed(name))
        full = len(self.exemplars) == MAX_EXEMPLARS and len(times) == len(records)
        if full and earliest > self.exemplars[-1][0][0]:
            return
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
        order = (record.time_unix_nano if record.time_unix_nano is not None else -1, file, record.line)
        if len(self.exemplars) == MAX_EXEMPLARS and order >= self.exemplars[-1][0]:
            return
        exemplar = Exemplar(
            file=file,
            line=record.line,
            time=to_datetime(record.time_unix_nano),
            text=record.text[:MAX_EXEMPLAR_CHARACTERS],
            before=tuple(other.text[:MAX_AROUND_CHARACTERS] for other in before),
            after=tuple(other.text[:MAX_AROUND_CHARACTERS] for other in after),
        )
        bisect.insort(self.exemplars, (order, exemplar), key=lambda item: item[0])
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
        self.exemplars = sorted(self.exemplars + other.exemplars, key=lambda item: item[0])[:MAX_EXEMPLARS]
        self.aliases = set(sorted(self.aliases | other.aliases)[:MAX_ALIASES])

    def template(self, key: Key) -> Template:
        """Return the template as it goes into the digest."""
        # Who attacks is one among many addresses, and has to be found again.
        top = SIGNAL_TOP if key.signal else TOP
        exemplars = tuple(exemplar for _, exemplar in self.exemplars)
        # What stood around the others would only be more to carry.
        bare = tuple(e.model_copy(update={"before": (), "after": ()}) for e in exemplars[1:])
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
            exemplars=exemplars[:1] + bare,
            parameters=tuple(p.stats(str(i)) for i, p in enumerate(self.parameters)),
            attributes=tuple(p.stats(name, most=top) for name, p in sorted(self.attributes.items())),
            aliases=tuple(sorted(self.aliases - {id_})),
        )


def _columns(
    rows: Sequence[Attributes], minutes: Sequence[int | None]
) -> Iterator[tuple[str, Sequence[str], Sequence[int | None]]]:
    """Yield the values by name, with the minutes of the records that have them.

    Most records of a template have the same attributes in the same order.
    """
    names = tuple(rows[0])
    if all(tuple(row) == names for row in rows):
        columns = zip(*(row.values() for row in rows), strict=True)
        for name, column in zip(names, columns, strict=True):
            yield name, [*map(str, column)], minutes
        return
    apart: dict[str, list[str]] = defaultdict(list)
    when: dict[str, list[int | None]] = defaultdict(list)
    for row, minute in zip(rows, minutes, strict=True):
        for name, value in row.items():
            apart[name].append(str(value))
            when[name].append(minute)
    for name, values in apart.items():
        yield name, values, when[name]
