"""The ports of the channels on which people are told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple, Protocol

from crosscut.alerting.changes import Change
from crosscut.alerting.notice import Address, Held, Why
from crosscut.config import Source
from crosscut.errors import CrosscutError, DeliveryError
from crosscut.model import Insight


class Letter(NamedTuple):
    """What is to be said of one insight."""

    insight: Insight
    source: Source
    change: Change = Change.NEW
    page: str = ""  # address of the page with pictures; empty where there is none
    before: str = ""  # what it was: the severity, or how many records
    repeat: bool = False  # an earlier attempt was interrupted, and nobody knows whether it was sent
    at: datetime | None = None  # when it is said; now, where it is not given

    @property
    def now(self) -> datetime:
        """When it is said."""
        return self.at or datetime.now(UTC)


class Summary(NamedTuple):
    """What was held back, and why."""

    why: Why
    until: datetime
    held: Sequence[tuple[str, str, Held]]  # source, insight id, what it is; the most severe first
    repeat: bool = False


class Channel(Protocol):
    """One way to people. Every method raises `CrosscutError` when it was not taken.

    After `RefusedError` it is certain that nothing was sent; after any other it is not known.
    """

    name: str
    edits: bool  # can change what it has said, speak in its thread, and look up what it has sent

    def place(self, source: Source) -> str | None:
        """Return where it speaks for this source, empty where it has one place alone; None: it does not."""
        ...

    def post(self, place: str, what: Letter | Summary, *, nonce: str) -> Address:
        """Say it, marked with the nonce."""
        ...

    def edit(self, address: Address, letter: Letter) -> None:
        """Make the message look so. Raises `CannotEditError`."""
        ...

    def reply(self, address: Address, letter: Letter, *, nonce: str) -> None:
        """Say in the message's thread what has changed. Raises `CannotEditError` when the message is gone."""
        ...

    def find(self, place: str, *, nonce: str, since: datetime, thread: Address | None) -> Address | None:
        """Return what was sent with the nonce, or None when it certainly was not.

        Raises `UnknowableError` where that can't be found out.
        """
        ...


class RefusedError(DeliveryError):
    """The channel said no, and sent nothing. `retry_after`: so many seconds later it may say yes, it says itself."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class CannotEditError(CrosscutError):
    """The message can't be changed any more. `gone`: because it is not there."""

    def __init__(self, message: str, *, gone: bool) -> None:
        super().__init__(message)
        self.gone = gone


class UnknowableError(CrosscutError):
    """Whether something was sent can't be found out."""
