"""The sanitize handler: real events, a real object, what it leaves behind."""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest

from crosscut.aws import clients
from crosscut.model import Digest, DigestMessage

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

KEY = "shop-api/2026/03/01/app 1+2.log"
SECRETS = ("alice@example.com", "AKIAIOSFODNN7EXAMPLE", "synthetic-pass-phrase")
LOG = (
    "2026-03-01T09:12:44.120Z INFO orders: order 1001 of alice@example.com accepted\n"
    "2026-03-01T09:12:45.120Z ERROR orders: login to db01 failed, password=synthetic-pass-phrase\n"
    "2026-03-01T09:12:46.120Z WARN orders: upload with AKIAIOSFODNN7EXAMPLE is slow\n"
)

Event = Callable[..., dict[str, Any]]
Load = Callable[[str], Callable[[dict[str, Any]], dict[str, Any]]]


def drop(data: bytes, key: str = KEY) -> dict[str, object]:
    """Put an object and return what its event says of it."""
    etag = clients.s3().put_object(Bucket="example-logs", Key=key, Body=data)["ETag"].strip('"')
    return {"detail__object__key": key, "detail__object__etag": etag, "detail__object__size": len(data)}


def metrics(printed: str) -> dict[str, float]:
    """Return the sums of the metrics that were printed in the embedded metric format."""
    sums: dict[str, float] = {}
    for line in printed.splitlines():
        document = json.loads(line)
        for group in document.get("_aws", {}).get("CloudWatchMetrics", []):
            assert group["Namespace"] == "Crosscut"
            for metric in group["Metrics"]:
                name = metric["Name"]
                sums[name] = sums.get(name, 0) + sum(document[name])
    return sums


@pytest.mark.parametrize("compress", [bytes, gzip.compress])
def test_a_dropped_log_becomes_redacted_chunks_and_a_digest(
    aws: Any,
    event: Event,
    load_handler: Load,
    capsys: pytest.CaptureFixture[str],
    compress: Callable[[bytes], bytes],
) -> None:
    dropped = drop(compress(LOG.encode()))

    answer = load_handler("sanitize")(event("sqs_object_created", **dropped))

    assert answer == {"batchItemFailures": []}
    (message,) = aws.received(aws.digest_queue_url)
    assert message.pop("_group") == "shop-api"
    announced = DigestMessage.model_validate(message)
    assert announced.digest_key == f"digests/shop-api/2026/03/01/{announced.object_id}.json"
    digest = Digest.model_validate_json(aws.read(announced.digest_key))
    assert digest.objects == (KEY,)
    assert (digest.ledger.lines_read, digest.ledger.lines_folded) == (3, 3)
    chunks = b"".join(zstd.decompress(aws.read(key)) for key in aws.keys("chunks/"))
    assert len(chunks.splitlines()) == 3
    printed = capsys.readouterr().out
    for secret in SECRETS:
        assert secret.encode() not in chunks
        assert secret not in digest.model_dump_json()
        assert secret not in printed
    counted = metrics(printed)
    assert (counted["LinesRead"], counted["LinesFolded"], counted["LinesQuarantined"]) == (3, 3, 0)
    assert (counted["LinesUnaccounted"], counted["Digests"], counted["BytesRead"]) == (
        0,
        1,
        dropped["detail__object__size"],
    )
    assert counted["Redactions"] >= 3


def test_each_object_has_a_ledger_of_its_own(aws: Any, event: Event, load_handler: Load) -> None:
    handler = load_handler("sanitize")

    for name in ("a", "b"):
        handler(event("sqs_object_created", **drop(LOG.encode(), key=f"shop-api/{name}.log")))

    first, second = (Digest.model_validate_json(aws.read(key)) for key in aws.keys("digests/"))
    assert first.ledger == second.ledger


def test_an_event_that_is_delivered_twice_is_one_digest(aws: Any, event: Event, load_handler: Load) -> None:
    dropped = drop(LOG.encode())
    handler = load_handler("sanitize")

    first = handler(event("sqs_object_created", **dropped))
    announced = aws.received(aws.digest_queue_url)
    again = handler(event("sqs_object_created", delivery=2, **dropped))

    assert first == again == {"batchItemFailures": []}
    assert len(announced) == 1
    assert aws.received(aws.digest_queue_url) == []
    assert len(aws.keys("digests/")) == 1


