"""The sanitize handler: real events, a real object, what it leaves behind."""

from __future__ import annotations

import gzip
import hashlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crosscut.aws import clients
from crosscut.aws.quarantine import Quarantine, again
from crosscut.errors import RedactionError
from crosscut.model import Digest, DigestMessage, Ledger

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


def test_of_a_damaged_object_the_readable_part_goes_on_and_the_rest_into_quarantine(
    aws: Any, event: Event, load_handler: Load, capsys: pytest.CaptureFixture[str]
) -> None:
    cut_short = gzip.compress(LOG.encode() * 100)[:-20]
    bad = event("sqs_object_created", **drop(cut_short, key="shop-api/cut.log.gz"))

    answer = load_handler("sanitize")(bad)

    assert answer == {"batchItemFailures": []}
    (digest,) = digests(aws)
    assert digest.ledger.lines_folded == digest.ledger.lines_read > 100
    (entry,) = Quarantine(clients.s3(), "example-work").entries()
    assert (entry.source, entry.stage) == ("shop-api", "read")
    assert "it is cut short; fetch it again" in entry.reason
    printed = capsys.readouterr().out
    assert metrics(printed)["ObjectsUnreadable"] == 1
    assert "MessagesFailed" not in metrics(printed)
    assert all(secret not in printed for secret in SECRETS)


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


def parts_sent(aws: Any) -> list[str]:
    """Take the parts off the intake queue, as the bodies of their messages; each is in its source's turn."""
    parts = aws.received(aws.intake_url)
    assert {part.pop("_group") for part in parts} <= {"shop-api"}
    return [json.dumps(part) for part in parts]


def run_to_the_end(aws: Any, event: Event, handler: Any, dropped: dict[str, object]) -> int:
    """Handle an object and every part that is made of it; returns how many runs that took."""
    waiting, runs = [event("sqs_object_created", **dropped)], 0
    while waiting:
        assert handler(waiting.pop(0)) == {"batchItemFailures": []}
        runs += 1
        for body in parts_sent(aws):
            again = event("sqs_object_created")
            again["Records"][0]["body"] = body
            waiting.append(again)
    return runs


def digests(aws: Any) -> list[Digest]:
    return [Digest.model_validate_json(aws.read(key)) for key in aws.keys("digests/")]


def records(aws: Any) -> list[Any]:
    """Return the records of all chunks, by line."""
    lines = b"".join(zstd.decompress(aws.read(key)) for key in aws.keys("chunks/")).splitlines()
    return sorted((json.loads(line) for line in lines), key=lambda record: record[0])


LARGE = "".join(
    f"2026-03-01T09:{i // 60 % 60:02d}:{i % 60:02d}.120Z ERROR orders: login {i} failed\n"
    "java.lang.IllegalStateException: x\n\tat a.B.run(B.java:1)\n"
    for i in range(4_000)
).encode()


