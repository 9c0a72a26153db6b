"""A conversation with a model that may use tools: what is sent, what comes back, and the model's port."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from pydantic import BaseModel

from crosscut.errors import AnalystUnavailableError
from crosscut.model import Usage


class ToolSpec(NamedTuple):
    """A tool as the model is told of it."""

    name: str
    description: str
    arguments: type[BaseModel]


class ToolCall(NamedTuple):
    """What the model wants done. Nothing about it has been checked."""

    id: str
    name: str
    arguments: object


class ToolResult(NamedTuple):
    """What it is told then."""

    call_id: str
    text: str  # one JSON document
    is_error: bool = False


class Said(NamedTuple):
    """A message of Crosscut's to the model: text, or results of the tools."""

    text: str = ""
    results: tuple[ToolResult, ...] = ()


class Reply(NamedTuple):
    """What the model answered. `raw` are its blocks as they came, to be sent back as they are."""

    stop_reason: str | None
    text: str
    calls: tuple[ToolCall, ...]
    raw: tuple[Mapping[str, Any], ...]
    usage: Usage


class Prompt(NamedTuple):
    """One request. `must_call` names the only tool that may be called."""

    system: str
    tools: tuple[ToolSpec, ...]
    messages: tuple[Said | Reply, ...]
    max_tokens: int
    must_call: str = ""


class LostAnswerError(AnalystUnavailableError):
    """No answer came, or none that can be read, and the call may have cost all the same."""


class Model(Protocol):
    """A model that may use tools."""

    name: str

    def reply(self, prompt: Prompt, *, seconds: float) -> Reply:
        """Return the answer, within so many seconds. It is asked once.

        Raises `AnalystUnavailableError` when a later try may work, of these `LostAnswerError` when the call may have
        cost, and `AnalysisRejectedError` when none will.
        """
        ...

    def size(self, prompt: Prompt) -> int:
        """Return how many bytes of the request the model reads."""
        ...

    def cost(self, input_tokens: int, output_tokens: int) -> float:
        """Return the most that so many tokens may cost, in US dollars."""
        ...
