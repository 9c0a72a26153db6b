"""The ports of the channels on which people are told."""

from __future__ import annotations

from typing import Protocol

from crosscut.config import Source
from crosscut.model import Insight


class Channel(Protocol):
    """Delivers one notice. Raises `DeliveryError` when it was not taken."""

    name: str

    def deliver(self, insight: Insight, source: Source) -> None:
        """Send the notice and return once it was accepted."""
        ...
