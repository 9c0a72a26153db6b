"""Judges templates by themselves: which are signs of trouble, and how bad."""

from __future__ import annotations

from crosscut.detection.history import History
from crosscut.detection.problem import Sign, raised
from crosscut.detection.symptoms import Symptom, symptom_of, target_of
from crosscut.detection.window import Window, is_burst, is_chronic
from crosscut.model import SIGNAL_ATTRIBUTE, Digest, Severity, Template

FATAL = 21
WARN = 13
# Warnings are how programs speak of what they could cope with: many are needed to make a finding.
MANY_WARNINGS = 20
MANY_A_MINUTE = 3
LARGE_SHARE = 0.05  # of a service's records that are this error


def find_signs(digest: Digest, window: Window, history: History) -> list[Sign]:
    """Return the templates that are signs of trouble, in order of first appearance."""
    signs = [sign for template in digest.templates if (sign := _judge(template, window, history))]
    return sorted(
        signs,
        key=lambda s: (
            s.template.first_seen is None,
            s.template.first_seen or digest.first_seen,
            s.template.id,
        ),
    )


def _judge(template: Template, window: Window, history: History) -> Sign | None:
    if _is_signal(template):
        return None  # the security rules speak of these
    if _is_request(template):
        return None  # the 5xx rule speaks of these
    text = _words(template)
    symptom = symptom_of(text) if _may_speak(template) else _any_level_symptom(text)
    if symptom is None and not template.is_error:
        return None
    burst = is_burst(template.minutes, window)
    known = template.id in history.known
    severity = _severity(template, symptom, window, burst=burst, known=known)
    if severity is Severity.INFO:
        return None
    target = target_of(text, service=template.service)
    return Sign(template, symptom, severity, target, burst, new=history.exists and not known)


def _severity(
    template: Template, symptom: Symptom | None, window: Window, *, burst: bool, known: bool
) -> Severity:
    severity = (
        symptom.severity
        if symptom
        else Severity.HIGH
        if template.severity_number >= FATAL
        else Severity.MEDIUM
    )
    strong = symptom is not None and symptom.any_level
    if not template.is_error and not strong:
        # Said as a warning, or by a program without levels.
        ceiling = Severity.MEDIUM if burst or template.count >= MANY_WARNINGS else Severity.INFO
        return min(severity, ceiling, key=lambda s: s.rank)
    share = template.count / max(1, window.by_service[template.service])
    peak = max(template.minutes.values(), default=0)
    massive = template.count >= MANY_WARNINGS and share >= LARGE_SHARE and peak >= MANY_A_MINUTE
    if (burst or massive) and symptom:
        severity = raised(severity, 1)
    elif burst:
        severity = Severity.HIGH
    elif template.count == 1 and symptom and not strong:
        severity = min(severity, Severity.HIGH, key=lambda s: s.rank)
    if is_chronic(template.minutes, window) and not massive and not strong:
        severity = raised(severity, -1)
    if known and not burst:
        severity = min(severity, Severity.LOW, key=lambda s: s.rank)
    return severity


def _is_signal(template: Template) -> bool:
    return any(a.name == SIGNAL_ATTRIBUTE for a in template.attributes)


def _is_request(template: Template) -> bool:
    """Whether it is a line of an access log: what failed is told by its status, not by its words."""
    names = {a.name for a in template.attributes}
    return {"http.request.method", "http.response.status_code"} <= names and not template.severity_text


def _may_speak(template: Template) -> bool:
    return template.severity_number >= WARN


def _any_level_symptom(text: str) -> Symptom | None:
    symptom = symptom_of(text)
    return symptom if symptom and symptom.any_level else None


def _words(template: Template) -> str:
    """The template with the messages of its exceptions, which say more than the line that reports them."""
    extra = [
        value
        for attribute in template.attributes
        if attribute.name in ("exception.type", "exception.message", "reason")
        for value, _ in attribute.top[:2]
    ]
    first = template.exemplars[0].text if template.exemplars else ""
    # A stack trace names its root at the end; a plain record says the same as its template, with the values.
    tail = "\n".join(line for line in first.split("\n")[1:] if line[:1] not in ("", " ", "\t"))[-400:]
    shown = first if len(first) <= 600 and "\n" not in first and not first.startswith("{") else ""
    return "\n".join([template.text, *extra, shown, tail])
