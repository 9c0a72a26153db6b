"""Slack as a channel: an incoming webhook, or the Web API with a bot token.

A webhook can post and no more. A bot's message is edited, and its thread tells what has changed. Slack has no
idempotency key; a bot marks each message with its nonce as metadata, by which it finds what it has sent
(https://docs.slack.dev/messaging/message-metadata).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

from crosscut import egress
from crosscut.alerting import slack_http
from crosscut.alerting.notice import Address
from crosscut.alerting.port import CannotEditError, Channel, Letter, RefusedError, Summary, UnknowableError
from crosscut.alerting.slack_http import TIMEOUT_SECONDS, Answer
from crosscut.alerting.slack_message import render_message, render_reply, render_summary
from crosscut.alerting.slack_text import Message
from crosscut.config import Source
from crosscut.errors import ConfigurationError, CrosscutError, DeliveryError

EVENT_TYPE = "crosscut_notice"
_CLOCKS_APART = 120.0  # seconds by which ours may go ahead of Slack's
_PAGES = 10
_GONE = frozenset({"message_not_found", "thread_not_found", "channel_not_found", "is_archived"})
_FIXED = frozenset({"cant_update_message", "edit_window_closed"})
_NOT_TO_BE_READ = frozenset({"missing_scope", "not_in_channel", "channel_not_found", "method_not_supported"})


class Whereabouts(Protocol):
    """Remembers the ids of channels that are known by name."""

    def whereabouts(self, channel: str, place: str) -> str: ...
    def note_whereabouts(self, channel: str, place: str, id_: str) -> None: ...


class Send(Protocol):
    """Sends JSON to a URL, as `slack_http.post` does."""

    def __call__(
        self, url: SplitResult, message: Mapping[str, object], *, token: str, timeout: float
    ) -> Answer: ...


class SlackWebhook:
    """Implements `Channel` with an incoming webhook, which has a channel of its own.

    With `loopback` it may be one of this machine, for trials.
    """

    name = "slack"
    edits = False

    def __init__(
        self,
        url: str,
        *,
        loopback: bool = False,
        timeout: float = TIMEOUT_SECONDS,
        send: Send = slack_http.post,
    ) -> None:
        self._url = egress.checked(url, what="webhook_url", hosts=egress.SLACK_HOSTS, loopback=loopback)
        self._send = send
        self._timeout = timeout

    def place(self, source: Source) -> str | None:
        return ""

    def post(self, place: str, what: Letter | Summary, *, nonce: str) -> Address:
        message = render_summary(what) if isinstance(what, Summary) else render_message(what)
        slack_http.raise_for(self._send(self._url, dict(message), token="", timeout=self._timeout))
        return Address()

    def edit(self, address: Address, letter: Letter) -> None:
        raise CannotEditError("a webhook's message cannot be edited", gone=False)

    def reply(self, address: Address, letter: Letter, *, nonce: str) -> None:
        raise CannotEditError("a webhook's message has no thread", gone=False)

    def find(self, place: str, *, nonce: str, since: datetime, thread: Address | None) -> Address | None:
        raise UnknowableError("a webhook cannot read what it has sent")


class SlackBot:
    """Implements `Channel` with a bot token; posts in the source's `slack_channel`. `buttons`: somebody listens."""

    name = "slack"
    edits = True

    def __init__(
        self,
        token: str,
        *,
        api_url: str,
        whereabouts: Whereabouts,
        buttons: bool = False,
        timeout: float = TIMEOUT_SECONDS,
        send: Send = slack_http.post,
    ) -> None:
        if not re.fullmatch(r"[!-~]+", token):
            raise ConfigurationError("the Slack secret's bot_token has characters that no token has")
        egress.checked(api_url, what="Slack API URL")
        self._token = token
        self._api = api_url.rstrip("/")
        self._whereabouts = whereabouts
        self._buttons = buttons
        self._send = send
        self._timeout = timeout

    def place(self, source: Source) -> str | None:
        """As the port says. Raises `ConfigurationError` when the source names no channel."""
        if not source.slack_channel:
            problem = "a bot token needs to know where to post; set slack_channel, of the source or of notify"
            raise ConfigurationError(f"source {source.name}: {problem}")
        return source.slack_channel

    def post(self, place: str, what: Letter | Summary, *, nonce: str) -> Address:
        address = self._say({**self._rendered(what), "channel": place}, nonce)
        if place != address.channel:
            self._whereabouts.note_whereabouts(self.name, place, address.channel)
        return address

    def edit(self, address: Address, letter: Letter) -> None:
        message = {**render_message(letter, buttons=self._buttons), "channel": address.channel}
        # Unlike in postMessage, what is left out here means 'client': Slack would look for links and names.
        self._call("chat.update", {**message, "ts": address.ts, "parse": "none", "link_names": False})

    def reply(self, address: Address, letter: Letter, *, nonce: str) -> None:
        thread = {"channel": address.channel, "thread_ts": address.ts}
        self._say({**render_reply(letter), **thread}, nonce)

    def find(self, place: str, *, nonce: str, since: datetime, thread: Address | None) -> Address | None:
        id_ = thread.channel if thread else self._id_of(place)
        asked: dict[str, object] = {
            "channel": id_,
            "oldest": f"{since.timestamp() - _CLOCKS_APART:.6f}",
            "include_all_metadata": True,
            "limit": 200,
        }
        if thread:
            asked["ts"] = thread.ts
        method = "conversations.replies" if thread else "conversations.history"
        for message in self._listed(method, asked, "messages"):
            metadata = message.get("metadata")
            payload = metadata.get("event_payload") if isinstance(metadata, dict) else None
            if isinstance(payload, dict) and payload.get("notice") == nonce:
                return Address(channel=id_, ts=str(message.get("ts", "")))
        return None

    def _rendered(self, what: Letter | Summary) -> Message:
        return (
            render_summary(what) if isinstance(what, Summary) else render_message(what, buttons=self._buttons)
        )

    def _say(self, message: Mapping[str, object], nonce: str) -> Address:
        mark = {"metadata": {"event_type": EVENT_TYPE, "event_payload": {"notice": nonce}}}
        said = self._call("chat.postMessage", {**message, **mark, "parse": "none", "link_names": False})
        return Address(channel=str(said.get("channel", "")), ts=str(said.get("ts", "")))

    def _call(self, method: str, arguments: Mapping[str, object]) -> Mapping[str, object]:
        url = egress.checked(f"{self._api}/{method}", what="Slack API URL")
        answer = self._send(url, arguments, token=self._token, timeout=self._timeout)
        if answer.error in _FIXED or (
            answer.error in _GONE and ("ts" in arguments or "thread_ts" in arguments)
        ):
            raise CannotEditError(f"Slack: {answer.error}", gone=answer.error in _GONE)
        if answer.error in _NOT_TO_BE_READ and method.startswith("conversations."):
            raise UnknowableError(f"Slack does not let the bot read ({answer.error})")
        slack_http.raise_for(answer)
        if answer.error is None:
            raise DeliveryError("Slack answered 200 with something other than JSON")
        return answer.fields

    def _listed(
        self, method: str, arguments: Mapping[str, object], name: str
    ) -> Iterator[Mapping[str, object]]:
        cursor = ""
        for _ in range(_PAGES):
            answer = self._call(method, {**arguments, **({"cursor": cursor} if cursor else {})})
            found = answer.get(name)
            yield from (each for each in found if isinstance(each, dict)) if isinstance(found, list) else ()
            more = answer.get("response_metadata")
            cursor = str(more.get("next_cursor", "")) if isinstance(more, dict) else ""
            if not cursor:
                return
        raise UnknowableError(f"Slack: {method} has more than {_PAGES} pages")

    def _id_of(self, place: str) -> str:
        """Reading asks for an id where posting takes a name."""
        if not place.startswith("#"):
            return place
        if known := self._whereabouts.whereabouts(self.name, place):
            return known
        kinds = {"types": "public_channel,private_channel", "exclude_archived": True, "limit": 1_000}
        for channel in self._listed("conversations.list", kinds, "channels"):
            if channel.get("name") == place.removeprefix("#"):
                return str(channel.get("id", ""))
        raise UnknowableError(f"Slack does not list a channel {place}")


