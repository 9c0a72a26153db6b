"""A backfill in figures: what it would take, and how far it is."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from pydantic import Field

from crosscut.model import Frozen

# What one batch is at the most: one digest, one analysis. Its objects are of one source and one day.
BATCH_OBJECTS = 50
BATCH_BYTES = 64_000_000  # as stored
LOCAL_AT_ONCE = (
    2  # batches on the local AWS, whatever is asked for: the emulator takes it from the definition alone
)

# For the estimate. Speed: docs/benchmarks.md, redacting and folding on one core. Prices: AWS's list prices, us-east-1.
_BYTES_A_SECOND = 10e6
_INFLATION = 8  # of names that end as compressed ones do
_OBJECT_SECONDS = 0.25  # of calls to AWS beside reading
_LAMBDA_GB = 1.73
_USD_A_GB_SECOND, _USD_A_WRITE, _USD_A_TRANSITION, _USD_A_PUT = 13.3334e-6, 0.625e-6, 25e-6, 5e-6
_WRITES_AN_OBJECT, _PUTS_AN_OBJECT = 6, 2
_WRITES_A_BATCH = 40  # of which 30 are templates in the catalog
TRANSITIONS_A_BATCH = 6
_COMPRESSED = (".gz", ".zst", ".zstd", ".bz2")


class Failure(Frozen):
    """An object that a backfill could not do, and why; without anything of its content."""

    key: str
    reason: str


class Plan(Frozen):
    """What was asked for. `run` grows with each resume."""

    schema_version: int = 1
    id: str
    bucket: str
    prefix: str = ""
    source: str = ""  # by name; empty: the key of each object tells
    objects: int
    bytes: int
    batches: int
    sources: tuple[str, ...]
    oldest: date  # day of arrival of the first object
    newest: date
    started_at: datetime
    at_once: int = Field(ge=1, le=1000)
    notify: bool = False
    share: int = Field(default=50, ge=0, le=100)
    run: int = 1
    run_at: datetime  # when that run began
    stopped: bool = False


class Outcome(NamedTuple):
    """What has become of one batch that was sanitized."""

    batch: str
    objects: int  # done and failed
    bytes: int  # of the objects that were done
    failures: tuple[Failure, ...]
    analysed: bool


class Progress(NamedTuple):
    """How far a backfill is: objects and bytes, as stored."""

    objects: int
    bytes: int
    done: int = 0  # sanitized and analysed
    bytes_done: int = 0
    waiting: int = 0  # sanitized, to be analysed; they count as left
    failures: tuple[Failure, ...] = ()

    @property
    def failed(self) -> int:
        """How many objects could not be done."""
        return len(self.failures)

    @property
    def left(self) -> int:
        """How many objects are still to be done."""
        return max(0, self.objects - self.done - self.failed)


def progress_of(plan: Plan, outcomes: Iterable[Outcome]) -> Progress:
    """Return the sums."""
    done = bytes_done = waiting = 0
    failures: list[Failure] = []
    for each in outcomes:
        failures += each.failures
        through = each.objects - len(each.failures)
        if each.analysed:
            done += through
            bytes_done += each.bytes
        else:
            waiting += through
    ordered = tuple(sorted(failures, key=lambda failure: failure.key))
    return Progress(plan.objects, plan.bytes, done, bytes_done, waiting, ordered)


class Estimate(NamedTuple):
    """What a backfill would take, by what the code calls and AWS's list prices; a model's calls are not in it."""

    seconds: float
    usd: float

    @property
    def span(self) -> timedelta:
        """How long."""
        return timedelta(seconds=self.seconds)


def estimated(sizes: Iterable[tuple[str, int]], *, batches: int, at_once: int) -> Estimate:
    """Return the estimate for objects by their keys and bytes as stored."""
    objects, inflated = 0, 0.0
    for key, size in sizes:
        objects += 1
        inflated += size * (_INFLATION if key.lower().endswith(_COMPRESSED) else 1)
    work = inflated / _BYTES_A_SECOND + objects * _OBJECT_SECONDS
    writes = objects * _WRITES_AN_OBJECT + batches * _WRITES_A_BATCH
    usd = (
        work * _LAMBDA_GB * _USD_A_GB_SECOND
        + writes * _USD_A_WRITE
        + batches * TRANSITIONS_A_BATCH * _USD_A_TRANSITION
        + objects * _PUTS_AN_OBJECT * _USD_A_PUT
    )
    # Batches are analysed one after the other.
    return Estimate(max(work / max(1, min(at_once, batches)), batches * 0.4), math.ceil(usd * 100) / 100)
