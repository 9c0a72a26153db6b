"""One message for all that was held back in one place for one reason until one time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from crosscut.alerting.changes import Change
from crosscut.alerting.hand import Hand
from crosscut.alerting.notice import Held, NoticeKey, Notices, Told
from crosscut.alerting.port import Channel, Summary
from crosscut.errors import CrosscutError


class Summaries:
    """Tells summaries, each once: whoever comes first tells for all, and the others find that it has told of them."""

    def __init__(
        self,
        channel: Channel,
        *,
        notices: Notices,
        clock: Callable[[], datetime],
        said: Callable[[str, str, str], None],
    ) -> None:
        self._channel = channel
        self._notices = notices
        self._clock = clock
        self._said = said

    def told_of(self, key: NoticeKey, held: Held) -> Told | None:
        """Return the summary that has told of it, if one has."""
        notice = self._notices.read(_name(key, held)).notice
        return notice.told if key.insight_id in notice.covered else None

    def is_told(self, key: NoticeKey, held: Held) -> bool:
        """Whether there was such a summary, whatever it has told of."""
        return self._notices.read(_name(key, held)).notice.told is not None

    def tell(
        self, key: NoticeKey, held: Held, group: Iterable[tuple[NoticeKey, Held]], *, then: Told
    ) -> None:
        """Tell of the group, unless it was told or another run has it in hand. `then` is what people know."""
        name = _name(key, held)
        claim = self._notices.claim(name, now=self._clock())
        if claim is None:
            return
        hand = Hand(claim, notices=self._notices, clock=self._clock)
        try:
            repeat = hand.recover(self._channel)
            if hand.told is None:
                listed = sorted(group, key=lambda each: (-each[1].severity.rank, each[0]))
                what = Summary(held.why, held.until, [(k.source, k.insight_id, h) for k, h in listed], repeat)
                hand.send(
                    then,
                    lambda nonce: self._channel.post(key.place, what, nonce=nonce),
                    covered=tuple(k.insight_id for k, _ in listed),
                )
                self._said(self._channel.name, name.insight_id, Change.SUMMARY)
        except CrosscutError:
            hand.let_go(due=None)  # what it covers is due itself
            raise
        hand.release(due=None)


def _name(key: NoticeKey, held: Held) -> NoticeKey:
    """Return the notice of the summary itself."""
    name = f"summary {held.why} {held.until.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return NoticeKey("", name, key.channel, key.place)
