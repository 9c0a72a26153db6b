"""The analyst that asks Claude, by Anthropic's API or by Amazon Bedrock.

One call, a strict schema, no tools, reserved in the budget before it is made and settled after it. Importing the SDK
costs two seconds, so it is imported when it is called. docs/claude.md lists what it may answer and what is made of it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel

from crosscut import egress
from crosscut.analysis.answer import Answer
from crosscut.analysis.budget import Allowance
from crosscut.analysis.budget_memory import MemorySpending
from crosscut.analysis.findings import insight_from
from crosscut.analysis.message import message_of
from crosscut.analysis.offline import OfflineAnalyst
from crosscut.analysis.port import Analyst
from crosscut.analysis.request import request_body, system_prompt
from crosscut.config import Budget, Source
from crosscut.digest import DEFAULT_TOKENS
from crosscut.errors import (
    AnalysisRejectedError,
    AnalystUnavailableError,
    ConfigurationError,
    DigestWithheldError,
)
from crosscut.model import Detection, Digest, Insight
from crosscut.model_table import NO_OVERRIDES, ModelEntry, model_entry
from crosscut.outgoing import leaks

if TYPE_CHECKING:
    from anthropic import Anthropic, AnthropicBedrock

MAX_ANSWER_BYTES = 1 << 20
_CONNECT_SECONDS = 10.0
_NOTHING_SEEN = "The model was asked and reported nothing; the rules' findings stand."
Through = Callable[[Callable[[], list[Insight]]], list[Insight]]


def claude_analyst(
    *,
    provider: Literal["anthropic", "bedrock"],
    model: str,
    api_key: str,
    url: str,
    deadline_seconds: float,
    digest_tokens: int = DEFAULT_TOKENS,
    models: Mapping[str, ModelEntry] = NO_OVERRIDES,
    allowance: Allowance | None = None,
    through: Through = lambda ask: ask(),
    hypothesis: str = "",
) -> Analyst:
    """Return the analyst. `api_key` and `url` are not used for Bedrock, which goes by the role.

    `models` come before those of the table; a model that is in neither raises `ConfigurationError`. Without an
    `allowance` no limit holds. The call is made `through` a circuit breaker. `hypothesis` is another model's answer
    that this one is to test.
    """
    return ClaudeAnalyst(
        ClaudeEndpoint(provider, api_key=api_key, url=url),
        model,
        deadline_seconds,
        digest_tokens,
        model_entry(model, models),
        allowance or Allowance(MemorySpending(), whole=Budget(), digest_id=""),
        through,
        hypothesis,
    )


class ClaudeAnalyst:
    """Asks once and does not retry: whoever calls leaves the work in its queue."""

    def __init__(
        self,
        endpoint: ClaudeEndpoint,
        model: str,
        deadline_seconds: float,
        digest_tokens: int,
        entry: ModelEntry,
        allowance: Allowance,
        through: Through,
        hypothesis: str,
    ) -> None:
        self._endpoint = endpoint
        self._model = model
        self._deadline = deadline_seconds
        self._digest_tokens = digest_tokens
        self._entry = entry
        self._allowance = allowance
        self._through = through
        self._hypothesis = hypothesis

    def analyze(
        self,
        digest: Digest,
        detections: Sequence[Detection],
        *,
        source: Source,
        now: datetime,
        new: frozenset[str] = frozenset(),
    ) -> list[Insight]:
        """Return Claude's findings, not verified yet.

        Raises `AnalystUnavailableError` for overload, throttling, time-outs, lost connections and broken answers,
        `AnalysisRejectedError` for refusals, answers that were cut off, and requests that the API will never take, and,
        before anything is sent, `DigestWithheldError` when something in the request looks like a secret and
        `BudgetSpentError` when the day's budget has no room.
        """
        self._endpoint.check_key()
        tokens, hypothesis = self._digest_tokens, self._hypothesis
        body = request_body(digest, detections, source=source, tokens=tokens, new=new, hypothesis=hypothesis)
        _check(body, source)
        return self._through(lambda: self._answered(body, digest, detections, source, now))

    def _answered(
        self, body: str, digest: Digest, detections: Sequence[Detection], source: Source, now: datetime
    ) -> list[Insight]:
        request = _request(self._model, body, self._entry.answer_tokens)
        sent = len(json.dumps(request, ensure_ascii=False).encode("utf-8", "replace"))
        with self._allowance.call(source, self._model, self._entry, sent=sent) as call:
            received, request_id = self._endpoint.send(request, seconds=self._deadline, unbilled=call.release)
            message = message_of(received, request_id=request_id)
            usage = message.usage_of(self._model, self._entry, request_id=request_id)
            call.settle(usage)
        answer = message.answer(usage)
        if not answer.findings:
            rules = OfflineAnalyst(reason=_NOTHING_SEEN)
            found = rules.analyze(digest, detections, source=source, now=now)
            return [insight.model_copy(update={"usage": usage}) for insight in found]
        known = {d.id: d for d in detections}
        return [
            insight_from(f, known, digest, source=source, usage=usage, analyst=self._model, now=now)
            for f in answer.findings
        ]


class ClaudeEndpoint:
    """Sends one request of the Messages API, once, and hands back what was received."""

    def __init__(self, provider: Literal["anthropic", "bedrock"], *, api_key: str, url: str) -> None:
        self._provider = provider
        self._api_key = api_key
        self._url = url
        self._client: Anthropic | AnthropicBedrock | None = None

    def check_key(self) -> None:
        """Raise `AnalysisRejectedError` where there is no key and one is needed."""
        if self._provider == "anthropic" and not self._api_key:
            raise AnalysisRejectedError(
                "there is no Anthropic API key; set one, or choose the offline analyst"
            )
        if self._provider == "anthropic":
            try:
                egress.checked(self._url, what="Anthropic URL")
            except ConfigurationError as error:
                raise AnalysisRejectedError(str(error)) from None

    def send(
        self, request: Mapping[str, Any], *, seconds: float, unbilled: Callable[[], None] = lambda: None
    ) -> tuple[bytes, str]:
        """Return the response's bytes and the request's id, within so many seconds.

        Raises as `ClaudeAnalyst.analyze` says; calls `unbilled` before it does where the call surely cost nothing.
        """
        import anthropic
        import httpx2

        ends = time.monotonic() + seconds
        # The client's own time-out is for each read: an answer that trickles never meets it.
        timeout = httpx2.Timeout(seconds, connect=min(_CONNECT_SECONDS, seconds))
        try:
            with self._connected().messages.with_streaming_response.create(
                **request, timeout=timeout
            ) as response:
                received = bytearray()
                for block in response.iter_bytes():
                    received += block
                    if time.monotonic() > ends or len(received) > MAX_ANSWER_BYTES:
                        about = response.request_id or "without id"
                        raise AnalystUnavailableError(f"Claude's answer does not end (request {about})")
                return bytes(received), response.request_id or ""
        except (anthropic.APIConnectionError, httpx2.HTTPError) as error:
            if isinstance(error.__cause__, (httpx2.ConnectError, httpx2.ConnectTimeout)):
                unbilled()  # nothing was sent
            raise AnalystUnavailableError(f"Claude could not be reached ({type(error).__name__})") from None
        except anthropic.APIStatusError as error:
            unbilled()  # errors are not billed
            about = f"HTTP {error.status_code}, request {error.request_id or 'without id'}"
            if error.status_code in (408, 409, 429) or error.status_code >= 500:
                raise AnalystUnavailableError(f"Claude is overloaded or throttles ({about})") from None
            raise AnalysisRejectedError(f"Claude's endpoint rejects the request ({about})") from None
        except (anthropic.AnthropicError, ValueError, TypeError) as error:
            unbilled()  # raised before anything is sent: no credentials, a request that cannot be written
            # The SDK's own words may echo what was sent, so they are not passed on.
            raise AnalystUnavailableError(f"Claude could not be asked ({type(error).__name__})") from None

    def _connected(self) -> Anthropic | AnthropicBedrock:
        if self._client is None:
            import anthropic

            # No telemetry: its spans would carry the digest. No retries: `retry-after` has no upper bound there.
            # No redirects: what is sent, and the key, go to the endpoint that was named, and nowhere else.
            plain = anthropic.DefaultHttpxClient(follow_redirects=False)
            if self._provider == "bedrock":
                self._client = anthropic.AnthropicBedrock(
                    max_retries=0, open_telemetry=False, http_client=plain
                )
            else:
                self._client = anthropic.Anthropic(
                    api_key=self._api_key,
                    base_url=self._url,
                    max_retries=0,
                    open_telemetry=False,
                    http_client=plain,
                )
        return self._client


def schema_of(shape: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON Schema of a model as the API takes it: bounds as descriptions, nothing past it allowed."""
    import anthropic

    return anthropic.transform_schema(shape)


def _request(model: str, body: str, answer_tokens: int) -> dict[str, Any]:
    return {
        "model": model,
        "max_tokens": answer_tokens,
        "system": [{"type": "text", "text": system_prompt(), "cache_control": {"type": "ephemeral"}}],
        "messages": [{"role": "user", "content": body}],
        "output_config": {"format": {"type": "json_schema", "schema": schema_of(Answer)}},
    }


def _check(body: str, source: Source) -> None:
    found = leaks(body, source=source)
    if not found:
        return
    own = leaks(source.context, source=source)
    where = "the source's context, in the sources file," if own else "the redacted digest"
    raise DigestWithheldError(f"{where} seems to hold a secret ({', '.join(own or found)})")
