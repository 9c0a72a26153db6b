"""How a backfill stands, as a line for people and as JSON."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from crosscut.cli.backfill_deployment import Standing
from crosscut.cli.quantities import counted, duration, number, size
from crosscut.plain import plain


class Pace(NamedTuple):
    """How fast it goes, by what was done in a time."""

    objects: int = 0
    bytes: int = 0
    seconds: float = 0.0

    @property
    def known(self) -> bool:
        """Whether anything was done yet."""
        return self.objects > 0 and self.seconds > 0

    def left(self, objects: int) -> timedelta:
        """Return how long so many objects take."""
        return timedelta(seconds=objects * self.seconds / self.objects)


_UNKNOWN = Pace()


def line(standing: Standing, pace: Pace = _UNKNOWN) -> str:
    """Return one line."""
    progress = standing.progress
    parts = [
        f"{standing.plan.id} {standing.state}: {number(progress.done)} of {counted(progress.objects, 'object')} done",
        f"{number(progress.failed)} failed",
        f"{number(progress.left)} left",
        f"{size(progress.bytes_done)} of {size(progress.bytes)}",
    ]
    return ", ".join((*parts, *_speed(standing, pace)))


def beside_a_bar(standing: Standing, pace: Pace = _UNKNOWN) -> str:
    """Return what fits beside a bar on 80 columns."""
    progress = standing.progress
    parts = [f"{number(progress.done)} of {number(progress.objects)}"]
    parts += [f"{number(progress.failed)} failed"] if progress.failed else []
    return ", ".join((*parts, *_speed(standing, pace)))


def _speed(standing: Standing, pace: Pace) -> list[str]:
    if not pace.known or standing.is_over:
        return []
    left = standing.progress.left
    speed = [f"{size(int(pace.bytes / pace.seconds))}/s"]
    return [*speed, f"about {duration(pace.left(left))} left"] if left else speed


def failures(standing: Standing, *, most: int) -> list[str]:
    """Return a line for each object that failed, up to so many, and why the run did."""
    found = [f"  {plain(each.key)}: {plain(each.reason)}" for each in standing.progress.failures[:most]]
    if standing.progress.failed > most:
        found.append(f"  and {number(standing.progress.failed - most)} more (--json has them all)")
    if standing.state == "failed" and standing.run.reason:
        found.append(f"  the run has failed: {plain(standing.run.reason)}")
    return found


def document(standing: Standing, pace: Pace = _UNKNOWN) -> dict[str, object]:
    """Return what JSON shows."""
    plan, progress = standing.plan, standing.progress
    seconds = pace.left(progress.left).total_seconds() if pace.known and progress.left else None
    return {
        "id": plan.id,
        "state": standing.state,
        "bucket": plan.bucket,
        "prefix": plan.prefix,
        "sources": list(plan.sources),
        "started_at": plan.started_at.isoformat(),
        "run": plan.run,
        "objects": progress.objects,
        "done": progress.done,
        "failed": progress.failed,
        "left": progress.left,
        "bytes": progress.bytes,
        "bytes_done": progress.bytes_done,
        "seconds_left": None if standing.is_over or seconds is None else round(seconds),
        "failures": [each.model_dump() for each in progress.failures],
        "reason": standing.run.reason,
    }
