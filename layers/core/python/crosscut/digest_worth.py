"""Which templates are worth an analyst's reading: severity, novelty, rarity and burstiness together.

Each alone misses something: by frequency the few lines that matter are last, by rarity a burst of hundreds is, by
severity what a program does not call an error is.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import NamedTuple

from crosscut.model import Detection, Digest, Template

_NAMED, _NAMED_TOO, _NEW, _ERROR, _MASS, _WARNING, _RARE, _BURST = 8.0, 5.0, 2.5, 4.0, 3.0, 1.5, 1.5, 2.0
_FIRST_NAMED = 3  # of a detection's templates are worth the most
_COMMON = 1.0
_WARN = 13
_MANY = 20  # records from which on a burst counts in full


class Ranked(NamedTuple):
    """A template with why it is worth reading."""

    template: Template
    named: bool  # by a detection
    new: bool  # to the source
    worth: float


def by_worth(digest: Digest, detections: Sequence[Detection], new: Collection[str]) -> list[Ranked]:
    """Return the templates, the most worth reading first; ties by id, so that the order is always the same."""
    named: dict[str, float] = {}
    for detection in detections:
        for i, id_ in enumerate(detection.template_ids):
            named.setdefault(id_, _NAMED if i < _FIRST_NAMED else _NAMED_TOO)
    total = sum(digest.severities.values())
    errors = sum(template.count for template in digest.templates if template.is_error)
    minutes = _minutes(digest)
    ranked = []
    for template in digest.templates:
        worth = (
            named.get(template.id, 0.0) + _NEW * (template.id in new) + _own(template, total, errors, minutes)
        )
        ranked.append(Ranked(template, template.id in named, template.id in new, round(worth, 6)))
    return sorted(ranked, key=lambda one: (-one.worth, one.template.id))


def _minutes(digest: Digest) -> int:
    """Return the length of the window in minutes, at least one."""
    stamped = [minute for template in digest.templates for minute in (template.minutes or ())]
    return max(stamped) - min(stamped) + 1 if stamped else 1


def _own(template: Template, total: int, errors: int, minutes: int) -> float:
    worth = template.severity_number / 24
    if template.is_error:
        # Of errors the rare ones are worth reading, and those of which there are the most.
        worth += _ERROR + _MASS * math.sqrt(template.count / max(1, errors))
    else:
        worth += _WARNING * (template.severity_number >= _WARN) + _COMMON * template.count / max(1, total)
    worth += _RARE * (1 - math.log1p(template.count) / math.log1p(max(total, 2)))
    return worth + _BURST * burstiness(template, minutes)


def burstiness(template: Template, minutes: int) -> float:
    """Return from 0 to 1 how close together the records stand: 1 when a window's many are all in one minute."""
    stamped = sum(template.minutes.values())
    if stamped < 2 or minutes < 2:
        return 0.0
    even = max(1.0, stamped / minutes)
    density = math.log(max(template.minutes.values()) / even + 1e-9) / math.log(max(2.0, stamped / even))
    return max(0.0, min(1.0, density)) * min(1.0, stamped / _MANY)
