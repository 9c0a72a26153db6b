"""More problems in one digest than people can read: the worst are told one by one, all others as one, counted.

Whatever follows (what explains what, triage, an insight, its history, a message for each) takes a time for each, which
this bounds too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from crosscut.detection.kinds import kind_of_detection
from crosscut.detection.problem import MAX_EVIDENCE, worst
from crosscut.model import Category, Detection

RULE = "many-problems"
MOST_TOLD = 200  # problems of one digest that are told one by one
_ENTITY = "further problems"
_SHOWN_RULES, _SHOWN_SERVICES, _SHOWN_TITLES, _SHOWN_CHARACTERS = 8, 12, 3, 120


def bounded(detections: Sequence[Detection]) -> tuple[list[Detection], list[Detection]]:
    """Return what is told one by one, and, of more than `MOST_TOLD`, one detection that stands for all others.

    The worst are told; of one severity those nearest to the root, of these the ones with most records.
    """
    if len(detections) <= MOST_TOLD:
        return list(detections), []
    ranked = sorted(
        detections,
        key=lambda d: (-d.severity.rank, kind_of_detection(d), -d.count, d.service, d.entity, d.title),
    )
    return ranked[:MOST_TOLD], [_rest(ranked[MOST_TOLD:], len(ranked))]


def _rest(others: Sequence[Detection], total: int) -> Detection:
    services = Counter(d.service for d in others if d.service)
    begun = [d.first_seen for d in others if d.first_seen]
    ended = [d.last_seen for d in others if d.last_seen]
    where = f" in {len(services):,} services" if len(services) > 1 else ""
    rules = _listed(
        [f"{n:,} × {rule}" for rule, n in Counter(d.rule for d in others).most_common()], _SHOWN_RULES
    )
    named = _listed([service for service, _ in services.most_common()], _SHOWN_SERVICES)
    shown = "; ".join(f"“{d.title[:_SHOWN_CHARACTERS]}”" for d in others[:_SHOWN_TITLES])
    return Detection(
        rule=RULE,
        severity=worst([d.severity for d in others]),
        category=Category.OTHER,
        title=f"{len(others):,} further problems{where}, at the same time",
        summary=f"These logs tell of {total:,} problems. The worst {MOST_TOLD} are told one by one, these are not: "
        f"{rules}.{f' Services: {named}.' if named else ''} The first of them: {shown}.",
        cause="So many at once have a cause in common, as a rule: something that all of them need, which is among what "
        "is told one by one if it is in these logs. Or one source holds the logs of very many systems, which are "
        "better sources of their own.",
        service="",
        template_ids=tuple(dict.fromkeys(id_ for d in others for id_ in d.template_ids)),
        evidence=tuple(d.evidence[0] for d in others[:MAX_EVIDENCE] if d.evidence),
        first_seen=min(begun, default=None),
        last_seen=max(ended, default=None),
        count=sum(d.count for d in others),
        entity=_ENTITY,
        confidence=0.3,
        techniques=tuple(sorted({technique for d in others for technique in d.techniques})),
    )


def _listed(some: Sequence[str], most: int) -> str:
    more = len(some) - most
    return ", ".join(some[:most]) + (f" and {more:,} more" if more > 0 else "")
