"""Judges templates by themselves: which are signs of trouble, and how bad."""

from __future__ import annotations

import re

from crosscut.detection.found import mostly
from crosscut.detection.history import History
from crosscut.detection.kinds import Kind, kind_of
from crosscut.detection.problem import REPORTS_OTHERS, Sign, raised
from crosscut.detection.signals import is_attack
from crosscut.detection.symptoms import Symptom, event_of, is_stated, steady_of, symptom_of
from crosscut.detection.targets import Services, names_of, target_of
from crosscut.detection.window import SHORT_MINUTES, Window, is_burst, is_chronic
from crosscut.detection.wording import words_of
from crosscut.model import Category, Digest, Severity, Template

FATAL = 21
WARN = 13
# Warnings are how programs speak of what they could cope with: many are needed to make a finding.
MANY_WARNINGS = 20
MANY_A_MINUTE = 3
LARGE_SHARE = 0.05  # of a service's records that are this error
BEFORE_LOGIN = "[preauth]"  # how OpenSSH ends what it says of a client that is not logged in
# Of these a warning now and then is everyday: retries, and people who mistype.
_BLIPS = frozenset({Category.DEPENDENCY, Category.CONFIGURATION})
_PLANNED = re.compile(
    r"\bDOWN for maintenance\b|\bleaving forced maintenance\b"
)  # HAProxy, when somebody drains a server
_OF_OTHERS = frozenset({Kind.REPORT, Kind.RESTART})
FEW = 5  # time-outs and failures reported of others: fewer are a blip; of known troubles that are no blip, enough


def find_signs(digest: Digest, window: Window, history: History) -> list[Sign]:
    """Return the templates that are signs of trouble, in order of first appearance."""
    only = _only_service(window)
    templates = (
        t if t.service or not only else t.model_copy(update={"service": only}) for t in digest.templates
    )
    services = Services(window.by_service)
    signs = [sign for template in templates if (sign := _judge(template, window, history, services))]
    return sorted(
        signs,
        key=lambda s: (
            s.template.first_seen is None,
            s.template.first_seen or digest.first_seen,
            s.template.id,
        ),
    )


def _only_service(window: Window) -> str:
    """Return the service of which this log is, if all records that name one name the same: a crash names none."""
    named = [service for service in window.by_service if service]
    return named[0] if len(named) == 1 else ""


def _judge(template: Template, window: Window, history: History, services: Services) -> Sign | None:
    if is_attack(template):
        return None  # the security rules speak of these
    if _is_request(template):
        return None  # the 5xx rule speaks of these
    if template.text.endswith(BEFORE_LOGIN):
        return None  # strangers at the door; guessing is counted by the security rules
    text = words_of(template)
    if _PLANNED.search(text):
        return None
    symptom, at_once = _symptom(template, text)
    if symptom is None and not template.is_error:
        return None
    burst = is_burst(template.minutes, window)
    known = template.id in history.known
    severity = _severity(template, symptom, window, burst=burst, known=known, at_once=at_once)
    if severity is Severity.INFO:
        return None
    service = template.service
    named = services.named(template.text) - {service}
    target = target_of(text, service=service) or _thing(template)
    if not target and symptom and named:
        target = min(named)  # "orders returned 502"
    return Sign(
        template,
        symptom,
        severity,
        target,
        burst,
        new=history.exists and not known,
        names=names_of(text, service=service),
        services=named,
        traces=_traces(template),
    )


_THINGS = (
    "k8s.object.name", "k8s.pod.name", "process", "process_name", "unit", "systemd.unit", "table", "queue", "topic",
    "bucket", "job", "task", "dag_id", "device", "volume", "upstream", "backend", "peer", "member",
)  # fmt: skip


def _thing(template: Template) -> str:
    """Return what the record's own fields say that it is about: a Kubernetes object, a process."""
    return mostly(template, *_THINGS)


def _traces(template: Template) -> frozenset[str]:
    return frozenset(
        value for a in template.attributes if a.name in ("trace.id", "request.id") for value, _ in a.top
    )


