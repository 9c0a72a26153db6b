"""A channel that tells each thing once, however often its message is delivered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from crosscut.alerting.port import Channel
from crosscut.config import Source
from crosscut.errors import DeliveryError, PermanentError
from crosscut.model import Insight


class Once(Protocol):
    """Calls `send`, unless it was called for this `delivery` before. Forgets it when `send` raises."""

    def __call__(self, *, delivery: str, send: Callable[[], None]) -> None: ...


class OnceChannel:
    """Implements `Channel` around another one.

    The same finding at the same severity on the same channel is one delivery, so that a failure of one
    channel does not repeat the notice on the others. `held_up` is what `once` itself raises: another run has
    this delivery in hand, or its memory can't be reached.
    """

    def __init__(self, channel: Channel, *, once: Once, held_up: tuple[type[Exception], ...]) -> None:
        self.name = channel.name
        self._channel = channel
        self._once = once
        self._held_up = held_up

    def deliver(self, insight: Insight, source: Source) -> None:
        delivery = f"{self.name}/{insight.id}/{insight.severity}"
        try:
            self._once(delivery=delivery, send=lambda: self._channel.deliver(insight, source))
        except PermanentError as error:
            # Left in its queue all the same: another channel may need the retries, and a person can mend this one.
            raise DeliveryError(str(error)) from error
        except self._held_up as error:
            name = type(error).__name__
            raise DeliveryError(f"{self.name}: insight {insight.id} waits for its turn ({name})") from error
