"""The baseline in DynamoDB: counts add up once for each digest, whoever writes, and nothing grows without bound."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from crosscut.aws import clients
from crosscut.aws.baselines import DynamoBaselines
from crosscut.baseline import Baselines, Counts, Verdict, bucket_at, start_of
from crosscut.errors import RetryableError
from crosscut.insights.baseline_memory import MemoryBaselines
from tests.handlers.conftest import BASELINES
from tests.unit.writing import NOW

B = bucket_at(NOW) - 3
SOON = NOW + timedelta(minutes=1)


@pytest.fixture(params=["memory", "dynamodb"])
def make(request: pytest.FixtureRequest, aws: Any) -> Callable[[], Baselines]:
    """Returns a function that opens the same baselines again."""
    if request.param == "memory":
        kept = MemoryBaselines()
        return lambda: kept
    return lambda: DynamoBaselines(clients.dynamodb(), BASELINES, sleep=lambda _: None)


def test_counts_of_several_digests_add_up(make: Callable[[], Baselines]) -> None:
    make().add("shop", {B: Counts(10, 0, 1), B + 1: Counts(5)}, digest_id="one", now=NOW)
    standing = make().add("shop", {B: Counts(7, errors=2)}, digest_id="two", now=NOW)

    assert standing.rates == {B: Counts(17, 0, 3), B + 1: Counts(5)}
    assert (standing.state.since, standing.state.last) == (B, B + 1)


def test_a_digest_that_comes_again_counts_once(make: Callable[[], Baselines]) -> None:
    make().add("shop", {B: Counts(10)}, digest_id="one", now=NOW)
    standing = make().add("shop", {B: Counts(10)}, digest_id="one", now=SOON)

    assert standing.rates == {B: Counts(10)}
    assert len(standing.state.lags) == 1


def test_sources_are_apart(make: Callable[[], Baselines]) -> None:
    make().add("shop", {B: Counts(10)}, digest_id="one", now=NOW)

    assert not make().standing("bank", now=NOW)
    assert make().add("bank", {B: Counts(3)}, digest_id="one", now=NOW).rates == {B: Counts(3)}


def test_what_was_judged_is_remembered_and_never_taken_back(make: Callable[[], Baselines]) -> None:
    make().add("shop", {B: Counts(10)}, digest_id="one", now=NOW)
    make().settle("shop", Verdict(judged=B, silent=B + 1, told={"error-spike": B}))
    make().settle("shop", Verdict(judged=B - 9, told={"error-spike": B - 9, "drop": B}))

    state = make().standing("shop", now=NOW).state
    assert (state.judged, state.silent) == (B, -1)
    assert state.told == {"error-spike": B, "drop": B}


def test_a_digest_of_many_days_counts_whole(make: Callable[[], Baselines]) -> None:
    rates = {B - 12 * hour: Counts(hour + 1) for hour in range(400)}

    for _ in range(2):
        standing = make().add("shop", rates, digest_id="long", now=NOW)

    assert standing.state.since == B - 12 * 399
    assert all(counts == rates[bucket] for bucket, counts in standing.rates.items())
    assert len(standing.rates) > 48


def test_a_bucket_is_complete_once_deliveries_are_in(make: Callable[[], Baselines]) -> None:
    for n in range(20):
        came = start_of(B + n + 1) + timedelta(minutes=2)
        make().add("shop", {B + n: Counts(10)}, digest_id=str(n), now=came)

    last = B + 19
    assert make().standing("shop", now=start_of(last + 1) + timedelta(minutes=2)).complete == last - 1
    assert make().standing("shop", now=start_of(last + 1) + timedelta(minutes=3)).complete == last


def test_hours_and_markers_expire_and_items_stay_small(aws: Any) -> None:
    full = {B - B % 12 + place: Counts(10**9, 10**9, 10**9, 10**9, 10**9) for place in range(12)}
    DynamoBaselines(clients.dynamodb(), BASELINES).add("shop", full, digest_id="one", now=NOW)

    items = clients.dynamodb().scan(TableName=BASELINES)["Items"]
    assert len(items) == 3  # the hour, the marker, the source
    assert all(int(item["expires_at"]["N"]) > NOW.timestamp() + 20 * 86_400 for item in items)
    assert max(sum(len(k) + len(str(v)) for k, v in item.items()) for item in items) < 4_000


def test_a_writer_that_is_always_second_gives_up_to_be_tried_again(
    aws: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    baselines = DynamoBaselines(clients.dynamodb(), BASELINES, sleep=lambda _: None)
    other = DynamoBaselines(clients.dynamodb(), BASELINES)
    read = baselines._load_for

    def read_then_overtaken(source: str, digest_id: str) -> Any:
        stored, is_counted = read(source, digest_id)
        other.add(source, {B: Counts(1)}, digest_id=f"other-{stored.revision}", now=NOW)
        return stored, is_counted

    monkeypatch.setattr(baselines, "_load_for", read_then_overtaken)

    with pytest.raises(RetryableError, match="others keep writing"):
        baselines.add("shop", {B: Counts(10)}, digest_id="one", now=NOW)
    assert other.standing("shop", now=NOW).state.last == B


def test_items_of_another_version_are_passed_over(aws: Any) -> None:
    clients.dynamodb().put_item(
        TableName=BASELINES,
        Item={
            "source": {"S": "#sources"},
            "item": {"S": "shop"},
            "version": {"N": "99"},
            "document": {"S": "?"},
        },
    )
    baselines = DynamoBaselines(clients.dynamodb(), BASELINES)

    assert list(baselines.states()) == []
    assert baselines.add("shop", {B: Counts(10)}, digest_id="one", now=NOW).state.last == B
    assert [source for source, _ in baselines.states()] == ["shop"]
