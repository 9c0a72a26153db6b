"""What a model is asked to answer: the schema, and nothing past it is taken."""

from __future__ import annotations

from pydantic import Field

from crosscut.answered import Action, Answered, Event, QuotedLine, Rival
from crosscut.model import Category, Severity

MAX_FINDINGS = 5


class Finding(Answered):
    """One finding as the model words it, before verification."""

    severity: Severity
    category: Category
    title: str = Field(min_length=1, max_length=400)
    summary: str = Field(max_length=4_000)
    root_cause: str = Field(max_length=4_000)
    hypotheses: list[Rival]
    detections: list[str]
    evidence: list[QuotedLine]
    timeline: list[Event]
    services: list[str]
    remediation: list[Action]
    missing: list[str]
    confidence: float = Field(ge=0, le=1)
    confidence_reason: str = Field(max_length=1_000)
    inconclusive: bool


class Answer(Answered):
    """The whole answer."""

    findings: list[Finding] = Field(max_length=MAX_FINDINGS)
