"""What grows slow: routes, queries, queries for each row, and the garbage collector."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from crosscut.detection.found import Words, attribute_of, found
from crosscut.detection.marks import SLOW_QUERY, SLOW_REQUEST
from crosscut.detection.tuning import UNTUNED, Tuning
from crosscut.detection.window import Window, is_burst, is_chronic
from crosscut.detection.wording import filled
from crosscut.model import Category, Detection, Digest, ParameterStats, Severity, Template

SLOW_ROUTE = "slow-route"
MIN_SLOW = 20  # within the window
SHARE, LARGE_SHARE = 0.2, 0.5  # of a route's requests, or of a database's statements, while it is slow
SAME_QUERY = 50  # times in one request
MIN_PAUSES = 20  # full collections
_ROUTES = ("http.route", "url.path")
_SELECT = re.compile(r"\bselect\b.{1,400}\bwhere\b.{1,200}(?:=|\bin\b)", re.IGNORECASE | re.DOTALL)
_FULL_COLLECTION = re.compile(
    r"\bPause Full\b|\bFull GC\b|\bconcurrent mode failure\b|\bto-space exhausted\b"
)


def slowness(digest: Digest, window: Window, tuning: Tuning = UNTUNED) -> Iterator[Detection]:
    """Yield what is slower than it was in the same window; what always is slow is told lowly."""
    by_service: defaultdict[str, list[Template]] = defaultdict(list)
    for template in digest.templates:
        by_service[template.service].append(template)
    for templates in by_service.values():
        yield from _routes(templates, window, tuning)
        yield from _queries(templates, window, tuning)
    for template in digest.templates:
        yield from _same_query(template, tuning)
        yield from _collections(template, window, tuning)


def _marked(templates: list[Template], signal: str) -> list[Template]:
    return sorted(
        (t for t in templates if t.signal.partition(" ")[0] == signal), key=lambda t: (-t.count, t.id)
    )


def _minutes(templates: list[Template]) -> Counter[int]:
    minutes = Counter[int]()
    for template in templates:
        minutes.update(template.minutes)
    return minutes


def _counts(templates: list[Template]) -> Counter[str]:
    counts = Counter[str]()
    for template in templates:
        if attribute := attribute_of(template, *_ROUTES):
            counts.update(dict(attribute.top))
    return counts


def _severity(slow: Counter[int], window: Window, share: float) -> Severity:
    if is_chronic(slow, window) and not is_burst(slow, window):
        return Severity.LOW
    return Severity.HIGH if share >= LARGE_SHARE else Severity.MEDIUM


def _routes(templates: list[Template], window: Window, tuning: Tuning) -> Iterator[Detection]:
    slow = _marked(templates, SLOW_REQUEST)
    minutes = _minutes(slow)
    least = tuning.threshold("slow-route", MIN_SLOW)
    if minutes.total() < least:
        return
    routes = _counts(slow)
    route, n = max(routes.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    if n < least:
        return
    # Requests for this route in the minutes in which it was slow, as far as the others' minutes tell.
    while_slow = 0.0
    for template in templates:
        if template not in slow and (attribute := attribute_of(template, *_ROUTES)):
            inside = sum(count for minute, count in template.minutes.items() if minute in minutes)
            while_slow += dict(attribute.top).get(route, 0) * _quick_inside(template, minutes, inside)
    share = n / (n + while_slow)
    if share < SHARE:
        return
    took = attribute_of(slow[0], "http.server.request.duration")
    of = f" of {slow[0].service}" if slow[0].service else ""
    others = [
        f"{name} ({count})" for name, count in routes.most_common(4) if name != route and count >= least
    ]
    yield found(
        SLOW_ROUTE,
        _severity(minutes, window, share),
        Category.RESOURCES,
        Words(
            f"Requests{of} for {route} are slow",
            f"{n} requests{of} for {route} took a second or more{_typical(took)}."
            + (f" Slow too: {', '.join(others)}." if others else ""),
            f"The latency of {route} has risen: what it waits for (a query, a lock, another "
            "service) is slow, or it is given more to do."
            " An access log does not say which.",
        ),
        slow,
        entity=f"slow {route}",
        confidence=0.6,
    )


def _quick_inside(template: Template, minutes: Counter[int], inside: int) -> float:
    """Return which part of a template's records stands in these minutes if it kept its "
    "pace; a shifted route has none there."""
    before = template.count - inside
    if not before:
        return 1.0
    pace_before = before / max(1, len([m for m in template.minutes if m not in minutes]))
    pace_inside = inside / max(1, len(minutes))
    # What is missing from the usual pace is what has become slow.
    return (inside / template.count) * min(1.0, pace_inside / pace_before) ** 4


