"""What a model is asked to answer: the schema, and nothing past it is taken."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from crosscut.model import Category, Risk, Role, Severity

MAX_FINDINGS = 5


class _Answered(BaseModel):
    # Bounds are not enforced by the API; they are checked here, when the answer has come.
    model_config = ConfigDict(frozen=True, extra="forbid")


class QuotedLine(_Answered):
    """A quote and the id of the line that it is from."""

    line_id: str = Field(max_length=1_200)
    quote: str = Field(max_length=4_000)


class Rival(_Answered):
    """A possible cause, and what in the document speaks for and against it."""

    cause: str = Field(max_length=1_000)
    speaks_for: list[str]
    speaks_against: list[str]
    check: str = Field(max_length=1_000)


class Event(_Answered):
    """Something that began, named by a line or template of which the document gives the time."""

    at: str = Field(max_length=1_200)
    what: str = Field(max_length=1_000)
    role: Role
    because: str = Field(max_length=1_000)


class Action(_Answered):
    """One thing to do."""

    action: str = Field(min_length=1, max_length=2_000)
    risk: Risk
    risk_reason: str = Field(max_length=1_000)
    verify: str = Field(max_length=1_000)
    undo: str = Field(max_length=1_000)


class Finding(_Answered):
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


class Answer(_Answered):
    """The whole answer."""

    findings: list[Finding] = Field(max_length=MAX_FINDINGS)
