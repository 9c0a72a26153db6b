"""Who is told of what, where, and when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from crosscut.alerting.notice import Why
from crosscut.config import Source
from crosscut.model import Insight, Severity
from crosscut.notifying import Notifying, Route


class Delay(NamedTuple):
    """Until when a first message is held back, and why."""

    until: datetime
    why: Why


class Routing:
    """The sources file's answers for one source and severity at one time."""

    def __init__(self, source: Source, severity: Severity, *, notifying: Notifying, now: datetime) -> None:
        self._source = source
        self._severity = severity
        self._notifying = notifying
        self._now = now

    @property
    def source(self) -> Source:
        """The source as the first route that fits has it: its channel, from which severity, whether by SNS."""
        route = next((route for route in self._notifying.routes if self._fits(route)), None)
        channels = (route.slack_channel if route else "", self._source.slack_channel)
        changes: dict[str, object] = {
            "slack_channel": next(filter(None, channels), self._notifying.slack_channel)
        }
        if route and route.notify_at is not None:
            changes["notify_at"] = route.notify_at
        if route and route.sns is not None:
            changes["sns"] = route.sns
        return self._source.model_copy(update=changes)

    @property
    def delay(self) -> Delay | None:
        """Whether a first message waits. What is critical waits for a maintenance window alone, or if it was said."""
        zone = self._notifying.time_zone
        windows = (*self._source.maintenance, *self._notifying.maintenance)
        if end := _latest(window.end(self._now, default_zone=zone) for window in windows):
            return Delay(end, Why.MAINTENANCE)
        critical = self._severity is Severity.CRITICAL
        hours = self._source.quiet_hours or self._notifying.quiet_hours
        holding = [quiet for quiet in hours if quiet.hold_critical or not critical]
        end = _latest(quiet.end(self._now, default_zone=zone) for quiet in holding)
        return Delay(end, Why.QUIET) if end else None

    def _fits(self, route: Route) -> bool:
        return route.fits(
            source=self._source.name,
            environment=self._source.environment,
            severity=self._severity,
            now=self._now,
            default_zone=self._notifying.time_zone,
        )


def should_tell(insight: Insight, source: Source) -> bool:
    """Whether people are told: the insight is at least as severe as the source's `notify_at`."""
    return insight.severity.rank >= source.notify_at.rank


def _latest(ends: Iterable[datetime | None]) -> datetime | None:
    return max((end for end in ends if end is not None), default=None)
