"""What is forgotten is gone from every place that the handlers write to, and nothing of another source is."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crosscut.aws import clients
from crosscut.aws.forgetting import Forgotten, forget, holdings
from crosscut.aws.holdings import Asked, Holding
from tests.handlers.test_river import LOGS, drop, of_queue

Event = Callable[..., dict[str, Any]]
Load = Callable[[str], Callable[[dict[str, Any]], dict[str, Any]]]
TABLES = ("insights", "incidents", "catalog", "baselines", "ledger", "notices")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def two_sources(aws: Any, event: Event, load_handler: Load) -> None:
    """Two sources whose logs went through all of the river."""
    for log, source in (("shop-api/app.log", "shop-api"), ("shop-pods/checkout-pod.log", "shop-pods")):
        dropped = drop(event, LOGS / log, source)
        body = json.loads(dropped["Records"][0]["body"])
        dropped["Records"][0]["body"] = json.dumps({**body, "time": datetime.now(UTC).isoformat()})
        load_handler("sanitize")(dropped)
    for message in aws.received(aws.digest_queue_url):
        load_handler("analyze")(of_queue(event, "sqs_digest_message", message))
    for envelope in aws.received(aws.seen_url):
        load_handler("notify")(of_queue(event, "sqs_insight_published", envelope))


def places(*, logs: bool = False) -> list[Holding]:
    return holdings(
        clients.s3(),
        clients.dynamodb(),
        table="crosscut-test-{}".format,
        work_bucket="example-work",
        logs=("example-logs", "") if logs else None,
        now=datetime.now(UTC),
    )


def everything() -> dict[str, str]:
    """All that is stored, as text by place and key."""
    found = {}
    for table in TABLES:
        for number, item in enumerate(clients.dynamodb().scan(TableName=f"crosscut-test-{table}")["Items"]):
            found[f"{table}/{number}"] = json.dumps(item, sort_keys=True, default=str)
    for bucket in ("example-work", "example-logs"):
        for item in clients.s3().list_objects_v2(Bucket=bucket).get("Contents", ()):
            found[f"{bucket}/{item['Key']}"] = item["Key"]
    return found


def mentioning(source: str) -> list[str]:
    return [place for place, text in everything().items() if source in text]


def test_nothing_of_the_source_is_left_and_all_of_the_other_is(two_sources: None) -> None:
    kept = sorted(text for text in everything().values() if "shop-api" not in text)
    assert kept
    assert any(place.startswith("insights/") for place in mentioning("shop-api"))

    gone = list(forget(places(logs=True), Asked("shop-api")))

    removed = {each.name: each.removed for each in gone}
    written = ("chunks", "digests", "insights", "notices", "catalog", "baselines", "ledger", "raw logs")
    assert all(removed[name] for name in written), removed
    assert {each.left for each in gone} == {0}
    assert mentioning("shop-api") == []
    # The board of incidents is compressed, and written anew.
    assert sorted(t for t in everything().values() if '"board"' not in t) == [
        t for t in kept if '"board"' not in t
    ]


def test_raw_logs_stay_unless_they_are_meant(two_sources: None) -> None:
    list(forget(places(), Asked("shop-api")))

    assert mentioning("shop-api") == ["example-logs/shop-api/app.log"]


def test_with_a_moment_only_what_is_older_goes(two_sources: None) -> None:
    before = everything()

    assert {e.removed for e in forget(places(), Asked("shop-api", datetime(2026, 1, 1, tzinfo=UTC)))} == {0}
    assert everything() == before

    # What they made has just been written, but the insights are of when their records were.
    gone = {e.name: e.removed for e in forget(places(), Asked("shop-api", datetime.now(UTC) + MINUTE))}
    assert gone["chunks"]
    assert gone["insights"]


def test_what_comes_meanwhile_is_counted_as_left(two_sources: None) -> None:
    def remove_and_receive(asked: Asked) -> int:
        removed = chunks.remove(asked)
        clients.s3().put_object(Bucket="example-work", Key="chunks/shop-api/2026/03/01/new", Body=b"")
        return removed

    chunks = next(place for place in places() if place.name == "chunks")

    assert list(forget([chunks._replace(remove=remove_and_receive)], Asked("shop-api"))) == [
        Forgotten("chunks", 1, 1)
    ]


def test_a_source_whose_name_begins_alike_is_another(two_sources: None) -> None:
    before = everything()

    list(forget(places(logs=True), Asked("shop")))

    assert everything() == before
