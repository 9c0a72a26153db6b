"""Records that share one masked message: their count, times, exemplars and parameters."""

from __future__ import annotations

import bisect
import hashlib
from collections import Counter
from typing import NamedTuple

from crosscut.folding.parameters import TOP, Parameter
from crosscut.model import Exemplar, RedactedRecord, Template
from crosscut.times import to_datetime

MAX_EXEMPLARS = 5
MAX_EXEMPLAR_CHARACTERS = 4_000
MAX_ATTRIBUTES = 16
SIGNAL_TOP = 100
WILDCARD = "<*>"
_MINUTE = 60_000_000_000


class Key(NamedTuple):
    """What records have in common that fold together."""

    service: str
    severity_number: int
    signal: str  # the sign of an attack that they are, mostly none
    text: str  # masked


class Group:
    """What is known of the records of one key."""

    __slots__ = (
        "attributes",
        "count",
        "exemplars",
        "first",
        "last",
        "minutes",
        "parameters",
        "severity_text",
    )

    def __init__(self, severity_text: str, positions: int) -> None:
        self.severity_text = severity_text
        self.count = 0
        self.first: int | None = None
        self.last: int | None = None
        self.minutes: Counter[int] = Counter()
        self.exemplars: list[tuple[tuple[int, str, int], Exemplar]] = []  # with their sort keys
        self.parameters = [Parameter() for _ in range(positions)]
        self.attributes: dict[str, Parameter] = {}

    def add(self, record: RedactedRecord, values: tuple[str, ...], file: str) -> None:
        """Count one record."""
        self.count += 1
        nanos = record.time_unix_nano
        if nanos is not None:
            self.first = nanos if self.first is None or nanos < self.first else self.first
            self.last = nanos if self.last is None or nanos > self.last else self.last
            self.minutes[nanos // _MINUTE] += 1
        for parameter, value in zip(self.parameters, values, strict=True):
            parameter.add(value)
        for name, attribute in record.attributes.items():
            known = self.attributes.get(name)
            if known is None:
                if len(self.attributes) >= MAX_ATTRIBUTES:
                    continue
                known = self.attributes[name] = Parameter()
            known.add(str(attribute))
        self._keep(record, file)

    def _keep(self, record: RedactedRecord, file: str) -> None:
        # The earliest ones are kept, so that the same log gives the same exemplars in any order of chunks.
        order = (record.time_unix_nano if record.time_unix_nano is not None else -1, file, record.line)
        if len(self.exemplars) == MAX_EXEMPLARS and order >= self.exemplars[-1][0]:
            return
        exemplar = Exemplar(
            file=file,
            line=record.line,
            time=to_datetime(record.time_unix_nano),
            text=record.text[:MAX_EXEMPLAR_CHARACTERS],
        )
        bisect.insort(self.exemplars, (order, exemplar), key=lambda item: item[0])
        del self.exemplars[MAX_EXEMPLARS:]

    def merge(self, other: Group) -> None:
        """Add what another group of the same key, or of a key that this one generalises, has counted."""
        self.count += other.count
        for name in ("first", "last"):
            mine, theirs = getattr(self, name), getattr(other, name)
            if theirs is not None:
                pick = min if name == "first" else max
                setattr(self, name, theirs if mine is None else pick(mine, theirs))
        self.minutes += other.minutes
        for name, parameter in other.attributes.items():
            if name in self.attributes:
                self.attributes[name].merge(parameter)
            elif len(self.attributes) < MAX_ATTRIBUTES:
                self.attributes[name] = parameter
        self.exemplars = sorted(self.exemplars + other.exemplars, key=lambda item: item[0])[:MAX_EXEMPLARS]

    def template(self, key: Key) -> Template:
        """Return the template as it goes into the digest."""
        # Who attacks is one among many addresses, and has to be found again.
        top = SIGNAL_TOP if key.signal else TOP
        return Template(
            id=template_id(key),
            text=f"{key.text} [{key.signal}]" if key.signal else key.text,
            service=key.service,
            severity_number=key.severity_number,
            severity_text=self.severity_text,
            count=self.count,
            first_seen=to_datetime(self.first),
            last_seen=to_datetime(self.last),
            minutes=dict(sorted(self.minutes.items())),
            exemplars=tuple(exemplar for _, exemplar in self.exemplars),
            parameters=tuple(p.stats(str(i)) for i, p in enumerate(self.parameters)),
            attributes=tuple(p.stats(name, most=top) for name, p in sorted(self.attributes.items())),
        )


def template_id(key: Key) -> str:
    """Return the id: the first 60 bits of SHA-256 over the key's parts, in hexadecimal."""
    return hashlib.sha256("\0".join(map(str, key)).encode("utf-8", "surrogatepass")).hexdigest()[:15]
