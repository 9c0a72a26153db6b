"""A source against what it usually does: normal swing is quiet, what departs from it is told in its first window."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from crosscut.baseline import Counts, SourceState, Standing
from crosscut.config import Source
from crosscut.detection.usual import Basis, past_of, usual_of
from crosscut.errors import RetryableError
from crosscut.model import Insight, Severity
from tests.unit.detection.simulated import DAY, FAILED, NEW, OK, WARNED, Change, Simulation, alerts

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def warmed() -> Simulation:
    """Two weeks and ten hours of a healthy source."""
    simulation = Simulation(MONDAY, mean=4_000)
    simulation.learn(13 * DAY)
    assert alerts(simulation, DAY + 120) == []
    return simulation


@pytest.fixture
def source(warmed: Simulation) -> Simulation:
    return copy.deepcopy(warmed)


def times(kind: str, factor: int) -> Change:
    return lambda _, counts: {**counts, kind: counts[kind] * factor}


def silent(_: int, counts: dict[str, int]) -> dict[str, int]:
    return {}


def test_ten_times_the_errors_are_told_in_the_first_window(source: Simulation) -> None:
    (window, insight), *_ = alerts(source, 1, times(FAILED, 10))

    assert (window, insight.severity) == (0, Severity.HIGH)
    assert "usual are" in insight.summary
    assert insight.evidence


def test_a_source_that_stops_is_told_once_and_again_when_it_is_heard(source: Simulation) -> None:
    [(window, insight)] = alerts(source, 12, silent)

    assert (window, insight.severity, insight.rules) == (0, Severity.HIGH, ("silence",))

    [(heard, same)] = alerts(source, 12)
    assert (heard, same.id) == (0, insight.id)
    assert same.title == "Heard again, after about 60 minutes of silence"

    [(_, again)] = alerts(source, 3, silent)
    assert again.id == insight.id
    assert "silent" in again.title


def test_a_new_error_is_told_in_its_first_window_and_known_afterwards(source: Simulation) -> None:
    one = alerts(source, 1, lambda _, counts: {**counts, NEW.id: 1})
    later = copy.deepcopy(source)

    [(_, insight)] = one
    assert (insight.severity, insight.rules) == (Severity.MEDIUM, ("new-error-template",))
    assert all(i.id == insight.id for _, i in alerts(later, 6, lambda _, counts: {**counts, NEW.id: 1}))


def test_a_fifth_of_the_usual_is_a_drop(source: Simulation) -> None:
    found = alerts(source, 3, lambda _, counts: {kind: n // 5 for kind, n in counts.items()})

    assert [(window, i.rules) for window, i in found] == [(1, ("drop",)), (2, ("drop",))]


def test_more_traffic_with_as_many_errors_in_proportion_is_no_incident(source: Simulation) -> None:
    busy = alerts(source, 6, lambda _, counts: {kind: n * 4 for kind, n in counts.items()}, Severity.LOW)

    assert {i.severity for _, i in busy} == {Severity.LOW}
    assert any("traffic-spike" in i.rules for _, i in busy)


def test_a_share_of_errors_rises_though_their_number_does_not(source: Simulation) -> None:
    def most_requests_gone(_: int, counts: dict[str, int]) -> dict[str, int]:
        return {**counts, OK: counts[FAILED] * 2, WARNED: 0}

    found = alerts(source, 1, most_requests_gone)

    assert [i.severity for _, i in found] == [Severity.HIGH]
    assert "% errors; usual are" in found[0][1].summary


def test_warnings_alone_wake_nobody(source: Simulation) -> None:
    found = alerts(source, 1, times(WARNED, 40), Severity.LOW)

    assert {i.severity for _, i in found} == {Severity.LOW}
    assert any("warning-share" in i.rules for _, i in found)


@pytest.mark.parametrize("rule", ["error-spike", "silence", "drop"])
def test_an_outage_of_last_week_does_not_become_usual(source: Simulation, rule: str) -> None:
    changes: dict[str, Change] = {
        "error-spike": times(FAILED, 8),
        "silence": silent,
        "drop": lambda _, counts: {kind: n // 5 for kind, n in counts.items()},
    }
    list(source.run(24, changes[rule]))
    list(source.run(2))
    source.learn(7 * DAY - 26)

    found = alerts(source, 2, changes[rule])

    assert found[0][0] == (1 if rule == "drop" else 0)
    assert rule in found[0][1].rules or "errors in five minutes" in found[0][1].summary


@pytest.mark.parametrize("mode", ["off", "staged"])
def test_a_rule_that_is_not_on_raises_no_other_finding(source: Simulation, mode: str) -> None:
    source.source = Source(name="shop", rules={"error-spike": {"mode": mode}})

    assert alerts(source, 1, times(FAILED, 8)) == []


def test_a_threshold_of_the_source_decides(source: Simulation) -> None:
    tuned = copy.deepcopy(source)
    tuned.source = Source(name="shop", rules={"error-spike": {"threshold": 100_000}})

    assert alerts(source, 1, times(FAILED, 6)) != []
    assert alerts(tuned, 1, times(FAILED, 6)) == []


@pytest.mark.parametrize("started", ["2026-03-06T08:00:00+00:00", "2026-03-02T00:30:00+00:00"])
def test_the_first_days_are_no_incident_weekend_or_not(started: str) -> None:
    source = Simulation(datetime.fromisoformat(started), mean=4_000)

    assert alerts(source, 4 * DAY) == []


def test_a_first_day_with_strong_evidence_is_told() -> None:
    source = Simulation(MONDAY + timedelta(hours=9), mean=4_000)
    list(source.run(40))

    found = alerts(source, 1, times(FAILED, 30))

    assert len(found) == 1


def test_a_source_that_pauses_at_night_is_not_silent_then_but_by_day() -> None:
    def office_hours(bucket: int, counts: dict[str, int]) -> dict[str, int]:
        hour = bucket // 12 % 24
        return counts if 8 <= hour < 18 else {}

    source = Simulation(MONDAY, mean=4_000)
    assert alerts(source, 4 * DAY + 150, office_hours) == []

    [(window, insight)] = alerts(source, 6, silent)
    assert (window, insight.rules) == (0, ("silence",))


def test_a_source_of_few_records_is_silent_when_many_would_have_come() -> None:
    source = Simulation(MONDAY, mean=12)
    source.learn(3 * DAY)
    assert alerts(source, DAY + 150) == []

    [(window, insight)] = alerts(source, 24, silent)
    assert 2 <= window <= 12
    assert insight.rules == ("silence",)


def test_a_delivery_that_comes_twice_is_counted_once_and_told_once(source: Simulation) -> None:
    counts = {OK: 4_000, FAILED: 200}
    now = datetime.fromtimestamp((source.bucket + 1) * 300 + 120, UTC)

    first = source.deliver(counts, now)
    again = source.deliver(counts, now)

    assert [i.rules for i in first if "usual are" in i.summary] != []
    looked = source.baselines.add("shop", {source.bucket: Counts()}, digest_id="a look", now=now)
    assert looked.rates[source.bucket] == Counts(4_200, 0, 200)
    assert [i.count for i in again] == [i.count for i in first]


def test_small_objects_add_up_to_a_spike_that_none_of_them_is(source: Simulation) -> None:
    end = (source.bucket + 1) * 300
    told = []
    for n in range(20):
        found = source.deliver({OK: 400, FAILED: 12}, datetime.fromtimestamp(end + n, UTC))
        told += [
            (n, i.severity) for i in found if "errors in five minutes" in i.summary and i.explained_at is None
        ]

    first, severity = told[0]
    assert first > 1
    # Once as a spike, and once more when it has become worse; not with every object.
    assert severity is Severity.MEDIUM
    assert [s for _, s in told if s is Severity.HIGH] != []


def test_a_deploy_is_no_incident(source: Simulation) -> None:
    """New messages all over, a pause of two minutes while it restarts, and more warnings for a while."""
    first = source.bucket

    def deploy(bucket: int, counts: dict[str, int]) -> dict[str, int]:
        if bucket == first:
            return {kind: n * 3 // 5 for kind, n in counts.items()}
        moved = {f"{OK}-2": counts[OK], **{f"said-{n}": 3 for n in range(20)}}
        return {**counts, OK: 0, WARNED: counts[WARNED] * 2, **moved}

    assert alerts(source, 24, deploy) == []


def test_a_run_that_dies_before_its_findings_are_stored_finds_them_again(source: Simulation) -> None:
    counts = {OK: 4_000, FAILED: 200}
    now = datetime.fromtimestamp((source.bucket + 1) * 300 + 120, UTC)
    dying = copy.deepcopy(source)

    def full(*_: object, **__: object) -> Insight:
        raise RetryableError("the table is throttled")

    store, dying.store.save = dying.store.save, full  # type: ignore[method-assign]
    with pytest.raises(RetryableError):
        dying.deliver(counts, now)
    dying.store.save = store  # type: ignore[method-assign]

    told = [(i.id, i.severity, i.summary) for i in dying.deliver(counts, now)]
    assert told == [(i.id, i.severity, i.summary) for i in source.deliver(counts, now)]
    assert any("usual are" in summary for _, _, summary in told)


def test_a_late_object_is_no_drop_and_no_second_silence(source: Simulation) -> None:
    late = {OK: 5, FAILED: 0}
    before = source.bucket
    list(source.run(3))
    source.bucket = before - 600

    found = source.deliver(late, datetime.fromtimestamp((before + 4) * 300, UTC))

    assert [i for i in found if i.severity.rank >= Severity.MEDIUM.rank] == []


@pytest.mark.parametrize(
    ("age", "basis"),
    [
        (timedelta(minutes=30), None),
        (timedelta(hours=3), Basis.RECENT),
        (timedelta(days=3), Basis.ALIKE_DAYS),
        (timedelta(days=15), Basis.ALIKE_DAYS),
        (timedelta(days=22), Basis.WEEKS),
    ],
)
def test_what_is_compared_with_depends_on_how_long_the_source_is_known(
    age: timedelta, basis: Basis | None
) -> None:
    now = int((datetime(2026, 3, 26, 12, tzinfo=UTC)).timestamp()) // 300  # a Thursday
    state = SourceState(since=now - int(age.total_seconds()) // 300, last=now)

    past = past_of(Standing(state, now, {}), now)

    assert (past.basis if past else None) == basis


def test_usual_is_a_median_that_one_wild_window_does_not_move() -> None:
    state = SourceState(since=0, last=5_000)
    rates = {b: Counts(100 if b != 4_900 else 100_000) for b in range(4_800, 5_000)}
    past = past_of(Standing(state, 5_000, rates), 4_920)
    assert past is not None

    measure: Callable[[Counts], float | None] = lambda c: float(c.records) if c.records else None  # noqa: E731
    assert usual_of(past, measure).median in (0, 100)
