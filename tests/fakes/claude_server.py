"""A local HTTP server that speaks Claude's Messages API: scripted answers, faults, and a record of what it was sent.

It takes batches too: each request of one is answered by the same script once its results are read.
https://docs.claude.com/en/api/messages, .../creating-message-batches and .../errors. It needs no key but wants one to
be sent, as the API does.
"""

from __future__ import annotations

import json
import re
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

BATCHES = "/v1/messages/batches"
_BEDROCK = re.compile(r"/model/[^/]+/invoke")  # Amazon Bedrock's InvokeModel, of a Claude model
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


@dataclass(frozen=True)
class Unanswered:
    """What may become of a request in a batch, besides a message and an error: "canceled", "expired", or else."""

    type: str


Reply = Message | Fault | Raw | Slow | Drip | Reset | Unanswered
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
    # In place of what it would answer to a batch that is handed in, looked at, or whose results are read.
    on_submit: Reply | None = None
    on_look: Reply | None = None
    on_results: Reply | None = None
    status: str = "ended"  # of all batches, as they are looked at
    batches: dict[str, list[dict[str, Any]]] = field(default_factory=dict)  # the requests of each
    results: dict[str, bytes] = field(default_factory=dict)  # of those whose results were read

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

    def do_GET(self) -> None:
        self._take("")

    def do_POST(self) -> None:
        self._take(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode())

    def _take(self, text: str) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.path.partition("?")[0], headers, text)
        self.fake.requests.append(request)
        if not request.key:
            self._fault(Fault(401), request)
        elif request.path.startswith(BATCHES):
            self._batch(request, request.path.removeprefix(BATCHES).strip("/").split("/"))
        elif request.path != "/v1/messages" and not _BEDROCK.fullmatch(request.path):
            self._fault(Fault(404), request)
        elif problem := _unanswered(request.body):
            self.fake.rejected.append(problem)
            self._fault(Fault(400), request)
        else:
            self._reply(self.fake.script(request), request)

    def _batch(self, request: Request, place: list[str]) -> None:
        fake = self.fake
        if place == [""]:
            self._reply_or(fake.on_submit, self._submit, request)
        elif place[0] not in fake.batches:
            self._fault(Fault(404), request)
        elif place[1:] == ["results"]:
            self._reply_or(fake.on_results, lambda _: self._results(place[0]), request)
        else:
            self._reply_or(fake.on_look, lambda _: self._look(place[0]), request)

    def _reply_or(self, reply: Reply | None, usual: Callable[[Request], bytes], request: Request) -> None:
        if reply is None:
            self._send(200, usual(request))
        else:
            self._reply(reply, request)

    def _submit(self, request: Request) -> bytes:
        id_ = f"msgbatch_fake_{len(self.fake.batches) + 1:06d}"
        self.fake.batches[id_] = request.body["requests"]
        return json.dumps(_batch_document(id_, "in_progress")).encode()

    def _look(self, id_: str) -> bytes:
        return json.dumps(_batch_document(id_, self.fake.status)).encode()

    def _results(self, id_: str) -> bytes:
        if id_ not in self.fake.results:
            self.fake.results[id_] = b"".join(self._line(each) for each in self.fake.batches[id_])
        return self.fake.results[id_]

    def _line(self, each: dict[str, Any]) -> bytes:
        request = Request("/v1/messages", {}, json.dumps(each["params"], ensure_ascii=False))
        reply = self.fake.script(request)
        result: dict[str, object]
        if isinstance(reply, Message):
            self.fake.billed.append(reply)
            result = {"type": "succeeded", "message": _message(reply, request)}
        elif isinstance(reply, Raw):
            result = {"type": "succeeded", "message": json.loads(reply.body)}
        elif isinstance(reply, Fault):
            error = {"type": ERROR_TYPES.get(reply.status, "api_error"), "message": "synthetic"}
            result = {"type": "errored", "error": {"type": "error", "error": error}}
        else:
            result = {"type": reply.type if isinstance(reply, Unanswered) else "errored"}
        return json.dumps({"custom_id": each["custom_id"], "result": result}).encode() + b"\n"

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
        elif isinstance(reply, Unanswered):
            self._fault(Fault(500), request)
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


def _batch_document(id_: str, status: str) -> dict[str, object]:
    counts = dict.fromkeys(("canceled", "errored", "expired", "succeeded"), 0)
    ended = status == "ended"
    return {
        "id": id_,
        "type": "message_batch",
        "processing_status": status,
        "request_counts": {"processing": 0 if ended else 1, **counts, "succeeded": int(ended)},
        "created_at": "2026-11-29T10:00:00Z",
        "expires_at": "2026-11-30T10:00:00Z",
        "ended_at": "2026-11-29T11:00:00Z" if ended else None,
        "archived_at": None,
        "cancel_initiated_at": None,
        # Another host, which nobody should follow with the key.
        "results_url": f"http://192.0.2.1{BATCHES}/{id_}/results" if ended else None,
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
