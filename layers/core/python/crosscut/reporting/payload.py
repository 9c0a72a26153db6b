"""The data that a page's script reads: JSON that holds no character with which HTML could begin anything."""

from __future__ import annotations

import json
from collections.abc import Iterator

from crosscut.model import Digest, ParameterStats, Template
from crosscut.moments import moment
from crosscut.plain import plain
from crosscut.quantities import counted, number
from crosscut.reporting.content import Content
from crosscut.reporting.timeline import Window, stretches

LEVELS = ("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")  # OpenTelemetry's ranges of four numbers
TEXT, VALUE = 1_200, 120  # characters shown
_TOP = 5
_UNITS = {"duration": " ms", "size": " bytes"}


def as_json(data: object) -> str:
    """Return JSON in ASCII for a script element: `<`, `>` and `&` are escaped, so `</script>` cannot be in it."""
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def report_data(content: Content) -> dict[str, object]:
    """Return the timeline, its moments, and the templates, each a row of fields in the order of page/templates.js."""
    digest = content.digest
    window = Window.of(digest) if digest else None
    found: dict[str, object] = {"templates": [], "timeline": None, "moments": []}
    if digest is None:
        return found
    cited = _cited(content)
    found["templates"] = [_template(each, window, cited) for each in digest.templates]
    if window:
        over = stretches(digest, window)
        found["timeline"] = [over.start * 60, over.width * 60, list(over.records), list(over.errors)]
        found["moments"] = [
            [each.time.timestamp(), each.role.value]
            for insight in content.insights[:1]
            for each in insight.timeline
            if each.time
        ]
    return found


def level_of(severity_number: int) -> str:
    """Return the name of OpenTelemetry's range, empty where there is none."""
    return LEVELS[(severity_number - 1) // 4] if 1 <= severity_number <= 24 else ""


def cut(text: str, most: int) -> str:
    """Return the text, or its beginning and how much more there was."""
    return text if len(text) <= most else f"{text[:most]} … ({number(len(text) - most)} characters more)"


def _template(each: Template, window: Window | None, cited: frozenset[str]) -> list[object]:
    return [
        each.id,
        cut(plain(each.text), TEXT),
        plain(each.service),
        level_of(each.severity_number),
        each.severity_number,
        each.count,
        moment(each.first_seen) if each.first_seen else "",
        moment(each.last_seen) if each.last_seen else "",
        window.spark(each) if window else [],
        list(_parameters(each)),
        int(any(exemplar.line_id in cited for exemplar in each.exemplars)),
    ]


def _cited(content: Content) -> frozenset[str]:
    return frozenset(f"{e.file}:{e.line}" for insight in content.insights for e in insight.evidence)


def _parameters(template: Template) -> Iterator[list[str]]:
    for position, stats in enumerate(template.parameters, start=1):
        yield [f"value {position}", *_facts(stats)]
    for stats in template.attributes:
        yield [plain(stats.name), *_facts(stats)]


def _facts(stats: ParameterStats) -> tuple[str, str, str]:
    """Kind and number of values, how its numbers lie, the most frequent ones."""
    about = "" if stats.distinct_is_exact else "about "
    kind = f" ({stats.kind})" if stats.kind else ""
    numbers = ""
    if stats.minimum is not None and stats.distinct > 1:
        unit = _UNITS.get(stats.kind, "")
        known = (("min", stats.minimum), ("median", stats.median), ("p95", stats.p95), ("max", stats.maximum))
        numbers = ", ".join(f"{name} {_figure(value)}{unit}" for name, value in known if value is not None)
    top = [f"{cut(plain(value), VALUE)} × {number(count)}" for value, count in stats.top[:_TOP]]
    return f"{about}{counted(stats.distinct, 'value')}{kind}", numbers, " · ".join(top)


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1_000 else f"{value:.4g}"


def drift_sentences(digest: Digest) -> list[str]:
    """Return how the numbers in the records changed, those of most records first."""
    from crosscut.digest_drifts import drifts

    found = sorted(drifts(digest), key=lambda drift: (-drift[0], drift[1]))
    return [plain(said) for _, said in found[:20]]
