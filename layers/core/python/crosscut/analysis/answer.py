"""What a model is asked to answer: the schema, and nothing past it is taken."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from crosscut.model import Category, Severity

MAX_FINDINGS = 5


class _Answered(BaseModel):
    # Bounds are not enforced by the API; they are checked here, when the answer has come.
    model_config = ConfigDict(frozen=True, extra="forbid")


class QuotedLine(_Answered):
    """A quote and the id of the line that it is from."""

    line_id: str = Field(max_length=1_200)
    quote: str = Field(max_length=4_000)


class Finding(_Answered):
    """One finding as the model words it, before verification."""

    severity: Severity
    category: Category
    title: str = Field(min_length=1, max_length=400)
    summary: str = Field(max_length=4_000)
    root_cause: str = Field(max_length=4_000)
    detections: list[str]
    evidence: list[QuotedLine]
    services: list[str]
    remediation: list[str]
    confidence: float = Field(ge=0, le=1)


class Answer(_Answered):
    """The whole answer."""

    findings: list[Finding] = Field(max_length=MAX_FINDINGS)
