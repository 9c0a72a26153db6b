"""A local HTTP server that answers CloudTrail's LookupEvents, in pages, from a list of events.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Event = dict[str, Any]


class CloudTrailServer(ThreadingHTTPServer):
    """Holds the events; `asked` are the requests as they came. With `denied` it refuses all of them."""

    daemon_threads = True

    def __init__(self, events: list[Event], *, page: int = 50) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.events = events
        self.page = page
        self.denied = False
        self.asked: list[dict[str, Any]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: CloudTrailServer

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(asked)
        if self.server.denied:
            self._send(
                400, {"__type": "AccessDeniedException", "message": "not authorized, says a synthetic ARN"}
            )
            return
        assert self.headers["X-Amz-Target"].endswith(".LookupEvents")
        wanted = {each["AttributeKey"]: each["AttributeValue"] for each in asked["LookupAttributes"]}
        fitting = [
            event
            for event in self.server.events
            if event["EventSource"] == wanted["EventSource"]
            and asked["StartTime"] <= event["EventTime"] <= asked["EndTime"]
        ]
        begin = int(asked.get("NextToken", "0"))
        answer: dict[str, Any] = {"Events": fitting[begin : begin + self.server.page]}
        if begin + self.server.page < len(fitting):
            answer["NextToken"] = str(begin + self.server.page)
        self._send(200, answer)

    def _send(self, status: int, document: dict[str, Any]) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Keep quiet."""


@contextmanager
def cloudtrail(events: list[Event], *, page: int = 50) -> Iterator[CloudTrailServer]:
    """Serve the events while the context lasts."""
    with CloudTrailServer(events, page=page) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server
        server.shutdown()


def event(time: float, source: str, name: str, **asked: object) -> Event:
    """Return an event as CloudTrail has it. `time` is in seconds since the epoch."""
    detail = {
        "eventName": name,
        "requestParameters": asked,
        "userIdentity": {
            "type": "AssumedRole",
            "arn": "arn:aws:sts::000000000000:assumed-role/deployer/alice@example.com",
        },
        "sourceIPAddress": "192.0.2.77",
    }
    return {
        "EventId": f"{name}-{time}",
        "EventName": name,
        "EventSource": source,
        "EventTime": time,
        "Username": "alice@example.com",
        "Resources": [],
        "CloudTrailEvent": json.dumps(detail),
    }
