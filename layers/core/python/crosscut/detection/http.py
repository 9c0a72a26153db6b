"""The rate of server errors in requests, from access logs or from records that carry an HTTP status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from crosscut.detection.window import evidence_of
from crosscut.model import SIGNAL_ATTRIBUTE, Category, Detection, Digest, Severity, Template

STATUS = "http.response.status_code"
WINDOW_MINUTES = 5
MIN_FAILED = 10  # failed requests within five minutes
HIGH_SHARE, CRITICAL_SHARE = 0.05, 0.25


@dataclass(slots=True)
class _Traffic:
    requests: Counter[int] = field(default_factory=Counter)  # by minute
    failed: Counter[int] = field(default_factory=Counter)
    templates: list[Template] = field(default_factory=list)  # of the failed ones


def five_hundreds(digest: Digest) -> Iterator[Detection]:
    """Yield a detection for each service whose 5xx share within five minutes is at least 5 %."""
    traffic: dict[str, _Traffic] = {}
    for template in digest.templates:
        if not any(a.name == STATUS for a in template.attributes):
            continue
        of_service = traffic.setdefault(template.service, _Traffic())
        of_service.requests.update(template.minutes)
        if _is_failed(template) and not any(a.name == SIGNAL_ATTRIBUTE for a in template.attributes):
            of_service.failed.update(template.minutes)
            of_service.templates.append(template)
    for service, seen in sorted(traffic.items()):
        found = _judge(service, seen)
        if found:
            yield found


def _is_failed(template: Template) -> bool:
    status = next(a for a in template.attributes if a.name == STATUS)
    return bool(status.top) and all(value.startswith("5") for value, _ in status.top)


def _judge(service: str, seen: _Traffic) -> Detection | None:
    share, failed, requests = 0.0, 0, 0
    for start in sorted(seen.failed):
        span = range(start, start + WINDOW_MINUTES)
        bad = sum(seen.failed[m] for m in span)
        all_ = sum(seen.requests[m] for m in span)
        if bad >= MIN_FAILED and bad / all_ > share:
            share, failed, requests = bad / all_, bad, all_
    if share < HIGH_SHARE:
        return None
    templates = sorted(seen.templates, key=lambda t: (-t.count, t.id))
    routes = Counter[str]()
    statuses = Counter[str]()
    for template in templates:
        for attribute in template.attributes:
            if attribute.name in ("url.path", "http.route"):
                routes.update(dict(attribute.top))
            if attribute.name == STATUS:
                statuses.update(dict(attribute.top))
    worst_routes = ", ".join(f"{route} ({n})" for route, n in routes.most_common(3))
    names = "/".join(status for status, _ in statuses.most_common(3))
    times = [t.first_seen for t in templates if t.first_seen], [t.last_seen for t in templates if t.last_seen]
    of = f" of {service}" if service else ""
    return Detection(
        rule="http-5xx-rate",
        severity=Severity.CRITICAL if share >= CRITICAL_SHARE else Severity.HIGH,
        category=Category.AVAILABILITY,
        title=f"{share:.0%} of requests{of} fail with {names}",
        summary=(
            f"{failed} of {requests} requests{of} failed on the server's side within {WINDOW_MINUTES} minutes"
            + (f", most on {worst_routes}" if worst_routes else "")
            + "."
        ),
        cause="The server answers with errors; the requests look as before. An access log does not say why.",
        service=service,
        template_ids=tuple(t.id for t in templates),
        evidence=tuple(e for t in templates[:3] for e in evidence_of(t, most=2))[:4],
        first_seen=min(times[0], default=None),
        last_seen=max(times[1], default=None),
        count=sum(t.count for t in templates),
        confidence=0.3,
        remediation=(
            "Read the application's own log at that minute; the access log shows only the symptom.",
            "See whether a deploy, a configuration change or a dependency's failure came just before.",
            "If one route is hit alone, roll back or switch off what it needs.",
        ),
    )
