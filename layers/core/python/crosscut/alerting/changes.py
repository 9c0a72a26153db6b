"""What has become of a problem since people were last told of it, and whether they are to hear of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from crosscut.alerting.notice import Told
from crosscut.decisions import is_muted
from crosscut.model import Insight, Severity, Status

COOL_DOWN = timedelta(seconds=60)  # between two edits for the sake of figures alone
STILL = timedelta(minutes=30)  # between two words that it is still going on
AFRESH = timedelta(days=7)  # of peace, after which the same problem is told by a message of its own again


class Change(StrEnum):
    """What people are told besides the first message; the values are those of the attribute `kind` of SNS."""

    NEW = "new"
    WORSE = "worse"
    REOPENED = "reopened"
    RESOLVED = "resolved"
    EXPLAINED = "explained"
    STILL = "still"
    SUMMARY = "summary"

    @property
    def pages(self) -> bool:
        """Whether it is told also where nothing that was said can be edited."""
        return self in (Change.WORSE, Change.REOPENED, Change.RESOLVED)


class Since(NamedTuple):
    """What has changed."""

    change: Change | None  # the weightiest
    matters: bool  # more than figures


def since(told: Told, insight: Insight, *, now: datetime) -> Since:
    """Compare what people know with how it is."""
    explained = is_explained(insight)
    matters = insight.status is not told.status or explained != told.explained
    if insight.severity.rank > told.severity.rank and not _is_silenced(insight, now):
        return Since(Change.WORSE, True)
    if insight.status is Status.RESOLVED:
        return Since(Change.RESOLVED if told.status is not Status.RESOLVED else None, matters)
    if told.status is Status.RESOLVED:
        return Since(Change.REOPENED, True)
    if is_muted(insight, now):
        return Since(None, matters)
    if explained and not told.explained:
        return Since(Change.EXPLAINED, True)
    goes_on = insight.count > told.count and now - told.spoken_at >= STILL
    if goes_on and insight.status is Status.OPEN:
        return Since(Change.STILL, matters)
    return Since(None, matters)


def is_afresh(told: Told, insight: Insight, *, now: datetime) -> bool:
    """Whether it comes back after so long that the old message would not be found."""
    last = max(told.spoken_at, told.edited_at)
    return insight.count > told.count and now - last >= AFRESH


def is_explained(insight: Insight) -> bool:
    """Whether a model has told the cause."""
    return insight.analyst != "offline"


def is_loud(change: Change, insight: Insight) -> bool:
    """Whether a word in a thread is also shown in its channel: who was calm about it should look again."""
    return change is Change.REOPENED or (change is Change.WORSE and insight.severity is Severity.CRITICAL)


def _is_silenced(insight: Insight, now: datetime) -> bool:
    """Whether it is muted; but what has become critical is told all the same."""
    return is_muted(insight, now) and insight.severity is not Severity.CRITICAL
