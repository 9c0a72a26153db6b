"""What becomes of a finding that is seen again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscut.decisions import decided, seen_at
from crosscut.insights.merge import KEPT_OBJECTS, KEPT_SIGHTINGS, merge
from crosscut.model import Decision, Insight, Said, Severity, Sighting, Status
from crosscut.rates import rate_of

NINE = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
BASE = Insight.model_validate(
    {
        "id": "3f9ac2d17be04d55",
        "source": "shop-api",
        "severity": "high",
        "category": "dependency",
        "title": "first title",
        "summary": "first summary",
        "root_cause": "first cause",
        "evidence": (),
        "first_seen": NINE,
        "last_seen": NINE,
        "count": 1,
        "confidence": 0.5,
        "analyst": "offline",
        "remediation": (),
        "created_at": NINE,
    }
)


def insight(**changes: object) -> Insight:
    return BASE.model_copy(update=changes)


def test_counts_add_up_and_the_span_grows() -> None:
    earlier = insight(
        count=3, first_seen=NINE - timedelta(hours=1), objects=("a",), rules=("r1",), services=("x",)
    )
    later = insight(count=4, last_seen=NINE + timedelta(hours=1), objects=("b", "a"), rules=("r1", "r2"))

    merged = merge(earlier, later)

    assert merged.count == 7
    assert merged.first_seen == NINE - timedelta(hours=1)
    assert merged.last_seen == NINE + timedelta(hours=1)
    assert merged.objects == ("a", "b")
    assert merged.rules == ("r1", "r2")
    assert merged.services == ("x",)


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(
    ("later", "title"), [(Severity.LOW, "old"), (Severity.HIGH, "new"), (Severity.CRITICAL, "new")]
)
def test_the_severity_is_the_higher_one_and_the_text_the_later_one_that_is_as_severe(
    order: int, later: Severity, title: str
) -> None:
    first = insight(severity=Severity.HIGH, title="old")
    second = insight(severity=later, title="new", last_seen=NINE + timedelta(minutes=1))

    merged = merge(*(first, second)[::order])

    assert merged.severity is max(Severity.HIGH, later, key=lambda s: s.rank)
    assert merged.title == title


def test_a_models_text_outlives_the_rules_own() -> None:
    model = insight(analyst="claude-sonnet-5-5", title="the true cause", confidence=0.9)
    rules = insight(title="an error burst", last_seen=NINE + timedelta(minutes=1))

    merged = merge(model, rules)

    assert (merged.title, merged.analyst, merged.confidence) == ("the true cause", "claude-sonnet-5-5", 0.9)
    assert merged.last_seen == NINE + timedelta(minutes=1)


def test_unless_the_rules_see_worse() -> None:
    model = insight(analyst="claude-sonnet-5-5", title="slow", severity=Severity.MEDIUM)
    rules = insight(title="down", severity=Severity.CRITICAL, last_seen=NINE + timedelta(minutes=1))

    assert merge(model, rules).title == "down"


def test_times_may_be_unknown() -> None:
    untimed = insight(first_seen=None, last_seen=None)

    assert merge(untimed, untimed).last_seen is None
    assert merge(untimed, insight()).first_seen == NINE
    assert seen_at(untimed) == NINE
    assert seen_at(insight(last_seen=datetime(2026, 3, 1, 8, 0))) == NINE - timedelta(hours=1)  # noqa: DTZ001


def test_the_list_of_objects_is_bounded_to_the_latest() -> None:
    merged = insight(objects=())
    for number in range(KEPT_OBJECTS + 10):
        merged = merge(merged, insight(objects=(f"o{number}",)))

    assert merged.objects == tuple(f"o{number}" for number in range(10, KEPT_OBJECTS + 10))


def sighting(digest: str, minute: int = 0, count: int = 1) -> Sighting:
    return Sighting(at=NINE + timedelta(minutes=minute), count=count, digest=digest, severity=Severity.HIGH)


def test_sightings_are_bounded_to_the_latest_and_a_digest_is_one() -> None:
    merged = insight()
    for number in range(KEPT_SIGHTINGS + 10):
        merged = merge(merged, insight(sightings=(sighting(f"d{number}", number),)))

    assert [s.digest for s in merged.sightings] == [f"d{number}" for number in range(10, KEPT_SIGHTINGS + 10)]
    assert merge(merged, insight(sightings=merged.sightings)).sightings == merged.sightings


def test_what_people_said_outlives_another_text() -> None:
    answered = decided(insight(incident="i1"), Decision(said=Said.ACKNOWLEDGE, by="ada", at=NINE))
    worse = insight(severity=Severity.CRITICAL, title="down", last_seen=NINE + timedelta(minutes=1))

    for merged in (merge(answered, worse), merge(worse, answered)):
        assert (merged.title, merged.status, merged.incident) == ("down", Status.ACKNOWLEDGED, "i1")
        assert merged.decisions == answered.decisions


insights = st.builds(
    lambda severity, minute, count, analyst, digest, said: insight(
        severity=severity,
        first_seen=NINE + timedelta(minutes=minute),
        last_seen=NINE + timedelta(minutes=minute),
        count=count,
        analyst=analyst,
        title=f"{analyst} at {minute}",
        sightings=(sighting(f"d{digest}", minute, count),),
        rate=rate_of({minute: count}),
        decisions=tuple(Decision(said=each, by="ada", at=NINE) for each in said),
    ),
    st.sampled_from(Severity),
    st.integers(0, 50),
    st.integers(1, 1_000),
    st.sampled_from(["offline", "claude-sonnet-5-5"]),
    st.integers(0, 3),
    st.sets(st.sampled_from([Said.ACKNOWLEDGE, Said.RESOLVE, Said.REOPEN])),
)


@given(st.lists(insights, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_no_figure(found: list[Insight], random: object) -> None:
    def figures(some: list[Insight]) -> tuple[object, ...]:
        merged = some[0]
        for one in some[1:]:
            merged = merge(merged, one)
        spans = (merged.severity, merged.count, merged.first_seen, merged.last_seen, merged.rate)
        return (*spans, merged.sightings, merged.decisions, merged.status)

    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert figures(found) == figures(shuffled)
