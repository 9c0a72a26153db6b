"""A problem: templates that are signs of one trouble, on the way to becoming a detection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from crosscut.detection.kinds import Kind, kind_of
from crosscut.detection.symptoms import Symptom
from crosscut.detection.window import evidence_of
from crosscut.model import Category, Evidence, Severity, Template

MAX_EVIDENCE = 6
BY_PHRASE_CONFIDENCE = 0.6  # in a cause that only a phrase tells of
REPORTS_OTHERS = 4  # symptom depth from which a sign tells of another's failure


@dataclass(frozen=True, slots=True)
class Sign:
    """One template that tells of trouble, judged by itself."""

    template: Template
    symptom: Symptom | None
    severity: Severity
    target: str  # what it could not reach or use
    burst: bool
    new: bool  # the source has a history and this is not in it
    names: frozenset[str]  # everything that it names: hosts, products, settings
    services: frozenset[str]  # other services of this source that it names
    traces: frozenset[str]  # the most frequent trace and request ids of its records

    @property
    def depth(self) -> int:
        """How far from the root such failures are; unknown ones stand in the middle."""
        return self.symptom.depth if self.symptom else 3

    @property
    def kind(self) -> Kind:
        """How it stands to others."""
        return kind_of(self.symptom.id) if self.symptom else Kind.UNKNOWN

    @property
    def category(self) -> Category:
        """The symptom's category; an unknown error is one of availability."""
        return self.symptom.category if self.symptom else Category.AVAILABILITY


@dataclass(slots=True)
class Problem:
    """Signs that belong together. The first is the cause."""

    signs: list[Sign] = field(default_factory=list)

    @property
    def cause(self) -> Sign:
        """The sign nearest to the root."""
        return self.signs[0]

    @property
    def target(self) -> str:
        """What the cause could not reach or use; where it does not say, what others of its kind say."""
        alike = (s for s in self.signs if _id(s) == _id(self.cause))
        return next((s.target for s in alike if s.target), "")

    @property
    def services(self) -> list[str]:
        """The services in the order in which they failed."""
        return list(dict.fromkeys(s.template.service for s in self.signs if s.template.service))

    @property
    def first_seen(self) -> datetime | None:
        """When the first record of any sign was written."""
        return min((s.template.first_seen for s in self.signs if s.template.first_seen), default=None)

    @property
    def last_seen(self) -> datetime | None:
        """When the last record of any sign was written."""
        return max((s.template.last_seen for s in self.signs if s.template.last_seen), default=None)

    @property
    def count(self) -> int:
        """Records over all signs."""
        return sum(s.template.count for s in self.signs)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Quotes: two of the cause, one of each consequence, at most six."""
        quotes = list(evidence_of(self.cause.template, most=2))
        for sign in self.signs[1:]:
            quotes += evidence_of(sign.template)
        return tuple(quotes[:MAX_EVIDENCE])


def _id(sign: Sign) -> str:
    return sign.symptom.id if sign.symptom else ""


def worst(severities: Sequence[Severity]) -> Severity:
    """Return the worst of the severities."""
    return max(severities, key=lambda s: s.rank)


def raised(severity: Severity, steps: int) -> Severity:
    """Return the severity so many steps up (or down), within the scale."""
    scale = list(Severity)
    return scale[max(0, min(len(scale) - 1, severity.rank + steps))]
