"""The nouns of incidents: insights that belong together, from the first sign to when it is over."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from crosscut.model import Category, Frozen, Insight, Moment, Severity
from crosscut.versioned import Unchanged, Versioned

INCIDENT_SCHEMA = 1


class Phase(StrEnum):
    """How far an incident is."""

    OPENED = "opened"
    UPDATED = "updated"  # an insight joined it, it grew worse, or it is heard of again after it was quiet
    QUIET = "quiet"  # nothing was heard of it for a while
    RESOLVED = "resolved"  # nothing was heard for long, or a person said so
    REOPENED = "reopened"


class Member(Frozen):
    """An insight of an incident, as far as the incident is concerned."""

    insight: str
    source: str
    title: str
    severity: Severity
    category: Category
    services: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    traces: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    words: tuple[str, ...] = ()  # what its texts name: to see whether they name another member's service
    count: int  # records
    began: datetime  # this time; it may have been there before
    last: datetime
    resolved_by: str = ""  # the person; empty while it is not resolved
    because: str = ""  # what ties it to the others; empty for the first


class Change(Frozen):
    """What happened to an incident."""

    at: datetime
    phase: Phase
    what: str
    by: str = ""  # the person; empty where it was Crosscut


class Incident(Versioned):
    """Insights that belong together. It is announced at least once at each `revision`."""

    newest: ClassVar[int] = INCIDENT_SCHEMA

    schema_version: int = INCIDENT_SCHEMA
    id: str
    revision: int = 1
    phase: Phase
    title: str
    severity: Severity
    sources: tuple[str, ...]
    services: tuple[str, ...]  # affected
    first_cause: str  # id of the insight that the others seem to follow from
    members: tuple[Member, ...]  # the first cause first, then in order of time
    timeline: tuple[Moment, ...]  # when each member began and what ties it, in order of time
    changes: tuple[Change, ...]  # the latest, in order of time
    count: int  # records
    began: datetime  # time of the first record
    last_seen: datetime  # time of the last record
    opened_at: datetime
    heard_at: datetime  # when the last news of it came; silence counts from then
    resolved_at: datetime | None = None
    merged: tuple[str, ...] = ()  # incidents that turned out to be this one
    merged_into: str = ""  # the incident that this one turned out to be

    @property
    def is_over(self) -> bool:
        """Whether it is resolved or has become part of another."""
        return self.phase is Phase.RESOLVED or bool(self.merged_into)


class Owed(Frozen):
    """What is still to be written on an insight: the incident that it belongs to, or that silence has resolved it."""

    insight: str
    source: str
    incident: str
    resolved_at: datetime | None = None


class Board(Unchanged):
    """The incidents that are not over, or not for long, and what is still owed because of them."""

    incidents: tuple[Incident, ...] = ()
    owed: tuple[Owed, ...] = ()
    unannounced: tuple[str, ...] = ()  # ids of incidents whose last change may not have been announced

    def holding(self, insight_id: str) -> Incident | None:
        """Return the incident that an insight belongs to."""
        return next((i for i in self.living if any(m.insight == insight_id for m in i.members)), None)

    @property
    def living(self) -> tuple[Incident, ...]:
        """The incidents that have not become part of another."""
        return tuple(i for i in self.incidents if not i.merged_into)


class Outcome(Frozen):
    """What a change of the board has to be followed by; doing it twice does no harm."""

    announced: tuple[Incident, ...] = ()
    owed: tuple[Owed, ...] = ()
    belongs: dict[str, str] = Field(
        default_factory=dict
    )  # insight to incident, of the insights that were told of


def with_incident(insight: Insight, outcome: Outcome) -> Insight:
    """Return the insight with the incident that it belongs to."""
    incident = outcome.belongs.get(insight.id, insight.incident)
    return insight if incident == insight.incident else insight.model_copy(update={"incident": incident})
