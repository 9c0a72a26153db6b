"""A small stand-in for Slack on the loopback interface: takes messages as Slack does and keeps them.

`python -m crosscut.cli.local.slack_stand_in PORT FILE`. It knows incoming webhooks and the Web API's methods that
`slack_workspace` has, and refuses what Slack refuses: sizes (`slack_rules`), tokens, channels, and more than a message
a second in one channel.
"""

from __future__ import annotations

import json
import sys
import threading
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl

from crosscut.cli.local.slack_rules import problem
from crosscut.cli.local.slack_workspace import BOT_TOKEN, Refused, Workspace, document

__all__ = ["BOT_TOKEN", "SIGNING_SECRET", "WEBHOOK_PATH", "Box", "serve"]

# Shaped like Slack's, and visibly not one of Slack's.
WEBHOOK_PATH = "/services/T00000000/B00000000/local-stand-in"
SIGNING_SECRET = "local-stand-in-signing-secret"  # noqa: S105 - of nobody
WEBHOOK_CHANNEL = "#local"
_MAX_BODY = 1_000_000
_API = "/api/"
_KEPT = ("chat.postMessage", "chat.update")


class Box:
    """The file of messages; one JSON document a line, in order of arrival."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()

    def keep(
        self, channel: str, message: dict[str, object], *, ts: str, update: bool = False, thread: str = ""
    ) -> None:
        """Append a message."""
        line = {
            "ts": ts,
            "received": datetime.now(UTC).isoformat(),
            "channel": channel,
            "update": update,
            "thread": thread,
            "message": message,
        }
        with self._lock, self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")


class Handler(BaseHTTPRequestHandler):
    """Answers one request as Slack would."""

    box: Box
    workspace: Workspace

    def do_GET(self) -> None:
        """Say that all is well."""
        self._answer(HTTPStatus.OK if self.path == "/health" else HTTPStatus.NOT_FOUND, "ok")

    def do_POST(self) -> None:
        """Take a message."""
        length = int(self.headers.get("Content-Length") or 0)
        if length > _MAX_BODY:
            self.close_connection = True
            self._answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "invalid_payload")
            return
        body = self.rfile.read(length)
        if self.path == WEBHOOK_PATH:
            self._webhook(body)
        elif self.path.startswith(_API):
            self._method(self.path.removeprefix(_API), body)
        else:
            self._answer(HTTPStatus.NOT_FOUND, "no_service")

    def _webhook(self, body: bytes) -> None:
        message = _parsed(body, self.headers.get("Content-Type", ""))
        fault = "invalid_payload: not a JSON object" if message is None else problem(message)
        if message is None or fault:
            code, _, detail = str(fault).partition(": ")
            self.log_message("refused the message: %s", detail)
            self._answer(HTTPStatus.BAD_REQUEST, code)  # a webhook says no more than that
            return
        if wait := self.workspace.wait_for(WEBHOOK_CHANNEL):
            self._answer(HTTPStatus.TOO_MANY_REQUESTS, "rate_limited", retry_after=wait)
            return
        kept = self.workspace.keep(WEBHOOK_CHANNEL, {**message, "webhook": True})
        self.box.keep(WEBHOOK_CHANNEL, message, ts=kept.ts)
        self._answer(HTTPStatus.OK, "ok")

    def _method(self, method: str, body: bytes) -> None:
        arguments = _parsed(body, self.headers.get("Content-Type", "")) or {}
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        answer = self.workspace.call(method, token, arguments)
        if isinstance(answer, Refused):
            self.log_message("refused %s: %s %s", method, answer.code, answer.reason)
            status = HTTPStatus.TOO_MANY_REQUESTS if answer.retry_after else HTTPStatus.OK
            self._json(status, document(answer), retry_after=answer.retry_after)
            return
        if method in _KEPT:
            name = f"#{self.workspace.names[str(answer['channel'])]}"
            thread = str(arguments.get("thread_ts") or "")
            update = method == "chat.update"
            self.box.keep(name, arguments, ts=str(answer["ts"]), update=update, thread=thread)
        self._json(HTTPStatus.OK, document(answer))

    def _json(self, status: HTTPStatus, text: str, *, retry_after: int = 0) -> None:
        self._answer(status, text, kind="application/json; charset=utf-8", retry_after=retry_after)

    def _answer(
        self, status: HTTPStatus, text: str, *, kind: str = "text/html", retry_after: int = 0
    ) -> None:
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        if retry_after:
            self.send_header("Retry-After", str(retry_after))
        self.end_headers()
        self.wfile.write(data)


def _parsed(body: bytes, kind: str) -> dict[str, object] | None:
    try:
        if "x-www-form-urlencoded" in kind:
            fields: dict[str, object] = dict(parse_qsl(body.decode()))
            document = json.loads(str(fields["payload"])) if "payload" in fields else fields
            if "blocks" in fields:
                document = {**fields, "blocks": json.loads(str(fields["blocks"]))}
        else:
            document = json.loads(body)
    except ValueError:
        return None
    return document if isinstance(document, dict) else None


def serve(port: int, file: Path, *, workspace: Workspace | None = None) -> ThreadingHTTPServer:
    """Return a server on that port of 127.0.0.1 (0 for any free one), not yet serving."""
    bound = {"box": Box(file), "workspace": workspace or Workspace()}
    return ThreadingHTTPServer(("127.0.0.1", port), type("BoundHandler", (Handler,), bound))


def main() -> None:
    """Serve until ended."""
    server = serve(int(sys.argv[1]), Path(sys.argv[2]))
    server.serve_forever()


if __name__ == "__main__":
    main()
