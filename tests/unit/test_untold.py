"""Insights of which nobody was told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

import pytest

from crosscut.config import Source, Sources
from crosscut.conservation import Brought, Kind
from crosscut.decisions import decided
from crosscut.model import Category, Decision, Insight, Said, Severity, Status
from crosscut.notifying import Hours, Notifying, Route
from crosscut.untold import Noted, untold

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
BROUGHT = NOW - timedelta(hours=6)
TOLD = Noted("sns/", True, None)


def insight(severity: Severity) -> Insight:
    return Insight(
        id="one", source="shop-api", severity=severity, category=Category.DEPENDENCY, title="refused",
        summary="", root_cause="", evidence=(), first_seen=None, last_seen=None, count=3, confidence=0.5,
        analyst="offline", remediation=(), created_at=BROUGHT,
    )  # fmt: skip


def critical(**changes: object) -> Insight:
    return insight(Severity.CRITICAL).model_copy(update=changes)


def named(
    stored: Insight | None, *noted: Noted, at: datetime = BROUGHT, sources: Sources | None = None
) -> list[str]:
    """Return what is named of one insight, by its detail."""
    asked: list[str] = []

    def remembered(insight_id: str) -> Sequence[Noted]:
        asked.append(insight_id)
        return noted

    found = list(
        untold(
            {Brought("shop-api", "one"): at},
            find=lambda source, insight_id: stored,
            noted=remembered,
            sources=sources or Sources(),
            now=NOW,
        )
    )
    assert all((d.kind, d.key) == (Kind.UNTOLD, "shop-api/one") for d in found)
    assert set(asked) <= {"one"}
    return [difference.detail for difference in found]


def test_what_people_were_told_of_is_no_difference() -> None:
    assert named(critical(), TOLD) == []


def test_what_no_place_knows_of_is_named() -> None:
    assert named(critical()) == ["critical, and not told in any place"]


def test_a_place_in_which_it_failed_for_good_is_named() -> None:
    assert named(critical(), TOLD, Noted("slack/#ops", False, None)) == [
        "critical, and not told in slack/#ops"
    ]


def test_what_is_held_back_or_put_off_waits_for_its_time() -> None:
    assert named(critical(), Noted("slack/", False, NOW + timedelta(hours=9))) == []
    assert named(critical(), Noted("slack/", False, NOW - timedelta(minutes=1))) == []
    assert named(critical(), Noted("slack/", False, NOW - timedelta(hours=2))) != []  # nobody looks


@pytest.mark.parametrize("stored", [None, insight(Severity.HIGH), critical(status=Status.RESOLVED)])
def test_what_nobody_is_to_be_told_of_is_no_difference(stored: Insight | None) -> None:
    assert named(stored) == []


def test_what_somebody_has_decided_about_is_known() -> None:
    known = decided(critical(), Decision(said=Said.ACKNOWLEDGE, at=BROUGHT, by="ann"))

    assert named(known) == []


def test_what_was_brought_just_now_may_still_be_on_its_way() -> None:
    assert named(critical(), at=NOW - timedelta(minutes=59)) == []
    assert named(critical(), at=NOW - timedelta(minutes=61)) != []


def test_the_sources_file_says_from_which_severity() -> None:
    low = Sources(sources=(Source(name="shop-api", notify_at=Severity.MEDIUM),))

    assert named(insight(Severity.MEDIUM), sources=low) != []


def test_a_route_of_some_hours_asks_for_nothing_at_other_hours() -> None:
    by_night = Hours.model_validate({"from": time(0), "to": time(7)})
    route = Route(hours=by_night, notify_at=Severity.MEDIUM)
    sources = Sources(notify=Notifying(routes=(route,)))

    assert named(insight(Severity.HIGH), sources=sources) == []
