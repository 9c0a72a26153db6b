"""What the analyst reads: the digest within a token budget, saying what was left out."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from crosscut.model import Detection, Digest, ParameterStats, Template

# Bytes of UTF-8 rather than characters: outside of the Latin letters a character is about a token by itself.
BYTES_A_TOKEN = 2.5  # of Claude's tokenizer on logs, on the safe side
DEFAULT_TOKENS = 6_000
_LINE_CHARACTERS = 500
_COMMON_LINE_CHARACTERS = 200
_SHOWN_LINES = 3
_SHOWN_VALUES = 5

_LEFT_OUT_BYTES = 200  # kept for saying what was left out
_DETECTIONS_SHARE = 0.6  # of the budget at the most for the detections, the most severe first
_SHORT_SHARE = 0.5  # of the budget at the most for naming templates; the rest goes into detail

JsonValue = str | int | float | None | list["JsonValue"] | dict[str, "JsonValue"]
Shown = dict[str, JsonValue]


class RenderedDigest(NamedTuple):
    """The text for the model, and how much of the log it stands for."""

    text: str  # one JSON document
    tokens: int  # estimated
    templates_shown: int
    records_represented: int


def render(
    digest: Digest, detections: Sequence[Detection], *, tokens: int = DEFAULT_TOKENS
) -> RenderedDigest:
    """Return the digest as JSON of at most about `tokens` tokens.

    Templates go in by worth: those that detections name first, then by severity, then by rarity and burstiness. All
    that fit into half of the budget go in as text and count; the other half gives those of most worth their times,
    values and lines. The same input gives the same text.
    """
    budget = int(tokens * BYTES_A_TOKEN)
    header = _header(digest)
    told = _told(detections, at_most=int(budget * _DETECTIONS_SHARE) - _size(header))
    header["detections"] = [*told]
    ranked = _by_worth(digest, detections)
    left = budget - _size(header) - _LEFT_OUT_BYTES
    shown, left = _shortly(ranked, left, at_most=int(left * _SHORT_SHARE))
    for i, (template, named) in enumerate(ranked[: len(shown)]):
        spent = _size(shown[i])
        detailed = named or template.is_error
        fitting = (form for form in _forms(template, detailed=detailed) if _size(form) - spent <= left)
        form = next(fitting, shown[i])
        left -= _size(form) - spent
        shown[i] = form
    records = sum(template.count for template, _ in ranked[: len(shown)])
    total = sum(digest.severities.values())
    header["templates"] = list(shown)
    header["left_out"] = {
        "detections": len(detections) - len(told),
        "templates": len(digest.templates) - len(shown),
        "records": total - records,
        "share_of_records_represented": round(records / total, 4) if total else 1.0,
    }
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":"))
    text = text.encode("utf-8", "replace").decode()  # half a surrogate pair, out of a JSON log, can't be sent
    return RenderedDigest(text, math.ceil(_bytes(text) / BYTES_A_TOKEN), len(shown), records)


def _header(digest: Digest) -> Shown:
    return {
        "source": digest.source,
        "window": {"first": _iso(digest.first_seen), "last": _iso(digest.last_seen)},
        "totals": {
            "lines": digest.ledger.lines_read,
            "records": sum(digest.severities.values()),
            "templates": len(digest.templates),
            "quarantined_lines": digest.ledger.lines_quarantined,
        },
        "severities": {str(k): v for k, v in digest.severities.items()},
    }


def _told(detections: Sequence[Detection], *, at_most: int) -> list[Shown]:
    """Return as many detections as go into `at_most` bytes, the most severe first; one at least, if only by name."""
    told: list[Shown] = []
    for detection in detections:
        form = _detection(detection)
        at_most -= _size(form)
        if at_most < 0:
            break
        told.append(form)
    return told or [_named(detection) for detection in detections[:1]]


def _detection(detection: Detection) -> Shown:
    return {
        "id": detection.id,
        "rule": detection.rule,
        "severity": detection.severity.value,
        "category": detection.category.value,
        "title": detection.title,
        "cause_by_rules": detection.cause,
        "templates": list(detection.template_ids[:12]),
        "count": detection.count,
        "first": _iso(detection.first_seen),
        "last": _iso(detection.last_seen),
    }


def _named(detection: Detection) -> Shown:
    return {
        "id": detection.id,
        "severity": detection.severity.value,
        "title": detection.title[:120],
        "templates": list(detection.template_ids[:1]),
    }


def _by_worth(digest: Digest, detections: Sequence[Detection]) -> list[tuple[Template, bool]]:
    """Return the templates, and whether a detection names them, the most worth reading first."""
    named = {i for d in detections for i in d.template_ids}
    total = max(1, sum(digest.severities.values()))

    def worth(template: Template) -> tuple[bool, int, float, str]:
        rarity = 1 - template.count / total
        peak = max(template.minutes.values(), default=0)
        burstiness = peak / template.count if template.count >= 5 else 0.0
        return (template.id in named, template.severity_number // 4, rarity + burstiness, template.id)

    return [(t, t.id in named) for t in sorted(digest.templates, key=worth, reverse=True)]


def _shortly(ranked: Sequence[tuple[Template, bool]], left: int, *, at_most: int) -> tuple[list[Shown], int]:
    """Return the short forms of as many templates as go into `at_most` characters, and what is left then."""
    shown: list[Shown] = []
    spent = 0
    for template, _ in ranked:
        form = _short(template)
        if spent + _size(form) > at_most:
            break
        spent += _size(form)
        shown.append(form)
    return shown, left - spent


def _short(template: Template) -> Shown:
    form: Shown = {"id": template.id, "text": template.text[:300], "count": template.count}
    if template.service:
        form["service"] = template.service
    return form


def _forms(template: Template, *, detailed: bool) -> Iterator[Shown]:
    """Yield the template's longer forms, the fullest first."""
    medium: Shown = {
        **_short(template),
        "severity": template.severity_text or str(template.severity_number),
        "first": _iso(template.first_seen),
        "last": _iso(template.last_seen),
        "peak_per_minute": max(template.minutes.values(), default=0),
    }
    if detailed:
        lines: list[JsonValue] = [
            {"id": e.line_id, "text": e.text[:_LINE_CHARACTERS]} for e in template.exemplars[:_SHOWN_LINES]
        ]
        stats = (*template.parameters, *template.attributes)
        values: Shown = {s.name: _values(s) for s in stats if s.distinct > 1 or s.name[:1].isalpha()}
        yield {**medium, "values": values, "lines": lines}
        yield {**medium, "lines": lines[:1]}
    else:
        line: list[JsonValue] = [
            {"id": e.line_id, "text": e.text[:_COMMON_LINE_CHARACTERS]} for e in template.exemplars[:1]
        ]
        yield {**medium, "lines": line}


def _values(stats: ParameterStats) -> JsonValue:
    shown: Shown = {
        "distinct": stats.distinct,
        "top": {value[:80]: count for value, count in stats.top[:_SHOWN_VALUES]},
    }
    if stats.minimum is not None and stats.distinct > _SHOWN_VALUES:
        shown["min"], shown["max"] = stats.minimum, stats.maximum
    return shown


def _size(value: JsonValue) -> int:
    return _bytes(json.dumps(value, ensure_ascii=False, separators=(",", ":"))) + 1


def _bytes(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "replace"))


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None
