"""The clock's tick: a source that stopped is told once, in its own turn, and one that only waits in a queue is not."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crosscut.aws import clients
from crosscut.aws.baselines import DynamoBaselines
from crosscut.aws.events import InsightBus
from crosscut.aws.insights import DynamoInsightStore
from crosscut.baseline import Counts, bucket_at
from crosscut.errors import RetryableError
from crosscut.model import Insight, Severity
from tests.fakes.heard import make_heard
from tests.handlers.conftest import BASELINES, INSIGHTS
from tests.handlers.test_analyze import announced

Event = Callable[..., dict[str, Any]]
Load = Callable[[str], Callable[[dict[str, Any]], dict[str, Any]]]
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def heard(source: str, *, until: timedelta) -> DynamoBaselines:
    baselines = DynamoBaselines(clients.dynamodb(), BASELINES)
    make_heard(baselines, source, until=until)
    return baselines


def message(event: Event, **body: str) -> dict[str, Any]:
    whole = event("sqs_digest_message")
    whole["Records"][0]["body"] = json.dumps(body)
    return whole


def insights(source: str) -> list[Any]:
    store = DynamoInsightStore(clients.dynamodb(), INSIGHTS)
    return [i for i in store.list(since=LONG_AGO, at_least=Severity.INFO) if i.source == source]


def test_a_tick_asks_for_a_look_at_what_seems_silent_behind_what_waits_of_it(
    aws: Any, event: Event, load_handler: Load
) -> None:
    heard("stopped", until=timedelta(minutes=40))
    heard("lively", until=timedelta(minutes=1))
    handler = load_handler("analyze")

    assert handler(message(event, tick="2026-03-01T09:00:00Z")) == {"batchItemFailures": []}
    assert handler(message(event, tick="2026-03-01T09:00:01Z")) == {"batchItemFailures": []}

    # Twice within a bucket is once: the queue knows the second as a duplicate.
    assert aws.received(aws.digest_queue_url) == [{"listen": "stopped", "_group": "stopped"}]
    assert insights("stopped") == []


def test_a_silent_source_is_told_once_and_again_when_it_is_heard(
    aws: Any, event: Event, load_handler: Load
) -> None:
    heard("stopped", until=timedelta(minutes=40))
    handler = load_handler("analyze")

    handler(message(event, listen="stopped"))
    [told] = insights("stopped")
    handler(message(event, listen="stopped"))

    assert (told.severity, told.rules) == (Severity.HIGH, ("silence",))
    assert told.triage == "No model was asked: a source that is silent has no lines to read."
    assert insights("stopped") == [told]
    assert [e["detail"]["id"] for e in aws.received(aws.seen_url)] == [told.id]
    handler(message(event, tick="2026-03-01T09:00:00Z"))
    assert aws.received(aws.digest_queue_url) == []


def test_a_silence_that_the_bus_takes_only_at_the_second_time_is_told(
    aws: Any, event: Event, load_handler: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard("stopped", until=timedelta(minutes=40))
    handler = load_handler("analyze")

    def refused(self: InsightBus, insights: Sequence[Insight]) -> int:
        if insights:
            raise RetryableError("the bus takes nothing")
        return 0

    with monkeypatch.context() as broken:
        broken.setattr(InsightBus, "publish", refused)
        assert handler(message(event, listen="stopped"))["batchItemFailures"]
    assert handler(message(event, listen="stopped")) == {"batchItemFailures": []}

    [told] = insights("stopped")
    assert [e["detail"]["id"] for e in aws.received(aws.seen_url)] == [told.id]


def test_a_source_that_was_heard_meanwhile_is_not_silent(aws: Any, event: Event, load_handler: Load) -> None:
    baselines = heard("late", until=timedelta(minutes=40))
    now = datetime.now(UTC)
    bucket = bucket_at(now)
    baselines.add(
        "late", {b: Counts(500) for b in range(bucket - 9, bucket + 1)}, digest_id="backlog", now=now
    )

    load_handler("analyze")(message(event, listen="late"))

    assert insights("late") == []


@pytest.mark.parametrize("body", [{"listen": 1}, {"tick": "t", "more": "x"}, {}])
def test_what_is_no_work_goes_to_the_dead_letters(
    event: Event, load_handler: Load, body: dict[str, Any]
) -> None:
    answer = load_handler("analyze")(message(event, **body))

    assert len(answer["batchItemFailures"]) == 1


def test_what_a_staged_rule_finds_is_counted_and_logged_and_not_told(
    aws: Any, event: Event, load_handler: Load, tmp_path: Any, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    file = tmp_path / "sources.yaml"
    file.write_text("sources:\n- name: shop-api\n  rules: {connection-refused: {mode: staged}}\n")
    monkeypatch.setenv("CROSSCUT_SOURCES", str(file))

    load_handler("analyze")(announced(event))

    said = capsys.readouterr().out
    assert [i for i in insights("shop-api") if "connection-refused" in i.rules] == []
    assert '"StagedDetections"' in said
    assert '"rule":"connection-refused"' in said.replace(" ", "")


def test_a_digest_without_times_is_no_news(aws: Any) -> None:
    assert not DynamoBaselines(clients.dynamodb(), BASELINES).add(
        "x", {}, digest_id="1", now=datetime.now(UTC)
    )