class SlackMisconfigured:
    """A channel that delivers nothing and says why when asked, so that the others are told all the same."""

    name = "slack"
    edits = False

    def __init__(self, problem: CrosscutError) -> None:
        self._problem = problem

    def place(self, source: Source) -> str | None:
        raise self._problem

    def post(self, place: str, what: Letter | Summary, *, nonce: str) -> Address:
        raise RefusedError(str(self._problem))

    def edit(self, address: Address, letter: Letter) -> None:
        raise RefusedError(str(self._problem))

    def reply(self, address: Address, letter: Letter, *, nonce: str) -> None:
        raise RefusedError(str(self._problem))

    def find(self, place: str, *, nonce: str, since: datetime, thread: Address | None) -> Address | None:
        raise RefusedError(str(self._problem))


def slack_channels(
    secret: Callable[[], Mapping[str, str]], *, api_url: str, whereabouts: Whereabouts
) -> list[Channel]:
    """Return the Slack channel that the secret's fields describe, or none where they are all empty."""
    try:
        fields = secret()
        if token := fields.get("bot_token"):
            buttons = bool(fields.get("signing_secret"))
            return [SlackBot(token, api_url=api_url, whereabouts=whereabouts, buttons=buttons)]
        if url := fields.get("webhook_url"):
            # A secret does not lead to this machine unless the deployment itself speaks to a stand-in on it.
            return [SlackWebhook(url, loopback=egress.is_loopback(urlsplit(api_url).hostname or ""))]
        if any(fields.values()):
            raise ConfigurationError("the Slack secret has neither a webhook_url nor a bot_token")
    except CrosscutError as problem:
        return [SlackMisconfigured(problem)]
    return []
