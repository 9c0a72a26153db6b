"""How one template is written in the digest: as a line that names it, or in full."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime

from crosscut.digest_worth import Ranked
from crosscut.model import ParameterStats, Template

_LINE_CHARACTERS = 500
_AROUND_CHARACTERS = 160
_COMMON_LINE_CHARACTERS = 200
_SHOWN_LINES = 3
_SHOWN_VALUES = 5
_FILLER = re.compile(r"([.\-_=*# ])\1{2,}")

JsonValue = str | int | float | None | list["JsonValue"] | dict[str, "JsonValue"]
Shown = dict[str, JsonValue]


def name_of(one: Ranked, characters: int) -> str:
    """Return the template's line: id, count, level, service, and its text cut to so many characters."""
    template = one.template
    text = _FILLER.sub(r"\1\1", template.text.replace("<*>", "*"))
    level = template.severity_text or str(template.severity_number)
    level = "" if level in text else f" {level}"
    if len(text) > characters:
        text = text[:characters] + "…"
    about = f"{template.service}: " if template.service else ""
    return f"{template.id} ×{template.count}{level}{' new' if one.new else ''} {about}{text}"


def _typed(template: Template) -> str:
    """Return the template's text with the kinds of its values in their places, where they are of one kind."""
    kinds = iter(template.parameters)
    return re.sub(r"<\*>", lambda mask: _mask_of(next(kinds, None)) or mask[0], template.text)


def _mask_of(stats: ParameterStats | None) -> str:
    return f"<{stats.kind}>" if stats and stats.kind else ""


def forms_of(one: Ranked, *, detailed: bool) -> Iterator[Shown]:
    """Yield the template's longer forms, the fullest first."""
    template = one.template
    short: Shown = {"id": template.id, "text": _typed(template)[:300], "count": template.count}
    if template.service:
        short["service"] = template.service
    if one.new:
        short["new"] = 1
    medium: Shown = {
        **short,
        "severity": template.severity_text or str(template.severity_number),
        "first": iso(template.first_seen),
        "last": iso(template.last_seen),
        "peak_per_minute": max(template.minutes.values(), default=0),
    }
    if detailed:
        lines: list[JsonValue] = [
            {"id": e.line_id, "text": e.text[:_LINE_CHARACTERS]} for e in template.exemplars[:_SHOWN_LINES]
        ]
        stats = (*template.parameters, *template.attributes)
        values: Shown = {s.name: _values(s) for s in stats if s.distinct > 1 or s.name[:1].isalpha()}
        around = [text[:_AROUND_CHARACTERS] for e in template.exemplars[:1] for text in (*e.before, *e.after)]
        if around and one.named:
            yield {**medium, "values": values, "lines": lines, "around_the_first": [*around]}
        yield {**medium, "values": values, "lines": lines}
        yield {**medium, "lines": lines[:1]}
    else:
        line: list[JsonValue] = [
            {"id": e.line_id, "text": e.text[:_COMMON_LINE_CHARACTERS]} for e in template.exemplars[:1]
        ]
        yield {**medium, "lines": line}
    yield short


def _values(stats: ParameterStats) -> JsonValue:
    shown: Shown = {
        "distinct": stats.distinct,
        "top": {value[:80]: count for value, count in stats.top[:_SHOWN_VALUES]},
    }
    if not stats.distinct_is_exact:
        shown["distinct_is_about"] = 1
    if stats.minimum is not None and stats.distinct > _SHOWN_VALUES:
        quantiles = (
            ("min", stats.minimum),
            ("median", stats.median),
            ("p95", stats.p95),
            ("max", stats.maximum),
        )
        shown |= {name: _rounded(number) for name, number in quantiles if number is not None}
    return shown


def _rounded(number: float) -> float:
    return float(f"{number:.4g}")


def size_of(value: JsonValue) -> int:
    """Return the bytes of a value in the digest, with the comma behind it."""
    return bytes_of(json.dumps(value, ensure_ascii=False, separators=(",", ":"))) + 1


def bytes_of(text: str) -> int:
    """Return the bytes of a text in UTF-8."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "replace"))


def iso(moment: datetime | None) -> str | None:
    """Return a time in the form of RFC 3339."""
    return moment.isoformat().replace("+00:00", "Z") if moment else None
