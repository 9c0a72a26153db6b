"""What becomes of a finding that is seen again: two insights of one id are one, with a count."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from crosscut.decisions import kept_decisions, seen_at, settled
from crosscut.model import Insight, Sighting
from crosscut.rates import joined
from crosscut.sightings import TARGETS, TRACES

KEPT_OBJECTS = 50  # the latest; a finding may recur in every object for months
KEPT_NAMES = 20
KEPT_SIGHTINGS = 30
KEPT_DIGESTS = 200  # of one insight, to tell a repeated delivery from news


def merge(stored: Insight, new: Insight) -> Insight:
    """Return what is to be stored once `new`, of the same id, was found too.

    Counts add up, the time it spans grows, the severity is the higher of both, and it is as old as the first.
    The text (title, cause, evidence, steps, confidence, who says so) is that of the one seen later, save that a less
    severe one never takes the place of a more severe one, nor the rules' own that of a model's as severe.
    What people said stays, and the status follows from it anew. Sightings of one digest are one.
    """
    text = _text_of(stored, new)
    merged = text.model_copy(
        update={
            "severity": max(stored.severity, new.severity, key=lambda severity: severity.rank),
            "count": stored.count + new.count,
            "first_seen": min(_known(stored.first_seen, new.first_seen), default=None),
            "last_seen": max(_known(stored.last_seen, new.last_seen), default=None),
            "created_at": min(stored.created_at, new.created_at),
            "services": _union(stored.services, new.services)[:KEPT_NAMES],
            "rules": _union(stored.rules, new.rules)[:KEPT_NAMES],
            "traces": _latest(text.traces, stored.traces, new.traces),
            "targets": tuple(sorted({*stored.targets, *new.targets}))[:TARGETS],
            "objects": _union(stored.objects, new.objects)[-KEPT_OBJECTS:],
            "decisions": kept_decisions((*stored.decisions, *new.decisions)),
            "sightings": _kept_sightings((*stored.sightings, *new.sightings)),
            "rate": joined(stored.rate, new.rate),
            "incident": min(filter(None, (stored.incident, new.incident)), default=""),
        }
    )
    return settled(merged)


def remembered(digests: Iterable[str], digest_id: str) -> tuple[str, ...]:
    """Return the merged digests' ids with one more, without the oldest ones beyond the bound."""
    return (*digests, digest_id)[-KEPT_DIGESTS:]


def _kept_sightings(sightings: Iterable[Sighting]) -> tuple[Sighting, ...]:
    # Of two accounts of one digest the same one stays, whichever came first.
    ordered = sorted(sightings, key=lambda s: (s.at, s.digest, s.count, s.severity.rank, s.peak, s.object))
    one_each = {sighting.digest: sighting for sighting in ordered}
    return tuple(sorted(one_each.values(), key=lambda s: (s.at, s.digest))[-KEPT_SIGHTINGS:])


def _latest(*traces: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(id_ for some in traces for id_ in some))[:TRACES]


def _text_of(stored: Insight, new: Insight) -> Insight:
    later = new if seen_at(new) >= seen_at(stored) else stored
    other = stored if later is new else new
    if later.severity.rank < other.severity.rank:
        return other  # what is still logged once the worst is over says less
    rules_only_over_model = later.analyst == "offline" and other.analyst != "offline"
    return other if rules_only_over_model and later.severity.rank <= other.severity.rank else later


def _known(*times: datetime | None) -> list[datetime]:
    return [time for time in times if time is not None]


def _union(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))
