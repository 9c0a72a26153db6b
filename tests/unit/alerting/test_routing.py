"""Who is told of what."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from crosscut.alerting import should_tell
from crosscut.config import Source
from crosscut.model import Insight, Severity


@pytest.mark.parametrize(
    ("severity", "notify_at", "told"),
    [
        (Severity.CRITICAL, Severity.CRITICAL, True),
        (Severity.HIGH, Severity.CRITICAL, False),
        (Severity.HIGH, Severity.MEDIUM, True),
        (Severity.INFO, Severity.INFO, True),
        (Severity.INFO, Severity.LOW, False),
    ],
)
def test_people_are_told_from_the_sources_own_threshold(
    make_insight: Callable[..., Insight], severity: Severity, notify_at: Severity, told: bool
) -> None:
    source = Source(name="shop-api", notify_at=notify_at)

    assert should_tell(make_insight(severity=severity), source) is told
