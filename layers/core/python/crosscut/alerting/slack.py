"""Slack as a channel: an incoming webhook, or chat.postMessage with a bot token.

https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks and
https://docs.slack.dev/reference/methods/chat.postMessage. No redirect is followed and no proxy is used.
"""

from __future__ import annotations

import http.client
import ipaddress
import json
import re
import ssl
from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from crosscut.alerting.port import Channel
from crosscut.alerting.slack_message import Message, render_message
from crosscut.config import Source
from crosscut.errors import ConfigurationError, CrosscutError, DeliveryError, PermanentError
from crosscut.model import Insight

TIMEOUT_SECONDS = 10.0  # of each wait for the network
_ANSWER_BYTES = 65_536
# Slack's own troubles among the errors of its methods; every other one needs a change on this side.
_PASSING = frozenset(
    {
        "fatal_error",
        "internal_error",
        "rate_limited",
        "ratelimited",
        "request_timeout",
        "service_unavailable",
        "team_added_to_org",
    }
)
_CODE = re.compile(r"[a-z][a-z0-9_]{0,79}")


class SlackWebhook:
    """Implements `Channel` with an incoming webhook, which has a channel of its own."""

    name = "slack"

    def __init__(self, url: str, *, timeout: float = TIMEOUT_SECONDS) -> None:
        self._url = _checked(url, what="webhook_url")
        self._timeout = timeout

    def deliver(self, insight: Insight, source: Source) -> None:
        """As the port says; raises `PermanentError` with Slack's error code when no later try can help."""
        answer = _post(self._url, render_message(insight, source), headers={}, timeout=self._timeout)
        _raise_for(answer)


class SlackBot:
    """Implements `Channel` with a bot token; posts in the source's `slack_channel`."""

    name = "slack"

    def __init__(self, token: str, *, api_url: str, timeout: float = TIMEOUT_SECONDS) -> None:
        if not re.fullmatch(r"[!-~]+", token):
            raise ConfigurationError("the Slack secret's bot_token has characters that no token has")
        self._token = token
        self._url = _checked(f"{api_url.rstrip('/')}/chat.postMessage", what="Slack API URL")
        self._timeout = timeout

    def deliver(self, insight: Insight, source: Source) -> None:
        """As the port says; raises `PermanentError` with Slack's error code when no later try can help."""
        if not source.slack_channel:
            problem = "a bot token needs to know where to post; set slack_channel in the sources file"
            raise ConfigurationError(f"source {source.name}: {problem}")
        where = {"channel": source.slack_channel, "parse": "none", "link_names": False}
        message = {**render_message(insight, source), **where}
        headers = {"Authorization": f"Bearer {self._token}"}
        answer = _post(self._url, message, headers=headers, timeout=self._timeout)
        _raise_for(answer)
        if answer.error is None:
            raise DeliveryError("Slack answered 200 with something other than JSON")


class SlackMisconfigured:
    """A channel that delivers nothing and says why when asked, so that the others are told all the same."""

    name = "slack"

    def __init__(self, problem: CrosscutError) -> None:
        self._problem = problem

    def deliver(self, insight: Insight, source: Source) -> None:
        raise self._problem


def slack_channels(secret: Callable[[], Mapping[str, str]], *, api_url: str) -> list[Channel]:
    """Return the Slack channel that the secret's fields describe, or none where they are all empty."""
    try:
        fields = secret()
        if url := fields.get("webhook_url"):
            return [SlackWebhook(url)]
        if token := fields.get("bot_token"):
            return [SlackBot(token, api_url=api_url)]
        if any(fields.values()):
            raise ConfigurationError("the Slack secret has neither a webhook_url nor a bot_token")
    except CrosscutError as problem:
        return [SlackMisconfigured(problem)]
    return []


class _Answer(NamedTuple):
    status: int
    retry_after: str
    error: str | None  # Slack's error code, "" when its JSON says ok, None when it sent none


def _checked(url: str, *, what: str) -> SplitResult:
    """Return the URL in parts. Raises `ConfigurationError`, without the URL: a webhook's is a secret."""
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ConfigurationError(f"the {what} is not a URL") from None
    clean = bool(host) and port != 0 and re.fullmatch(r"[!-~]+", url.strip())
    if parts.scheme not in ("http", "https") or not clean:
        raise ConfigurationError(f"the {what} is not an https:// URL")
    if parts.scheme == "http" and not _is_loopback(host):
        raise ConfigurationError(f"the {what} is http://; findings go over https only, save to this machine")
    return parts


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _post(
    url: SplitResult, message: Message | dict[str, object], *, headers: dict[str, str], timeout: float
) -> _Answer:
    host = url.hostname or ""
    connection: http.client.HTTPConnection
    if url.scheme == "https":
        tls = ssl.create_default_context()
        connection = http.client.HTTPSConnection(host, url.port, timeout=timeout, context=tls)
    else:
        connection = http.client.HTTPConnection(host, url.port, timeout=timeout)
    target = f"{url.path or '/'}{'?' + url.query if url.query else ''}"
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "crosscut", **headers}
    try:
        connection.request("POST", target, body=json.dumps(message).encode(), headers=headers)
        response = connection.getresponse()
        retry_after = response.headers.get("Retry-After", "")
        return _Answer(response.status, retry_after, _error_in(response.read(_ANSWER_BYTES)))
    except (OSError, http.client.HTTPException) as error:
        raise DeliveryError(f"Slack could not be reached ({type(error).__name__})") from error
    finally:
        connection.close()


def _error_in(body: bytes) -> str | None:
    """Return the error code of a method's JSON, or of a webhook's plain text; it is never the whole body."""
    text = body.decode("utf-8", errors="replace").strip()
    try:
        data = json.loads(text)
    except ValueError:
        return None if text == "ok" or not _CODE.fullmatch(text) else text
    if not isinstance(data, dict) or not isinstance(data.get("ok"), bool):
        return None
    if data["ok"]:
        return ""
    code = data.get("error")
    return code if isinstance(code, str) and _CODE.fullmatch(code) else "unknown_error"


def _raise_for(answer: _Answer) -> None:
    said = f" ({answer.error})" if answer.error else ""
    if answer.status == 429:
        wait = f", and asks to wait {answer.retry_after} s" if answer.retry_after.isdigit() else ""
        raise DeliveryError(f"Slack takes no more messages for now: 429{said}{wait}")
    if answer.status >= 500 or answer.status == 408 or answer.error in _PASSING:
        raise DeliveryError(f"Slack has trouble of its own: {answer.status}{said}")
    if 300 <= answer.status < 400:
        raise PermanentError(f"Slack's address answered {answer.status}, a redirect; set the URL it leads to")
    if answer.status >= 400 or answer.error:
        raise PermanentError(
            f"Slack refused the message: {answer.status}{said}; check its secret and channel"
        )
