"""A deployment in memory: events come as SQS delivers them, runs of notify are killed, people are at the other end."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from crosscut import pipeline
from crosscut.alerting.notices_memory import LEASE, MemoryNotices
from crosscut.alerting.slack import SlackBot, SlackWebhook
from crosscut.alerting.slack_http import Answer
from crosscut.alerting.teller import Teller
from crosscut.aws.topics import SnsTopic
from crosscut.cli.local.slack_rules import problem
from crosscut.cli.local.slack_workspace import BOT_TOKEN, Kept, Refused, Workspace
from crosscut.config import Source
from crosscut.errors import CrosscutError
from crosscut.insights.memory import MemoryInsightStore
from crosscut.model import Insight
from crosscut.notifying import Notifying

BEGIN = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)  # a Monday
SOURCE = Source(name="shop-api", slack_channel="#shop-oncall")


class KilledError(BaseException):
    """The Lambda was killed: nothing of it runs any more, not even its handlers of errors."""


@dataclass
class Killer:
    """Kills at the nth effect on the outside, before or after it was done; or does something else before it."""

    at: int = -1
    after: bool = False
    between: Callable[[], None] | None = None
    effects: list[str] = field(default_factory=list)

    def around(self, name: str, do: Callable[[], Any]) -> Any:
        self.effects.append(name)
        now = len(self.effects) - 1 == self.at
        if now and self.between:
            self.between()
            return do()
        if now and not self.after:
            raise KilledError(f"before {name}")
        done = do()
        if now:
            raise KilledError(f"after {name}")
        return done


class MortalNotices:
    """The notices, each write of which may be the last thing that a run does."""

    def __init__(self, notices: MemoryNotices, killer: Killer) -> None:
        self._notices = notices
        self._killer = killer

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._notices, name)
        return lambda *args, **kwargs: self._killer.around(name, lambda: method(*args, **kwargs))


@dataclass
class Topic:
    """A topic: what was published on it."""

    published: list[dict[str, Any]] = field(default_factory=list)

    def publish(self, **request: Any) -> None:
        self.published.append(request)


class World:
    """The store, the notices, Slack and SNS, and a clock that is moved by hand."""

    def __init__(
        self, *, notifying: Notifying | None = None, source: Source = SOURCE, killer: Killer | None = None,
        limited: bool = False, now: datetime = BEGIN, webhook: bool = False, token: str = BOT_TOKEN,
    ) -> None:  # fmt: skip
        self.now = now
        self._webhook = webhook
        self._token = token
        self.source = source
        self.killer = killer or Killer()
        self.store = MemoryInsightStore()
        self.notices = MemoryNotices()
        self.topic = Topic()
        self.slack = Workspace(clock=self._seconds, wall=self._seconds, limited=limited)
        self.said: list[tuple[str, str, str]] = []
        self.put_off: list[tuple[Any, float]] = []
        self._notifying = notifying or Notifying()
        self._ids = itertools.count(1)

    def _seconds(self) -> float:
        return self.now.timestamp()

    def tellers(self) -> list[Teller]:
        notices: Any = MortalNotices(self.notices, self.killer)
        slack: Any = (
            SlackWebhook("http://127.0.0.1:9/webhook", loopback=True, send=self._send)
            if self._webhook
            else SlackBot(
                self._token,
                api_url="http://127.0.0.1:9/api",
                whereabouts=notices,
                buttons=True,
                send=self._send,
            )
        )
        mortal: Any = _Mortal(self.topic, self.killer)
        return [
            Teller(
                channel, notices=notices, notifying=self._notifying, clock=lambda: self.now,
                said=lambda *what: self.said.append(what),
                put_off=lambda key, seconds: self.put_off.append((key, seconds)),
            )
            for channel in (slack, SnsTopic(mortal, "arn:aws:sns:eu-central-1:000000000000:critical"))
        ]  # fmt: skip

    def deliver(self, insight: Insight) -> bool:
        """One delivery of one event; returns whether it was dealt with."""
        try:
            pipeline.notify(insight, source=self.source, tellers=self.tellers(), find=self.store.find)
        except KilledError:
            self.now += LEASE  # the message comes back when its visibility time-out is over, which is longer
            return False
        except CrosscutError:
            return False
        return True

    def deliver_until_done(self, insight: Insight, *, tries: int = 5) -> None:
        """As SQS does."""
        assert any(self.deliver(insight) for _ in range(tries))

    def find_and_tell(self, insight: Insight, *, digest: str) -> Insight:
        """What analyze does: store it, and announce what is stored."""
        stored = self.store.save(insight, digest_id=digest)
        self.deliver_until_done(stored)
        return stored

    def tick(self) -> None:
        """What the clock makes notify do."""
        for key in self.notices.due(now=self.now, limit=100):
            try:
                pipeline.notify_again(key, source=self.source, tellers=self.tellers(), find=self.store.find)
            except KilledError:
                self.now += LEASE
            except CrosscutError:
                continue

    def wait(self, pause: timedelta) -> None:
        """Let time pass, with the clock ticking every five minutes."""
        end = self.now + pause
        while self.now < end:
            self.now = min(self.now + timedelta(minutes=5), end)
            self.tick()

    def first_messages(self) -> list[Kept]:
        return self.slack.first_messages()

    def words(self, message: Kept) -> str:
        """What is in a message, as it stands now."""
        return json.dumps([message.content["text"], message.content["blocks"]], ensure_ascii=False)

    def kinds(self) -> list[str]:
        """Of what was published on the topic."""
        return [p["MessageAttributes"]["kind"]["StringValue"] for p in self.topic.published]

    def _send(self, url: Any, message: Mapping[str, object], *, token: str, timeout: float) -> Answer:
        method = url.path.removeprefix("/api/")
        if self._webhook:
            wait = self.killer.around("webhook", lambda: self._take(message))
            return Answer(429, str(wait), "rate_limited", {}) if wait else Answer(200, "", None, {})
        answer = self.killer.around(
            method, lambda: self.slack.call(method, token, json.loads(json.dumps(message)))
        )
        if isinstance(answer, Refused):
            status = 429 if answer.retry_after else 200
            return Answer(status, str(answer.retry_after or ""), answer.code, {})
        return Answer(200, "", "", answer)

    def _take(self, message: Mapping[str, object]) -> int:
        assert problem(message) is None
        wait = self.slack.wait_for("#webhook")
        if not wait:
            self.slack.keep("#webhook", message)
        return wait


class _Mortal:
    def __init__(self, topic: Topic, killer: Killer) -> None:
        self._topic = topic
        self._killer = killer

    def publish(self, **request: Any) -> None:
        self._killer.around("publish", lambda: self._topic.publish(**request))