def test_a_large_object_is_read_in_parts_that_are_the_whole(
    aws: Any, event: Event, load_handler: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = drop(LARGE, "shop-api/whole.log")
    assert run_to_the_end(aws, event, load_handler("sanitize"), whole) == 1
    expected, ledger = records(aws), digests(aws)[0].ledger
    for key in (*aws.keys("chunks/"), *aws.keys("digests/")):
        clients.s3().delete_object(Bucket="example-work", Key=key)
    aws.received(aws.digest_queue_url)

    monkeypatch.setenv("CROSSCUT_PART_BYTES", "70000")
    runs = run_to_the_end(aws, event, load_handler("sanitize"), drop(LARGE, "shop-api/parts.log"))

    assert runs == len(digests(aws)) >= 5
    assert records(aws) == expected
    assert sum((digest.ledger for digest in digests(aws)), Ledger()) == ledger
    assert len(aws.received(aws.digest_queue_url)) == runs
    assert len({digest.objects for digest in digests(aws)}) == 1


@pytest.mark.parametrize("compress", [bytes, gzip.compress])
def test_near_its_deadline_it_hands_over_the_rest(
    aws: Any,
    event: Event,
    load_handler: Load,
    short_lived: Callable[[str], Any],
    compress: Callable[[bytes], bytes],
    capsys: pytest.CaptureFixture[str],
) -> None:
    dropped = drop(compress(LARGE))

    runs = run_to_the_end(aws, event, short_lived("sanitize"), dropped)

    assert runs == len(digests(aws)) >= 4
    assert [record[0] for record in records(aws)] == [1 + 3 * i for i in range(4_000)]
    total = sum((digest.ledger for digest in digests(aws)), Ledger())
    assert (total.objects, total.lines_read, total.bytes_read) == (
        1,
        12_000,
        dropped["detail__object__size"],
    )
    assert metrics(capsys.readouterr().out)["PartsHandedOver"] == runs - 1


def test_a_part_that_is_read_again_ends_where_it_was_cut(
    aws: Any, event: Event, load_handler: Load, short_lived: Callable[[str], Any]
) -> None:
    created = event("sqs_object_created", **drop(LARGE))
    short_lived("sanitize")(created)
    (first,) = digests(aws)
    (sent,) = parts_sent(aws)
    forget_what_was_done()

    load_handler("sanitize")(created)  # which has time for all of it

    assert digests(aws) == [first]
    assert parts_sent(aws) == [sent]


def forget_what_was_done() -> None:
    """As if the run had died before it could say that it was done."""
    table = "crosscut-test-idempotency"
    for item in clients.dynamodb().scan(TableName=table)["Items"]:
        if item["id"]["S"].startswith("sanitize#"):
            clients.dynamodb().delete_item(TableName=table, Key={"id": item["id"]})


def test_a_bomb_ends_in_quarantine_and_is_not_tried_again(
    aws: Any, event: Event, load_handler: Load, capsys: pytest.CaptureFixture[str]
) -> None:
    bomb = gzip.compress(LOG.encode() * 1_000 + b"x" * 200_000_000)

    answer = load_handler("sanitize")(event("sqs_object_created", **drop(bomb)))

    assert answer == {"batchItemFailures": []}
    (entry,) = Quarantine(clients.s3(), "example-work").entries()
    assert "as a decompression bomb does" in entry.reason
    assert aws.read(entry.copy_key) == bomb
    (digest,) = digests(aws)
    assert digest.problems[0].reason == entry.reason
    assert (digest.ledger.lines_read, digest.ledger.lines_cut) == (3_001, 1)
    assert digest.ledger.balanced
    counted = metrics(capsys.readouterr().out)
    assert (counted["ObjectsUnreadable"], counted["LinesUnaccounted"]) == (1, 0)


def test_what_is_retried_out_of_quarantine_is_read_from_where_it_broke(
    aws: Any, event: Event, load_handler: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CROSSCUT_MAX_INFLATED_BYTES", "262144")
    run_to_the_end(aws, event, load_handler("sanitize"), drop(gzip.compress(LARGE)))
    (entry,) = Quarantine(clients.s3(), "example-work").entries()
    before = sum((digest.ledger for digest in digests(aws)), Ledger())
    assert 0 < before.lines_read < 12_000

    monkeypatch.setenv("CROSSCUT_MAX_INFLATED_BYTES", "999999999")
    retried = event("sqs_object_created")
    retried["Records"][0]["body"] = again(entry).to_json()
    assert load_handler("sanitize")(retried) == {"batchItemFailures": []}

    after = sum((digest.ledger for digest in digests(aws)), Ledger())
    # The record in which it broke is read again.
    assert after.lines_read == 12_000 + before.lines_read - entry.part.start.line + 1
    assert before.lines_read - entry.part.start.line < 3
    assert after.objects == 1


def test_a_source_s_format_is_what_the_sources_file_says(
    aws: Any, event: Event, load_handler: Load, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sources = tmp_path / "sources.yaml"
    sources.write_text("sources: [{name: shop-api, format: generic}]", encoding="utf-8")
    monkeypatch.setenv("CROSSCUT_SOURCES", str(sources))

    load_handler("sanitize")(event("sqs_object_created", **drop(b"level=error msg=down n=1\n" * 3)))

    assert records(aws)[0][3] == "msg=down n=1"  # not taken apart as logfmt


def test_a_source_s_redaction_policy_is_what_the_sources_file_says(
    aws: Any, event: Event, load_handler: Load, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sources = tmp_path / "sources.yaml"
    sources.write_text(
        "sources:\n  - name: shop-api\n    redaction:\n      kinds: {EMAIL: false}\n      rules:\n"
        "        - {name: order, kind: ORDER, pattern: 'ORD-\\d+', must_match: [ORD-7]}\n"
    )
    monkeypatch.setenv("CROSSCUT_SOURCES", str(sources))
    log = b"2026-03-02 09:00:00 ERROR ORD-123456 of jane@example.com from 203.0.113.7\n"

    load_handler("sanitize")(event("sqs_object_created", **drop(log)))

    text = records(aws)[0][2]
    assert "jane@example.com" in text
    assert "<ORDER:" in text
    assert "<IP:" in text


@pytest.mark.parametrize("error", [ValueError, RedactionError, UnicodeError])
def test_no_raw_fragment_is_logged_or_kept_when_redaction_fails(
    aws: Any,
    event: Event,
    load_handler: Load,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: type[Exception],
) -> None:
    planted = "hunter2-synthetic"

    def failing(*arguments: object, **options: object) -> None:
        raise error(f"cannot redact password={planted}") if error is not RedactionError else KeyError(planted)

    # Inside of the engine, where every exception ends in a `RedactionError` of its own words.
    monkeypatch.setattr("crosscut.redaction.blocks.BlockRedactor._until_nothing_is_found", failing)
    log = f"2026-03-02 09:00:00 ERROR login failed password={planted}\n".encode() * 3

    answer = load_handler("sanitize")(event("sqs_object_created", **drop(log)))

    assert answer == {"batchItemFailures": []}
    printed = capsys.readouterr().out
    (entry,) = Quarantine(clients.s3(), "example-work").entries()
    assert planted not in printed + entry.reason + digests(aws)[0].model_dump_json()
    assert planted not in json.dumps(aws.received(aws.digest_queue_url))
    assert "redaction failed (" in entry.reason
    assert planted.encode() in entry.data  # where it may be: apart and encrypted, for who mends the cause


def test_no_raw_fragment_is_logged_when_anything_else_fails(
    aws: Any,
    event: Event,
    load_handler: Load,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    planted = "hunter2-synthetic"

    def failing(self: object, records: object, file: str = "") -> None:
        raise ValueError(f"cannot fold password={planted}") from KeyError(planted)

    monkeypatch.setattr("crosscut.folding.Fold.add", failing)

    answer = load_handler("sanitize")(event("sqs_object_created", **drop(f"password={planted}\n".encode())))

    assert len(answer["batchItemFailures"]) == 1
    printed = capsys.readouterr().out
    assert '"error":"ValueError"' in printed
    assert planted not in printed


def test_no_raw_fragment_of_a_message_that_is_none_is_logged(
    aws: Any, event: Event, load_handler: Load, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = event(
        "sqs_object_created", detail={"bucket": "hunter2-synthetic", "object": ["jane@example.com"]}
    )

    assert len(load_handler("sanitize")(broken)["batchItemFailures"]) == 1

    printed = capsys.readouterr().out
    assert "a message on the intake queue is not a" in printed
    assert "hunter2-synthetic" not in printed
    assert "jane@example.com" not in printed