def test_a_damaged_object_is_left_to_the_dead_letter_queue(
    aws: Any, event: Event, load_handler: Load, capsys: pytest.CaptureFixture[str]
) -> None:
    cut_short = gzip.compress(LOG.encode() * 100)[:-20]
    bad = event("sqs_object_created", **drop(cut_short, key="shop-api/cut.log.gz"))
    good = event("sqs_object_created", **drop(LOG.encode()))
    good["Records"][0]["messageId"] = "the-good-one"

    answer = load_handler("sanitize")({"Records": bad["Records"] + good["Records"]})

    assert answer == {"batchItemFailures": [{"itemIdentifier": bad["Records"][0]["messageId"]}]}
    assert len(aws.received(aws.digest_queue_url)) == 1
    printed = capsys.readouterr().out
    assert metrics(printed)["MessagesFailed"] == 1
    assert "UnreadableInputError" in printed
    assert "Traceback" not in printed


def test_it_can_be_tried_again_after_a_failure(aws: Any, event: Event, load_handler: Load) -> None:
    clients.secretsmanager().delete_secret(
        SecretId="crosscut/test/pseudonym-key", ForceDeleteWithoutRecovery=True
    )
    dropped = drop(LOG.encode())
    failed = load_handler("sanitize")(event("sqs_object_created", **dropped))

    clients.secretsmanager().create_secret(
        Name="crosscut/test/pseudonym-key", SecretString="synthetic-key" * 3
    )
    mended = load_handler("sanitize")(event("sqs_object_created", delivery=2, **dropped))

    assert len(failed["batchItemFailures"]) == 1
    assert mended == {"batchItemFailures": []}
    assert len(aws.received(aws.digest_queue_url)) == 1


def test_folder_markers_are_counted_and_left_alone(
    aws: Any, event: Event, load_handler: Load, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = load_handler("sanitize")(event("sqs_object_created", **drop(b"", key="shop-api/2026/")))

    assert answer == {"batchItemFailures": []}
    assert metrics(capsys.readouterr().out)["FolderMarkers"] == 1
    assert aws.keys("") == []


def test_a_key_written_again_is_left_to_its_own_event(
    aws: Any, event: Event, load_handler: Load, capsys: pytest.CaptureFixture[str]
) -> None:
    first = drop(b"2026-03-01T09:00:00Z INFO first\n")
    drop(b"2026-03-01T09:00:00Z INFO second\n")

    answer = load_handler("sanitize")(event("sqs_object_created", **first))

    assert answer == {"batchItemFailures": []}
    assert metrics(capsys.readouterr().out)["ObjectsSuperseded"] == 1
    assert aws.received(aws.digest_queue_url) == []


def test_an_object_that_another_run_has_in_hand_is_not_read_twice(
    aws: Any, event: Event, load_handler: Load
) -> None:
    dropped = drop(LOG.encode())
    handler = load_handler("sanitize")
    handler(event("sqs_object_created", **dropped))
    (message,) = aws.received(aws.digest_queue_url)
    hashed = hashlib.sha256(json.dumps(message["object_id"]).encode()).hexdigest()
    soon = int(time.time()) + 60
    clients.dynamodb().update_item(
        TableName="crosscut-test-idempotency",
        Key={"id": {"S": f"sanitize#{hashed}"}},
        UpdateExpression="SET #s = :s, in_progress_expiration = :t",
        ConditionExpression="attribute_exists(id)",
        ExpressionAttributeNames={"#s": "status"},
        ExpressionAttributeValues={":s": {"S": "INPROGRESS"}, ":t": {"N": str(soon * 1000)}},
    )

    answer = handler(event("sqs_object_created", **dropped))

    assert len(answer["batchItemFailures"]) == 1
    assert aws.received(aws.digest_queue_url) == []


def test_a_message_of_another_kind_fails_alone(aws: Any, event: Event, load_handler: Load) -> None:
    strange = event("sqs_object_created")
    strange["Records"][0]["body"] = (
        '{"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "example-logs"}'
    )

    assert len(load_handler("sanitize")(strange)["batchItemFailures"]) == 1
