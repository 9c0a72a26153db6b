"""The parts of what a model is asked to answer, as analysis and investigation have them in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from crosscut.model import Hypothesis, Risk, Role


class Answered(BaseModel):
    """Base of what is asked for; nothing past it is taken."""

    # Bounds are not enforced by the API; they are checked here, when the answer has come.
    model_config = ConfigDict(frozen=True, extra="forbid")


class QuotedLine(Answered):
    """A quote and the id of the line that it is from."""

    line_id: str = Field(max_length=1_200)
    quote: str = Field(max_length=4_000)


class Rival(Answered):
    """A possible cause, and what in the document speaks for and against it."""

    cause: str = Field(max_length=1_000)
    speaks_for: list[str]
    speaks_against: list[str]
    check: str = Field(max_length=1_000)

    def hypothesis(self) -> Hypothesis:
        """Return it as insights and reports have it."""
        return Hypothesis(
            cause=self.cause,
            speaks_for=tuple(self.speaks_for),
            speaks_against=tuple(self.speaks_against),
            check=self.check,
        )


class Event(Answered):
    """Something that began, named by a line or template of which the document gives the time."""

    at: str = Field(max_length=1_200)
    what: str = Field(max_length=1_000)
    role: Role
    because: str = Field(max_length=1_000)


class Action(Answered):
    """One thing to do."""

    action: str = Field(min_length=1, max_length=2_000)
    risk: Risk
    risk_reason: str = Field(max_length=1_000)
    verify: str = Field(max_length=1_000)
    undo: str = Field(max_length=1_000)
