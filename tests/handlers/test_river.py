"""The three handlers in a row: each takes what the one before has left, and people are told."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crosscut.aws import clients

LOGS = Path(__file__).parents[1] / "logs"

Event = Callable[..., dict[str, Any]]
Load = Callable[[str], Callable[[dict[str, Any]], dict[str, Any]]]


def drop(event: Event, log: Path, source: str) -> dict[str, Any]:
    key, data = f"{source}/{log.name}", log.read_bytes()
    etag = clients.s3().put_object(Bucket="example-logs", Key=key, Body=data)["ETag"].strip('"')
    written = {"detail__object__key": key, "detail__object__etag": etag, "detail__object__size": len(data)}
    return event("sqs_object_created", **written)


def of_queue(event: Event, name: str, body: dict[str, Any]) -> dict[str, Any]:
    whole = event(name)
    whole["Records"][0]["body"] = json.dumps({k: v for k, v in body.items() if k != "_group"})
    return whole


@pytest.mark.parametrize(
    ("log", "told"),
    [("shop-api/app.log", True), ("shop-pods/checkout-pod.log", True), ("shop-batch/nightly.log", False)],
)
def test_from_a_dropped_log_to_people(
    aws: Any,
    event: Event,
    load_handler: Load,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    log: str,
    told: bool,
) -> None:
    source = log.split("/")[0]
    sources = tmp_path / "sources.yaml"
    sources.write_text(f"sources:\n  - {{name: {source}, notify_at: high}}\n")
    monkeypatch.setenv("CROSSCUT_SOURCES", str(sources))

    assert load_handler("sanitize")(drop(event, LOGS / log, source)) == {"batchItemFailures": []}
    for message in aws.received(aws.digest_queue_url):
        announced = of_queue(event, "sqs_digest_message", message)
        assert load_handler("analyze")(announced) == {"batchItemFailures": []}
    for envelope in aws.received(aws.seen_url):
        published = of_queue(event, "sqs_insight_published", envelope)
        assert load_handler("notify")(published) == {"batchItemFailures": []}

    notices = aws.received(aws.seen_url)
    assert bool(notices) is told
    assert all(f" {source}: " in notice["Subject"] for notice in notices)
