"""A batch of a backfill: what passes between Step Functions and the Lambda, and what has become of its parts."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import Field

from crosscut.aws.parts import ObjectPart
from crosscut.backfill import Failure
from crosscut.model import Frozen


class Task(Frozen):
    """One batch: a line of a run's list."""

    backfill: str
    run: int
    batch: str
    source: str
    day: date  # on which its objects arrived, in UTC
    objects: int
    bytes: int  # of those that have not failed
    left: tuple[ObjectPart, ...]
    done: tuple[str, ...] = ()  # ids of parts
    failed: tuple[Failure, ...] = ()
    tries: int = 0
    pause: int = 0  # seconds until it is worth going on
    next: Literal["sanitize", "analyse", "end"] = "sanitize"
    notify: bool = False
    share: int = Field(default=50, ge=0, le=100)
    digest_key: str = ""
    digest_id: str = ""
    error: dict[str, Any] | None = None  # Step Functions: why the last run has failed

    def to_json(self) -> str:
        return self.model_dump_json(by_alias=True, ensure_ascii=True, exclude={"error"})


class Tally:
    """What has become of a task's parts: done, or failed with the object that they are of."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._done = dict.fromkeys(task.done)
        self._failed = {each.key: each for each in task.failed}
        self._lost = 0  # bytes of objects that have failed since

    @property
    def settled(self) -> int:
        """How many parts are done, and objects failed."""
        return len(self._done) + len(self._failed)

    def finish(self, part: ObjectPart) -> None:
        """Note that a part is done."""
        self._done[part.id] = None

    def fail(self, part: ObjectPart, reason: str) -> bool:
        """Note that a part's object has failed. Returns whether that is news."""
        key = part.created.key
        if key in self._failed:
            return False
        self._failed[key] = Failure(key=key, reason=reason[:300])
        self._lost += part.created.detail.object.size
        return True

    def task(self, *, left: tuple[ObjectPart, ...], **changes: int) -> Task:
        """Return the task as it is now."""
        done, failed = tuple(self._done), tuple(self._failed.values())
        size = self._task.bytes - self._lost
        return self._task.model_copy(
            update={"left": left, "done": done, "failed": failed, "bytes": size, **changes}
        )
