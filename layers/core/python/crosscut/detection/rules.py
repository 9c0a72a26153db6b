"""Runs every rule over a digest and words what they found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crosscut.detection.accounts import account_attacks
from crosscut.detection.cloud import cloud
from crosscut.detection.cluster import cluster
from crosscut.detection.error_templates import find_signs
from crosscut.detection.found import mostly
from crosscut.detection.grouping import SLACK, group
from crosscut.detection.history import History
from crosscut.detection.http import five_hundreds
from crosscut.detection.leaks import leaks
from crosscut.detection.marks import INJECTED_PROMPT
from crosscut.detection.network import scans
from crosscut.detection.problem import MAX_EVIDENCE, REPORTS_OTHERS, Problem, Sign, raised, worst
from crosscut.detection.registry import with_techniques
from crosscut.detection.security import attacks
from crosscut.detection.slowness import SLOW_ROUTE, slowness
from crosscut.detection.symptoms import explain
from crosscut.detection.tuning import UNTUNED, Tuning
from crosscut.detection.unreadable import unreadable
from crosscut.detection.window import window_of
from crosscut.detection.wording import filled
from crosscut.model import Detection, Digest, Severity

CASCADE_SERVICES = 2
CASCADE_RECORDS = 20
TITLE_CHARACTERS = 90  # of a message that stands in a title where no target is named


def detect(digest: Digest, history: History, tuning: Tuning = UNTUNED) -> list[Detection]:
    """Return what the rules see, most severe first; of equal severity, the most records first.

    Signs of one problem are one detection. What rules that are off or staged see is among them.
    """
    window = window_of(digest)
    special = [
        *cloud(digest, tuning),
        *cluster(digest),
        *scans(digest, tuning),
        *account_attacks(digest, tuning),
        *leaks(digest, tuning),
        *slowness(digest, window, tuning),
    ]
    # What these explain is not told a second time, as refused credentials or denied access.
    claimed = {i: d for d in special if tuning.is_on(d.rule) for i in d.template_ids}
    signs = [s for s in find_signs(digest, window, history) if not _is_told(s, claimed)]
    detections = [_worded(problem) for problem in group(signs)]
    for rate in five_hundreds(digest, tuning):
        detections = _with_rate(detections, rate) if tuning.is_on(rate.rule) else [*detections, rate]
    told = [d for d in special if tuning.is_on(d.rule)]
    services = {t.id: t.service for t in digest.templates}
    for one in special:
        waits = one.rule == SLOW_ROUTE and tuning.is_on(one.rule)
        detections = _with_slow_route(detections, one, services) if waits else [*detections, one]
    detections += (a for a in attacks(digest, tuning) if not _is_part(a, told))
    detections += unreadable(digest)
    detections = [with_techniques(d) for d in detections]
    return sorted(detections, key=lambda d: (-d.severity.rank, -d.count, d.title))


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


def _with_rate(detections: list[Detection], rate: Detection) -> list[Detection]:
    """Return the detections with the rate of failed requests added to the problem that explains it, if one does."""
    for i, detection in enumerate(detections):
        if detection.severity.rank >= Severity.HIGH.rank and _overlap(detection, rate):
            explained = detection.model_copy(
                update={
                    "severity": worst([detection.severity, rate.severity]),
                    "summary": f"{detection.summary} {rate.summary}",
                    "template_ids": tuple(dict.fromkeys(detection.template_ids + rate.template_ids)),
                    "evidence": (*detection.evidence, *rate.evidence)[:MAX_EVIDENCE],
                }
            )
            return [*detections[:i], explained, *detections[i + 1 :]]
    return [*detections, rate]


def _with_slow_route(
    detections: list[Detection], slow: Detection, services: Mapping[str, str]
) -> list[Detection]:
    """Return the detections with a slow route added to the failure that its requests wait for, if one is known.

    A route that was slow before anything failed may be the cause of the failures, and stays a finding of its own.
    """
    for i, detection in enumerate(detections):
        failing = detection.topics and detection.severity.rank >= slow.severity.rank
        involved = {detection.service, *(services.get(t, "") for t in detection.template_ids)}
        if failing and slow.service in involved and _begins_within(slow, detection):
            joined = detection.model_copy(
                update={
                    "summary": f"{detection.summary} {slow.summary}",
                    "template_ids": tuple(dict.fromkeys(detection.template_ids + slow.template_ids)),
                }
            )
            return [*detections[:i], joined, *detections[i + 1 :]]
    return [*detections, slow]


def _begins_within(later: Detection, earlier: Detection) -> bool:
    if not (later.first_seen and earlier.first_seen and earlier.last_seen):
        return False
    return earlier.first_seen <= later.first_seen <= earlier.last_seen + SLACK


def _overlap(detection: Detection, rate: Detection) -> bool:
    if not (detection.first_seen and detection.last_seen and rate.first_seen and rate.last_seen):
        return False
    return detection.first_seen <= rate.last_seen and rate.first_seen <= detection.last_seen + SLACK


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
        what = f"{what}: {problem.target or _said(cause, characters=TITLE_CHARACTERS)}"
    where = f" in {cause.template.service}" if cause.template.service else ""
    others = [s for s in problem.services if s != cause.template.service]
    dragged = f"; {_listed(others)} failed in consequence" if others else ""
    return f"{what}{where}{dragged}"


_WRITERS = (
    "svc",
    "app",
    "application",
    "component",
    "program",
    "otel.scope.name",
    "host",
    "hostname",
    "node",
)


def _summary(problem: Problem) -> str:
    cause = problem.cause
    kinds = len(problem.signs)
    sentence = f"{problem.count} {'record' if problem.count == 1 else 'records'}"
    if kinds > 1:
        sentence += f" of {kinds} kinds"
    sentence += f", first: {_said(cause)}"
    if not cause.template.service and (logger := mostly(cause.template, *_WRITERS)):
        sentence += f" Written by {logger}."
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
