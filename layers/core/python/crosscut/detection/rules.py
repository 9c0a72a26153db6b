"""Runs every rule over a digest and words what they found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crosscut.detection.accounts import account_attacks
from crosscut.detection.cloud import cloud
from crosscut.detection.cluster import cluster
from crosscut.detection.component import main_place, where
from crosscut.detection.done import done
from crosscut.detection.error_templates import find_signs
from crosscut.detection.explaining import explained
from crosscut.detection.grouping import group
from crosscut.detection.history import History
from crosscut.detection.hostile import hostile
from crosscut.detection.http import five_hundreds
from crosscut.detection.leaks import leaks
from crosscut.detection.many import bounded
from crosscut.detection.marks import INJECTED_PROMPT
from crosscut.detection.network import scans
from crosscut.detection.problem import BY_PHRASE_CONFIDENCE, REPORTS_OTHERS, Problem, Sign, raised, worst
from crosscut.detection.registry import with_techniques
from crosscut.detection.security import attacks
from crosscut.detection.slowness import slowness
from crosscut.detection.symptoms import explain
from crosscut.detection.tuning import UNTUNED, Tuning
from crosscut.detection.unreadable import unreadable
from crosscut.detection.window import window_of
from crosscut.detection.wording import filled
from crosscut.model import Category, Detection, Digest, Severity, Template

NAMED_PARTS = 4  # templates of a finding whose components are named
CASCADE_SERVICES = 2
CASCADE_RECORDS = 20
TITLE_CHARACTERS = 90  # of a message that stands in a title where no target is named


def detect(digest: Digest, history: History, tuning: Tuning = UNTUNED) -> list[Detection]:
    """Return what the rules see, most severe first; of equal severity, the most records first.

    Signs of one problem are one detection; of more problems than people can read the last stands for the others
    (many.py). What rules that are off or staged see is among them.
    """
    window = window_of(digest)
    special = [
        *cloud(digest, tuning),
        *cluster(digest),
        *scans(digest, tuning),
        *account_attacks(digest, tuning),
        *hostile(digest),
        *done(digest, window, tuning),
        *leaks(digest, tuning),
        *slowness(digest, window, tuning),
    ]
    # What these explain is not told a second time, as refused credentials or denied access.
    claimed = {i: d for d in special if tuning.is_on(d.rule) for i in d.template_ids}
    signs = [s for s in find_signs(digest, window, history) if not _is_told(s, claimed)]
    detections = [_worded(problem) for problem in group(signs)]
    told = [d for d in special if tuning.is_on(d.rule)]
    detections += special
    detections += five_hundreds(digest, tuning)
    detections += (a for a in attacks(digest, tuning) if not _is_part(a, told))
    detections += unreadable(digest)
    by_id = {t.id: t for t in digest.templates}
    detections = [_placed(with_techniques(d), by_id, digest.source) for d in detections]
    on, off = tuning.split(detections)  # what is off or only counts changes nothing of what is told
    told, others = bounded(on)
    told = [*explained(told, digest.templates, window), *others]
    return [*sorted(told, key=lambda d: -d.severity.rank), *off]


def _placed(detection: Detection, by_id: Mapping[str, Template], source: str) -> Detection:
    """Return the detection with the names of what it is about, as far as it does not have them."""
    parts = [by_id[i] for i in detection.template_ids[:NAMED_PARTS] if i in by_id]
    said = where(parts, f"{detection.title}\n{detection.summary}\n{detection.cause}", source=source)
    return detection.model_copy(update={"summary": f"{detection.summary}{said}"}) if said else detection


def _is_told(sign: Sign, claimed: Mapping[str, Detection]) -> bool:
    """Whether a detection explains the sign. Orders to a model hide no failure that is graver than they are."""
    by = claimed.get(sign.template.id)
    if by is None or by.rule != INJECTED_PROMPT:
        return by is not None
    return sign.severity.rank <= by.severity.rank and sign.template.count <= by.count


def _is_part(attack: Detection, special: Sequence[Detection]) -> bool:
    """Whether what one address did is part of what many did; one that got in is told by itself."""
    return attack.severity is not Severity.CRITICAL and any(
        set(attack.template_ids) <= set(d.template_ids) for d in special
    )


def _worded(problem: Problem) -> Detection:
    cause = problem.cause
    services = problem.services
    severity = worst([sign.severity for sign in problem.signs])
    cascade = len(services) >= CASCADE_SERVICES
    if cascade and severity is Severity.HIGH and problem.count >= CASCADE_RECORDS:
        severity = raised(severity, 1)
    return Detection(
        rule=_rule(cause, cascade=cascade),
        severity=severity,
        category=cause.category,
        title=_title(problem),
        summary=_summary(problem),
        cause=_cause(problem),
        service=cause.template.service,
        template_ids=tuple(sign.template.id for sign in problem.signs),
        evidence=problem.evidence,
        first_seen=problem.first_seen,
        last_seen=problem.last_seen,
        count=problem.count,
        entity=problem.target,
        confidence=_confidence(problem),
        topics=(cause.symptom.id,) if cause.symptom else (),
    )


def _confidence(problem: Problem) -> float:
    """How sure the rules are of the cause: they only know the words of the messages and their times."""
    if problem.cause.symptom is None or problem.cause.symptom.vague:
        return 0.3
    if problem.cause.depth >= REPORTS_OTHERS:
        return 0.4  # somebody reports another's failure, which is not in these logs
    if not problem.cause.symptom.sure:
        return BY_PHRASE_CONFIDENCE
    return 0.8 if len(problem.signs) > 1 else 0.7


def _rule(cause: Sign, *, cascade: bool) -> str:
    if cascade:
        return "cascade"
    if cause.symptom:
        return cause.symptom.id
    return "error-burst" if cause.burst else "new-error-template" if cause.new else "error-template"


def _title(problem: Problem) -> str:
    cause = problem.cause
    what = cause.symptom.title if cause.symptom else _said(cause)
    if cause.symptom:
        named = problem.target or _place(cause) or _said(cause, characters=TITLE_CHARACTERS)
        what = f"{what}: {named}"
    where = f" in {cause.template.service}" if cause.template.service else ""
    others = [s for s in problem.services if s != cause.template.service]
    dragged = f"; {_listed(others)} failed in consequence" if others else ""
    return f"{what}{where}{dragged}"


def _place(cause: Sign) -> str:
    """Return what the cause is about. Of an attack the message itself says more: who did what to whom."""
    return "" if cause.category is Category.SECURITY else main_place(cause.template)


def _summary(problem: Problem) -> str:
    cause = problem.cause
    kinds = len(problem.signs)
    sentence = f"{problem.count} {'record' if problem.count == 1 else 'records'}"
    if kinds > 1:
        sentence += f" of {kinds} kinds"
    sentence += f", first: {_said(cause)}"
    if cause.burst:
        sentence += " They stand close together: a burst."
    if cause.new:
        sentence += " This source has not shown this message before."
    consequences = [s for s in problem.signs if s is not cause]
    if consequences:
        sentence += " Then: " + "; ".join(_named(s) for s in consequences[:4])
        sentence += (
            f"; and {len(consequences) - 4} more {'kind' if len(consequences) == 5 else 'kinds'}."
            if len(consequences) > 4
            else "."
        )
    return sentence


def _cause(problem: Problem) -> str:
    cause = problem.cause
    if cause.symptom:
        sentence = explain(cause.symptom, problem.target)
    else:
        sentence = f"Not known from the logs alone. The first sign is: {_said(cause)}."
    if cause.template.service:
        sentence = f"{cause.template.service}: {sentence}"
    others = [s for s in problem.services if s != cause.template.service]
    if others:
        sentence += f" The failures of {_listed(others)} follow from it."
    return sentence


def _said(sign: Sign, characters: int = 240) -> str:
    text = filled(sign.template)  # with values that it had, which people read more easily than masks
    return f"“{text[:characters]}…”" if len(text) > characters else f"“{text}”"


def _named(sign: Sign) -> str:
    return f"{sign.template.service + ' ' if sign.template.service else ''}{_said(sign, 80)} ({sign.template.count})"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
