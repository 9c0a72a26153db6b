"""A notice in hand, and sending from it so that what was sent is known whatever happens in between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from crosscut.alerting.notice import Address, Claim, Notice, Notices, Sending, Told
from crosscut.alerting.port import CannotEditError, Channel, RefusedError, UnknowableError


class Hand:
    """Holds one claim. What is written down is what another run would find after this one was killed."""

    def __init__(self, claim: Claim, *, notices: Notices, clock: Callable[[], datetime]) -> None:
        self._claim = claim
        self._notices = notices
        self._clock = clock

    @property
    def notice(self) -> Notice:
        """The notice as it was written down last."""
        return self._claim.notice

    @property
    def told(self) -> Told | None:
        """What people know."""
        return self._claim.notice.told

    def note(self, **changes: object) -> None:
        """Write down what has changed."""
        notice = self.notice.model_copy(update=changes)
        if notice != self.notice:
            self._claim = self._notices.save(self._claim, notice)

    def send(self, then: Told, do: Callable[[str], Address], **changes: object) -> None:
        """Call `do` with a nonce, with a note before and after. `then` is what people know afterwards."""
        number = self.notice.sent + 1
        nonce = f"{self._claim.key.insight_id}-{number}"
        sending = Sending(nonce=nonce, since=self._clock(), then=then)
        self.note(sending=sending, sent=number, **changes)
        try:
            address = do(nonce)
        except (RefusedError, CannotEditError):
            self.note(sending=None)  # it is certain that nothing was sent
            raise
        self._sent(then.model_copy(update={"address": address}) if then.address == Address() else then)

    def recover(self, channel: Channel) -> bool:
        """Find out whether what was about to be sent was sent. Returns True when nobody can know."""
        sending = self.notice.sending
        if sending is None:
            return False
        thread = None if sending.then.address == Address() else sending.then.address
        try:
            found = channel.find(
                self._claim.key.place, nonce=sending.nonce, since=sending.since, thread=thread
            )
        except UnknowableError:
            return True
        if found is None:
            self.note(sending=None)
        else:
            then = sending.then
            # How the message looks is not known: it is made to look right next.
            self._sent(then.model_copy(update={"address": thread or found, "looks": ""}))
        return False

    def release(self, *, due: datetime | None) -> bool:
        """Let go. False: it was asked for meanwhile, and is still in hand as it is now."""
        if self._notices.release(self._claim, self.notice, due=due):
            return True
        self._claim = self._notices.read(self._claim.key)._replace(owner=self._claim.owner)
        return False

    def let_go(self, *, due: datetime | None, **changes: object) -> None:
        """Let go after a failure, whoever has asked."""
        notice = self.notice.model_copy(update=changes)
        self._notices.release(self._claim, notice, due=due, even_if_asked=True)

    def _sent(self, told: Told) -> None:
        self.note(told=told, sending=None, held=None, failures=0)
