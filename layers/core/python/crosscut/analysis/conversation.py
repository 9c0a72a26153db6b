"""Claude with tools: implements `crosscut.conversation.Model` by the Messages API."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from crosscut.analysis.budget import Allowance
from crosscut.analysis.budget_memory import MemorySpending
from crosscut.analysis.claude import ClaudeEndpoint
from crosscut.analysis.message import Message, message_of
from crosscut.config import Budget, Source
from crosscut.conversation import LostAnswerError, Prompt, Reply, Said, ToolCall
from crosscut.errors import AnalystUnavailableError
from crosscut.model import Usage
from crosscut.model_table import NO_OVERRIDES, ModelEntry, model_entry

_NOBODYS = Source(name="local")
_CACHED = {"cache_control": {"type": "ephemeral"}}


class ClaudeConversation:
    """Asks once for each reply. The system prompt, the tools and what was said before come from the prompt cache."""

    def __init__(
        self,
        endpoint: ClaudeEndpoint,
        model: str,
        models: Mapping[str, ModelEntry] = NO_OVERRIDES,
        *,
        source: Source = _NOBODYS,
        allowance: Allowance | None = None,
    ) -> None:
        """Each call is reserved in the `allowance` before it is made, for the `source`, and settled after it.

        Raises `ConfigurationError` for a model of which no price is known: no budget could hold it.
        """
        self.name = model
        self._entry = model_entry(model, models)
        self._endpoint = endpoint
        self._source = source
        self._allowance = allowance or Allowance(MemorySpending(), whole=Budget(), digest_id="")

    def reply(self, prompt: Prompt, *, seconds: float) -> Reply:
        """As the port says; `BudgetSpentError` when the allowance has no room for it."""
        self._endpoint.check_key()
        free: list[None] = []
        try:
            body, message, usage = self._settled(prompt, seconds, free)
        except AnalystUnavailableError as error:
            if free:
                raise
            raise LostAnswerError(str(error)) from None
        blocks = json.loads(body)["content"]
        calls = tuple(
            ToolCall(str(block.get("id", "")), str(block.get("name", "")), block.get("input", {}))
            for block in blocks
            if block.get("type") == "tool_use"
        )
        if any(not call.id for call in calls):
            raise LostAnswerError("Claude's answer calls a tool without an id")
        return Reply(
            stop_reason=message.stop_reason,
            text="".join(block.text for block in message.content if block.type == "text"),
            calls=calls,
            raw=tuple(blocks),
            usage=usage,
        )

    def _settled(self, prompt: Prompt, seconds: float, free: list[None]) -> tuple[bytes, Message, Usage]:
        sent, longest = self.size(prompt), prompt.max_tokens
        with self._allowance.call(
            self._source, self.name, self._entry, sent=sent, answer_tokens=longest
        ) as call:

            def unbilled() -> None:
                free.append(None)
                call.release()

            body, request_id = self._endpoint.send(self._request(prompt), seconds=seconds, unbilled=unbilled)
            message = message_of(body, request_id=request_id)
            usage = message.usage_of(self.name, self._entry, request_id=request_id)
            call.settle(usage)
        return body, message, usage

    def size(self, prompt: Prompt) -> int:
        """As the port says."""
        return len(json.dumps(self._request(prompt), ensure_ascii=False).encode("utf-8", "replace"))

    def cost(self, input_tokens: int, output_tokens: int) -> float:
        """As the port says: at the most all of the input is written to the prompt cache, which costs more."""
        return self._entry.cost_usd(0, output_tokens, cache_written=input_tokens)

    def _request(self, prompt: Prompt) -> dict[str, Any]:
        messages = [_message(each) for each in prompt.messages]
        # A cached prefix ends at the newest message, so that the next turn pays for what is new alone.
        messages[-1]["content"][-1] |= _CACHED
        request: dict[str, Any] = {
            "model": self.name,
            "max_tokens": prompt.max_tokens,
            "system": [{"type": "text", "text": prompt.system, **_CACHED}],
            "tools": [
                {
                    "name": tool.name,
                    "description": tool.description,
                    "input_schema": tool.arguments.model_json_schema(),
                }
                for tool in prompt.tools
            ],
            "messages": messages,
        }
        if prompt.must_call:
            request["tool_choice"] = {"type": "tool", "name": prompt.must_call}
        return request


def _message(message: Said | Reply) -> dict[str, Any]:
    if isinstance(message, Reply):
        return {"role": "assistant", "content": [dict(block) for block in message.raw]}
    results: list[Mapping[str, Any]] = [
        {
            "type": "tool_result",
            "tool_use_id": result.call_id,
            "content": result.text,
            **({"is_error": True} if result.is_error else {}),
        }
        for result in message.results
    ]
    text = [{"type": "text", "text": message.text}] if message.text else []
    return {"role": "user", "content": [*map(dict, results), *text]}
