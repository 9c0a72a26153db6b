"""Who is told of what."""

from __future__ import annotations

from crosscut.config import Source
from crosscut.model import Insight


def should_tell(insight: Insight, source: Source) -> bool:
    """Whether people are told: the insight is at least as severe as the source's `notify_at`."""
    return insight.severity.rank >= source.notify_at.rank