def _queries(templates: list[Template], window: Window, tuning: Tuning) -> Iterator[Detection]:
    slow = _marked(templates, SLOW_QUERY)
    minutes = _minutes(slow)
    if minutes.total() < tuning.threshold("slow-queries", MIN_SLOW):
        return
    statements = [t for t in templates if attribute_of(t, "db.client.operation.duration")]
    inside = sum(n for t in statements for minute, n in t.minutes.items() if minute in minutes)
    share = minutes.total() / max(1, inside)
    took = attribute_of(slow[0], "db.client.operation.duration")
    said = filled(slow[0])
    tables = list(
        dict.fromkeys(re.findall(r"\b(?:from|join|update|into)\s+([\w.\"`]+)", said, re.IGNORECASE))
    )
    yield found(
        "slow-queries",
        _severity(minutes, window, share),
        Category.RESOURCES,
        Words(
            "Slow queries"
            + (f" on {', '.join(tables[:3])}" if tables else "")
            + (f" in {slow[0].service}" if slow[0].service else ""),
            f"{minutes.total()} statements took a second or more{_typical(took)}, first: “{said[:200]}”",
            "Statements have become slow: an index is missing or no longer used, the data "
            "grew, or they wait for locks or the disk.",
        ),
        slow,
        entity="slow queries",
        confidence=0.7,
    )


def _typical(took: ParameterStats | None) -> str:
    return (
        f" ({took.minimum:.1f} to {took.maximum:.1f} s)"
        if took and took.minimum is not None and took.maximum
        else ""
    )


def _same_query(template: Template, tuning: Tuning) -> Iterator[Detection]:
    """The same statement many times under one request id: one query for each row (N+1)."""
    least = tuning.threshold("n-plus-one", SAME_QUERY)
    if template.count < least or not _SELECT.search(template.text):
        return
    requests = attribute_of(template, "request.id", "trace.id")
    if not requests or not requests.top or requests.top[0][1] < least:
        return
    table = re.search(r"\bfrom\s+([\w.\"`]+)", template.text, re.IGNORECASE)
    name = table[1] if table else "a table"
    yield found(
        "n-plus-one",
        Severity.MEDIUM,
        Category.RESOURCES,
        Words(
            f"One query for each row (N+1) on {name}"
            + (f" in {template.service}" if template.service else ""),
            f"The same statement ran up to {requests.top[0][1]} times in one request: “{filled(template)[:200]}”",
            f"A request asks {name} once for each row instead of once for all (N+1 queries); "
            "its time grows with the rows.",
        ),
        (template,),
        entity=f"n+1 {name}",
        confidence=0.8,
    )


def _collections(template: Template, window: Window, tuning: Tuning) -> Iterator[Detection]:
    if template.count < tuning.threshold("garbage-collection", MIN_PAUSES) or not _FULL_COLLECTION.search(
        template.text
    ):
        return
    often = template.count >= 3 * window.minutes / 2 or is_burst(template.minutes, window)
    yield found(
        "garbage-collection",
        Severity.HIGH if often else Severity.MEDIUM,
        Category.RESOURCES,
        Words(
            "Garbage collector runs full collections again and again"
            + (f" in {template.service}" if template.service else ""),
            f"{template.count} full collections, first: “{filled(template)[:160]}”",
            "The heap is nearly full: full collections (pauses of the whole program) free "
            "little, and come ever more often.",
        ),
        (template,),
        entity="garbage collection",
        confidence=0.8,
    )
