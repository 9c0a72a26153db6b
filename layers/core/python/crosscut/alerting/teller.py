"""Telling people of one insight in one place: first message, edits, what is said in its thread, what is held back.

It looks at how things are now and makes what people see agree with it; which event has led here does not matter. So
events may come twice, late or in any order, and a run that was killed is made good by the next one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from crosscut.alerting.changes import (
    COOL_DOWN,
    Change,
    is_afresh,
    is_explained,
    since,
)
from crosscut.alerting.hand import Hand
from crosscut.alerting.notice import Address, Held, NoticeKey, Notices, Told, Why
from crosscut.alerting.port import CannotEditError, Channel, Letter, RefusedError
from crosscut.alerting.routing import Delay, Routing, should_tell
from crosscut.alerting.summaries import Summaries
from crosscut.config import Source
from crosscut.decisions import is_false_alarm, is_muted
from crosscut.errors import CrosscutError
from crosscut.model import Insight, Severity, Status
from crosscut.notifying import Notifying

FAILED_PAUSE = timedelta(minutes=5)
GIVE_UP = 24  # failures in a row; doubling pauses, so about ten days
_LONGEST_PAUSE = timedelta(hours=12)
_NOTED = timedelta(hours=1)  # where nothing can be edited, how often it is noted that a problem goes on


class Situation(NamedTuple):
    """How things are: the insight as it is stored, safe to show, its source, and its page."""

    insight: Insight
    source: Source
    page: str = ""


class Teller:
    """Tells people by one channel."""

    def __init__(
        self,
        channel: Channel,
        *,
        notices: Notices,
        notifying: Notifying,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        said: Callable[[str, str, str], None] = lambda channel, insight_id, kind: None,
        put_off: Callable[[NoticeKey, float], None] = lambda key, seconds: None,
    ) -> None:
        """`said` is told of each message: the channel, the insight and the kind of change. `put_off` is asked for a
        look after so many seconds, where a channel takes no more for now; the notice is due then in any case.
        """
        self.name = channel.name
        self._channel = channel
        self._notices = notices
        self._notifying = notifying
        self._clock = clock
        self._said = said
        self._put_off = put_off
        self._summaries = Summaries(channel, notices=notices, clock=clock, said=said)

    def tell(self, now: Situation, *, look: Callable[[], Situation]) -> None:
        """Make what people see agree with how things are, in each place where they know of it or should.

        `look` returns how things are at the time that it is called. Raises `CrosscutError` when a place failed; the
        others are told all the same.
        """
        failed: list[CrosscutError] = []
        for key in self._places(now):
            try:
                self.look(key, look)
            except CrosscutError as error:
                failed.append(error)
        if failed:
            raise failed[0]

    def look(self, key: NoticeKey, look: Callable[[], Situation | None]) -> None:
        """The same in one place. Where there is no insight any more there is nothing to do."""
        claim = self._notices.claim(key, now=self._clock())
        if claim is None:
            return  # who has it in hand will look again
        hand = Hand(claim, notices=self._notices, clock=self._clock)
        try:
            while True:
                now = look()
                due = self._settle(key, hand, now) if now else None
                if hand.release(due=due):
                    return
        except CrosscutError as error:
            if isinstance(error, RefusedError) and error.retry_after is not None:
                hand.let_go(due=self._clock() + timedelta(seconds=error.retry_after))
                self._put_off(key, error.retry_after)
                return
            failures = hand.notice.failures + 1
            hand.let_go(due=self._retry_at(failures), failures=failures)
            raise

    def _places(self, now: Situation) -> list[NoticeKey]:
        insight = now.insight
        known = [k for k in self._notices.places(insight.id) if k.channel == self.name]
        source = self._routing(now).source
        place = self._channel.place(source) if should_tell(insight, source) else None
        if place is None:
            return known
        return list(dict.fromkeys((*known, NoticeKey(insight.source, insight.id, self.name, place))))

    def _settle(self, key: NoticeKey, hand: Hand, now: Situation) -> datetime | None:
        """Do what is to be done, and return when to look again."""
        unknown = hand.recover(self._channel)
        told = hand.told
        if told is None or is_afresh(told, now.insight, now=self._clock()):
            return self._first(key, hand, now, repeat=unknown)
        return self._further(key, hand, told, now, repeat=unknown)

    def _first(self, key: NoticeKey, hand: Hand, now: Situation, *, repeat: bool) -> datetime | None:
        insight, clock = now.insight, self._clock()
        routing = self._routing(now)
        unwanted = insight.status is Status.RESOLVED or is_false_alarm(insight) or is_muted(insight, clock)
        if unwanted or not should_tell(insight, routing.source):
            hand.note(held=None, sending=None)
            return None
        held, critical = hand.notice.held, insight.severity is Severity.CRITICAL
        if delay := routing.delay:
            return self._hold(hand, insight, delay)
        if held and clock < held.until and not (critical and held.why is not Why.MAINTENANCE):
            return held.until
        if held and held.until <= clock:
            if by := self._summary(key, held, now):
                return self._covered(hand, now, held, by)
            if len(self._notices.held(key, held)) > 1:
                if self._summaries.is_told(key, held):  # without this: an index may lag behind
                    hand.note(held=held.model_copy(update={"until": clock + COOL_DOWN}))
                return clock + COOL_DOWN  # otherwise another run tells it
        if held is None or held.until > clock:
            hour = f"{clock.astimezone(UTC):%Y-%m-%dT%H}"
            most = None if critical else self._notifying.most_per_hour
            if not self._notices.take_turn(key, hour=hour, most=most):
                return self._hold(hand, insight, Delay(_next_hour(clock), Why.CAP))
        letter = self._letter(now, repeat=repeat)
        told = self._told(now, at=clock)
        self._post(key, hand, told, letter)
        return None

    def _further(
        self, key: NoticeKey, hand: Hand, told: Told, now: Situation, *, repeat: bool
    ) -> datetime | None:
        insight, clock = now.insight, self._clock()
        change, matters = since(told, insight, now=clock)
        if change is Change.STILL and self._routing(now).delay:
            change = None
        if told.gone or not self._channel.edits:
            if change and change.pages and not (told.gone and change is Change.RESOLVED):
                letter = self._letter(now, change, before=_before(told, change), repeat=repeat)
                then = self._told(now, at=told.at)
                self._post(key, hand, then, letter)
            elif clock - told.edited_at >= _NOTED:
                going_on = {"edited_at": clock, "count": insight.count} if insight.count > told.count else {}
                hand.note(told=told.model_copy(update=going_on), sending=None)
            return None
        due = self._edit(hand, told, now, soon=matters or change is not None)
        told = hand.told or told
        if change is None or told.gone:
            hand.note(told=told.model_copy(update=_known(insight)) if matters else told, sending=None)
            return due
        letter = self._letter(now, change, before=_before(told, change))
        then = told.model_copy(update={**_known(insight), "severity": insight.severity, "spoken_at": clock})
        try:
            hand.send(then, lambda nonce: self._speak(told.address, letter, nonce))
        except CannotEditError as error:
            hand.note(told=told.model_copy(update={"editable": False, "gone": error.gone}))
            return clock  # with another way to tell it
        return due

    def _edit(self, hand: Hand, told: Told, now: Situation, *, soon: bool) -> datetime | None:
        looks, clock = _looks(now), self._clock()
        if looks == told.looks or told.in_summary or not told.editable:
            return None
        if not soon and clock - told.edited_at < COOL_DOWN:
            return told.edited_at + COOL_DOWN
        try:
            self._channel.edit(told.address, self._letter(now))
        except CannotEditError as error:
            hand.note(told=told.model_copy(update={"editable": False, "gone": error.gone}))
        else:
            hand.note(told=told.model_copy(update={"looks": looks, "edited_at": clock}))
        return None

    def _post(self, key: NoticeKey, hand: Hand, then: Told, letter: Letter) -> None:
        hand.send(then, lambda nonce: self._channel.post(key.place, letter, nonce=nonce))
        self._said(self.name, key.insight_id, letter.change)

    def _speak(self, address: Address, letter: Letter, nonce: str) -> Address:
        self._channel.reply(address, letter, nonce=nonce)
        self._said(self.name, letter.insight.id, letter.change)
        return address

    def _hold(self, hand: Hand, insight: Insight, delay: Delay) -> datetime:
        held = Held(why=delay.why, until=delay.until, severity=insight.severity, title=insight.title)
        hand.note(held=held, sending=None)
        return delay.until

    def _summary(self, key: NoticeKey, held: Held, now: Situation) -> Told | None:
        """Return the summary that has told of it, after telling it where there is more than this to tell of."""
        told = self._summaries.told_of(key, held)
        group = () if told else self._notices.held(key, held)
        if len(group) > 1:
            self._summaries.tell(key, held, group, then=self._told(now, at=self._clock()))
            told = self._summaries.told_of(key, held)
        return told

    def _covered(self, hand: Hand, now: Situation, held: Held, summary: Told) -> datetime:
        """Note that the summary has told of it, as it was then."""
        told = self._told(now, at=summary.at)
        known = {"address": summary.address, "in_summary": True, "severity": held.severity}
        hand.note(told=told.model_copy(update=known), held=None)
        return self._clock()  # it may have grown worse meanwhile

    def _routing(self, now: Situation) -> Routing:
        return Routing(now.source, now.insight.severity, notifying=self._notifying, now=self._clock())

    def _letter(
        self, now: Situation, change: Change = Change.NEW, *, before: str = "", repeat: bool = False
    ) -> Letter:
        return Letter(now.insight, now.source, change, now.page, before, repeat, at=self._clock())

    def _told(self, now: Situation, *, at: datetime) -> Told:
        clock, insight = self._clock(), now.insight
        return Told(
            at=at,
            address=Address(),
            severity=insight.severity,
            status=insight.status,
            explained=is_explained(insight),
            count=insight.count,
            looks=_looks(now),
            edited_at=clock,
            spoken_at=clock,
        )

    def _retry_at(self, failures: int) -> datetime | None:
        if failures >= GIVE_UP:
            return None
        pause: timedelta = min(FAILED_PAUSE * 2 ** min(failures - 1, 10), _LONGEST_PAUSE)
        return self._clock() + pause


def _known(insight: Insight) -> dict[str, object]:
    return {"status": insight.status, "explained": is_explained(insight), "count": insight.count}


def _looks(now: Situation) -> str:
    shown = now.insight.model_dump_json(exclude={"sightings", "incident"})
    shown += now.page.partition("?")[0]  # a signed address is another one each time
    return hashlib.sha256(shown.encode()).hexdigest()[:16]


def _before(told: Told, change: Change) -> str:
    return f"{told.count:,}" if change is Change.STILL else str(told.severity)


def _next_hour(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
