"""The ledger, added up for people."""

from __future__ import annotations

from datetime import date, timedelta

from crosscut.ledger_sums import by_day, by_object
from tests.unit.test_conservation import ARRIVED, entry

TOLD = {"one": 2, "other": 7}


def test_days_and_sources_are_added_up() -> None:
    yesterday = entry(
        "bb", arrived=ARRIVED - timedelta(days=1), source="shop-web", analysed_at=None, insights=()
    )

    first, second = by_day([entry("aa"), entry("aa-900", insights=("one", "two")), yesterday], TOLD)

    assert (first.day, first.source, first.parts, first.analysed) == (date(2026, 3, 1), "shop-web", 1, 0)
    assert (second.objects, second.parts, second.lines, second.redactions) == (1, 2, 6, 4)
    assert (second.analysed, second.insights) == (2, 2)
    assert (first.notices, second.notices) == (0, 2)


def test_parts_of_an_object_are_added_up_and_objects_come_in_order_of_arrival() -> None:
    later = entry("bb", key="shop-api/b.log", arrived=ARRIVED + timedelta(minutes=1), insights=())

    first, second = by_object([later, entry("aa"), entry("aa-900", insights=("one", "two"))], TOLD)

    assert (first.key, first.parts, first.lines, first.insights, first.notices) == (
        "shop-api/app.log",
        2,
        6,
        2,
        2,
    )
    assert (second.key, second.parts, second.lines, second.notices) == ("shop-api/b.log", 1, 3, 0)
