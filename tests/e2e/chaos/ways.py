"""What sets the Lambdas to work: a log is dropped, a button is pressed, the hour strikes, a past is backfilled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from tests.e2e.chaos.deployed import Deployed
from tests.e2e.chaos.facts import Facts, wrongs
from tests.e2e.chaos.logs import log
from tests.e2e.chaos.way_audit import Audit
from tests.e2e.chaos.way_backfill import Backfill
from tests.e2e.chaos.way_press import Press


class Way(Protocol):
    """One of them. Each source is a case of its own."""

    name: str
    functions: Sequence[str]  # whose effects are broken on it, as places name them
    by_rules: bool  # no model is asked
    records: int  # how often it is gone first, until each effect was met

    def prepare(self, deployed: Deployed, sources: Sequence[str]) -> None:
        """Do what has to be there before anything is to fail."""

    def begin(self, deployed: Deployed, sources: Sequence[str]) -> None:
        """Set the Lambdas to work."""

    def finish(self, deployed: Deployed, sources: Sequence[str]) -> Mapping[str, str]:
        """Do, once all is quiet, what a person has to; return what that was, by source."""

    def wrongs(self, source: str, facts: Facts) -> Iterator[str]:
        """Yield what is not as after a clean run."""


class Drop:
    """A log is dropped."""

    name = "drop"
    functions = ("sanitize", "analyze", "notify")
    by_rules = False
    records = 2  # in warm containers people are told at once

    def prepare(self, deployed: Deployed, sources: Sequence[str]) -> None: ...

    def begin(self, deployed: Deployed, sources: Sequence[str]) -> None:
        for source in sources:
            deployed.drop(source, log(source))

    def finish(self, deployed: Deployed, sources: Sequence[str]) -> Mapping[str, str]:
        return {}

    def wrongs(self, source: str, facts: Facts) -> Iterator[str]:
        yield from wrongs(facts)


DROP = Drop()
# A log first: what the others find is of it.
WAYS: tuple[Way, ...] = (DROP, Audit(), Press(), Backfill())


def way_of(function: str) -> Way:
    """Return the way on which effects of a Lambda, as places name it, are broken."""
    return next(way for way in WAYS if function in way.functions)
