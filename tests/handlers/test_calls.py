"""How often a small object and its quiet digest call AWS: what docs/scale.md multiplies by a million."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from crosscut.aws import clients
from tests.handlers.test_river import drop, of_queue

Event = Callable[..., dict[str, Any]]
Load = Callable[[str], Callable[[dict[str, Any]], dict[str, Any]]]
QUIET = "".join(f"2026-03-01T09:00:0{n}Z INFO order {n} stored in {n + 4} ms\n" for n in range(9))


def counting() -> Counter[str]:
    """Count from now on what is called, by the name of the operation."""
    calls: Counter[str] = Counter()

    def count(model: Any, **_: Any) -> None:
        calls[model.name] += 1

    for client in (clients.s3(), clients.sqs(), clients.dynamodb(), clients.events()):
        client.meta.events.register("before-call", count)
    return calls


def test_a_small_object_and_a_quiet_digest_of_a_known_source_call_aws_fifteen_times(
    aws: Any, event: Event, load_handler: Load, tmp_path: Path
) -> None:
    sanitize, analyze = load_handler("sanitize"), load_handler("analyze")
    for name in ("first.log", "second.log"):
        (tmp_path / name).write_text(QUIET, encoding="utf-8")
        dropped = drop(event, tmp_path / name, "shop-api")
        calls = counting()
        assert sanitize(dropped) == {"batchItemFailures": []}
        sanitizing = dict(calls)
        [message] = aws.received(aws.digest_queue_url)
        calls = counting()
        assert analyze(of_queue(event, "sqs_digest_message", message)) == {"batchItemFailures": []}
        analyzing = dict(calls)

    # Of the second object: the source, its templates and the minute are known.
    assert sanitizing == {
        "GetObject": 1, "PutObject": 2, "SendMessage": 1, "GetItem": 1,
        "PutItem": 3, "UpdateItem": 1,
    }  # fmt: skip
    assert analyzing == {
        "GetObject": 1, "BatchGetItem": 3, "TransactWriteItems": 1, "UpdateItem": 1,
    }  # fmt: skip
