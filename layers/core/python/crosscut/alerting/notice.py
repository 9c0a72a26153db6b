"""What people have been told of one insight in one place, and who remembers it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from crosscut.model import Frozen, Severity, Status
from crosscut.versioned import Unchanged


class Why(StrEnum):
    """Why a message is held back."""

    QUIET = "quiet hours"
    MAINTENANCE = "maintenance"
    CAP = "cap"


class NoticeKey(NamedTuple):
    """One insight in one place of one channel."""

    source: str
    insight_id: str
    channel: str  # "slack" or "sns"
    place: str  # the Slack channel as the sources file names it; empty where a channel has one place alone

    @property
    def item(self) -> str:
        """The channel and the place, as one text."""
        return f"{self.channel}/{self.place}"


class Address(Frozen):
    """Where a message can be found again."""

    channel: str = ""  # Slack's id of it
    ts: str = ""  # Slack's id of the message in its channel; empty where nothing can be found again


class Told(Frozen):
    """What people know."""

    at: datetime  # of the first message
    address: Address
    severity: Severity
    status: Status
    explained: bool  # by a model
    count: int
    looks: str  # hash of the message as it stands
    edited_at: datetime  # when it was last made to look so
    spoken_at: datetime  # when people were last told anything that they were meant to notice
    in_summary: bool = False  # among others, in a summary
    editable: bool = True
    gone: bool = False  # somebody has deleted the message


class Sending(Frozen):
    """A message that was about to be sent: whether it was is not known until it is noted here."""

    nonce: str
    since: datetime
    then: Told  # what people know if it was; without its address where that is not known yet


class Held(Frozen):
    """Held back for a summary."""

    why: Why
    until: datetime
    severity: Severity
    title: str  # as it may be shown


class Notice(Unchanged):
    """All of one insight in one place."""

    told: Told | None = None
    sending: Sending | None = None
    held: Held | None = None
    covered: tuple[str, ...] = ()  # of a summary: the insights in it
    sent: int = 0  # messages; makes a nonce of its own for each
    failures: int = 0  # in a row


class Claim(NamedTuple):
    """A notice in hand: nobody else touches it until `release`, or until the lease is over."""

    key: NoticeKey
    owner: str
    asked: int  # how often somebody had wanted it to be looked at, when it was read
    notice: Notice


class Notices(Protocol):
    """Remembers what people were told. All times are given, so that tests can tell them."""

    def claim(self, key: NoticeKey, *, now: datetime) -> Claim | None:
        """Take the notice in hand. None: another one has it, and will look at it again before letting go."""
        ...

    def save(self, claim: Claim, notice: Notice) -> Claim:
        """Write it down and keep it in hand. Raises `RetryableError` when the lease was lost."""
        ...

    def release(
        self, claim: Claim, notice: Notice, *, due: datetime | None, even_if_asked: bool = False
    ) -> bool:
        """Write it down and let go; False, with it still in hand, when it was asked for meanwhile.

        `due` is when to look again even if nothing happens. Raises `RetryableError` when the lease was lost.
        """
        ...

    def read(self, key: NoticeKey) -> Claim:
        """Return it as it is now, still in hand of who has it."""
        ...

    def places(self, insight_id: str) -> Iterable[NoticeKey]:
        """Return where people have been told of the insight, or are to be."""
        ...

    def due(self, *, now: datetime, limit: int) -> list[NoticeKey]:
        """Return what is to be looked at by now, the longest due first."""
        ...

    def held(self, like: NoticeKey, held: Held) -> list[tuple[NoticeKey, Held]]:
        """Return what is held back in the same place, for the same reason, until the same time."""
        ...

    def take_turn(self, key: NoticeKey, *, hour: str, most: int | None) -> bool:
        """Count one first message in the hour, once for each insight. False: there were `most` already."""
        ...

    def whereabouts(self, channel: str, place: str) -> str:
        """Return Slack's id of a channel, or the empty string where it is not known yet."""
        ...

    def note_whereabouts(self, channel: str, place: str, id_: str) -> None:
        """Remember it."""
        ...
