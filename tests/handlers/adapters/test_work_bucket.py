"""What sanitize leaves for analyze: chunks, quarantine, digests and their announcement."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from crosscut.aws import clients
from crosscut.aws.chunks import S3ChunkSink
from crosscut.aws.digests import DigestQueue, DigestStore
from crosscut.aws.messages import ObjectPlace
from crosscut.errors import PermanentError, UnreadableInputError
from crosscut.model import Digest, DigestMessage, Ledger

BUCKET = "example-work"
PLACE = ObjectPlace(
    "shop-api", "6f1ed002ab5595859014ebf0951522d9", datetime(2026, 3, 1, 9, 15, 2, tzinfo=UTC)
)
DIGEST = Digest(
    source="shop-api",
    objects=("shop-api/app.log",),
    first_seen=None,
    last_seen=None,
    ledger=Ledger(objects=1, lines_read=3, lines_folded=3),
)


def test_chunks_lie_under_their_source_day_and_object(aws: Any) -> None:
    sink = S3ChunkSink(clients.s3(), BUCKET, PLACE)

    sink.write_chunk(0, b"zstd bytes", records=2, lines=3)

    assert [(c.key, c.records, c.lines, c.bytes) for c in sink.chunks] == [
        ("chunks/shop-api/2026/03/01/6f1ed002ab5595859014ebf0951522d9/000000.jsonl.zst", 2, 3, 10)
    ]
    assert aws.read(sink.chunks[0].key) == b"zstd bytes"


def test_what_could_not_be_redacted_is_kept_apart_with_its_reason(aws: Any) -> None:
    sink = S3ChunkSink(clients.s3(), BUCKET, PLACE)

    sink.quarantine(4, b"\xff raw bytes", reason="RedactionError", lines=1)

    (key,) = aws.keys("quarantine/")
    assert key == "quarantine/shop-api/6f1ed002ab5595859014ebf0951522d9/000004.json"
    held = json.loads(aws.read(key))
    assert (held["reason"], held["lines"]) == ("RedactionError", 1)
    assert base64.b64decode(held["data_base64"]) == b"\xff raw bytes"
    assert aws.keys("chunks/") == []


def test_a_digest_comes_back_as_it_was_written(aws: Any) -> None:
    store = DigestStore(clients.s3(), BUCKET)

    key = store.write(DIGEST, PLACE)

    assert key == "digests/shop-api/2026/03/01/6f1ed002ab5595859014ebf0951522d9.json"
    assert store.read(key) == DIGEST


def test_a_digest_that_is_gone_or_strange_is_refused(aws: Any) -> None:
    store = DigestStore(clients.s3(), BUCKET)
    clients.s3().put_object(Bucket=BUCKET, Key="digests/strange.json", Body=b'{"source": "shop-api"}')

    with pytest.raises(UnreadableInputError, match=r"digests/gone.json: the digest is gone"):
        store.read("digests/gone.json")
    with pytest.raises(
        PermanentError, match=r"digests/strange.json is not a digest of this version: objects"
    ):
        store.read("digests/strange.json")


def test_announcing_a_digest_twice_puts_one_message_in_its_sources_group(aws: Any) -> None:
    queue = DigestQueue(clients.sqs(), aws.digest_queue_url)
    message = DigestMessage(source="shop-api", digest_key="digests/x.json", object_id=PLACE.object_id)

    queue.send(message)
    queue.send(message)

    (received,) = aws.received(aws.digest_queue_url)
    assert received.pop("_group") == "shop-api"
    assert DigestMessage.model_validate(received) == message
