"""A small stand-in for Slack on the loopback interface: takes messages as Slack does and keeps them.

`python -m crosscut.cli.local.slack_stand_in PORT FILE`. It knows incoming webhooks, chat.postMessage and
chat.update, and refuses what Slack refuses (`slack_rules`).
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

# Shaped like Slack's, and visibly not one of Slack's.
WEBHOOK_PATH = "/services/T00000000/B00000000/local-stand-in"
BOT_TOKEN = "xoxb-local-stand-in"  # noqa: S105 - opens nothing
WEBHOOK_CHANNEL = "#local"
_MAX_BODY = 1_000_000
_METHODS = ("/api/chat.postMessage", "/api/chat.update")


class Box:
    """The file of messages; one JSON document a line, in order of arrival."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._count = 0

    def keep(self, channel: str, message: dict[str, object], *, replaces: str = "") -> str:
        """Append a message and return its `ts`, which is unique as in Slack."""
        with self._lock:
            self._count += 1
            now = datetime.now(UTC)
            ts = replaces or f"{int(now.timestamp())}.{self._count:06d}"
            line = {
                "ts": ts,
                "received": now.isoformat(),
                "channel": channel,
                "update": bool(replaces),
                "message": message,
            }
            with self._file.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")
        return ts


class Handler(BaseHTTPRequestHandler):
    """Answers one request as Slack would."""

    box: Box

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
        elif self.path in _METHODS:
            self._method(body)
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
        self.box.keep(WEBHOOK_CHANNEL, message)
        self._answer(HTTPStatus.OK, "ok")

    def _method(self, body: bytes) -> None:
        message = _parsed(body, self.headers.get("Content-Type", "")) or {}
        if self.headers.get("Authorization") != f"Bearer {BOT_TOKEN}":
            fault: str | None = "invalid_auth: that is not the stand-in's token"
        elif not message.get("channel"):
            fault = "channel_not_found: no channel named"
        elif self.path.endswith("update") and not message.get("ts"):
            fault = "message_not_found: no ts named"
        else:
            fault = problem(message)
        if fault:
            code, _, detail = fault.partition(": ")
            self._json({"ok": False, "error": code, "response_metadata": {"messages": [detail]}})
            return
        channel = str(message["channel"])
        replaces = str(message["ts"]) if self.path.endswith("update") else ""
        self._json({"ok": True, "channel": channel, "ts": self.box.keep(channel, message, replaces=replaces)})

    def _json(self, document: dict[str, object]) -> None:
        self._answer(HTTPStatus.OK, json.dumps(document), kind="application/json; charset=utf-8")

    def _answer(self, status: HTTPStatus, text: str, *, kind: str = "text/html") -> None:
        data = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
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


def serve(port: int, file: Path) -> ThreadingHTTPServer:
    """Return a server on that port of 127.0.0.1 (0 for any free one), not yet serving."""
    handler = type("BoundHandler", (Handler,), {"box": Box(file)})
    return ThreadingHTTPServer(("127.0.0.1", port), handler)


def main() -> None:
    """Serve until ended."""
    server = serve(int(sys.argv[1]), Path(sys.argv[2]))
    server.serve_forever()


if __name__ == "__main__":
    main()
