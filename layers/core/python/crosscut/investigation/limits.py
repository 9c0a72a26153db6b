"""How far an investigation may go, and what it has taken so far."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from crosscut.model import Frozen, Usage

BYTES_A_TOKEN = 2.0  # less than any text has, so that a request is never taken to be smaller than it is


@dataclass(frozen=True, slots=True)
class Limits:
    """What ends an investigation. Within tokens, dollars and time, its last call is kept for the report."""

    turns: int = 20  # calls of the model
    tool_calls: int = 40
    tokens: int = 1_000_000  # in and out, of all turns together
    usd: float = 1.0
    seconds: float = 300.0
    malformed: int = 5  # calls that fit no tool, and answers without any
    retries: int = 3  # of one call that was throttled
    answer_tokens: int = 4_096
    report_tokens: int = 8_192


class Ending(StrEnum):
    """Why it ended."""

    REPORTED = "reported"
    TURNS = "turns"
    TOOL_CALLS = "tool-calls"
    TOKENS = "tokens"
    BUDGET = "budget"
    DEADLINE = "deadline"
    INTERRUPTED = "interrupted"
    REFUSED = "refused"
    UNAVAILABLE = "unavailable"
    REJECTED = "rejected"
    WITHHELD = "withheld"
    MALFORMED = "malformed"


class Spent(Frozen):
    """What an investigation took."""

    model: str
    calls: int = 0  # that were answered
    lost_calls: int = 0  # of which no answer came and that may have cost: counted at the most they can have
    tool_calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float = 0.0
    seconds: float = 0.0
    request_ids: tuple[str, ...] = ()

    def with_call(self, usage: Usage) -> Spent:
        """Return it with one more call of the model."""
        return self.model_copy(
            update={
                "calls": self.calls + 1,
                "input_tokens": self.input_tokens + usage.input_tokens,
                "output_tokens": self.output_tokens + usage.output_tokens,
                "cost_usd": round(self.cost_usd + usage.cost_usd, 6),
                "request_ids": (*self.request_ids, usage.request_id),
            }
        )

    def with_lost_call(self, input_tokens: int, output_tokens: int, cost_usd: float) -> Spent:
        """Return it with a call that may have cost so much."""
        return self.model_copy(
            update={
                "lost_calls": self.lost_calls + 1,
                "input_tokens": self.input_tokens + input_tokens,
                "output_tokens": self.output_tokens + output_tokens,
                "cost_usd": round(self.cost_usd + cost_usd, 6),
            }
        )

    @property
    def tokens(self) -> int:
        """In and out together."""
        return self.input_tokens + self.output_tokens
