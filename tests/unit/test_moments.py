"""Moments and stretches of time in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crosscut.moments import span, width_of

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (None, None, "time unknown"),
        (NINE, None, "at 2026-03-02 09:00:00 UTC"),
        (NINE, NINE, "at 2026-03-02 09:00:00 UTC"),
        (NINE, NINE + timedelta(minutes=5), "2026-03-02 09:00:00 to 09:05:00 UTC (5 min)"),
        (NINE, NINE + timedelta(days=1), "2026-03-02 09:00:00 to 2026-03-03 09:00:00 UTC (1 d)"),
    ],
)
def test_since_when_until_when(first: datetime | None, last: datetime | None, words: str) -> None:
    assert span(first, last) == words


@pytest.mark.parametrize(("seconds", "words"), [(0.01, "10 ms"), (1, "1 s"), (300, "5 min"), (7_200, "2 h")])
def test_the_width_of_a_stretch(seconds: float, words: str) -> None:
    assert width_of(seconds) == words
