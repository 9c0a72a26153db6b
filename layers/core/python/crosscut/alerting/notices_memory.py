"""Notices in memory: for tests in place of DynamoDB."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from crosscut.alerting.notice import Claim, Held, Notice, NoticeKey
from crosscut.errors import RetryableError

LEASE = timedelta(seconds=60)  # longer than notify may run


@dataclass
class _Item:
    notice: Notice = field(default_factory=Notice)
    asked: int = 0
    owner: str = ""
    lease: datetime | None = None
    due: datetime | None = None


class MemoryNotices:
    """Implements `Notices`."""

    def __init__(self) -> None:
        self._items: dict[NoticeKey, _Item] = {}
        self._owners = itertools.count(1)
        self._turns: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._whereabouts: dict[tuple[str, str], str] = {}

    def claim(self, key: NoticeKey, *, now: datetime) -> Claim | None:
        item = self._items.setdefault(key, _Item())
        item.asked += 1
        if item.lease is not None and now < item.lease:
            return None
        item.owner, item.lease, item.due = str(next(self._owners)), now + LEASE, now + LEASE
        return self.read(key)

    def save(self, claim: Claim, notice: Notice) -> Claim:
        self._owned(claim).notice = notice
        return claim._replace(notice=notice)

    def release(
        self, claim: Claim, notice: Notice, *, due: datetime | None, even_if_asked: bool = False
    ) -> bool:
        item = self._owned(claim)
        if item.asked != claim.asked and not even_if_asked:
            return False
        item.notice, item.owner, item.lease, item.due = notice, "", None, due
        return True

    def read(self, key: NoticeKey) -> Claim:
        item = self._items.get(key, _Item())
        return Claim(key, item.owner, item.asked, item.notice)

    def places(self, insight_id: str) -> Iterable[NoticeKey]:
        return [key for key in self._items if key.insight_id == insight_id]

    def due(self, *, now: datetime, limit: int) -> list[NoticeKey]:
        waiting = [(item.due, key) for key, item in self._items.items() if item.due and item.due <= now]
        return [key for _, key in sorted(waiting)[:limit]]

    def held(self, like: NoticeKey, held: Held) -> list[tuple[NoticeKey, Held]]:
        return [
            (key, item.notice.held)
            for key, item in self._items.items()
            if item.notice.held
            and key.item == like.item
            and (item.notice.held.why, item.notice.held.until) == (held.why, held.until)
        ]

    def take_turn(self, key: NoticeKey, *, hour: str, most: int | None) -> bool:
        turns = self._turns[key.item, hour]
        if most is not None and len(turns) >= most and key.insight_id not in turns:
            return False
        turns.add(key.insight_id)
        return True

    def whereabouts(self, channel: str, place: str) -> str:
        return self._whereabouts.get((channel, place), "")

    def note_whereabouts(self, channel: str, place: str, id_: str) -> None:
        self._whereabouts[channel, place] = id_

    def _owned(self, claim: Claim) -> _Item:
        item = self._items[claim.key]
        if item.owner != claim.owner:
            raise RetryableError(f"notice of insight {claim.key.insight_id}: another run has it in hand")
        return item
