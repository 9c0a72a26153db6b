"""Pictures made of characters: to scale, and what is not nothing shows."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from crosscut.cli.pictures import axis, bar, chart


def _console(encoding: str = "utf-8") -> Console:
    return Console(file=io.TextIOWrapper(io.BytesIO(), encoding=encoding), width=80)


@pytest.mark.parametrize(
    ("share", "drawn"), [(0, ""), (0.0001, "▏"), (0.5, "█████"), (0.55, "█████▌"), (1, "██████████")]
)
def test_a_bar_is_as_long_as_its_share(share: float, drawn: str) -> None:
    assert bar(share, 10, _console()) == drawn


def test_a_bar_in_ascii() -> None:
    assert [bar(share, 10, _console("ascii")) for share in (0, 0.001, 0.5)] == ["", "#", "#####"]


def test_columns_are_as_high_as_their_counts_and_as_wide_as_there_is_room_for() -> None:
    rows = chart([0, 1, 8, 16], _console(), rows=2, width=9, styles=[""] * 4)

    assert [row.plain for row in rows] == ["      ██", "  ▁▁████"]


def test_one_among_a_million_shows() -> None:
    (row,) = chart([1, 1_000_000], _console(), rows=1, width=2, styles=[""] * 2)

    assert row.plain == "▁█"


def test_a_column_is_no_wider_than_can_be_told_from_a_bar() -> None:
    (row,) = chart([1, 1], _console("ascii"), rows=1, width=80, styles=[""] * 2)

    assert row.plain == "#" * 12


def test_the_ends_of_a_picture_are_named() -> None:
    assert axis("09:00", "10:00", 20) == "09:00          10:00"
    assert axis("09:00", "10:00", 11) == "09:00 to 10:00"
