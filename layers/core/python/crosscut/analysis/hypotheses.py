"""What may be behind a problem, from the knowledge base, and what in the log speaks for and against each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple

from crosscut.analysis.chain import course_of, without_port
from crosscut.analysis.texts import RARE, Texts
from crosscut.knowledge import Cause, Entry, Sign, SignKind, entries_for
from crosscut.model import Category, Detection, Digest, Hypothesis, Template

MOST = 4
_ENTRIES_OF_ATTACKS = 2  # whose causes are weighed: one client often does several things
_BEFORE, _AFTER = timedelta(minutes=30), timedelta(minutes=2)
_WARN = 13
_AROUND = 40  # characters on each side of what was found
_SIGNS = 2  # shown of a kind
_TOGETHER = timedelta(seconds=2)  # what one failure writes at once
_LINE = 600
_WEIGHTS = {SignKind.WORDS: 1.0, SignKind.RULE: 0.5, SignKind.COURSE: 0.5}
_ADDRESS = re.compile(r"<IP:|\d+(?:\.\d+){3}")
_MARK = re.compile(r" \[[\w-]+(?: <[^<>]+>)?\]$")  # what folding appends to a template of marked records


class Weighed(NamedTuple):
    """A cause and the signs of it that are in the log."""

    hypothesis: Hypothesis
    score: float  # signs for it less those against it; that something else was found, or how it ended, is half a sign


def knowledge_of(detection: Detection, digest: Digest, texts: Texts | None = None) -> tuple[Entry, ...]:
    """Return what is known of such problems, the entry that fits best first."""
    texts = texts or Texts(digest)
    own = [texts.by_id[i] for i in detection.template_ids if i in texts.by_id]
    words = [
        detection.title,
        detection.cause,
        *(texts.said(t) for t in own),
        *(e.text for e in detection.evidence),
    ]
    return entries_for((*detection.topics, detection.rule), "\n".join(words))


def of_their_own(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries without the general ones on a failure of which another speaks more closely."""
    told: set[str] = set()
    chosen: list[Entry] = []
    for entry in entries:
        if not told & set(entry.rules):
            chosen.append(entry)
            told |= set(entry.rules)
    return chosen


def hypotheses_of(
    detection: Detection,
    entries: Sequence[Entry],
    digest: Digest,
    detections: Sequence[Detection],
    texts: Texts | None = None,
) -> list[Weighed]:
    """Return at most four causes, those first of which the log shows the most; else as likely as they usually are."""
    log = _Log(detection, texts or Texts(digest), detections)
    attack = detection.category is Category.SECURITY
    chosen = of_their_own(entries)[: _ENTRIES_OF_ATTACKS if attack else 1]
    weighed = [log.weigh(cause) for entry in chosen for cause in entry.causes]
    return sorted(weighed, key=lambda w: -w.score)[:MOST]


class _Log:
    """What was logged around a problem."""

    def __init__(self, detection: Detection, texts: Texts, detections: Sequence[Detection]) -> None:
        own, target = frozenset(detection.template_ids), without_port(detection.entity).lower()
        self._texts = [
            (template, _text_of(template, detection, texts))
            for template in texts.digest.templates
            if _may_tell(template, detection, own, target, texts)
        ]
        self._others = [
            d
            for d in detections
            if d.id != detection.id and _precedes(d, detection) and not _is_of_another(d, detection)
        ]
        self._course, self._course_words = course_of(detection, texts.digest)

    def weigh(self, cause: Cause) -> Weighed:
        """Look for each sign of a cause."""
        found: dict[bool, list[str]] = {True: [], False: []}
        score = 0.0
        for sign in cause.signs:
            seen = list(dict.fromkeys(self._seen(sign)))[:_SIGNS]
            found[sign.speaks_for] += seen
            score += (1 if sign.speaks_for else -1) * len(seen) * _WEIGHTS[sign.kind]
        hypothesis = Hypothesis(
            cause=f"{cause.title}. {cause.why}",
            speaks_for=tuple(dict.fromkeys(found[True])),
            speaks_against=tuple(dict.fromkeys(found[False])),
            check=cause.check,
        )
        return Weighed(hypothesis, score)

    def _seen(self, sign: Sign) -> Iterator[str]:
        if sign.kind is SignKind.RULE:
            for other in self._others:
                if not sign.rules.isdisjoint({other.rule, *other.topics}):
                    yield f"found in the same window: {other.title}"
        elif sign.kind is SignKind.COURSE:
            if sign.value == self._course:
                yield self._course_words
        else:
            for template, text in self._texts:
                if match := sign.pattern.search(text):
                    yield _quoted(template, text, match.start(), match.end())


def _quoted(template: Template, text: str, start: int, end: int) -> str:
    start, end = max(0, start - _AROUND), end + _AROUND
    cut = f"{'…' if start else ''}{text[start:end].strip()}{'…' if end < len(text) else ''}"
    where = f"{template.exemplars[0].line_id}: " if template.exemplars else ""
    return f"{where}“{cut}”" + (f" ({template.count:,} times)" if template.count > 1 else "")


def _text_of(template: Template, detection: Detection, texts: Texts) -> str:
    """Return what it says, without the mark of the rules; of a request also its line, which names the tool."""
    text = _MARK.sub("", texts.said(template)) if template.signal else texts.said(template)
    if detection.category is Category.SECURITY and template.exemplars:
        return f"{text} {template.exemplars[0].text[:_LINE]}"
    return text


def _may_tell(
    template: Template, detection: Detection, own: frozenset[str], target: str, texts: Texts
) -> bool:
    """Whether it may tell why: the failure itself, or a warning or something rare from before it that is of its place.

    A consequence says nothing about why its cause failed.
    """
    if template.id in own:
        return detection.category is Category.SECURITY or not _begins_after(template, detection, texts)
    if template.severity_number < _WARN and template.count > RARE:
        return False
    if not (template.first_seen and template.last_seen and detection.first_seen):
        return False
    if template.first_seen > detection.first_seen + _AFTER:
        return False
    if template.last_seen < detection.first_seen - _BEFORE:
        return False
    if detection.category is Category.SECURITY:
        return bool(target) and target in _text_of(template, detection, texts).lower()
    return template.service == detection.service or bool(target and target in texts.lowered(template))


def _begins_after(template: Template, detection: Detection, texts: Texts) -> bool:
    first = texts.by_id.get(detection.template_ids[0], template)
    if template is first or not (template.first_seen and first.first_seen):
        return False
    return template.first_seen > first.first_seen + _TOGETHER


def _is_of_another(other: Detection, detection: Detection) -> bool:
    """Whether both are of attackers, and not the same one: what one does says nothing of the other."""
    attacks = other.category is detection.category is Category.SECURITY
    return attacks and bool(_ADDRESS.search(other.entity)) and other.entity != detection.entity


def _precedes(other: Detection, detection: Detection) -> bool:
    """Whether the other had begun, within the half hour before, when this one did: what comes later causes nothing."""
    if not (other.first_seen and other.last_seen and detection.first_seen):
        return True
    return (
        other.first_seen <= detection.first_seen + _AFTER
        and other.last_seen >= detection.first_seen - _BEFORE
    )
