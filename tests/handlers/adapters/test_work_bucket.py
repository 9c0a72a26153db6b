"""What sanitize leaves for analyze: chunks, quarantine, digests and their announcement."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from crosscut.aws import clients
from crosscut.aws.chunks import S3ChunkSink
from crosscut.aws.digests import DigestQueue, DigestStore
from crosscut.aws.messages import ObjectCreated, ObjectPlace
from crosscut.aws.parts import ObjectPart
from crosscut.aws.quarantine import Quarantine, again
from crosscut.errors import ConfigurationError, PermanentError, UnreadableInputError
from crosscut.formats import layout_of
from crosscut.model import Cut, Digest, DigestMessage, Ledger

BUCKET = "example-work"
CREATED = ObjectCreated.model_validate(
    {
        "time": "2026-03-01T09:15:02Z",
        "detail": {
            "bucket": {"name": "example-logs"},
            "object": {"key": "shop-api/app.log", "etag": "0123", "size": 10, "sequencer": "01"},
        },
    }
)
PART = ObjectPart(created=CREATED)
PLACE = PART.place("shop-api")
LAYOUT = layout_of(["2026-03-01 09:15:02 INFO up"], CREATED.time)


def cut(line: int) -> Cut:
    return Cut(line=line, offset=0, exact=False)


DIGEST = Digest(
    source="shop-api",
    objects=("shop-api/app.log",),
    first_seen=None,
    last_seen=None,
    ledger=Ledger(objects=1, lines_read=3, lines_folded=3),
)


def test_chunks_lie_under_their_source_day_and_object(aws: Any) -> None:
    sink = S3ChunkSink(clients.s3(), BUCKET, PART, "shop-api")

    sink.write_chunk(0, b"zstd bytes", records=2, lines=3)

    assert [(c.key, c.records, c.lines, c.bytes) for c in sink.chunks] == [
        (f"chunks/shop-api/2026/03/01/{PART.id}/000000.jsonl.zst", 2, 3, 10)
    ]
    assert aws.read(sink.chunks[0].key) == b"zstd bytes"


def test_the_chunks_of_two_parts_of_an_object_lie_apart(aws: Any) -> None:
    later = PART.model_copy(update={"start": Cut(line=4, offset=90, exact=True)})
    for part in (PART, later):
        S3ChunkSink(clients.s3(), BUCKET, part, "shop-api").write_chunk(0, b"x", records=1, lines=1)

    assert len(aws.keys("chunks/")) == 2


def test_what_could_not_be_redacted_is_kept_apart_with_its_reason(aws: Any) -> None:
    sink = S3ChunkSink(clients.s3(), BUCKET, PART, "shop-api")

    sink.quarantine(4, b"\xff raw bytes", reason="RedactionError", start=cut(7), end=cut(9), layout=LAYOUT)

    (key,) = aws.keys("quarantine/")
    assert key == f"quarantine/shop-api/{PART.id}.redact-4.json"
    (entry,) = Quarantine(clients.s3(), BUCKET).entries()
    assert (entry.stage, entry.reason, entry.lines) == ("redact", "RedactionError", 2)
    assert entry.data == b"\xff raw bytes"
    assert entry.part == PART.model_copy(update={"start": cut(7), "end": cut(9), "layout": LAYOUT.spec()})
    assert aws.keys("chunks/") == []


def test_what_could_not_be_read_is_kept_with_a_copy_of_the_object(aws: Any) -> None:
    etag = clients.s3().put_object(Bucket="example-logs", Key="shop-api/app.log", Body=b"\x1f\x8b\x08")[
        "ETag"
    ]
    written = CREATED.detail.object.model_copy(update={"etag": etag.strip('"')})
    detail = CREATED.detail.model_copy(update={"object": written})
    part = ObjectPart(created=CREATED.model_copy(update={"detail": detail}))
    sink = S3ChunkSink(clients.s3(), BUCKET, part, "shop-api")

    sink.unreadable(reason="it is cut short", start=cut(1), layout=None)

    quarantine = Quarantine(clients.s3(), BUCKET)
    (entry,) = quarantine.entries("shop-api")
    assert (entry.stage, entry.reason, entry.lines) == ("read", "it is cut short", None)
    assert aws.read(entry.copy_key) == b"\x1f\x8b\x08"
    assert again(entry).id == f"{part.id}-r1"
    assert quarantine.named(entry.id[:6]) == entry
    assert list(quarantine.entries("other")) == []
    quarantine.remove(entry)
    assert aws.keys("quarantine/") == []
    with pytest.raises(ConfigurationError, match="no entry in quarantine with the id 'abc'"):
        quarantine.named("abc")


def test_an_object_that_is_gone_is_quarantined_without_a_copy(aws: Any) -> None:
    S3ChunkSink(clients.s3(), BUCKET, PART, "shop-api").unreadable(reason="x", start=cut(5), layout=LAYOUT)

    (entry,) = Quarantine(clients.s3(), BUCKET).entries()
    assert (entry.copy_key, entry.part.start) == ("", cut(5))


def test_a_digest_comes_back_as_it_was_written(aws: Any) -> None:
    store = DigestStore(clients.s3(), BUCKET)

    key = store.write(DIGEST, PLACE)

    assert key == f"digests/shop-api/2026/03/01/{PART.id}.json"
    assert store.read(key) == DIGEST


def test_a_digest_that_is_gone_or_strange_is_refused(aws: Any) -> None:
    store = DigestStore(clients.s3(), BUCKET)
    clients.s3().put_object(Bucket=BUCKET, Key="digests/strange.json", Body=b'{"source": "shop-api"}')

    with pytest.raises(UnreadableInputError, match=r"digests/gone.json: the digest is gone"):
        store.read("digests/gone.json")
    with pytest.raises(
        PermanentError, match=r"digests/strange.json is not a digest of this version \(objects"
    ):
        store.read("digests/strange.json")


def test_announcing_a_digest_twice_puts_one_message_in_its_sources_group(aws: Any) -> None:
    queue = DigestQueue(clients.sqs(), aws.digest_queue_url)
    message = DigestMessage(source="shop-api", digest_key="digests/shop-api/x.json", object_id=PART.id)

    queue.send(message)
    queue.send(message)

    (received,) = aws.received(aws.digest_queue_url)
    assert received.pop("_group") == "shop-api"
    assert DigestMessage.model_validate(received) == message


def test_the_digests_of_some_days_are_those_that_arrived_then(aws: Any) -> None:
    store = DigestStore(clients.s3(), BUCKET)
    for arrived in ("2026-02-28", "2026-03-01", "2026-03-02", "2026-03-03"):
        moment = datetime.fromisoformat(arrived).replace(tzinfo=UTC)
        place = ObjectPlace("shop-api", "0123", moment)
        store.write(DIGEST.model_copy(update={"first_seen": moment}), place)
    other = ObjectPlace("shop-api-2", "x", datetime(2026, 3, 1, tzinfo=UTC))
    store.write(DIGEST, other)

    found = list(store.of_days("shop-api", date(2026, 3, 1), date(2026, 3, 2)))

    assert [digest.first_seen for digest in found] == [
        datetime(2026, 3, 1, tzinfo=UTC),
        datetime(2026, 3, 2, tzinfo=UTC),
    ]
    assert list(store.of_days("elsewhere", date(2026, 3, 1), date(2026, 3, 2))) == []
