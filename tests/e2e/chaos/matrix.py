"""The matrix: which faults each effect gets. It is made of what was recorded: a new effect gets its faults unasked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tests.e2e.worker_hooks import Effect, Fault

_READS = ("Get", "BatchGet", "Query", "Head", "List", "Scan")
WRITE_FAULTS: tuple[Fault, ...] = ("kill before", "kill after", "throttled", "answer lost")
READ_FAULTS: tuple[Fault, ...] = ("error 500",)
NETWORK_FAULTS: tuple[Fault, ...] = ("kill before", "kill after", "unreachable", "answer lost", "hang")


class Place(NamedTuple):
    """One effect of one Lambda."""

    function: str  # "sanitize"
    effect: str  # "s3:PutObject chunks #1"

    @property
    def is_read(self) -> bool:
        """Whether it changes nothing."""
        return self.effect.partition(":")[2].startswith(_READS)

    @property
    def is_aws(self) -> bool:
        return ":" in self.effect.partition(" ")[0]

    @property
    def service(self) -> str:
        """What is spoken to: "s3", "slack" or "model"."""
        return self.effect.partition(" ")[0].partition(":")[0]

    @property
    def kind(self) -> str:
        """The effect without its number."""
        return self.effect.rpartition(" #")[0]


class Case(NamedTuple):
    """One fault at one place."""

    place: Place
    fault: Fault


def places(effects: Iterable[Effect]) -> list[Place]:
    """Return the places in the order in which they were first met."""
    return list(dict.fromkeys(Place(each.function.rpartition("-")[2], each.effect) for each in effects))


def faults_of(place: Place, met: Sequence[Place]) -> tuple[Fault, ...]:
    """Return the faults of one of the places. A call to AWS hangs once for each service that a Lambda writes to."""
    if not place.is_aws:
        return NETWORK_FAULTS
    if place.is_read:
        return READ_FAULTS
    alike = (p for p in met if (p.function, p.service) == (place.function, place.service) and not p.is_read)
    return (*WRITE_FAULTS, "hang") if next(alike) == place else WRITE_FAULTS


def matrix(met: Sequence[Place]) -> list[Case]:
    """Return every fault of every place."""
    return [Case(place, fault) for place in met for fault in faults_of(place, met)]
