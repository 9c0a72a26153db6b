"""Comparison: what was changed is named first, and what is chance is not named."""

from __future__ import annotations

import pytest

from crosscut.comparison import ChangeKind, compare
from tests.unit.writing import Log, access, digest_of, entry, shoppers, traffic


def usual(*, seed: int) -> Log:
    return shoppers(traffic(Log(seed=seed), "gateway", "orders"), step=2.4)


def test_two_hours_of_the_same_do_not_differ() -> None:
    changes = compare(digest_of(usual(seed=1)), digest_of(usual(seed=2))).changes

    assert [c.said for c in changes if c.kind not in (ChangeKind.NEW, ChangeKind.GONE)] == []


def test_a_new_error_comes_first() -> None:
    after = usual(seed=2).every(
        60, lambda s, i: entry(s, "ERROR", "orders", f"tax table {i} is empty"), start=600
    )

    first, *_ = compare(digest_of(usual(seed=1)), digest_of(after)).changes

    assert (first.kind, first.template.text, first.before, first.after) == (
        ChangeKind.NEW,
        "tax table <*> is empty",
        0,
        50,
    )


def test_what_is_no_longer_said_is_gone() -> None:
    before = usual(seed=1).every(20, lambda s, i: entry(s, "INFO", "orders", "heartbeat sent"))

    first, *_ = compare(digest_of(before), digest_of(usual(seed=2))).changes

    assert (first.kind, first.template.text) == (ChangeKind.GONE, "heartbeat sent")


@pytest.mark.parametrize(("steps", "kind"), [((90, 15), ChangeKind.RISING), ((15, 90), ChangeKind.FALLING)])
def test_what_is_said_more_or_less_often(steps: tuple[float, float], kind: ChangeKind) -> None:
    logs = [
        usual(seed=seed).every(step, lambda s, i: entry(s, "WARN", "orders", f"retry {i} of payment"))
        for seed, step in enumerate(steps)
    ]

    first, *_ = compare(digest_of(logs[0]), digest_of(logs[1])).changes

    assert (first.kind, first.template.text) == (kind, "retry <*> of payment")
    assert first.chance < 0.01


def test_slower_requests_are_a_shift_of_a_value() -> None:
    def log(seed: int, factor: int) -> Log:
        made = usual(seed=seed)
        return made.every(
            5, lambda s, i: entry(s, "INFO", "api", f"query took {factor * made.random.randrange(40, 60)}ms")
        )

    first, *_ = compare(digest_of(log(1, 1)), digest_of(log(2, 10))).changes

    assert (first.kind, first.parameter) == (ChangeKind.SHIFTED, "0")
    assert first.said.startswith("value 1: median ")


def test_another_mixture_of_values_is_a_shift_too() -> None:
    def log(seed: int, slow: int) -> Log:
        return usual(seed=seed).every(
            5, lambda s, i: entry(s, "INFO", "api", "job done", queue="bulk" if i % 10 < slow else "fast")
        )

    first, *_ = compare(digest_of(log(1, 1)), digest_of(log(2, 8))).changes

    assert (first.kind, first.parameter) == (ChangeKind.SHIFTED, "queue")
    assert "10% → 80%" in first.said or "90% → 20%" in first.said


def of_many_workers(seed: int, busy: str = "") -> Log:
    """Sixteen workers alike, more than a digest knows the values of; half of the work is one's, perhaps."""
    log = usual(seed=seed)

    def worker() -> str:
        return busy if busy and log.random.random() < 0.5 else f"w{log.random.randrange(16)}"

    return log.every(2, lambda s, i: entry(s, "INFO", "api", "job done", worker=worker()))


def test_values_of_which_only_the_most_frequent_are_known_have_not_shifted_by_chance() -> None:
    digests = [digest_of(of_many_workers(seed)) for seed in range(6)]

    assert {c.said for before in digests for c in compare(before, digests[0]).changes if c.parameter} == set()


def test_a_value_that_was_not_among_the_frequent_ones_has_shifted() -> None:
    before = digest_of(of_many_workers(1))
    known = next(dict(s.top) for t in before.templates for s in t.attributes if s.name == "worker")
    other = next(name for i in range(16) if (name := f"w{i}") not in known)

    first, *_ = compare(before, digest_of(of_many_workers(2, busy=other))).changes

    assert (first.kind, first.parameter) == (ChangeKind.SHIFTED, "worker")
    assert first.said.startswith(f"worker: {other} in ≤")
    assert first.said.endswith(" → 54%")


def test_requests_that_fail_come_first() -> None:
    after = shoppers(Log(seed=2)).every(
        10, lambda s, i: access(s, "198.51.100.9", f"GET /checkout/{i}", 502), start=1800, stop=2400
    )

    first, *_ = compare(digest_of(shoppers(Log(seed=1))), digest_of(after)).changes

    assert (first.kind, first.template.text) == (ChangeKind.NEW, "GET /checkout/<*> 5xx")


def test_a_burst_weighs_less_than_what_goes_on_all_the_time() -> None:
    burst, steady = (
        usual(seed=2).every(
            step, lambda s, i: entry(s, "INFO", "api", "cache refilled"), start=begin, stop=stop
        )
        for step, begin, stop in ((0.5, 1000, 1060), (30, 0, 3600))
    )
    before = digest_of(usual(seed=1).every(600, lambda s, i: entry(s, "INFO", "api", "cache refilled")))

    chances = [
        next((c.chance for c in compare(before, digest_of(log)).changes if "cache" in c.template.text), 1.0)
        for log in (burst, steady)
    ]

    assert chances[0] > chances[1]


def test_the_same_twice_is_no_change_and_nothing_is_too() -> None:
    digest, nothing = digest_of(usual(seed=1)), digest_of("")

    assert compare(digest, digest).changes == ()
    assert compare(nothing, nothing).changes == ()
    assert {c.kind for c in compare(nothing, digest).changes} == {ChangeKind.NEW}
