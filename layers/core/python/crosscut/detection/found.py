"""What rules over whole templates share: reading their attributes, and making a detection of some of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from crosscut.detection.window import evidence_of
from crosscut.model import Category, Detection, ParameterStats, Severity, Template


class Words(NamedTuple):
    """What a rule says of what it found."""

    title: str
    summary: str
    cause: str


def attribute_of(template: Template, *names: str) -> ParameterStats | None:
    """Return what is known of the first of the attributes that the template has."""
    for name in names:
        for attribute in template.attributes:
            if attribute.name == name:
                return attribute
    return None


def mostly(template: Template, *names: str) -> str:
    """Return the most frequent value of the first of the attributes that the template has, or nothing."""
    attribute = attribute_of(template, *names)
    return attribute.top[0][0] if attribute and attribute.top else ""


def found(
    rule: str,
    severity: Severity,
    category: Category,
    words: Words,
    templates: Sequence[Template],
    *,
    entity: str,
    confidence: float,
    topics: tuple[str, ...] = (),
) -> Detection:
    """Return the detection of a rule, with the times, counts and first lines of its templates (most telling first)."""
    return Detection(
        rule=rule,
        severity=severity,
        category=category,
        title=words.title,
        summary=words.summary,
        cause=words.cause,
        service=templates[0].service,
        template_ids=tuple(t.id for t in templates),
        evidence=tuple(e for t in templates[:5] for e in evidence_of(t))[:5],
        first_seen=min((t.first_seen for t in templates if t.first_seen), default=None),
        last_seen=max((t.last_seen for t in templates if t.last_seen), default=None),
        count=sum(t.count for t in templates),
        entity=entity,
        confidence=confidence,
        topics=topics,
    )
