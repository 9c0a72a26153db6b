"""A Slack workspace in memory: what the Web API's methods do there and refuse, as far as the stand-in knows them.

https://docs.slack.dev/reference/methods: chat.postMessage, chat.update, conversations.history, .replies and .list. Any
channel can be named, save for a few that refuse: `TROUBLES`. Where Slack gives no figure, the one here is marked.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from crosscut.cli.local.slack_rules import problem

BOT_TOKEN = "xoxb-local-stand-in"  # noqa: S105 - opens nothing
POST_ONLY_TOKEN = "xoxb-local-post-only"  # noqa: S105 - one without the scopes for reading
REVOKED_TOKEN = "xoxb-local-revoked"  # noqa: S105
TROUBLES = {"nowhere": "channel_not_found", "uninvited": "not_in_channel", "archived": "is_archived"}
FROZEN = "frozen"  # a channel in which nothing can be edited any more
# "1 per second ... short bursts >1 allowed" (https://docs.slack.dev/apis/web-api/rate-limits); how short is not said.
PER_SECOND, BURST = 1.0, 5.0
_READING = ("conversations.history", "conversations.replies", "conversations.list")
_PAGE = 200

Answer = dict[str, object]


class Refused(NamedTuple):
    """Slack's error code and, for people, the reason; or after how many seconds to come again."""

    code: str
    reason: str = ""
    retry_after: int = 0


@dataclass
class Kept:
    """One message."""

    channel: str
    ts: str
    content: dict[str, object]
    thread: str = ""  # ts of the message whose thread it is in
    edits: int = 0


@dataclass
class _Bucket:
    filled: float = BURST
    at: float = 0.0


