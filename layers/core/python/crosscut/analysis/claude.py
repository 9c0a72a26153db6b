"""Claude's endpoints: Anthropic's API and Amazon Bedrock. Only here is the SDK imported, and only when it is called.

Each request is sent once, within a time, and what was received is handed back as bytes that nobody has trusted yet.
docs/claude.md lists what may come back and what is made of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, closing
from typing import TYPE_CHECKING, Any, Literal, cast

from pydantic import BaseModel

from crosscut import egress
from crosscut.errors import AnalysisRejectedError, AnalystUnavailableError, ConfigurationError

if TYPE_CHECKING:
    from anthropic import Anthropic, AnthropicBedrock
    from anthropic.resources.messages import Batches
    from httpx2 import Timeout

MAX_ANSWER_BYTES = 1 << 20
_CONNECT_SECONDS = 10.0
_MEND = {  # what to look at, by status
    401: ": is the key valid?",
    403: ": may this key, or this role, ask the model?",
    404: ": is there a model of that id?",
}
_RAW = "X-Stainless-Raw-Response"  # how the SDK is asked for a response that is not read yet
Provider = Literal["anthropic", "bedrock"]


class ClaudeEndpoint:
    """Sends one request, once, and hands back what was received."""

    def __init__(self, provider: Provider, *, api_key: str, url: str) -> None:
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
        """Return the answer to one request of the Messages API and the request's id, within so many seconds.

        Raises `AnalystUnavailableError` for overload, throttling, time-outs and lost connections, and
        `AnalysisRejectedError` for what the API will never take; calls `unbilled` before it does where the call surely
        cost nothing.
        """
        return self._received(
            lambda client, timeout: client.messages.with_streaming_response.create(
                **request, timeout=timeout
            ),
            seconds,
            unbilled,
        )

    def submit(
        self,
        requests: Mapping[str, Mapping[str, Any]],
        *,
        seconds: float,
        unbilled: Callable[[], None] = lambda: None,
    ) -> tuple[bytes, str]:
        """Hand in a batch of requests by their ids (https://docs.claude.com/en/api/creating-message-batches).

        Returns and raises as `send` does. There are none on Bedrock.
        """
        batch = [{"custom_id": id_, "params": dict(request)} for id_, request in requests.items()]
        return self._received(
            lambda client, timeout: _batches(client).with_streaming_response.create(
                requests=cast(Any, batch), timeout=timeout
            ),
            seconds,
            unbilled,
        )

    def batch(self, batch_id: str, *, seconds: float) -> tuple[bytes, str]:
        """Return how far a batch is (https://docs.claude.com/en/api/retrieving-message-batches). Raises as `send`."""
        return self._received(
            lambda client, timeout: _batches(client).with_streaming_response.retrieve(
                batch_id, timeout=timeout
            ),
            seconds,
        )

    def results(self, batch_id: str, *, seconds: float) -> tuple[bytes, str]:
        """Return the results of a batch that has ended, as JSON lines. Raises as `send`.

        From the endpoint that was named: the SDK would go wherever the batch's `results_url` points to, with the key.
        """
        return self._received(
            lambda client, timeout: closing(
                cast(
                    Any,
                    client.get(
                        f"/v1/messages/batches/{batch_id}/results",
                        cast_to=object,
                        options={"headers": {_RAW: "stream"}, "timeout": timeout},
                    ),
                )
            ),
            seconds,
        )

    def _received(
        self,
        call: Callable[[Anthropic, Timeout], AbstractContextManager[Any]],
        seconds: float,
        unbilled: Callable[[], None] = lambda: None,
    ) -> tuple[bytes, str]:
        import anthropic
        import httpx2

        ends = time.monotonic() + seconds
        # The client's own time-out is for each read: an answer that trickles never meets it.
        timeout = httpx2.Timeout(seconds, connect=min(_CONNECT_SECONDS, seconds))
        try:
            with call(cast("Anthropic", self._connected()), timeout) as response:
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
            raise AnalysisRejectedError(
                f"Claude's endpoint rejects the request ({about}){_MEND.get(error.status_code, '')}",
                status=error.status_code,
            ) from None
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


def _batches(client: Anthropic) -> Batches:
    return client.messages.batches


def schema_of(shape: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON Schema of a model as the API takes it: bounds as descriptions, nothing past it allowed."""
    import anthropic

    return anthropic.transform_schema(shape)
