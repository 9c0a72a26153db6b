"""Numbers and spans of time as people write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from crosscut.cli.quantities import counted, duration, since, size

NOW = datetime(2026, 11, 17, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0.0 s"),
        (0.42, "0.4 s"),
        (59.4, "59 s"),
        (59.6, "1 min"),
        (1049, "17 min 29 s"),
        (7_500, "2 h 5 min"),
        (86_400, "1 d"),
        (200_000, "2 d 7 h"),
    ],
)
def test_a_duration_has_its_two_largest_units(seconds: float, words: str) -> None:
    assert duration(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(
    ("count", "words"), [(0, "0 bytes"), (999, "999 bytes"), (741_885, "741.9 kB"), (5e12, "5000.0 GB")]
)
def test_a_size_is_in_decimal_units(count: float, words: str) -> None:
    assert size(int(count)) == words


def test_one_line_is_not_lines() -> None:
    assert [counted(n, "line") for n in (0, 1, 2_790)] == ["0 lines", "1 line", "2,790 lines"]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("30m", datetime(2026, 11, 17, 11, 30, tzinfo=UTC)),
        ("24H", datetime(2026, 11, 16, 12, 0, tzinfo=UTC)),
        ("2w", datetime(2026, 11, 3, 12, 0, tzinfo=UTC)),
        ("2026-11-17", datetime(2026, 11, 17, tzinfo=UTC)),
        ("2026-11-17T10:00+02:00", datetime(2026, 11, 17, 8, 0, tzinfo=UTC)),
    ],
)
def test_since_takes_spans_and_times(text: str, moment: datetime) -> None:
    assert since(text, NOW) == moment


@pytest.mark.parametrize("text", ["", "yesterday", "24", "-3h", "1y"])
def test_since_refuses_the_rest(text: str) -> None:
    with pytest.raises(ValueError):
        since(text, NOW)
