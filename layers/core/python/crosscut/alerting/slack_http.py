"""Speaking to Slack over HTTP, and what its answers mean.

https://docs.slack.dev/apis/web-api and https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks.
No redirect is followed and no proxy is used.
"""

from __future__ import annotations

import http.client
import json
import re
import ssl
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import SplitResult

from crosscut.alerting.port import RefusedError
from crosscut.errors import DeliveryError

TIMEOUT_SECONDS = 10.0  # of each wait for the network
LONGEST_WAIT_SECONDS = 3_600.0  # of what Slack asks for that is heeded
_ANSWER_BYTES = 4_000_000  # a page of a channel's history
# Slack's own troubles among the errors of its methods; every other one needs a change on this side. After one of
# these, as after HTTP 5xx, some of what was asked for may have been done.
_PASSING = frozenset(
    {"fatal_error", "internal_error", "request_timeout", "service_unavailable", "team_added_to_org"}
)
_LIMITED = frozenset({"rate_limited", "ratelimited"})
_CODE = re.compile(r"[a-z][a-z0-9_]{0,79}")


class Answer(NamedTuple):
    """What Slack has said."""

    status: int
    retry_after: str
    error: str | None  # Slack's error code, "" when its JSON says ok, None when it sent none
    fields: Mapping[str, object]  # of its JSON


def post(url: SplitResult, message: Mapping[str, object], *, token: str = "", timeout: float) -> Answer:
    """Send JSON and return the answer. Raises `DeliveryError` when none came: it may have been taken all the same."""
    host = url.hostname or ""
    connection: http.client.HTTPConnection
    if url.scheme == "https":
        tls = ssl.create_default_context()
        connection = http.client.HTTPSConnection(host, url.port, timeout=timeout, context=tls)
    else:
        connection = http.client.HTTPConnection(host, url.port, timeout=timeout)
    target = f"{url.path or '/'}{'?' + url.query if url.query else ''}"
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "crosscut"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    try:
        connection.request("POST", target, body=json.dumps(message).encode(), headers=headers)
        response = connection.getresponse()
        retry_after = response.headers.get("Retry-After", "")
        error, fields = _read(response.read(_ANSWER_BYTES))
        return Answer(response.status, retry_after, error, fields)
    except (OSError, http.client.HTTPException) as error:
        raise DeliveryError(f"Slack could not be reached ({type(error).__name__})") from error
    finally:
        connection.close()


def raise_for(answer: Answer) -> None:
    """Raise `RefusedError` when Slack has certainly taken nothing, `DeliveryError` when it may have."""
    said = f" ({answer.error})" if answer.error else ""
    if answer.status == 429 or answer.error in _LIMITED:
        asked = float(answer.retry_after) if re.fullmatch(r"\d{1,6}", answer.retry_after) else None
        wait = f", and asks to wait {asked:.0f} s" if asked is not None else ""
        raise RefusedError(
            f"Slack takes no more messages for now: {answer.status}{said}{wait}",
            retry_after=None if asked is None else min(asked, LONGEST_WAIT_SECONDS),
        )
    if answer.status >= 500 or answer.status == 408 or answer.error in _PASSING:
        raise DeliveryError(f"Slack has trouble of its own: {answer.status}{said}")
    if 300 <= answer.status < 400:
        problem = f"Slack's address answered {answer.status}, a redirect; set the URL it leads to"
        raise RefusedError(problem)
    if answer.status >= 400 or answer.error:
        problem = f"Slack refused the message: {answer.status}{said}; check its secret and channel"
        raise RefusedError(problem)


def _read(body: bytes) -> tuple[str | None, Mapping[str, object]]:
    """Return the error code of a method's JSON, or of a webhook's plain text, which is never the whole body."""
    text = body.decode("utf-8", errors="replace").strip()
    try:
        data = json.loads(text)
    except ValueError:
        return (None if text == "ok" or not _CODE.fullmatch(text) else text), {}
    if not isinstance(data, dict) or not isinstance(data.get("ok"), bool):
        return None, {}
    if data["ok"]:
        return "", data
    code = data.get("error")
    return (code if isinstance(code, str) and _CODE.fullmatch(code) else "unknown_error"), data
