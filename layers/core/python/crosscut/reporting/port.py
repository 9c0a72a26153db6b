"""Where pages about insights are kept."""

from __future__ import annotations

from typing import Protocol

from crosscut.model import Insight


class Pages(Protocol):
    """Pages about insights, one for each."""

    def write(self, insight: Insight, html: str) -> str:
        """Keep the page about an insight, in place of an earlier one, and return its name."""
        ...

    def url(self, insight: Insight, *, seconds: int) -> str:
        """Return a link that works for so many seconds at most, or "" where there is no page."""
        ...