def _symptom(template: Template, text: str) -> tuple[Symptom | None, bool]:
    """Return what the template tells of, and whether a single record of it is enough whatever its level."""
    event = event_of(text)
    without_level = not template.severity_text
    symptom = symptom_of(text) if without_level or template.severity_number >= WARN else event
    if symptom and not template.is_error and event is None and not is_stated(symptom, text):
        return None, False
    at_once = event is not None or (
        symptom is not None
        and symptom.any_level
        and (template.is_error or is_stated(symptom, text, by_pattern=True))
    )
    if template.severity_number < WARN and not at_once:
        return _said_low(template, symptom, text), False
    return symptom, at_once


def _said_low(template: Template, symptom: Symptom | None, text: str) -> Symptom | None:
    """Return what a record below a warning tells of: what programs say as a matter of course.

    It counts as a warning. Of a program without levels only what is broken is taken: its time-outs and refusals are
    everyday.
    """
    if template.severity_text:
        return steady_of(text)
    return symptom if symptom and kind_of(symptom.id) <= Kind.FAULT else None


def _severity(
    template: Template,
    symptom: Symptom | None,
    window: Window,
    *,
    burst: bool,
    known: bool,
    at_once: bool,
) -> Severity:
    severity = (
        symptom.severity
        if symptom
        else Severity.HIGH
        if template.severity_number >= FATAL
        else Severity.MEDIUM
    )
    massive, chronic = _is_massive(template, window), is_chronic(template.minutes, window)
    if symptom and symptom.sustained:
        chronic = False
    if not template.is_error and not at_once:
        # Said as a warning, or by a program without levels.
        lasting = (
            symptom is not None and not chronic and (symptom.category not in _BLIPS or symptom.depth == 0)
        )
        many = burst or template.count >= (FEW if lasting else MANY_WARNINGS)
        usual = chronic and not burst and not massive
        return _at_most(
            severity, Severity.LOW if many and usual else Severity.MEDIUM if many else Severity.INFO
        )
    if (burst or massive) and symptom:
        severity = raised(severity, 1)
    elif burst or (massive and window.minutes < SHORT_MINUTES):
        severity = _at_least(severity, Severity.HIGH)
    elif symptom and not at_once:
        blip = symptom.depth >= REPORTS_OTHERS and template.count < FEW
        blip = blip or (kind_of(symptom.id) in _OF_OTHERS and symptom.depth > 1 and _densest(template) < FEW)
        severity = _at_most(
            severity,
            Severity.MEDIUM if blip else Severity.HIGH if template.count == 1 else Severity.CRITICAL,
        )
    if chronic and not at_once and _share(template, window) < LARGE_SHARE:
        severity = raised(severity, -1)
    if symptom and kind_of(symptom.id) is Kind.RESTART and not at_once and _is_over(template, window):
        severity = _at_most(severity, Severity.MEDIUM)
    if known and not burst and not massive:
        severity = _at_most(severity, Severity.LOW)
    return severity


def _densest(template: Template) -> int:
    """Return the most records within ten minutes: five of an hour are a blip each, five at once are not."""
    if not template.minutes:
        return template.count
    return max(
        sum(n for minute, n in template.minutes.items() if start <= minute < start + SHORT_MINUTES)
        for start in template.minutes
    )


def _is_over(template: Template, window: Window) -> bool:
    """Whether it took two minutes at most and the log goes on without it: a restart or a deploy looks so."""
    minutes = template.minutes
    if not minutes:
        return False
    return max(minutes) - min(minutes) <= 1 and window.last_minute - max(minutes) >= SHORT_MINUTES


def _share(template: Template, window: Window) -> float:
    return template.count / max(1, window.by_service[template.service])


def _is_massive(template: Template, window: Window) -> bool:
    peak = max(template.minutes.values(), default=0)
    return (
        template.count >= MANY_WARNINGS and _share(template, window) >= LARGE_SHARE and peak >= MANY_A_MINUTE
    )


def _at_most(severity: Severity, ceiling: Severity) -> Severity:
    return min(severity, ceiling, key=lambda s: s.rank)


def _at_least(severity: Severity, floor: Severity) -> Severity:
    return max(severity, floor, key=lambda s: s.rank)


def _is_request(template: Template) -> bool:
    """Whether it is a line of an access log: what failed is told by its status, not by its words."""
    names = {a.name for a in template.attributes}
    return {"http.request.method", "http.response.status_code"} <= names and not template.severity_text