@dataclass
class Workspace:
    """Its channels by id, and the messages in order. `clock` counts seconds; `wall` is for ts."""

    clock: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    limited: bool = True
    names: dict[str, str] = field(default_factory=dict)
    messages: list[Kept] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)  # methods in order, also those that were refused
    _buckets: dict[str, _Bucket] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _count: int = 0

    def call(self, method: str, token: str, arguments: Mapping[str, object]) -> Answer | Refused:
        """Do what the method does."""
        with self._lock:
            self.calls.append(method)
            if not token:
                return Refused("not_authed")
            if token == REVOKED_TOKEN:
                return Refused("token_revoked")
            if token not in (BOT_TOKEN, POST_ONLY_TOKEN):
                return Refused("invalid_auth", "that is not the stand-in's token")
            if method in _READING and token == POST_ONLY_TOKEN:
                return Refused("missing_scope")
            return self._do(method, arguments)

    def first_messages(self) -> list[Kept]:
        """Return the messages that are in no thread."""
        return [message for message in self.messages if not message.thread]

    def thread_of(self, message: Kept) -> list[Kept]:
        """Return what is in a message's thread."""
        return [each for each in self.messages if each.thread == message.ts]

    def keep(self, channel: str, content: Mapping[str, object], *, thread: str = "") -> Kept:
        """Keep a message, with a ts that is unique as in Slack."""
        with self._lock:
            self._count += 1
            kept = Kept(channel, f"{int(self.wall())}.{self._count:06d}", dict(content), thread)
            self.messages.append(kept)
            return kept

    def wait_for(self, place: str) -> int:
        """Return after how many seconds one more message is taken there; 0 takes it."""
        bucket = self._buckets.setdefault(place, _Bucket(at=self.clock()))
        now = self.clock()
        bucket.filled = min(BURST, bucket.filled + (now - bucket.at) * PER_SECOND)
        bucket.at = now
        if self.limited and bucket.filled < 1:
            return max(1, round((1 - bucket.filled) / PER_SECOND))
        bucket.filled -= 1
        return 0

    def _do(self, method: str, arguments: Mapping[str, object]) -> Answer | Refused:
        if method == "conversations.list":
            channels = [{"id": id_, "name": name} for id_, name in sorted(self.names.items())]
            return {"ok": True, "channels": channels, "response_metadata": {"next_cursor": ""}}
        place = str(arguments.get("channel") or "")
        by_name = place.startswith("#")
        name = place.removeprefix("#") if by_name else self.names.get(place, "")
        if not name or (by_name and method != "chat.postMessage"):
            return Refused("channel_not_found", "a method that reads or edits takes an id, not a name")
        if name in TROUBLES:
            return Refused(TROUBLES[name])
        id_ = _id_of(name)
        self.names[id_] = name
        if method == "chat.postMessage":
            return self._post(id_, arguments)
        if method == "chat.update":
            return self._update(id_, arguments)
        if method in _READING:
            return self._read(method, id_, arguments)
        return Refused("unknown_method")

    def _post(self, id_: str, arguments: Mapping[str, object]) -> Answer | Refused:
        thread = str(arguments.get("thread_ts") or "")
        if thread and self._find(id_, thread) is None:
            return Refused("thread_not_found")
        if fault := problem(arguments):
            return _refused(fault)
        if wait := self.wait_for(id_):
            return Refused("ratelimited", retry_after=wait)
        kept = self.keep(id_, arguments, thread=thread)
        return {"ok": True, "channel": id_, "ts": kept.ts, "message": {"text": arguments.get("text", "")}}

    def _update(self, id_: str, arguments: Mapping[str, object]) -> Answer | Refused:
        found = self._find(id_, str(arguments.get("ts") or ""))
        if found is None:
            return Refused("message_not_found")
        if self.names[id_] == FROZEN:
            return Refused("edit_window_closed")
        if found.content.get("webhook"):
            return Refused("cant_update_message")
        if fault := problem(arguments, edits=True):
            return _refused(fault)
        found.content = {**found.content, **arguments}
        found.edits += 1
        return {"ok": True, "channel": id_, "ts": found.ts, "text": arguments.get("text", "")}

    def _read(self, method: str, id_: str, arguments: Mapping[str, object]) -> Answer | Refused:
        parent = str(arguments.get("ts") or "") if method.endswith("replies") else ""
        if method.endswith("replies") and self._find(id_, parent) is None:
            return Refused("thread_not_found")
        oldest = float(str(arguments.get("oldest") or 0))
        start = int(str(arguments.get("cursor") or 0))
        found = list(self._in(id_, parent, oldest, with_metadata=bool(arguments.get("include_all_metadata"))))
        most = min(int(str(arguments.get("limit") or 100)), _PAGE)
        more = str(start + most) if start + most < len(found) else ""
        page = found[start : start + most]
        return {"ok": True, "messages": page, "response_metadata": {"next_cursor": more}}

    def _in(self, id_: str, parent: str, oldest: float, *, with_metadata: bool) -> Iterator[Answer]:
        for each in reversed(self.messages):
            inside = each.thread == parent or (parent and each.ts == parent)
            if each.channel == id_ and inside and float(each.ts) >= oldest:
                shown = {"ts": each.ts, "text": each.content.get("text", "")}
                yield {**shown, "metadata": each.content.get("metadata", {})} if with_metadata else shown

    def _find(self, id_: str, ts: str) -> Kept | None:
        return next((m for m in self.messages if (m.channel, m.ts) == (id_, ts)), None)


def _id_of(name: str) -> str:
    return "C" + hashlib.sha256(name.encode()).hexdigest()[:10].upper()


def _refused(fault: str) -> Refused:
    code, _, reason = fault.partition(": ")
    return Refused(code, reason)


def document(answer: Answer | Refused) -> str:
    """Return the JSON that Slack would answer with."""
    if not isinstance(answer, Refused):
        return json.dumps(answer)
    detail = {"response_metadata": {"messages": [answer.reason]}} if answer.reason else {}
    return json.dumps({"ok": False, "error": answer.code, **detail})
