"""Puts what explains others before them, and makes a cause and what it brings about one finding.

Each finding that only tells of a failure (`kinds.EFFECTS`) is held against those nearer to the root that had begun when
it began. One that names it, or stands in the same service, explains it for certain; one that merely came at that time
does so where nothing else does, and not what waits for a host of its own. The loudest is not asked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from crosscut.detection.component import names_in
from crosscut.detection.kinds import EFFECTS, Kind, kind_of_detection
from crosscut.detection.problem import BY_PHRASE_CONFIDENCE, MAX_EVIDENCE, worst
from crosscut.detection.window import Window
from crosscut.model import Category, Detection, Severity, Template
from crosscut.template_text import filled

SLACK = 2  # minutes by which an effect may be logged before its cause: clocks and buffers differ
LINGERS = 10  # minutes after its last record in which a cause still has effects
BEGUN = 0.05  # of its records; the first few of a finding may be everyday noise of the same words
LONG_BEFORE = 30  # minutes; what began earlier is no news, unless it is grave
VAGUE = 0.3  # the confidence in a cause that says what fails, but not why
_BACKGROUND = 0.8  # of the window
_WORD = re.compile(r"[a-z0-9][\w.\-]{2,}")
_VAGUE = frozenset({"database", "upstream", "backend", "server"})  # no one thing's name
_NOT_TIED = (Kind.FLAW, Kind.UNKNOWN)  # explain only what they are tied to: they are everyday in many systems


class _Finding(NamedTuple):
    """A detection with what is needed to compare it: times in minutes since the epoch."""

    detection: Detection
    kind: Kind
    begins: int | None
    ends: int | None
    names: frozenset[str]  # what it names, and what wrote it, in lower case
    words: frozenset[str]
    background: bool  # it goes on from the beginning of the log to its end
    tied_only: bool

    @property
    def order(self) -> tuple[int, int, bool, int, float, str]:
        """The most severe first; of these the nearest to the root, and the best known."""
        d = self.detection
        first = d.first_seen.timestamp() if d.first_seen else 0.0
        return (-d.severity.rank, self.kind, d.confidence <= VAGUE, -d.count, first, d.title)


def explained(
    detections: Sequence[Detection], templates: Sequence[Template], window: Window
) -> list[Detection]:
    """Return the findings in the order in which they are to be read, effects joined to what explains them."""
    if len(detections) < 2:
        return list(detections)
    by_id = {t.id: t for t in templates}
    findings = [_finding(d, by_id, window) for d in detections]
    for effect in sorted(findings, key=lambda f: (-f.kind, f.order)):
        if effect.kind not in EFFECTS or effect.detection.category is Category.SECURITY:
            continue
        by = _best(effect, [f for f in findings if f.kind < effect.kind])
        if by is None:
            continue
        if effect.kind is not Kind.UNKNOWN or _names(by, effect):
            findings.remove(effect)
            findings[findings.index(by)] = _joined(by, effect)
        elif effect.detection.severity.rank > by.detection.severity.rank:
            # Not sure enough to be one, but it is to be read first.
            raised = by.detection.model_copy(update={"severity": effect.detection.severity})
            findings[findings.index(by)] = by._replace(detection=raised)
    return [f.detection for f in sorted(findings, key=lambda f: f.order)]


def _best(effect: _Finding, others: Iterable[_Finding]) -> _Finding | None:
    """Return what explains it best: what is tied to it, then the nearest to the root, then what began first."""
    able = [f for f in others if _explains(f, effect)]
    return min(
        able,
        key=lambda f: (not _tied(f, effect), f.kind, -f.detection.severity.rank, f.begins or 0),
        default=None,
    )


def _explains(by: _Finding, effect: _Finding) -> bool:
    if by.detection.category is Category.SECURITY or by.detection.severity.rank < Severity.MEDIUM.rank:
        return False
    if effect.kind is Kind.COUNT:
        return _explains_count(by, effect)
    if effect.detection.severity.rank <= Severity.LOW.rank:
        return False
    if _waits_for_its_own(effect, by) or (by.tied_only and not _tied(by, effect)):
        return False
    return _in_time(by, effect)


def _explains_count(by: _Finding, effect: _Finding) -> bool:
    """Whether failed or slow requests are explained: by whatever is as grave, or is tied to them, at that time."""
    if not _overlap(by, effect):
        return False
    if effect.detection.rule == "slow-route":
        return _tied(by, effect) and bool(by.detection.topics) and _in_time(by, effect)
    if by.detection.severity.rank >= Severity.HIGH.rank:
        return True
    if effect.detection.severity.rank <= Severity.LOW.rank:
        return False
    return not by.background and not (by.tied_only and not _tied(by, effect)) and _in_time(by, effect)


def _in_time(by: _Finding, effect: _Finding) -> bool:
    if by.begins is None or by.ends is None or effect.begins is None or effect.ends is None:
        return True  # without times nothing speaks against it
    if by.begins > effect.begins + SLACK or effect.begins > by.ends + LINGERS:
        return False
    if by.background and not effect.background:
        return False
    return effect.begins - by.begins <= LONG_BEFORE or by.detection.severity.rank >= Severity.HIGH.rank


def _overlap(by: _Finding, effect: _Finding) -> bool:
    if by.begins is None or by.ends is None or effect.begins is None or effect.ends is None:
        return False
    return by.begins <= effect.ends and effect.begins <= by.ends + SLACK


def _tied(by: _Finding, effect: _Finding) -> bool:
    """Whether one names the other's component, or both stand in one service."""
    a, b = by.detection, effect.detection
    return bool(a.service and a.service == b.service) or _names(by, effect)


