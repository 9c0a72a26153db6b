"""What the analyst reads: the digest within a token budget, saying what was left out."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from crosscut.digest_correlations import correlations
from crosscut.digest_forms import JsonValue, Shown, bytes_of, forms_of, iso, name_of, size_of
from crosscut.digest_worth import Ranked, by_worth
from crosscut.model import Detection, Digest
from crosscut.orders import without_orders

# Bytes of UTF-8 rather than characters: outside of the Latin letters a character is about a token by itself.
BYTES_A_TOKEN = 2.5  # of Claude's tokenizer on logs, on the safe side
DEFAULT_TOKENS = 6_000
_TIMELINE = 24  # parts of the window

_LEFT_OUT_BYTES = 220  # kept for saying what was left out
_DETECTIONS_SHARE = 0.2
_EXTRA_SHARE = 0.08  # at the most for the timeline, and for what goes together
_TELLING_SHARE = 0.85  # of what is left for naming the templates that detections name, are new or are errors
_NAMING_SHARE, _OTHERS_SHARE = (
    0.5,
    0.1,
)  # until names take half, others are named too; and a tenth beyond in any case
_COMMON = 8  # of the most frequent templates are named before others that tell nothing
_NAME_CHARACTERS = (200, 120, 80, 50)  # of a template's text where it is only named: as many as go in


class RenderedDigest(NamedTuple):
    """The text for the model, and how much of the log it stands for."""

    text: str  # one JSON document
    tokens: int  # estimated
    templates_shown: int
    records_represented: int


def render(
    digest: Digest,
    detections: Sequence[Detection],
    *,
    tokens: int = DEFAULT_TOKENS,
    new: Collection[str] = frozenset(),
) -> RenderedDigest:
    """Return the digest as JSON of at most about `tokens` tokens. `new` are ids that the source had not shown before.

    Templates go in by worth: severity, novelty, rarity and burstiness together. First as many as possible are named,
    a line each; what is left gives those of most worth their times, values and lines. The same input gives the same
    text.
    """
    budget = int(tokens * BYTES_A_TOKEN)
    header = _header(digest)
    extra = int(budget * _EXTRA_SHARE)
    _put(header, "timeline", _timeline(digest), at_most=extra)
    told = _told(detections, at_most=int(budget * _DETECTIONS_SHARE) - size_of(header))
    header["detections"] = [*told]
    _put(header, "goes_together", [*correlations(digest)], at_most=extra)
    ranked = by_worth(digest, detections, new)
    left = budget - size_of(header) - _LEFT_OUT_BYTES
    names, left = _names(ranked, left)
    full = _in_full(names, left)
    records = sum(one.template.count for one, _ in names)
    total = sum(digest.severities.values())
    header["templates"] = [form for form in full if form is not None]
    header["further_templates"] = [name for (_, name), form in zip(names, full, strict=True) if form is None]
    header["left_out"] = {
        "detections": len(detections) - len(told),
        "templates": len(digest.templates) - len(names),
        "records": total - records,
        "share_of_records_represented": round(records / total, 4) if total else 1.0,
    }
    # What gives orders to a model is cut: the rules report it, and no model is tempted.
    text = json.dumps(without_orders(header), ensure_ascii=False, separators=(",", ":"))
    text = text.encode("utf-8", "replace").decode()  # half a surrogate pair, out of a JSON log, can't be sent
    return RenderedDigest(text, tokens_of(bytes_of(text)), len(names), records)


def tokens_of(count: int) -> int:
    """Return about how many tokens of a model so many bytes of logs are."""
    return math.ceil(count / BYTES_A_TOKEN)


def _header(digest: Digest) -> Shown:
    return {
        "source": digest.source,
        "window": {"first": iso(digest.first_seen), "last": iso(digest.last_seen)},
        "totals": {
            "lines": digest.ledger.lines_read,
            "records": sum(digest.severities.values()),
            "templates": len(digest.templates),
            "quarantined_lines": digest.ledger.lines_quarantined,
        },
        "severities": {str(k): v for k, v in digest.severities.items()},
    }


def _put(header: Shown, name: str, value: JsonValue, *, at_most: int) -> None:
    """Put a part in if it is there and small enough; of a list, as many from its beginning as go in."""
    if isinstance(value, list):
        while value and size_of(value) > at_most:
            value = value[:-1]
    if value and size_of(value) <= at_most:
        header[name] = value


def _timeline(digest: Digest) -> Shown:
    """Return the records, and of these the errors, in at most 24 parts of the window."""
    everything: Counter[int] = Counter()
    errors: Counter[int] = Counter()
    for template in digest.templates:
        everything.update(template.minutes)
        if template.is_error:
            errors.update(template.minutes)
    if not everything:
        return {}
    first, last = min(everything), max(everything)
    step = (last - first) // _TIMELINE + 1
    parts = range((last - first) // step + 1)

    def sums(counts: Counter[int]) -> list[JsonValue]:
        summed: Counter[int] = Counter()
        for minute, count in counts.items():
            summed[(minute - first) // step] += count
        return [summed[part] for part in parts]

    begin = datetime.fromtimestamp(first * 60, UTC)
    return {"from": iso(begin), "minutes_a_part": step, "records": sums(everything), "errors": sums(errors)}


def _told(detections: Sequence[Detection], *, at_most: int) -> list[Shown]:
    """Return as many detections as go into `at_most` bytes, the most severe first; one at least, if only by name."""
    told: list[Shown] = []
    for detection in detections:
        form = _detection(detection)
        at_most -= size_of(form)
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
        "first": iso(detection.first_seen),
        "last": iso(detection.last_seen),
    }


def _named(detection: Detection) -> Shown:
    return {
        "id": detection.id,
        "severity": detection.severity.value,
        "title": detection.title[:120],
        "templates": list(detection.template_ids[:1]),
    }


def _names(ranked: Sequence[Ranked], left: int) -> tuple[list[tuple[Ranked, str]], int]:
    """Return the templates that are named, with their lines, by worth, and what is left of the bytes then.

    Those that detections name, are new or are errors come first, then the most frequent ones, then the others.
    """
    telling = [one for one in ranked if one.named or one.new or one.template.is_error]
    rest = [one for one in ranked if not (one.named or one.new or one.template.is_error)]
    common = {one.template.id for one in sorted(rest, key=lambda one: -one.template.count)[:_COMMON]}
    ordered = [*telling, *sorted(rest, key=lambda one: one.template.id not in common)]
    named: dict[str, str] = {}
    for characters in _NAME_CHARACTERS:
        spent, named = 0, {}
        limit = left * _TELLING_SHARE
        for i, one in enumerate(ordered):
            if i == len(telling):
                limit = max(left * _NAMING_SHARE, spent + left * _OTHERS_SHARE)
            name = name_of(one, characters)
            if spent + size_of(name) > min(limit, left):
                break
            spent += size_of(name)
            named[one.template.id] = name
        if len(named) >= len(telling):
            break
    return [(one, named[one.template.id]) for one in ranked if one.template.id in named], left - spent


def _in_full(names: Sequence[tuple[Ranked, str]], left: int) -> list[Shown | None]:
    """Return the longer form of each template for which there is room, the most worth first; None for the others."""
    full: list[Shown | None] = []
    for one, name in names:
        detailed = one.named or one.new or one.template.is_error
        form = next((f for f in forms_of(one, detailed=detailed) if size_of(f) - size_of(name) <= left), None)
        if form is not None:
            left -= size_of(form) - size_of(name)
        full.append(form)
    return full
