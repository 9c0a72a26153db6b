"""The tools about templates: which there are, and one of them with all that is known of it."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from typing import Literal

from pydantic import Field, JsonValue

from crosscut.investigation.ports import Records
from crosscut.investigation.toolbox import Arguments, Found, Item, Tool, UnusableArgumentsError
from crosscut.model import ParameterStats, Template

_PARTS = 30
_VALUES = 6
_STATS = 12
_TEXT = 240


class ListTemplates(Arguments):
    """Which templates, in which order."""

    words: list[str] = Field(default=[], max_length=8)
    service: str = ""
    at_least: int = Field(
        default=0, ge=0, le=24, description="OpenTelemetry's severity number; errors are 17."
    )
    order: Literal["count", "rarest", "first_seen", "severity"] = "severity"
    limit: int = Field(default=30, ge=1, le=60)


class ShowTemplate(Arguments):
    """A template by its id."""

    id: str


def list_templates(records: Records) -> Tool:
    """Return the tool over these records."""

    def run(wanted: ListTemplates) -> Found:
        words = [word.casefold() for word in wanted.words]
        fitting = [
            template
            for template in records.digest.templates
            if template.severity_number >= wanted.at_least
            and (not wanted.service or template.service == wanted.service)
            and all(word in template.text.casefold() for word in words)
        ]
        fitting.sort(key=lambda t: _order(t, wanted.order))
        shown = fitting[: wanted.limit]
        beyond = len(fitting) - len(shown)
        left_out = [f"{beyond} of {len(fitting)} templates, by the limit"] if beyond else []
        if records.digest.other_count:
            left_out.append(f"{records.digest.other_count} records that are unlike all templates")
        left_out += [records.left_out] if records.left_out else []
        return Found(list(map(_item, shown)), {"templates": len(fitting)}, "; ".join(left_out))

    return Tool(
        "list_templates",
        "List what the logs say, each kind of message once (its variable parts are <*>), with how often and when.",
        ListTemplates,
        run,
    )


def show_template(records: Records) -> Tool:
    """Return the tool over these records."""

    def run(wanted: ShowTemplate) -> Found:
        templates = records.digest.templates
        found = next((t for t in templates if wanted.id == t.id or wanted.id in t.aliases), None)
        if found is None:
            raise UnusableArgumentsError("id: there is no such template; list_templates gives their ids")
        lines = [
            Item(e.text, e.line_id, e.time, found.service, {"template": found.id}) for e in found.exemplars
        ]
        stats = (*found.parameters, *found.attributes)
        about: dict[str, JsonValue] = {
            "over_time": _over_time(found),
            "values": {s.name: _values(s) for s in stats[:_STATS]},
        }
        left = f"{len(stats) - _STATS} attributes" if len(stats) > _STATS else ""
        return Found([_item(found), *lines], about, left)

    return Tool(
        "show_template",
        "Show one template: its records by time, what its variable parts were, and its first lines.",
        ShowTemplate,
        run,
    )


def _order(template: Template, order: str) -> tuple[float, int]:
    first = template.first_seen.timestamp() if template.first_seen else float("inf")
    orders = {
        "count": (-template.count, 0),
        "rarest": (template.count, 0),
        "first_seen": (first, -template.count),
        "severity": (-template.severity_number, -template.count),
    }
    return orders[order]


def _item(template: Template) -> Item:
    about: dict[str, JsonValue] = {"count": template.count}
    if template.service:
        about["service"] = template.service
    if template.severity_text:
        about["level"] = template.severity_text
    if template.last_seen:
        about["last"] = template.last_seen.isoformat()
    return Item(
        template.text[:_TEXT], f"template-{template.id}:0", template.first_seen, template.service, about
    )


def _over_time(template: Template) -> JsonValue:
    if not template.minutes:
        return {}
    first, last = min(template.minutes), max(template.minutes)
    step = (last - first) // _PARTS + 1
    counts: Counter[int] = Counter()
    for minute, count in template.minutes.items():
        counts[(minute - first) // step] += count
    begin = datetime.fromtimestamp(first * 60, UTC).isoformat()
    parts: list[JsonValue] = [counts[part] for part in range((last - first) // step + 1)]
    return {"from": begin, "minutes_a_part": step, "records": parts}


def _values(stats: ParameterStats) -> JsonValue:
    top: dict[str, JsonValue] = {value[:40]: count for value, count in stats.top[:_VALUES]}
    shown: dict[str, JsonValue] = {"distinct": stats.distinct, "top": top}
    numbers = {"min": stats.minimum, "median": stats.median, "p95": stats.p95, "max": stats.maximum}
    return shown | {name: float(f"{n:.4g}") for name, n in numbers.items() if n is not None}
