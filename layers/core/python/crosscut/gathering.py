"""Insights into incidents: what follows when insights were stored, the clock ticked, or a person has decided.

What changes on the board of incidents is first put there together with what has to follow from it, then that is done.
What a crash leaves undone the next tick makes good, so an incident is announced at least once at each revision.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

from crosscut.errors import NoSuchIncidentError, NoSuchInsightError
from crosscut.incident import Incident, Phase, with_incident
from crosscut.insights.follow_up import follow_up
from crosscut.insights.port import Incidents, InsightStore
from crosscut.model import Decision, Insight, Status

Announce = Callable[[Sequence[Incident]], object]


def nobody(_: Sequence[Incident]) -> None:
    """Announce to nobody."""


def gathered(
    insights: Sequence[Insight],
    *,
    incidents: Incidents,
    store: InsightStore,
    now: datetime,
    announce: Announce = nobody,
) -> list[Insight]:
    """Let stored insights open, join and end incidents. Returns them with the incidents that they belong to."""
    if not insights:
        return []
    outcome = incidents.tell(insights, now=now)
    follow_up(outcome.owed, store)
    if outcome.announced:
        announce(outcome.announced)
    return [with_incident(insight, outcome) for insight in insights]


def tick(
    incidents: Incidents,
    *,
    store: InsightStore,
    now: datetime,
    announce: Announce = nobody,
) -> None:
    """Look which incidents are quiet or over, and make good what an earlier run has left undone."""
    outcome = incidents.tick(now=now)
    follow_up(outcome.owed, store)
    if outcome.announced:
        announce(outcome.announced)
    incidents.done(outcome)


def resolved(changed: Sequence[Incident], store: InsightStore) -> list[Insight]:
    """Return the insights, as they are stored, of those incidents that are over: silence may have resolved them."""
    members = [m for incident in changed if incident.phase is Phase.RESOLVED for m in incident.members]
    found = (store.find(member.source, member.insight) for member in members)
    return [insight for insight in found if insight and insight.status is Status.RESOLVED]


def decide(
    insight_id: str,
    decision: Decision,
    *,
    store: InsightStore,
    incidents: Incidents | None = None,
    announce: Announce = nobody,
) -> Insight:
    """Record what a person said of an insight; an incident of which each insight is resolved is over.

    Raises `NoSuchInsightError`.
    """
    insight = store.decide(insight_id, decision)
    if incidents:
        [insight] = gathered([insight], incidents=incidents, store=store, now=decision.at, announce=announce)
    return insight


def resolve(
    incident_id: str,
    decision: Decision,
    *,
    store: InsightStore,
    incidents: Incidents,
    announce: Announce = nobody,
) -> Incident:
    """Record that a person has resolved an incident, and with it each of its insights. Returns it as it is now.

    One that has become part of another stands for that one. Raises `NoSuchIncidentError`.
    """
    incident_id = living(incident_id, incidents).id
    outcome = incidents.resolve(incident_id, by=decision.by, note=decision.note, now=decision.at)
    incident = living(incident_id, incidents)
    for member in incident.members:
        with suppress(NoSuchInsightError):  # it has expired
            store.decide(member.insight, decision, source=member.source)
    if outcome.announced:
        announce(outcome.announced)
    return incident


def living(incident_id: str, incidents: Incidents) -> Incident:
    """Return the incident that this one has become part of, or itself."""
    seen: set[str] = set()
    wanted = incident_id
    while incident := incidents.get(wanted):
        if not incident.merged_into or wanted in seen:
            return incident
        seen.add(wanted)
        wanted = incident.merged_into
    raise NoSuchIncidentError(incident_id)
