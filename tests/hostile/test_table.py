"""Hostile inputs, each with what it gets; docs/security.md shows the table."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile import addresses, logs, messages, requests
from tests.hostile.case import Case
from tests.hostile.world import World

CASES = [*requests.cases(), *addresses.cases(), *messages.cases(), *logs.cases()]
PAGE = Path(__file__).parents[2] / "docs" / "security.md"


def row(case: Case) -> str:
    """Return the table's row."""
    return f"| {case.family} | {case.sent} | {case.gets} |"


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.family}: {case.sent}"[:60])
def test_a_hostile_input_gets_what_the_table_says(case: Case, world: World) -> None:
    assert case.try_it(world) == case.gets


def test_the_page_shows_the_table_as_it_is() -> None:
    shown = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]

    assert [line for line in shown if line in {row(case) for case in CASES}] == [row(case) for case in CASES]
    assert len(CASES) >= 40
    assert f"each of {len(CASES)} such" in " ".join(PAGE.read_text(encoding="utf-8").split())
