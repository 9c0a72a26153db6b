"""Server errors in requests, from access logs or from records that carry an HTTP status: their rate, and where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from crosscut.detection.signals import is_attack
from crosscut.detection.tuning import UNTUNED, Tuning
from crosscut.detection.window import evidence_of
from crosscut.model import Category, Detection, Digest, Severity, Template

STATUS = "http.response.status_code"
ROUTES = ("url.path", "http.route")
WINDOW_MINUTES = 5
MIN_FAILED = 10  # failed requests within five minutes
MANY_FAILED = 50
SMALL_ROUTE = (
    0.01  # of all requests: that a smaller route fails is told, but wakes nobody unless it is much asked for
)
HIGH_SHARE, CRITICAL_SHARE = 0.05, 0.25
ROUTE_SHARE = (
    0.5  # of one route's requests; a route that fails is a failure however small its part of the traffic
)


@dataclass(slots=True)
class _Traffic:
    requests: Counter[int] = field(default_factory=Counter)  # by minute
    failed: Counter[int] = field(default_factory=Counter)
    templates: list[Template] = field(default_factory=list)  # of the failed ones
    others: list[Template] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Finding:
    severity: Severity
    title: str
    summary: str


def five_hundreds(digest: Digest, tuning: Tuning = UNTUNED) -> Iterator[Detection]:
    """Yield a detection for each service of which requests fail on the server's side.

    High from 5 % within five minutes or half of one route's requests, critical from 25 %; low for single ones.
    """
    traffic: dict[str, _Traffic] = {}
    for template in digest.templates:
        if not any(a.name == STATUS for a in template.attributes):
            continue
        of_service = traffic.setdefault(template.service, _Traffic())
        of_service.requests.update(template.minutes)
        if is_attack(template):
            continue  # an attacker's request that fails is the attack's doing
        if is_failed(template):
            of_service.failed.update(template.minutes)
            of_service.templates.append(template)
        else:
            of_service.others.append(template)
    for service, seen in sorted(traffic.items()):
        if seen.templates:
            yield _judge(service, seen, tuning)


def is_failed(template: Template) -> bool:
    status = next(a for a in template.attributes if a.name == STATUS)
    return bool(status.top) and all(value.startswith("5") for value, _ in status.top)


def _judge(service: str, seen: _Traffic, tuning: Tuning) -> Detection:
    templates = sorted(seen.templates, key=lambda t: (-t.count, t.id))
    statuses = Counter[str]()
    for template in templates:
        for attribute in template.attributes:
            if attribute.name == STATUS:
                statuses.update(dict(attribute.top))
    names = "/".join(status for status, _ in statuses.most_common(3))
    found = _finding(seen, names, tuning, of=f" of {service}" if service else "")
    times = [t.first_seen for t in templates if t.first_seen], [t.last_seen for t in templates if t.last_seen]
    rule = "http-5xx" if found.severity is Severity.LOW else "http-5xx-rate"
    return Detection(
        rule=rule,
        severity=found.severity,
        category=Category.AVAILABILITY,
        title=found.title,
        summary=found.summary,
        cause="The server answers with errors; the requests look as before. An access log does not say why.",
        service=service,
        template_ids=tuple(t.id for t in templates),
        evidence=tuple(e for t in templates[:3] for e in evidence_of(t, most=2))[:4],
        first_seen=min(times[0], default=None),
        last_seen=max(times[1], default=None),
        count=sum(t.count for t in templates),
        entity=f"{rule} {service}".strip(),
        confidence=0.3,
    )


def _finding(seen: _Traffic, names: str, tuning: Tuning, *, of: str) -> _Finding:
    share, failed, requests = _worst_minutes(seen)
    routes = _routes(seen.templates)
    worst = ", ".join(f"{route} ({n})" for route, n in routes.most_common(3))
    on = f", most on {worst}" if worst else ""
    if share >= tuning.threshold("http-5xx-rate", HIGH_SHARE):
        return _Finding(
            Severity.CRITICAL if share >= CRITICAL_SHARE else Severity.HIGH,
            f"{share:.0%} of requests{of} fail with {names}",
            f"{failed} of {requests} requests{of} failed on the server's side within {WINDOW_MINUTES} minutes{on}.",
        )
    for route, n in routes.most_common():
        answered = sum(_at_most(template, route) for template in seen.others)
        if n >= MIN_FAILED and n >= ROUTE_SHARE * (n + answered):
            part = n / max(1, seen.requests.total())
            return _Finding(
                Severity.HIGH if part >= SMALL_ROUTE or n >= MANY_FAILED else Severity.MEDIUM,
                f"Requests{of} for {route} fail with {names}",
                f"{n} requests{of} for {route} failed on the server's side, at least {n / (n + answered):.0%} of them.",
            )
    total, everything = seen.failed.total() or sum(t.count for t in seen.templates), seen.requests.total()
    return _Finding(
        Severity.LOW,
        f"{total} {'request' if total == 1 else 'requests'}{of} failed with {names}",
        f"{total} of {max(total, everything)} requests{of} failed on the server's side{on}.",
    )


def _worst_minutes(seen: _Traffic) -> tuple[float, int, int]:
    """Return the highest share of failed requests within five minutes, and the failed and all of these."""
    share, failed, requests = 0.0, 0, 0
    for start in sorted(seen.failed):
        span = range(start, start + WINDOW_MINUTES)
        bad = sum(seen.failed[m] for m in span)
        all_ = sum(seen.requests[m] for m in span)
        if bad >= MIN_FAILED and bad / all_ > share:
            share, failed, requests = bad / all_, bad, all_
    return share, failed, requests


def _routes(templates: list[Template]) -> Counter[str]:
    routes = Counter[str]()
    for template in templates:
        for attribute in template.attributes:
            if attribute.name in ROUTES:
                routes.update(dict(attribute.top))
    return routes


def _at_most(template: Template, route: str) -> int:
    """Return how many of a template's requests can have been for a route: of the rare ones only a bound is known."""
    for attribute in template.attributes:
        if attribute.name in ROUTES:
            top = dict(attribute.top)
            beyond = min(top.values(), default=0) if attribute.distinct > len(top) else 0
            return top.get(route, beyond)
    return template.count
