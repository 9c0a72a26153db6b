"""The calculator of scale, and that its page shows what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks.scale import Load, backfill, costs, limits, main, section, tables

PAGE = Path(__file__).parents[2] / "docs" / "scale.md"


def test_the_page_shows_what_the_calculator_says() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert section(page) == tables(Load())
    for limit in limits(Load()):
        assert limit.where in page


def test_twice_the_objects_need_twice_the_quota_and_money() -> None:
    one, two = Load(), Load(objects=2_000_000, bytes=2 * Load.bytes)

    assert {a.what: round(2 * a.need) for a in limits(one) if a.need > 50} == {
        b.what: round(b.need) for b in limits(two) if b.need > 100
    }
    assert sum(usd for _, _, usd in costs(two)) == pytest.approx(
        2 * sum(usd for _, _, usd in costs(one)),
        rel=1e-3,  # the catalog is written to by the hour
    )


def test_the_same_bytes_in_larger_objects_cost_less_and_fit() -> None:
    larger = Load(objects=20_000)

    assert sum(usd for _, _, usd in costs(larger)) < 0.3 * sum(usd for _, _, usd in costs(Load()))
    assert limits(larger)[0].share < limits(Load())[0].share


def test_a_backfill_is_paid_by_batches_and_bounded_by_the_list_it_is_made_from() -> None:
    small, large = Load(objects=1_000_000, bytes=10**9), Load(objects=100, bytes=10**12)

    assert backfill(small)[1] == pytest.approx(20_000 * 6 * 25e-6)
    assert backfill(large)[1] == pytest.approx(15_625 * 6 * 25e-6)
    need = {limit.what: limit.share for limit in backfill(Load(objects=30_000_000, bytes=10**12))[0]}
    assert need["GB of a run's list"] > 1
    assert all(share < 1 for what, share in need.items() if what != "GB of a run's list")


def test_it_can_be_asked_for_another_day(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--objects-per-day", "5000", "--bytes-per-day", "2e9", "--largest", "1"]) == 0

    assert capsys.readouterr().out.startswith("5,000 objects and 0.00 TB a day")


@pytest.mark.parametrize("number", ["0", "-1", "nan", "inf"])
def test_numbers_that_are_none_are_refused(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--objects-per-day", number]) == 2
    assert "every number must be above 0" in capsys.readouterr().err
