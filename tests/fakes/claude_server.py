"""A local HTTP server that speaks Claude's Messages API: scripted answers, faults, and a record of what it was sent.

https://docs.claude.com/en/api/messages and .../api/errors. It needs no key but wants one to be sent, as the API does.
"""

from __future__ import annotations

import json
import secrets
import socket
import struct
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

ERROR_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    500: "api_error",
    504: "timeout_error",
    529: "overloaded_error",
}


@dataclass(frozen=True)
class Request:
    """One request as it arrived."""

    path: str
    headers: Mapping[str, str]  # names in lower case
    text: str

    @property
    def key(self) -> str:
        """The API key, which the SDK's second version sends as a bearer token."""
        return self.headers.get("x-api-key") or self.headers.get("authorization", "").removeprefix("Bearer ")

    @property
    def body(self) -> dict[str, Any]:
        """The request's JSON."""
        return json.loads(self.text)  # type: ignore[no-any-return]


@dataclass(frozen=True)
class Message:
    """An answer of the model, or of a model that stopped early. `calls` are names of tools with their arguments."""

    text: str = ""
    stop_reason: str | None = "end_turn"
    input_tokens: int = 1_200
    output_tokens: int = 150
    calls: tuple[tuple[str, object], ...] = ()
    cache_read: int = 0
    cache_written: int = 0


def calling(*calls: tuple[str, object], text: str = "") -> Message:
    """Return an answer that calls tools."""
    return Message(text, stop_reason="tool_use", calls=calls)


@dataclass(frozen=True)
class Fault:
    """An answer of the API other than a message."""

    status: int
    retry_after: str | None = None


@dataclass(frozen=True)
class Raw:
    """Any bytes: a proxy's HTML, broken JSON. With `cut` the connection breaks before the last of them."""

    body: bytes
    status: int = 200
    content_type: str = "application/json"
    cut: bool = False
    location: str = ""  # of a redirect
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Drip:
    """A body that never ends: a space each so many seconds, so that no time-out of a single read is met."""

    seconds: float


@dataclass(frozen=True)
class Reset:
    """No answer: the connection is reset."""


@dataclass(frozen=True)
class Slow:
    """Another answer, that many seconds later."""

    seconds: float
    reply: Message | Fault | Raw


Reply = Message | Fault | Raw | Slow | Drip | Reset
Script = Callable[[Request], Reply]


@dataclass
class ClaudeServer:
    """Answers each request by `script`; use it as a context manager, which yields it serving at `url`."""

    script: Script
    port: int = 0  # any that is free
    requests: list[Request] = field(default_factory=list)
    rejected: list[str] = field(
        default_factory=list
    )  # why requests were refused as the API would refuse them
    billed: list[Message] = field(default_factory=list)  # the messages that went out, whole

    def __enter__(self) -> Self:
        handler = type("BoundHandler", (_Handler,), {"fake": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """What to give as the API's base URL."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def received(self, text: str) -> list[Request]:
        """Return the requests so far that hold `text` somewhere."""
        return [request for request in list(self.requests) if text in request.text]


class _Handler(BaseHTTPRequestHandler):
    fake: ClaudeServer

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.path.partition("?")[0], headers, text)
        self.fake.requests.append(request)
        if request.path != "/v1/messages":
            self._fault(Fault(404), request)
        elif not request.key:
            self._fault(Fault(401), request)
        elif problem := _unanswered(request.body):
            self.fake.rejected.append(problem)
            self._fault(Fault(400), request)
        else:
            self._reply(self.fake.script(request), request)

    def _reply(self, reply: Reply, request: Request) -> None:
        if isinstance(reply, Slow):
            time.sleep(reply.seconds)
            reply = reply.reply
        if isinstance(reply, Fault):
            self._fault(reply, request)
        elif isinstance(reply, Raw):
            extra = {**reply.headers, **({"Location": reply.location} if reply.location else {})}
            kind = reply.content_type
            self._send(reply.status, reply.body, content_type=kind, cut=reply.cut, extra=extra)
        elif isinstance(reply, Drip):
            self._drip(reply.seconds)
        elif isinstance(reply, Reset):
            # Linger on with no time: close() sends a reset (socket(7), SO_LINGER).
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()
        elif self._send(200, json.dumps(_message(reply, request)).encode()):
            self.fake.billed.append(reply)

    def _fault(self, fault: Fault, request: Request) -> None:
        kind = ERROR_TYPES.get(fault.status, "api_error")
        document = {"type": "error", "error": {"type": kind, "message": kind.replace("_", " ")}}
        extra = {"retry-after": fault.retry_after} if fault.retry_after else {}
        self._send(fault.status, json.dumps(document).encode(), extra=extra)

    def _drip(self, seconds: float) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "100000")
        self.send_header("request-id", f"req_fake_{len(self.fake.requests):06d}")
        self.end_headers()
        self.close_connection = True
        try:
            for _ in range(int(30 / seconds)):
                self.wfile.write(b" ")
                time.sleep(seconds)
        except OSError:
            return  # the client has had enough

    def _send(
        self,
        status: int,
        body: bytes,
        *,
        content_type: str = "application/json",
        cut: bool = False,
        extra: Mapping[str, str] | None = None,
    ) -> bool:
        """Return whether the client was still there."""
        try:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body) + int(cut)))
            self.send_header("request-id", f"req_fake_{len(self.fake.requests):06d}")
            for name, value in (extra or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
        except ConnectionError:
            return False  # the client gave up waiting
        self.close_connection = cut
        return True

    def log_message(self, *args: object) -> None:
        """Keep quiet."""


def _message(reply: Message, request: Request) -> dict[str, object]:
    return {
        "id": "msg_fake",
        "type": "message",
        "role": "assistant",
        "model": request.body.get("model", ""),
        "content": [
            *([{"type": "text", "text": reply.text}] if reply.text else []),
            *(
                {"type": "tool_use", "id": f"toolu_{secrets.token_hex(6)}", "name": name, "input": arguments}
                for name, arguments in reply.calls
            ),
        ],
        "stop_reason": reply.stop_reason,
        "stop_sequence": None,
        "usage": {
            "input_tokens": reply.input_tokens,
            "output_tokens": reply.output_tokens,
            "cache_creation_input_tokens": reply.cache_written,
            "cache_read_input_tokens": reply.cache_read,
        },
    }


def _unanswered(body: dict[str, Any]) -> str:
    """Return what the API refuses of a conversation with tools: calls without results, results without calls."""
    waiting: set[str] = set()
    for message in body.get("messages", []):
        blocks = message["content"] if isinstance(message["content"], list) else []
        results = {block["tool_use_id"] for block in blocks if block["type"] == "tool_result"}
        if results != waiting:
            return f"{len(waiting - results)} calls without a result, {len(results - waiting)} results without a call"
        if message["role"] == "assistant" and not blocks and not message["content"]:
            return "an empty message of the assistant"
        waiting = {block["id"] for block in blocks if block["type"] == "tool_use"}
    return f"{len(waiting)} calls without a result" if waiting else ""
