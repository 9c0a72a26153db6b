"""What people's decisions make of an insight: its status, its silence and its rank.

All of it follows from the decisions and from what was seen since, so that it does not matter in which order they
reach the store. docs/insights.md says the rules in prose.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from crosscut.model import Decision, Insight, Said, Status
from crosscut.times import in_utc

KEPT_DECISIONS = 20  # the latest, and besides them the latest of each kind
NAME_CHARACTERS, NOTE_CHARACTERS = 100, 500  # of who decided, and of what else was said
RISEN = 4  # times the records of the busiest minute before, which is a clear rise
RISEN_RECORDS = 10  # in a minute; below it no rate is a rise

BY_CROSSCUT = "crosscut"  # who resolves what has been silent for long; no judgement of a person

_STATUS = {
    Said.ACKNOWLEDGE: Status.ACKNOWLEDGED,
    Said.RESOLVE: Status.RESOLVED,
    Said.FALSE_ALARM: Status.RESOLVED,
    Said.REOPEN: Status.OPEN,
}
_JUDGEMENT = {Said.FALSE_ALARM: -1, Said.ACKNOWLEDGE: 1, Said.RESOLVE: 1, Said.REOPEN: 0}


def seen_at(insight: Insight) -> datetime:
    """Return when it was last seen, in UTC, or when it was made where its records carry no time."""
    return in_utc(insight.last_seen or insight.created_at)


def decided(insight: Insight, decision: Decision) -> Insight:
    """Return the insight once this was said. What was said before changes nothing when it is said again."""
    if any(_identity(each) == _identity(decision) for each in insight.decisions):
        return insight
    noted = decision.model_copy(
        update={
            "at": in_utc(decision.at),
            "until": in_utc(decision.until) if decision.until else None,
            "by": decision.by[:NAME_CHARACTERS],
            "note": decision.note[:NOTE_CHARACTERS],
            "severity": insight.severity,
            "seen": _seen_lately(insight),
            "peak": max((sighting.peak for sighting in insight.sightings), default=0),
        }
    )
    kept = kept_decisions((*insight.decisions, noted))
    return settled(insight.model_copy(update={"decisions": kept}))


def kept_decisions(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Return the latest decisions, each once, in order of time, with the latest of each kind among them."""
    # Of two accounts of one decision the same one stays, whichever came first.
    ordered = sorted(decisions, key=lambda d: (*_identity(d), d.model_dump_json()))
    each = list({_identity(decision): decision for decision in ordered}.values())
    latest = {decision.said: decision for decision in each}
    oldest_kept = len(each) - KEPT_DECISIONS
    return tuple(d for i, d in enumerate(each) if i >= oldest_kept or latest[d.said] is d)


def settled(insight: Insight) -> Insight:
    """Return the insight with the status and the mute that follow from its decisions."""
    status, muted_until = Status.OPEN, None
    last = _last(insight, _STATUS)
    if last:
        status = _STATUS[last.said]
        if status is Status.RESOLVED and _is_back(insight, last):
            status = Status.OPEN
    mute = _last(insight, (Said.MUTE, Said.UNMUTE))
    if mute:
        muted_until = mute.until
    return insight.model_copy(update={"status": status, "muted_until": muted_until})


def is_muted(insight: Insight, now: datetime) -> bool:
    """Whether nobody is to be told of it now."""
    return insight.muted_until is not None and in_utc(now) < in_utc(insight.muted_until)


def is_false_alarm(insight: Insight) -> bool:
    """Whether people said so and it has not become clearly worse since: then nobody is paged and no model asked."""
    return rank_of(insight) < 0


def rank_of(insight: Insight) -> int:
    """Return what people's last judgement makes of it: -1 a false alarm, 1 worth their time, 0 not judged.

    A false alarm that has become clearly worse counts as not judged.
    """
    last = _last(insight, _JUDGEMENT, by_people=True)
    if last is None:
        return 0
    return 0 if last.said is Said.FALSE_ALARM and _is_worse(insight, last) else _JUDGEMENT[last.said]


def _is_back(insight: Insight, resolution: Decision) -> bool:
    if resolution.said is Said.FALSE_ALARM:
        return _is_worse(insight, resolution)
    return _seen_lately(insight) > _since(resolution)


def _is_worse(insight: Insight, decision: Decision) -> bool:
    """Whether it is more severe than it was then, or comes at a clearly higher rate."""
    if decision.severity and insight.severity.rank > decision.severity.rank:
        return True
    if not decision.peak:
        return False
    least = max(RISEN * decision.peak, RISEN_RECORDS)
    since = _since(decision)
    return any(each.peak >= least and in_utc(each.at) > since for each in insight.sightings)


def _since(decision: Decision) -> datetime:
    """After when something is news: the clock of a log may go ahead of that of who decided."""
    at = in_utc(decision.at)
    return max(at, in_utc(decision.seen)) if decision.seen else at


def _seen_lately(insight: Insight) -> datetime:
    return max([seen_at(insight), *(in_utc(sighting.at) for sighting in insight.sightings)])


def _last(insight: Insight, kinds: Iterable[Said], *, by_people: bool = False) -> Decision | None:
    wanted = frozenset(kinds)
    said = (d for d in reversed(insight.decisions) if not by_people or d.by != BY_CROSSCUT)
    return next((d for d in said if d.said in wanted), None)


def _identity(decision: Decision) -> tuple[datetime, str, str]:
    return in_utc(decision.at), decision.said, decision.by[:NAME_CHARACTERS]
