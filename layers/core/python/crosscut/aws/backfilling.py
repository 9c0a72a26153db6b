"""A backfill's work on one batch: its objects sanitized within the time of a run, then one digest of all of them.

Step Functions hands over a `Task` and gets it back as it is then, until nothing of it is left. It may ask for the same
again at any time: what was done is not done again.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from crosscut.aws import clients
from crosscut.aws.backfill_task import Tally, Task
from crosscut.aws.backfills import Backfills
from crosscut.aws.digests import DigestStore
from crosscut.aws.ledger import DynamoLedger
from crosscut.aws.messages import ObjectPlace
from crosscut.aws.parts import ObjectPart
from crosscut.aws.sanitizing import Sanitizing
from crosscut.aws.shapes import problem_of
from crosscut.aws.shell import Deadline, Log, Meter, described
from crosscut.backfill import Outcome, Plan
from crosscut.config import SanitizeSettings
from crosscut.errors import CrosscutError, PermanentError, RetryableError
from crosscut.folding import merge
from crosscut.grants import covers
from crosscut.model import DigestMessage

TRIES = 4  # runs in a row in which nothing of a batch could be done
LONGEST_PAUSE_SECONDS = 300
_LOOK_SECONDS = 2.0  # between two looks whether somebody has stopped it
_IN_HAND = "another run has it in hand"


class Backfilling:
    """One for each container."""

    def __init__(self, sanitizing: Sanitizing, settings: SanitizeSettings, *, log: Log, meter: Meter) -> None:
        self._sanitizing = sanitizing
        self._log = log
        self._meter = meter
        self._base_pause = settings.retry_seconds
        self._grants = settings.readable
        self._digests = DigestStore(clients.s3(), settings.work_bucket)
        self._ledger = DynamoLedger(clients.dynamodb(), settings.ledger_table)
        self._backfills = Backfills(clients.dynamodb(), settings.ledger_table)

    def work(self, document: dict[str, Any], *, deadline: Deadline) -> dict[str, Any]:
        """Do what there is time for, and return the task as it is then. Raises `PermanentError` for what is none."""
        self._meter.add_metric("BackfillRuns", "Count", 1)
        try:
            task = Task.model_validate(document)
        except ValueError as error:
            raise PermanentError(
                f"a backfill's task is not one of this version's: {_problem(error)}"
            ) from None
        if not self._is_on(task):
            return _answer(task, {"next": "end"})
        if task.error is not None:
            return self._finished(self._given_up(task))
        worked = self._worked(task, deadline)
        if worked is None:
            return _answer(task, {"next": "end"})
        return _answer(worked, {"next": "sanitize"}) if worked.left else self._finished(worked)

    def _worked(self, task: Task, deadline: Deadline) -> Task | None:
        """Return the task after one pass over what is left of it, None where somebody has stopped it."""
        waiting, later = deque(task.left), list[tuple[ObjectPart, str]]()
        tally = Tally(task)
        begun, looked = tally.settled, time.monotonic()
        while waiting and not deadline.is_near():
            if time.monotonic() - looked > _LOOK_SECONDS:
                if not self._is_on(task):
                    return None
                looked = time.monotonic()
            part = waiting.popleft()
            try:
                waiting.extendleft(reversed(self._sanitize(task, part, deadline)))
                tally.finish(part)
            except _LaterError as error:
                later.append((part, str(error)))
            except _FailedError as error:
                self._fail(tally, part, str(error))
        advanced = tally.settled > begun
        tries = 0 if advanced or waiting else task.tries + 1
        if tries >= TRIES:
            for part, reason in later:
                self._fail(tally, part, reason)
            later = []
        idle = bool(later) and not waiting
        in_hand = any(reason == _IN_HAND for _, reason in later)
        return tally.task(
            left=(*waiting, *(part for part, _ in later)),
            tries=tries,
            pause=self._pause(tries, deadline if in_hand else None) if idle else 0,
        )

    def _pause(self, tries: int, deadline: Deadline | None) -> int:
        """Return for how many seconds to wait. The last time as long as whoever has a part in hand may have it: a run
        that was killed holds it until then, and must not cost the part.
        """
        pause = int(min(self._base_pause * 2**tries, LONGEST_PAUSE_SECONDS))
        return max(pause, deadline.longest_seconds) if deadline and tries == TRIES - 1 else pause

    def _sanitize(self, task: Task, part: ObjectPart, deadline: Deadline) -> Sequence[ObjectPart]:
        """Sanitize a part, unless that was done, and return what it has left. Raises one of the two errors below."""
        from aws_lambda_powertools.utilities.idempotency.exceptions import (
            IdempotencyAlreadyInProgressError,
            IdempotencyPersistenceLayerError,
        )

        try:
            self._check(task, part)
            self._sanitizing.once(part, deadline=deadline, onward=_Kept(), cut=False)
        except IdempotencyAlreadyInProgressError:
            raise _LaterError(_IN_HAND) from None
        except IdempotencyPersistenceLayerError as error:  # before the work or after it
            raise _LaterError("the table of what was done cannot be asked now") from error
        except RetryableError as error:
            raise _LaterError(str(error)) from error
        except CrosscutError as error:
            raise _FailedError(str(error)) from error
        except Exception as error:
            self._log.error("object failed", extra={**described(error), "part": part.id})
            raise _FailedError(f"internal error: {type(error).__name__}; see the log of sanitize") from error
        self._meter.add_metric("BackfillObjects", "Count", int(part.start.line == 1))
        # From what was written down, since it may be another run that has read it.
        plan = self._sanitizing.plans.find(part.id)
        return plan.parts(part)[1:] if plan else ()

    def _check(self, task: Task, part: ObjectPart) -> None:
        """Raises `PermanentError` for what this deployment does not let a backfill read, or takes for another's."""
        created = part.created
        if not covers(self._grants, created.bucket, created.key):
            raise PermanentError(f"the bucket {created.bucket} is not among the deployment's backfillBuckets")
        source = self._sanitizing.source_of(part).name
        if source != task.source:
            raise PermanentError(
                f"of source {task.source} here, of {source} in the deployment: name its sources file in "
                "CROSSCUT_SOURCES"
            )

    def _given_up(self, task: Task) -> Task:
        """Return a task whose runs were killed, without what is left of it; what the ledger knows of that is done."""
        error = str((task.error or {}).get("Error", "no reason given"))[:100]
        tally = Tally(task)
        for part in task.left:
            if self._ledger.knows(part.id, task.day):
                tally.finish(part)
            else:
                self._fail(tally, part, f"its run was ended each time ({error})")
        return tally.task(left=())

    def _finished(self, task: Task) -> dict[str, Any]:
        """Merge the digests, and write down what has become of the batch."""
        changes: dict[str, Any] = {"next": "end"}
        if task.done:
            digest_id = f"{task.backfill}-{task.batch}"
            places = [ObjectPlace(task.source, part, _noon(task.day)) for part in task.done]
            digest = merge(
                [self._digests.read(each.key("digests", f"{each.part_id}.json")) for each in places]
            )
            key = self._digests.write(
                digest, ObjectPlace(task.source, digest_id, _noon(task.day)), folder="merged"
            )
            changes = {"next": "analyse", "digest_key": key, "digest_id": digest_id}
        outcome = Outcome(task.batch, task.objects, task.bytes, task.failed, analysed=not task.done)
        self._backfills.sanitized(task.backfill, outcome, now=datetime.now(UTC))
        self._log.info(
            "batch sanitized",
            extra={
                "backfill": task.backfill, "batch": task.batch, "source": task.source,
                "objects": task.objects, "failed": len(task.failed),
            },
        )  # fmt: skip
        return _answer(task, changes)

    def _fail(self, tally: Tally, part: ObjectPart, reason: str) -> None:
        if tally.fail(part, reason):
            self._meter.add_metric("BackfillObjectsFailed", "Count", 1)

    def _is_on(self, task: Task) -> bool:
        """Whether nobody has stopped this run."""
        plan: Plan | None = self._backfills.find(task.backfill)
        return plan is not None and not plan.stopped and plan.run == task.run


class _LaterError(Exception):
    """A part may be done later."""


class _FailedError(Exception):
    """A part cannot be done."""


class _Kept:
    """What comes of a part stays where it was written down; the batch collects it."""

    def parts(self, parts: Sequence[ObjectPart]) -> None: ...

    def digest(self, message: DigestMessage) -> None: ...


def _answer(task: Task, changes: dict[str, Any]) -> dict[str, Any]:
    document: dict[str, Any] = task.model_copy(update=changes).model_dump(
        mode="json", by_alias=True, exclude={"error"}
    )
    return document


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def _problem(error: ValueError) -> str:
    from pydantic import ValidationError

    return problem_of(error) if isinstance(error, ValidationError) else type(error).__name__
