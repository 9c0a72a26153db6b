"""What a model's endpoint sends back: the message around the answer, read without trusting any of it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from crosscut.analysis.answer import Answer
from crosscut.errors import AnalysisRejectedError, AnalystUnavailableError
from crosscut.model import Usage
from crosscut.model_table import ModelEntry


class _Received(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Block(_Received):
    type: str
    text: str = ""


class _Tokens(_Received):
    input_tokens: int = Field(ge=0)  # without those of the cache
    output_tokens: int = Field(ge=0)
    cache_read_input_tokens: int | None = None
    cache_creation_input_tokens: int | None = None


class Message(_Received):
    """The parts of a Messages API response that are needed (https://docs.claude.com/en/api/messages)."""

    stop_reason: str | None
    content: list[_Block]
    usage: _Tokens

    def answer(self, usage: Usage | None = None) -> Answer:
        """Return the model's answer. `usage`, what the call took, goes with the error.

        Raises `AnalysisRejectedError` for a refusal or an answer that was cut off, and `AnalystUnavailableError` for
        one that ended early or does not fit the schema.
        """
        if self.stop_reason == "refusal":
            raise AnalysisRejectedError(
                f"Claude declined to analyse this digest; a person should look ({_about(usage)})", usage=usage
            )
        if self.stop_reason in ("max_tokens", "model_context_window_exceeded"):
            raise AnalysisRejectedError(
                f"Claude's answer was cut off ({self.stop_reason}, {_about(usage)})", usage=usage
            )
        if self.stop_reason is None:
            raise AnalystUnavailableError(f"Claude's answer ended early ({_about(usage)})")
        text = "".join(block.text for block in self.content if block.type == "text")
        try:
            return Answer.model_validate_json(text)
        except ValidationError as error:
            # Only how many problems: their text would repeat the model's.
            raise AnalystUnavailableError(
                f"Claude's answer does not fit the schema ({error.error_count()} problems, {_about(usage)})"
            ) from None

    def usage_of(self, model: str, entry: ModelEntry, *, request_id: str, batch: bool = False) -> Usage:
        """Return what the call took; tokens of the prompt cache count as input. `batch`: at a batch's price."""
        read = self.usage.cache_read_input_tokens or 0
        written = self.usage.cache_creation_input_tokens or 0
        return Usage(
            model=model,
            input_tokens=self.usage.input_tokens + read + written,
            output_tokens=self.usage.output_tokens,
            cost_usd=entry.cost_usd(
                self.usage.input_tokens,
                self.usage.output_tokens,
                cache_read=read,
                cache_written=written,
                batch=batch,
            ),
            request_id=request_id,
            batch=batch,
        )


def _about(usage: Usage | None) -> str:
    return f"request {(usage.request_id if usage else '') or 'without id'}"


def message_of(body: bytes, *, request_id: str = "") -> Message:
    """Return the message. Raises `AnalystUnavailableError` for anything else, such as a proxy's page."""
    try:
        return Message.model_validate_json(body)
    except ValidationError:
        # Its words may hold the model's, and so the log's.
        raise AnalystUnavailableError(
            "Claude's endpoint answered with something that is no message "
            f"(request {request_id or 'without id'})"
        ) from None
