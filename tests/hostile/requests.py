"""Requests to the Function URL, and addresses in settings and secrets."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlencode

from crosscut import egress
from crosscut.alerting import slack_http
from crosscut.alerting.interactions import MOST_BYTES, TurnedAwayError, pressed, raw_request
from crosscut.alerting.slack_signature import sign
from crosscut.errors import ConfigurationError, CrosscutError
from tests.fuzz.slack import NOW, PRESS, SECRET, TIMESTAMP
from tests.hostile.case import Case

_BODY = urlencode({"payload": json.dumps(PRESS)})


def _ask(
    *, body: str = _BODY, signed: str | None = None, secret: str = SECRET, with_key: str = SECRET,
    timestamp: str = TIMESTAMP, now: datetime = NOW, change: Callable[[str], str] = str, **headers: str,
) -> Callable[[], str]:  # fmt: skip
    def ask() -> str:
        signature = sign(timestamp, (body if signed is None else signed).encode(), signing_secret=with_key)
        sent = {
            "x-slack-request-timestamp": timestamp,
            "x-slack-signature": change(signature),
            "content-type": "application/x-www-form-urlencoded",
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            got, raw = raw_request({"headers": sent, "body": body})
            found = pressed(got, raw, secret={"signing_secret": secret}, now=now)
        except TurnedAwayError as error:
            return f"{error.status}, nothing is done"
        return "200, the decision is taken" if found else "200, nothing is done"

    return ask


def _changed(**fields: object) -> str:
    return urlencode({"payload": json.dumps({**PRESS, **fields})})


_401, _400 = "401, nothing is done", "400, nothing is done"
_ACTION = PRESS["actions"][0]
_REQUESTS: tuple[tuple[str, str, Callable[[], str]], ...] = (
    ("a right one, to compare with", "200, the decision is taken", _ask()),
    ("no signature", _401, _ask(x_slack_signature="")),
    ("signed with another secret", _401, _ask(with_key="another-synthetic-secret")),
    ("signed with the empty secret, where none is set", _401, _ask(secret="", with_key="")),
    ("the signature of another body", _401, _ask(signed=_BODY + "&x=1")),
    ("a signature in capitals", _401, _ask(change=str.upper)),
    ("a signature of version `v1`", _401, _ask(change=lambda text: text.replace("v0", "v1"))),
    ("recorded, and sent again after 5 minutes and a second", _401, _ask(now=NOW + timedelta(seconds=301))),
    ("from 5 minutes and a second ahead", _401, _ask(now=NOW - timedelta(seconds=301))),
    ("`NaN` for the time", _401, _ask(timestamp="NaN")),
    ("Arabic digits for the time", _401, _ask(timestamp="١٧٧٢٣٥٦٥٠٠")),
    ("a time below zero", _401, _ask(timestamp=f"-{TIMESTAMP}")),
    ("signed, of another content type", "415, nothing is done", _ask(content_type="application/json")),
    ("signed, larger than Slack sends", "413, nothing is done", _ask(body="x" * (MOST_BYTES + 1))),
    ("signed, the payload twice", _400, _ask(body=f"{_BODY}&{_BODY}")),
    ("signed, 9,000 brackets for a payload", _400, _ask(body=urlencode({"payload": "[" * 9_000}))),
    ("signed, two presses in one", _400, _ask(body=_changed(actions=[_ACTION, _ACTION]))),
    ("signed, pressed in the year 33658", _400,
     _ask(body=_changed(actions=[{**_ACTION, "action_ts": "999999999999.0"}]))),
    ("signed, a path for an insight's id", "200, nothing is done",
     _ask(body=_changed(actions=[{**_ACTION, "value": "1:../../etc/passwd"}]))),
)  # fmt: skip


def _address(url: str, *, hosts: frozenset[str] = egress.SLACK_HOSTS) -> Callable[[], str]:
    def check() -> str:
        try:
            egress.checked(url, what="address", hosts=hosts)
        except ConfigurationError as error:
            assert "synthetic" not in str(error)
            return "refused before anything is sent"
        return "taken"

    return check


_WEBHOOKS = (
    "https://169.254.169.254/latest/meta-data/", "https://192.0.2.1/synthetic", "https://[2001:db8::1]/synthetic",
    "https://[::ffff:192.0.2.1]/synthetic", "https://3221225985/synthetic", "https://0xc0000201/synthetic",
    "https://192.0.2/synthetic", "http://hooks.slack.com/synthetic", "https://hooks.slack.com@192.0.2.1/synthetic",
    "https://hooks.slack.com.example.test/synthetic", "https://metadata/synthetic",
    "https://vault.internal/synthetic", "file:///etc/passwd", "gopher://hooks.slack.com/synthetic",
    "https://hooks.slack.com\\@example.test/synthetic", "https://hооks.slack.com/synthetic",
    "https://hooks.slack.com/synthetic\r\nX-Injected: 1",
)  # fmt: skip


def _redirected() -> str:
    asked: list[str] = []

    class Redirecting(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.path)
            self.send_response(307)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Redirecting)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        url = egress.checked(f"http://127.0.0.1:{server.server_port}/first", what="address")
        slack_http.raise_for(slack_http.post(url, {"text": "synthetic"}, timeout=5))
    except CrosscutError:
        return "an error; nothing is sent to where it leads" if asked == ["/first"] else f"asked {asked}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    return "taken"


def cases() -> Iterator[Case]:
    """Yield the rows."""
    for sent, gets, try_it in _REQUESTS:
        yield Case("Function URL", sent, gets, try_it)
    for url in _WEBHOOKS:
        shown = url.encode("unicode_escape").decode()
        yield Case("Slack webhook", f"`{shown}`", "refused before anything is sent", _address(url))
    yield Case("Slack webhook", "an address that answers with a redirect",
               "an error; nothing is sent to where it leads", _redirected)  # fmt: skip
    for url in ("https://192.0.2.1/synthetic", "https://api.anthropic.com@example.test/synthetic",
                "http://api.anthropic.com/synthetic"):  # fmt: skip
        yield Case("Claude's address", f"`{url}`", "refused before anything is sent",
                   _address(url, hosts=frozenset()))  # fmt: skip


assert datetime.fromtimestamp(int(TIMESTAMP), UTC) == NOW
