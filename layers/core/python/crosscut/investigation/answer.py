"""What the model is asked to hand in: notes on the way, and the report."""

from __future__ import annotations

from pydantic import Field

from crosscut.answered import Action, Answered, Event, QuotedLine, Rival
from crosscut.model import Category, Severity


class RuledOutAnswer(Answered):
    """A cause that was looked into and is none, with the lines that show it."""

    cause: str = Field(min_length=1, max_length=1_000)
    because: str = Field(max_length=1_000)
    evidence: list[QuotedLine] = Field(max_length=8)


class ReportAnswer(Answered):
    """The report as the model words it, before verification."""

    answer: str = Field(
        min_length=1, max_length=4_000, description="The question's answer, in a few sentences."
    )
    severity: Severity
    category: Category
    title: str = Field(min_length=1, max_length=400)
    root_cause: str = Field(max_length=4_000)
    inconclusive: bool
    confidence: float = Field(ge=0, le=1)
    confidence_reason: str = Field(max_length=1_000)
    evidence: list[QuotedLine] = Field(max_length=30)
    timeline: list[Event] = Field(max_length=20)
    hypotheses: list[Rival] = Field(max_length=6, description="Causes that are still possible.")
    ruled_out: list[RuledOutAnswer] = Field(max_length=12)
    services: list[str] = Field(max_length=30)
    remediation: list[Action] = Field(max_length=8)
    missing: list[str] = Field(max_length=12, description="What was not to be seen and would decide.")
