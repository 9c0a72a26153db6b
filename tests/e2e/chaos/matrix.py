"""The matrix: which faults each effect gets. It is made of what was recorded: a new effect gets its faults unasked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tests.e2e.worker_hooks import Effect, Fault

_READS = ("Get", "BatchGet", "Query", "Head", "List", "Scan")
WRITE_FAULTS: tuple[Fault, ...] = ("kill before", "kill after", "throttled", "answer lost")
FUNCTIONS = (
    "sanitize", "analyze", "notify", "slack", "reconcile", "backfill: sanitize", "backfill: analyze",
)  # fmt: skip
READER = "reconcile"  # it only reads: its reads are what it can be killed between
READER_FAULTS: tuple[Fault, ...] = ("kill before", "kill after", "error 500", "answer lost")
READ_FAULTS: tuple[Fault, ...] = ("error 500",)
NETWORK_FAULTS: tuple[Fault, ...] = ("kill before", "kill after", "unreachable", "answer lost", "hang")


class Place(NamedTuple):
    """One effect of one Lambda."""

    function: str  # "sanitize"; "backfill: sanitize" where it is asked for a backfill
    effect: str  # "s3:PutObject chunks #1"

    @property
    def lambda_name(self) -> str:
        """The Lambda's name, without the stage's."""
        return self.function.rpartition(": ")[2]

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


def places(effects: Iterable[Effect], functions: Sequence[str]) -> list[Place]:
    """Return the places of these functions, as places name them, in the order in which they were first met."""
    names = {Place(function, "").lambda_name: function for function in functions}
    met = ((names.get(each.function.rpartition("-")[2]), each.effect) for each in effects)
    return list(dict.fromkeys(Place(function, effect) for function, effect in met if function))


def tried(met: Sequence[Place]) -> list[Place]:
    """Return the places that get faults, of all that were met, in the order of the functions."""
    done = {place.effect for place in met if place.function == "analyze"}
    return [
        place
        for function in FUNCTIONS
        for place in met
        if place.function == function
        # What analyze does of a backfill's digest as of any other is broken there.
        and not (function == "backfill: analyze" and place.effect in done)
        # One page of the ledger, one insight, is read as the next one.
        and not (function == READER and not place.effect.endswith(" #1"))
    ]


def faults_of(place: Place, met: Sequence[Place]) -> tuple[Fault, ...]:
    """Return the faults of one of the places.

    A call to AWS hangs once for each service that a Lambda writes to, or reads from where it writes nothing.
    """
    if not place.is_aws:
        return NETWORK_FAULTS
    if place.is_read and place.function != READER:
        return READ_FAULTS
    alike = (p for p in met if (p.function, p.service) == (place.function, place.service))
    first = next(p for p in alike if p.function == READER or not p.is_read)
    faults = READER_FAULTS if place.function == READER else WRITE_FAULTS
    return (*faults, "hang") if first == place else faults


def matrix(met: Sequence[Place]) -> list[Case]:
    """Return every fault of every place."""
    return [Case(place, fault) for place in met for fault in faults_of(place, met)]
