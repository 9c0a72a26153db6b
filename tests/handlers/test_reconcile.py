"""The reconcile handler: the log bucket, held against what sanitize and analyze wrote into the ledger."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crosscut.aws import clients
from crosscut.aws.ledger import DynamoLedger
from crosscut.aws.told import DynamoTold
from crosscut.conservation import LedgerEntry
from tests.handlers.test_river import LOGS, of_queue
from tests.handlers.test_river import drop as drop_log
from tests.handlers.test_sanitize import LOG, metrics

Event = Callable[..., dict[str, Any]]
Load = Callable[[str], Callable[[dict[str, Any]], dict[str, Any]]]


def drop(event: Event, name: str, *, at: datetime | None = None) -> dict[str, Any]:
    """Put an object into the log bucket and return its event."""
    key, data = f"shop-api/{name}", LOG.encode()
    etag = clients.s3().put_object(Bucket="example-logs", Key=key, Body=data)["ETag"].strip('"')
    written = {"detail__object__key": key, "detail__object__etag": etag, "detail__object__size": len(data)}
    return event("sqs_object_created", time=(at or datetime.now(UTC)).isoformat(), **written)


def entries() -> list[LedgerEntry]:
    today = datetime.now(UTC).date()
    return list(DynamoLedger(clients.dynamodb(), "crosscut-test-ledger").entries(today, today))


@pytest.fixture
def no_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was dropped in this very test is old enough to be looked at."""
    monkeypatch.setenv("CROSSCUT_GRACE_MINUTES", "0")


def counted(capsys: pytest.CaptureFixture[str]) -> dict[str, float]:
    return metrics(capsys.readouterr().out)


def test_what_sanitize_and_analyze_do_stands_in_the_ledger(
    aws: Any, event: Event, load_handler: Load
) -> None:
    load_handler("sanitize")(drop(event, "app.log"))

    [entry] = entries()
    assert (entry.key, entry.ledger.lines_read, entry.ledger.lines_folded) == ("shop-api/app.log", 3, 3)
    assert (entry.chunks, entry.quarantined, entry.analysed_at) == (1, 0, None)

    [message] = aws.received(aws.digest_queue_url)
    load_handler("analyze")(of_queue(event, "sqs_digest_message", message))

    [entry] = entries()
    assert entry.analysed_at is not None
    assert entry.ledger.lines_read == 3


def test_an_event_that_comes_twice_changes_nothing_in_the_ledger(
    aws: Any, event: Event, load_handler: Load
) -> None:
    dropped = drop(event, "app.log")
    for handler in (load_handler("sanitize"), load_handler("sanitize")):
        handler(dropped)
    [message] = aws.received(aws.digest_queue_url)
    announced = of_queue(event, "sqs_digest_message", message)
    for handler in (load_handler("analyze"), load_handler("analyze")):
        handler(announced)

    assert len(entries()) == 1


@pytest.mark.usefixtures("no_grace")
def test_it_counts_what_never_got_through_and_names_it(
    aws: Any, event: Event, load_handler: Load, capsys: pytest.CaptureFixture[str]
) -> None:
    whole, half = drop(event, "whole.log"), drop(event, "half.log")
    drop(event, "lost.log")  # its event never comes
    for dropped in (whole, half):
        load_handler("sanitize")(dropped)
    first, _ = aws.received(aws.digest_queue_url)
    load_handler("analyze")(of_queue(event, "sqs_digest_message", first))
    capsys.readouterr()

    answer = load_handler("reconcile")(event("sqs_tick"))

    assert answer == {"batchItemFailures": []}
    printed = capsys.readouterr().out
    assert metrics(printed) | {"Messages": 1.0} == {
        "Messages": 1.0, "ObjectsUnread": 1.0, "ObjectsUnanalysed": 1.0, "ObjectsUnaccounted": 0.0,
        "InsightsUntold": 0.0, "LedgerDifferences": 2.0,
    }  # fmt: skip
    [line] = [json.loads(line) for line in printed.splitlines() if "does not add up" in line]
    assert {(each["kind"], each["key"]) for each in line["first"]} == {
        ("unread", "shop-api/lost.log"), ("unanalysed", "shop-api/half.log"),
    }  # fmt: skip


@pytest.mark.usefixtures("no_grace")
def test_an_insight_that_nobody_was_told_of_is_named_until_somebody_is_and_counts_once(
    aws: Any, event: Event, load_handler: Load, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:  # fmt: skip
    file = tmp_path / "sources.yaml"
    file.write_text("sources:\n  - {name: shop-api, notify_at: high}\n", encoding="utf-8")
    monkeypatch.setenv("CROSSCUT_SOURCES", str(file))
    dropped = drop_log(event, LOGS / "shop-api/app.log", "shop-api")
    event_body = json.loads(dropped["Records"][0]["body"]) | {"time": datetime.now(UTC).isoformat()}
    dropped["Records"][0]["body"] = json.dumps(event_body)
    load_handler("sanitize")(dropped)
    [message] = aws.received(aws.digest_queue_url)
    load_handler("analyze")(of_queue(event, "sqs_digest_message", message))
    published = [of_queue(event, "sqs_insight_published", seen) for seen in aws.received(aws.seen_url)]
    [entry] = entries()
    told = DynamoTold(clients.dynamodb(), "crosscut-test-notices")

    capsys.readouterr()
    load_handler("reconcile")(event("sqs_tick"))
    counts = counted(capsys)
    assert counts["InsightsUntold"] == counts["LedgerDifferences"] > 0
    assert sum(told.counts(entry.insights).values()) == 0

    for _ in range(2):  # each comes twice
        for each in published:
            load_handler("notify")(each)
    capsys.readouterr()
    load_handler("reconcile")(event("sqs_tick"))

    assert counted(capsys)["LedgerDifferences"] == 0
    assert sum(told.counts(entry.insights).values()) == counts["InsightsUntold"]  # on SNS alone


def test_what_has_just_arrived_is_not_yet_missed(
    aws: Any, event: Event, load_handler: Load, capsys: pytest.CaptureFixture[str]
) -> None:
    drop(event, "new.log")

    load_handler("reconcile")(event("sqs_tick"))

    assert counted(capsys)["LedgerDifferences"] == 0


def test_a_digest_that_the_ledger_does_not_know_is_analysed_and_counted(
    aws: Any, event: Event, load_handler: Load, capsys: pytest.CaptureFixture[str]
) -> None:
    load_handler("sanitize")(drop(event, "app.log"))
    [entry] = entries()
    key = {"day": {"S": entry.day.isoformat()}, "item": {"S": entry.part_id}}
    clients.dynamodb().delete_item(TableName="crosscut-test-ledger", Key=key)
    [message] = aws.received(aws.digest_queue_url)

    answer = load_handler("analyze")(of_queue(event, "sqs_digest_message", message))

    assert answer == {"batchItemFailures": []}
    assert counted(capsys)["DigestsNotInLedger"] == 1
    assert entries() == []


def test_another_message_than_a_tick_fails_with_its_reason(
    aws: Any, event: Event, load_handler: Load, capsys: pytest.CaptureFixture[str]
) -> None:
    tick = event("sqs_tick")
    tick["Records"][0]["body"] = '{"other": 1}'

    answer = load_handler("reconcile")(tick)

    assert [each["itemIdentifier"] for each in answer["batchItemFailures"]]
    assert "a message on the audits queue is not a Tick" in capsys.readouterr().out
