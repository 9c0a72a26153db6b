"""What a backfill has to do: objects of a listing that did not get through yet, in batches of one source and day."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from crosscut.aws.backfill_task import Task
from crosscut.aws.ledger import DynamoLedger
from crosscut.aws.messages import ObjectCreated
from crosscut.aws.parts import ObjectPart
from crosscut.backfill import BATCH_BYTES, BATCH_OBJECTS, Outcome, Plan
from crosscut.conservation import Listed, through_of

_DAY = timedelta(days=1)


class Wanted(NamedTuple):
    """Which objects of a listing are meant."""

    since: datetime
    until: datetime
    pattern: str = ""  # of the key, as a shell has it: "*.log.gz"

    def takes(self, item: Listed) -> bool:
        """Whether it is meant."""
        return (
            not item.is_folder_marker
            and self.since <= item.modified < self.until
            and (not self.pattern or fnmatch.fnmatchcase(item.key, self.pattern))
        )


def not_yet_through(items: Sequence[Listed], ledger: DynamoLedger, *, bucket: str) -> list[Listed]:
    """Return those that the ledger does not know as sanitized and analysed, whole."""
    days = {_day(item) + _DAY * step for item in items for step in (-1, 0, 1)}
    entries = (entry for day in sorted(days) for entry in ledger.entries(day, day))
    done = through_of(entry for entry in entries if entry.bucket == bucket and entry.analysed_at)
    return [item for item in items if not done.has(item)]


class Group(NamedTuple):
    """The objects of one batch."""

    day: date
    source: str
    items: Sequence[Listed]


def groups_of(items: Iterable[Listed], *, source_of: Callable[[str], str]) -> list[Group]:
    """Return the objects in batches, in order of days. `source_of` returns the source of a key."""
    together: dict[tuple[date, str], list[Listed]] = {}
    for item in items:
        together.setdefault((_day(item), source_of(item.key)), []).append(item)
    return [
        Group(day, source, some)
        for (day, source), group in sorted(together.items())
        for some in _slices(sorted(group, key=lambda item: (item.modified, item.key)))
    ]


def tasks_of(groups: Iterable[Group], plan: Plan) -> Iterator[Task]:
    """Yield the tasks of a plan's first run."""
    for number, group in enumerate(groups, start=1):
        yield Task(
            backfill=plan.id,
            run=plan.run,
            batch=f"{number:06d}",
            source=group.source,
            day=group.day,
            objects=len(group.items),
            bytes=sum(item.size for item in group.items),
            left=tuple(_part(item, bucket=plan.bucket, source=plan.source) for item in group.items),
            notify=plan.notify,
            share=plan.share,
        )


def still_to_do(tasks: Iterable[Task], outcomes: Iterable[Outcome], *, run: int) -> Iterator[Task]:
    """Yield what a further run has to do: batches that are not through, and of the others what has failed."""
    known = {each.batch: each for each in outcomes}
    for task in tasks:
        outcome = known.get(task.batch)
        if outcome is None or not outcome.analysed:
            yield task.model_copy(update={"run": run})
        elif outcome.failures:
            keys = {failure.key for failure in outcome.failures}
            again = tuple(part for part in task.left if part.created.key in keys)
            size = sum(part.created.detail.object.size for part in again)
            yield task.model_copy(
                update={
                    "run": run, "batch": f"{task.batch}-{run}", "left": again, "objects": len(again), "bytes": size,
                }
            )  # fmt: skip


def _slices(items: Sequence[Listed]) -> Iterator[list[Listed]]:
    some: list[Listed] = []
    size = 0
    for item in items:
        if some and (len(some) == BATCH_OBJECTS or size + item.size > BATCH_BYTES):
            yield some
            some, size = [], 0
        some.append(item)
        size += item.size
    if some:
        yield some


def _day(item: Listed) -> date:
    return item.modified.astimezone(UTC).date()


def _part(item: Listed, *, bucket: str, source: str) -> ObjectPart:
    written = {"key": item.key, "etag": item.etag, "size": item.size}
    created = ObjectCreated.model_validate(
        {"time": item.modified, "detail": {"bucket": {"name": bucket}, "object": written}}
    )
    return ObjectPart(created=created, source=source)
