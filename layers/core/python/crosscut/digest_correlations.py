"""What goes together: values that failing records share and others don't, requests that fail, and what slows down."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime

from crosscut.digest_drifts import drifts
from crosscut.model import Digest, ParameterStats, Template

MOST = 8
_MIN_RECORDS = 10
_SHARED, _ELSEWHERE = (
    0.8,
    0.4,
)  # shares of a value among the failing records, and among all others of the service
_SLOWER = 3.0
_TIMED = ("http.server.request.duration", "duration_ms", "latency_ms", "elapsed_ms", "upstream_response_time")
_TEXT_CHARACTERS = 80


def correlations(digest: Digest) -> list[str]:
    """Return at most eight sentences, what concerns the most records first."""
    found = [*_failing_routes(digest), *_shared_values(digest), *drifts(digest)]
    return [sentence for _, sentence in sorted(found, key=lambda item: (-item[0], item[1]))[:MOST]]


def _failing_routes(digest: Digest) -> Iterator[tuple[int, str]]:
    """Yield how often a route fails and how much slower it is then: its templates differ in the status class alone."""
    routes: dict[tuple[str, str], dict[str, Template]] = defaultdict(dict)
    for template in digest.templates:
        route, blank, status = template.text.rpartition(" ")
        if blank and len(status) == 3 and status.endswith("xx") and not template.signal:
            routes[template.service, route][status] = template
    for (service, route), classes in sorted(routes.items()):
        failed = classes.get("5xx")
        if failed is None or failed.count < _MIN_RECORDS:
            continue
        total = sum(template.count for template in classes.values())
        said = f"status {_most(failed)} in {_percent(failed.count, total)} of {route}"
        said += f" ({service})" if service else ""
        good = classes.get("2xx")
        if good:
            said += "".join(_slower(failed, good))
        yield failed.count, said + _when(failed)


def _most(template: Template) -> str:
    stats = next((a for a in template.attributes if a.name == "http.response.status_code"), None)
    return stats.top[0][0] if stats and stats.top else "5xx"


def _slower(bad: Template, good: Template) -> Iterator[str]:
    usual = {stats.name: stats for stats in good.attributes}
    for stats in bad.attributes:
        other = usual.get(stats.name)
        if stats.name in _TIMED and other and other.p95 and stats.p95 and stats.p95 >= _SLOWER * other.p95:
            yield f", p95 {stats.name} {other.p95:,.4g} → {stats.p95:,.4g}"


def _shared_values(digest: Digest) -> Iterator[tuple[int, str]]:
    """Yield values that stand in nearly all records of a failing template and in few others of the service."""
    everywhere: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    counted: Counter[tuple[str, str]] = Counter()
    for template in digest.templates:
        for stats in template.attributes:
            everywhere[template.service, stats.name].update(dict(stats.top))
            counted[template.service, stats.name] += stats.count
    for template in digest.templates:
        if not template.is_error or template.count < _MIN_RECORDS or template.signal:
            continue
        for stats in template.attributes:
            about = template.service, stats.name
            if stats.top and counted[about] - stats.count >= _MIN_RECORDS:
                yield from _shared(template, stats, everywhere[about], counted[about])


def _shared(
    template: Template, stats: ParameterStats, everywhere: Counter[str], counted: int
) -> Iterator[tuple[int, str]]:
    value, count = stats.top[0]
    elsewhere = (everywhere[value] - count) / (counted - stats.count)
    if count >= _SHARED * template.count and elsewhere <= _ELSEWHERE and stats.distinct < template.count:
        said = f"{stats.name}={value[:60]} in {_percent(count, template.count)} of “{template.text[:_TEXT_CHARACTERS]}”"
        yield count, f"{said}, elsewhere in {elsewhere:.0%}{_when(template)}"


def _when(template: Template) -> str:
    if not template.minutes:
        return ""
    peak = min(template.minutes, key=lambda minute: (-template.minutes[minute], minute))
    return f", most at {datetime.fromtimestamp(peak * 60, UTC):%H:%M}"


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.0%}"
