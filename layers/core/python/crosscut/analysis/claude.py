"""The analyst that asks Claude, by Anthropic's API or by Amazon Bedrock.

One call, a strict schema, no tools. Importing the SDK costs two seconds, so it is imported when it is called.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from crosscut.analysis.answer import Answer
from crosscut.analysis.findings import insight_from
from crosscut.analysis.message import message_of
from crosscut.analysis.port import Analyst
from crosscut.analysis.request import request_body, system_prompt
from crosscut.config import Source
from crosscut.digest import DEFAULT_TOKENS
from crosscut.errors import AnalysisRejectedError, AnalystUnavailableError, DigestWithheldError
from crosscut.model import Detection, Digest, Insight
from crosscut.outgoing import leaks

if TYPE_CHECKING:
    from anthropic import Anthropic, AnthropicBedrock

MAX_ANSWER_TOKENS = 8_192  # five findings with their rival causes, times and steps
MAX_ANSWER_BYTES = 1 << 20
_CONNECT_SECONDS = 10.0


def claude_analyst(
    *,
    provider: Literal["anthropic", "bedrock"],
    model: str,
    api_key: str,
    url: str,
    deadline_seconds: float,
    digest_tokens: int = DEFAULT_TOKENS,
) -> Analyst:
    """Return the analyst. `api_key` and `url` are not used for Bedrock, which goes by the role."""
    return ClaudeAnalyst(provider, model, api_key, url, deadline_seconds, digest_tokens)


class ClaudeAnalyst:
    """Asks once and does not retry: whoever calls leaves the work in its queue."""

    def __init__(
        self,
        provider: Literal["anthropic", "bedrock"],
        model: str,
        api_key: str,
        url: str,
        deadline_seconds: float,
        digest_tokens: int,
    ) -> None:
        self._provider = provider
        self._model = model
        self._api_key = api_key
        self._url = url
        self._deadline = deadline_seconds
        self._digest_tokens = digest_tokens
        self._client: Anthropic | AnthropicBedrock | None = None

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
        `AnalysisRejectedError` for refusals, answers that were cut off, and requests that the API will never take, and
        `DigestWithheldError`, before anything is sent, when something in the request looks like a secret.
        """
        if self._provider == "anthropic" and not self._api_key:
            raise AnalysisRejectedError(
                "there is no Anthropic API key; set one, or choose the offline analyst"
            )
        body = request_body(digest, detections, source=source, tokens=self._digest_tokens, new=new)
        _check(body, source)
        received, request_id = self._ask(body)
        message = message_of(received)
        answer = message.answer()
        usage = message.usage_of(self._model, request_id=request_id)
        known = {d.id: d for d in detections}
        return [
            insight_from(f, known, digest, source=source, usage=usage, analyst=self._model, now=now)
            for f in answer.findings
        ]

    def _ask(self, body: str) -> tuple[bytes, str]:
        """Return the response's bytes and the request's id."""
        import anthropic
        import httpx2

        ends = time.monotonic() + self._deadline
        try:
            with self._connected().messages.with_streaming_response.create(
                model=self._model,
                max_tokens=MAX_ANSWER_TOKENS,
                system=[{"type": "text", "text": system_prompt(), "cache_control": {"type": "ephemeral"}}],
                messages=[{"role": "user", "content": body}],
                output_config={
                    "format": {"type": "json_schema", "schema": anthropic.transform_schema(Answer)}
                },
            ) as response:
                received = bytearray()
                for block in response.iter_bytes():
                    received += block
                    # The client's own time-out is for each read: an answer that trickles never meets it.
                    if time.monotonic() > ends or len(received) > MAX_ANSWER_BYTES:
                        raise AnalystUnavailableError("Claude's answer does not end")
                return bytes(received), response.request_id or ""
        except (anthropic.APIConnectionError, httpx2.HTTPError) as error:
            raise AnalystUnavailableError(f"Claude could not be reached ({type(error).__name__})") from None
        except anthropic.APIStatusError as error:
            about = f"HTTP {error.status_code}, request {error.request_id or 'without id'}"
            if error.status_code in (408, 409, 429) or error.status_code >= 500:
                raise AnalystUnavailableError(f"Claude is overloaded or throttles ({about})") from None
            raise AnalysisRejectedError(f"Claude's endpoint rejects the request ({about})") from None
        except (anthropic.AnthropicError, ValueError, TypeError) as error:
            # The SDK's own words may echo what was sent, so they are not passed on.
            raise AnalystUnavailableError(f"Claude could not be asked ({type(error).__name__})") from None

    def _connected(self) -> Anthropic | AnthropicBedrock:
        if self._client is None:
            import anthropic
            import httpx2

            timeout = httpx2.Timeout(self._deadline, connect=min(_CONNECT_SECONDS, self._deadline))
            # No telemetry: its spans would carry the digest. No retries: `retry-after` has no upper bound there.
            if self._provider == "bedrock":
                self._client = anthropic.AnthropicBedrock(
                    timeout=timeout, max_retries=0, open_telemetry=False
                )
            else:
                self._client = anthropic.Anthropic(
                    api_key=self._api_key,
                    base_url=self._url,
                    timeout=timeout,
                    max_retries=0,
                    open_telemetry=False,
                )
        return self._client


def _check(body: str, source: Source) -> None:
    found = leaks(body, source=source)
    if not found:
        return
    own = leaks(source.context, source=source)
    where = "the source's context, in the sources file," if own else "the redacted digest"
    raise DigestWithheldError(f"{where} seems to hold a secret ({', '.join(own or found)})")