def _names(by: _Finding, effect: _Finding) -> bool:
    a, b = by.detection.service, effect.detection.service
    shared = {a.lower()} if a == b else set()
    return bool(((by.names & effect.words) | (effect.names & by.words)) - shared)


def _waits_for_its_own(effect: _Finding, by: _Finding) -> bool:
    """Whether it says that it waits for a thing that the other has nothing to do with."""
    if effect.kind is not Kind.REPORT:
        return False
    forms = _spelled(effect.detection.entity)
    name = effect.detection.entity.lower()
    if not name or name in _VAGUE or name[:1].isdigit() or name.startswith(("localhost", "<")):
        return False
    return not forms & (by.words | by.names)


def _finding(detection: Detection, by_id: Mapping[str, Template], window: Window) -> _Finding:
    parts = [by_id[i] for i in detection.template_ids if i in by_id]
    minutes: Counter[int] = Counter()
    for part in parts:
        minutes.update(part.minutes)
    begins, ends = _begins(minutes), max(minutes, default=None)
    first = parts[:1] if detection.topics else parts[:3]
    names = {name for part in first for name in names_in(part)} | _spelled(detection.entity)
    text = " ".join([detection.title, *(filled(p)[:400] for p in parts[:8]), *(p.service for p in parts)])
    return _Finding(
        detection=detection,
        kind=kind_of_detection(detection),
        begins=begins,
        ends=ends,
        names=frozenset(n for n in names if len(n) > 2),
        words=frozenset(w for word in _WORD.findall(text.lower()) for w in _spelled(word)),
        background=_is_background(minutes, window),
        tied_only=kind_of_detection(detection) in _NOT_TIED
        or detection.confidence in (VAGUE, BY_PHRASE_CONFIDENCE),
    )


def _spelled(name: str) -> set[str]:
    """Return a name and its shorter forms: without port, domain, and the ending of a unit or socket."""
    name = name.lower().strip(".:-")
    bare = name.partition(":")[0]
    return {name, bare, bare.partition(".")[0]} if "." in bare and not bare[:1].isdigit() else {name, bare}


def _begins(minutes: Counter[int]) -> int | None:
    """Return the minute in which it has begun in earnest."""
    least, seen = BEGUN * minutes.total(), 0
    for minute in sorted(minutes):
        seen += minutes[minute]
        if seen >= least:
            return minute
    return None


def _is_background(minutes: Counter[int], window: Window) -> bool:
    if not minutes or window.minutes < LINGERS:
        return False
    early = min(minutes) - window.first_minute <= window.minutes / 10
    return early and max(minutes) - min(minutes) + 1 >= _BACKGROUND * window.minutes


def _joined(by: _Finding, effect: _Finding) -> _Finding:
    """Return the cause with the effect in it. Failed requests are what it did, not more records of it."""
    a, b = by.detection, effect.detection
    title = a.title
    if b.service and b.service != a.service and "failed in consequence" not in title:
        title = f"{title}; {b.service} failed in consequence"
    ends = [t for t in (a.last_seen, b.last_seen) if t]
    detection = a.model_copy(
        update={
            "severity": worst([a.severity, b.severity]),
            "title": title,
            "summary": f"{a.summary} In consequence: {b.summary}",
            "template_ids": tuple(dict.fromkeys(a.template_ids + b.template_ids)),
            "evidence": (*a.evidence, *b.evidence)[:MAX_EVIDENCE],
            "last_seen": max(ends, default=None),
            "count": a.count if effect.kind is Kind.COUNT else a.count + b.count,
        }
    )
    until = max((m for m in (by.ends, effect.ends) if m is not None), default=None)
    return by._replace(detection=detection, ends=until, words=by.words | effect.words)
