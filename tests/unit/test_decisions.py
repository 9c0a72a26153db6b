"""What people's decisions make of an insight."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from crosscut.decisions import KEPT_DECISIONS, decided, is_false_alarm, is_muted, kept_decisions, rank_of
from crosscut.insights.merge import merge
from crosscut.model import Decision, Insight, Said, Severity, Sighting, Status

NINE = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
BASE = Insight.model_validate(
    {
        "id": "7f3a9c01d2e4",
        "source": "shop",
        "severity": "high",
        "category": "dependency",
        "title": "Redis does not answer",
        "summary": "",
        "root_cause": "",
        "evidence": (),
        "first_seen": NINE,
        "last_seen": NINE,
        "count": 10,
        "confidence": 0.5,
        "analyst": "offline",
        "remediation": (),
        "created_at": NINE,
    }
)


def minute(number: int) -> datetime:
    return NINE + timedelta(minutes=number)


def said(kind: Said, at: int = 1, *, by: str = "ada", until: int | None = None) -> Decision:
    return Decision(said=kind, by=by, at=minute(at), until=None if until is None else minute(until))


def seen(at: int, *, peak: int = 10, severity: Severity = Severity.HIGH) -> Insight:
    sighting = Sighting(at=minute(at), count=10, digest=f"d{at}", severity=severity, peak=peak)
    changes = {"first_seen": minute(at), "last_seen": minute(at), "severity": severity}
    return BASE.model_copy(update={**changes, "sightings": (sighting,)})


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (Said.ACKNOWLEDGE, Status.ACKNOWLEDGED),
        (Said.RESOLVE, Status.RESOLVED),
        (Said.FALSE_ALARM, Status.RESOLVED),
        (Said.REOPEN, Status.OPEN),
    ],
)
def test_the_status_is_what_was_said_last(kind: Said, status: Status) -> None:
    assert decided(decided(seen(0), said(Said.ACKNOWLEDGE, 1)), said(kind, 2)).status is status


def test_the_same_decision_again_changes_nothing() -> None:
    once = decided(seen(0), said(Said.RESOLVE))

    assert decided(once, said(Said.RESOLVE)) is once
    assert len(decided(once, said(Said.RESOLVE, by="grace")).decisions) == 2


def test_what_was_resolved_and_is_seen_again_is_open() -> None:
    resolved = decided(seen(0), said(Said.RESOLVE, 5))

    assert merge(resolved, seen(4)).status is Status.RESOLVED  # a log that came late
    assert merge(resolved, seen(6)).status is Status.OPEN
    assert decided(merge(resolved, seen(6)), said(Said.RESOLVE, 7)).status is Status.RESOLVED


def test_a_log_whose_clock_goes_ahead_does_not_open_what_is_resolved() -> None:
    assert decided(seen(60), said(Said.RESOLVE, 5)).status is Status.RESOLVED


def test_an_acknowledged_one_that_is_seen_again_stays_acknowledged() -> None:
    assert merge(decided(seen(0), said(Said.ACKNOWLEDGE)), seen(6)).status is Status.ACKNOWLEDGED


def test_a_muted_one_is_silent_until_then() -> None:
    muted = decided(seen(0), said(Said.MUTE, 1, until=60))

    assert is_muted(muted, minute(59))
    assert not is_muted(muted, minute(60))
    assert muted.status is Status.OPEN
    assert not is_muted(decided(muted, said(Said.UNMUTE, 2)), minute(3))


def test_a_false_alarm_that_comes_again_stays_one() -> None:
    false = decided(seen(0, peak=10), said(Said.FALSE_ALARM, 1))

    again = merge(false, seen(30, peak=39))

    assert (again.status, is_false_alarm(again), rank_of(again)) == (Status.RESOLVED, True, -1)


@pytest.mark.parametrize("worse", [seen(30, severity=Severity.CRITICAL), seen(30, peak=40)])
def test_until_it_is_clearly_worse(worse: Insight) -> None:
    again = merge(decided(seen(0, peak=10), said(Said.FALSE_ALARM, 1)), worse)

    assert (again.status, is_false_alarm(again), rank_of(again)) == (Status.OPEN, False, 0)


def test_a_handful_of_records_is_no_clear_rise() -> None:
    assert is_false_alarm(merge(decided(seen(0, peak=1), said(Said.FALSE_ALARM, 1)), seen(30, peak=9)))


def test_what_people_worked_on_ranks_higher() -> None:
    assert rank_of(seen(0)) == 0
    assert rank_of(decided(seen(0), said(Said.ACKNOWLEDGE))) == 1
    assert rank_of(decided(decided(seen(0), said(Said.FALSE_ALARM, 1)), said(Said.RESOLVE, 2))) == 1
    assert rank_of(decided(decided(seen(0), said(Said.FALSE_ALARM, 1)), said(Said.REOPEN, 2))) == 0


def test_decisions_are_bounded_and_the_latest_of_each_kind_stays() -> None:
    insight = decided(seen(0), said(Said.RESOLVE, 1))
    for number in range(2, 100):
        insight = decided(insight, said(Said.MUTE, number, until=number + 1))

    assert len(insight.decisions) == KEPT_DECISIONS + 1
    assert insight.status is Status.RESOLVED


@pytest.mark.parametrize("wrong", [{"said": "mute"}, {"said": "resolve", "until": NINE}])
def test_a_mute_alone_has_an_end(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="a mute has an `until`"):
        Decision.model_validate({"by": "ada", "at": NINE, **wrong})


decisions = st.lists(
    st.builds(
        lambda kind, at, by: said(kind, at, by=by, until=at + 9 if kind is Said.MUTE else None),
        st.sampled_from(Said),
        st.integers(0, 60),
        st.sampled_from(["ada", "grace"]),
    ),
    max_size=60,
)


@given(decisions, decisions, decisions)
def test_decisions_are_joined_in_any_order(a: list[Decision], b: list[Decision], c: list[Decision]) -> None:
    together = kept_decisions([*a, *b, *c])

    assert kept_decisions([*kept_decisions([*c, *a]), *kept_decisions(b)]) == together
    assert kept_decisions([*together, *a]) == together


@given(decisions, st.randoms(use_true_random=False))
def test_the_status_does_not_hang_on_the_order_of_arrival(
    said_: list[Decision], order: random.Random
) -> None:
    def outcome(some: list[Decision]) -> tuple[object, ...]:
        insight = seen(0)
        for decision in some:
            insight = decided(insight, decision)
        return insight.status, insight.muted_until, [(d.said, d.by, d.at) for d in insight.decisions]

    shuffled = list(said_)
    order.shuffle(shuffled)

    assert outcome(shuffled) == outcome(said_)
