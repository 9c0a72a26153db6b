"""Insights that people should have been told of, and nobody was: the ledger's law about its last arrow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from crosscut.alerting.routing import Routing, should_tell
from crosscut.config import Sources
from crosscut.conservation import GRACE, Brought, Difference, Kind
from crosscut.model import Insight, Status


class Noted(NamedTuple):
    """What is remembered of one insight in one place where people are told."""

    place: str  # the channel and the place, as one text
    is_told: bool
    due: datetime | None  # when it is looked at again; None: not before something happens


def untold(
    brought: Mapping[Brought, datetime],
    *,
    find: Callable[[str, str], Insight | None],
    noted: Callable[[str], Sequence[Noted]],
    sources: Sources,
    now: datetime,
    grace: timedelta = GRACE,
) -> Iterator[Difference]:
    """Yield the insights that were last brought longer ago than `grace`, and are unknown where they should be known.

    `find` returns an insight by source and id, `noted` what is remembered of an insight's places. What is held back or
    put off waits for its time and is no difference; nor is an insight that is over, or that somebody has decided about.
    """
    for (source, insight_id), at in brought.items():
        insight = find(source, insight_id) if at < now - grace else None
        if insight is None or insight.status is Status.RESOLVED or insight.decisions:
            continue
        # A route may be for some hours of the day alone: it has to be told whenever it was brought.
        if not all(_is_to_be_told(insight, sources, moment) for moment in (at, now)):
            continue
        places = noted(insight_id)
        missing = [place.place for place in places if not _is_done(place, now - grace)]
        if missing or not places:
            where = ", ".join(missing) or "any place"
            yield Difference(
                Kind.UNTOLD, f"{source}/{insight_id}", at, f"{insight.severity}, and not told in {where}"
            )


def _is_to_be_told(insight: Insight, sources: Sources, at: datetime) -> bool:
    source = sources.named(insight.source)
    routing = Routing(source, insight.severity, notifying=sources.notify, now=at)
    return should_tell(insight, routing.source)


def _is_done(place: Noted, overdue: datetime) -> bool:
    return place.is_told or (place.due is not None and place.due > overdue)
