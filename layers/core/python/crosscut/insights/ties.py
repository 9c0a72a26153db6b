"""Why two insights belong together: near in time, they share ids, one names the other's service, or they are alike."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from crosscut.decisions import seen_at
from crosscut.incident import Member
from crosscut.model import Category, Insight, Said, Sighting, Status

SLACK = timedelta(minutes=5)  # a consequence starts within so long of its cause's life
EPISODE = timedelta(hours=4)  # a silence of an insight after which it has begun anew
_TITLE_CHARACTERS = 300
_WORDS, _EVIDENCE, _EVIDENCE_CHARACTERS, _TRACES = 150, 3, 500, 40
_WORD = re.compile(r"[a-z][a-z0-9_]*(?:[.\-][a-z0-9_]+)*")
_SHORTEST = 3
# What many systems have says nothing about one.
_EVERYBODYS_NAMES = frozenset(
    {
        "api", "app", "application", "backend", "cron", "data", "database", "default", "frontend", "kernel",
        "log", "logs", "main", "nginx", "root", "server", "service", "system", "systemd", "test", "unknown",
        "web", "worker",
    }
)  # fmt: skip


def member_of(insight: Insight) -> Member:
    """Return the insight as a member of an incident."""
    began, last = _episode(insight)
    return Member(
        insight=insight.id,
        source=insight.source,
        title=insight.title[:_TITLE_CHARACTERS],
        severity=insight.severity,
        category=insight.category,
        services=insight.services,
        rules=insight.rules,
        traces=insight.traces,
        targets=insight.targets,
        words=_words(insight),
        count=insight.count,
        began=began,
        last=last,
        resolved_by=_resolved_by(insight),
    )


def joined(known: Member, new: Member) -> Member:
    """Return what is known of one insight after two accounts of it, in any order."""
    text, other = (new, known) if (new.last, new.count) >= (known.last, known.count) else (known, new)
    anew = text.began > other.last + EPISODE
    return text.model_copy(
        update={
            "severity": max(known.severity, new.severity, key=lambda s: s.rank),
            "services": tuple(sorted({*known.services, *new.services})),
            "rules": tuple(sorted({*known.rules, *new.rules})),
            "traces": tuple(sorted({*known.traces, *new.traces}))[:_TRACES],
            "targets": tuple(sorted({*known.targets, *new.targets})),
            "began": text.began if anew else min(known.began, new.began),
            "because": known.because or new.because,
        }
    )


def tie(a: Member, b: Member) -> str:
    """Return what ties two members, in words, or an empty string. The same whichever comes first."""
    if not (a.began <= b.last + SLACK and b.began <= a.last + SLACK):
        return ""
    if shared := sorted({*a.traces} & {*b.traces}):
        return f"shares the id {shared[0]}"
    attacks = (a.category, b.category).count(Category.SECURITY)
    if attacks == 1:
        return ""  # that an outage and an attack name the same thing is no sign
    if shared := sorted({t for t in a.targets if _is_telling(t)} & {*b.targets}):
        return f"is about {shared[0]} too"
    if attacks:
        return ""
    if named := sorted(names(a, b) | names(b, a)):
        return f"one names {named[0]}"
    same_place = a.source == b.source and (bool({*a.services} & {*b.services}) or not a.services + b.services)
    if same_place and a.category is b.category is not Category.OTHER and {*a.rules} & {*b.rules}:
        return "is the same kind of problem"
    return ""


def names(member: Member, other: Member) -> frozenset[str]:
    """Return the services of `other` that `member` names and that are not its own."""
    services = {name.lower() for name in _services(other)} - {name.lower() for name in _services(member)}
    return frozenset(services & {*member.words} - _EVERYBODYS_NAMES)


def _services(member: Member) -> tuple[str, ...]:
    return (*member.services, member.source)


def _is_telling(target: str) -> bool:
    """Whether it names one thing wherever it stands, as a host or a pseudonym does; "redis" does not."""
    return any(mark in target for mark in ".-<")


def _episode(insight: Insight) -> tuple[datetime, datetime]:
    """Return since when and until when it has been seen this time."""
    last = seen_at(insight)
    sightings: list[Sighting] = sorted(insight.sightings, key=lambda s: s.at, reverse=True)
    if not sightings:
        return insight.first_seen or last, last
    last = max(last, sightings[0].at)
    began = last
    for sighting in sightings:
        if began - sighting.at > EPISODE:
            break
        began = min(began, sighting.since or sighting.at)
    return began, last


def _words(insight: Insight) -> tuple[str, ...]:
    lines = (e.text[:_EVIDENCE_CHARACTERS] for e in insight.evidence[:_EVIDENCE])
    return _distinct(
        _WORD.findall(" ".join((insight.title, insight.root_cause, *insight.targets, *lines)).lower())
    )


def _distinct(words: Iterable[str]) -> tuple[str, ...]:
    found = dict.fromkeys(word for word in words if len(word) >= _SHORTEST)
    return tuple(sorted(list(found)[:_WORDS]))


def _resolved_by(insight: Insight) -> str:
    if insight.status is not Status.RESOLVED:
        return ""
    closing = (Said.RESOLVE, Said.FALSE_ALARM)
    return next((d.by for d in reversed(insight.decisions) if d.said in closing), "")
