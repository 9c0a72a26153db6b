"""What is lost, whatever it is, comes back by one replay; what comes twice, late and in any order changes nothing."""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crosscut.aws import clients
from crosscut.aws.ledger import DynamoLedger, differences
from crosscut.aws.quarantine import Quarantine
from crosscut.conservation import Difference
from tests.handlers.conftest import INSIGHTS, LEDGER, LOG_BUCKET, WORK_BUCKET
from tests.handlers.test_analyze import stored
from tests.handlers.test_replay import LOG, Event, Load, River, entries, parts
from tests.handlers.test_replay import river as river
from tests.handlers.test_river import LOGS, of_queue

HOUR = timedelta(hours=1)
POISON = {
    "a program": b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 20,
    "a zip archive": b"PK\x03\x04" + random.Random(1).randbytes(3_000),
    "noise": random.Random(2).randbytes(5_000),
    "a bomb": gzip.compress(bytes(20 << 20)),
    "a gzip that is cut short": gzip.compress((LOGS / LOG).read_bytes())[:20_000],
    "a gzip with a wrong checksum": gzip.compress((LOGS / LOG).read_bytes())[:-8] + b"\0" * 8,
    "a gzip with something behind it": gzip.compress(b"2026-03-01 ERROR a\n") + b"rubbish behind it",
}
READABLE = {
    "nothing": b"",
    "one long line": b"2026-03-01T09:00:00Z ERROR " + b"x" * 3_000_000,
    "brackets": b"[" * 100_000,
    "words in an armour": b"-----BEGIN PGP MESSAGE-----\n\n" + b"c3ludGhldGlj\n" * 500,
}


def lost_chunks(river: River) -> None:
    for key in river.aws.keys("chunks/"):
        clients.s3().delete_object(Bucket=WORK_BUCKET, Key=key)


def lost_digest(river: River) -> None:
    for key in river.aws.keys("digests/"):
        clients.s3().delete_object(Bucket=WORK_BUCKET, Key=key)


def lost_insights(_river: River) -> None:
    _emptied(INSIGHTS, "source", "id")


def _emptied(table: str, *key: str) -> None:
    dynamodb = clients.dynamodb()
    for item in dynamodb.scan(TableName=table)["Items"]:
        dynamodb.delete_item(TableName=table, Key={name: item[name] for name in key})


def state(river: River) -> object:
    """What a person can see of it: objects by key, the ledger, and what the insights say."""
    kept = [(entry.part_id, entry.ledger, entry.chunks, bool(entry.analysed_at)) for entry in entries()]
    return river.aws.keys(""), kept, sorted((i.id, i.count, i.severity, i.title) for i in stored())


def held_against_the_bucket() -> list[Difference]:
    """What `crosscut ledger` would name, two hours from now."""
    now = datetime.now(UTC) + 2 * HOUR
    ledger = DynamoLedger(clients.dynamodb(), LEDGER)
    return list(differences(clients.s3(), LOG_BUCKET, ledger, since=now - 48 * HOUR, now=now, grace=HOUR))


@pytest.mark.parametrize("lose", [lost_chunks, lost_digest, lost_insights])
def test_what_is_lost_comes_back_by_one_replay(river: River, lose: Callable[[River], None]) -> None:
    before = state(river)
    lose(river)
    assert state(river) != before

    for part in parts(7):
        river.sanitized(river.again(part))
    assert river.analysed() == 1

    assert state(river) == before
    assert held_against_the_bucket() == []


def test_without_its_ledger_an_object_gets_through_again_and_its_records_count_again(river: River) -> None:
    """S3's listing does not say an object's sequencer, by which the ledger knows which write it was."""
    before = {insight.id: insight.count for insight in stored()}
    _emptied(LEDGER, "day", "item")
    assert [difference.kind for difference in held_against_the_bucket()] == ["unread"]

    for part in parts(7):
        river.sanitized(river.again(part))
    assert river.analysed() == 1

    assert held_against_the_bucket() == []
    assert {insight.id: insight.count for insight in stored()} == {id_: 2 * n for id_, n in before.items()}


def test_a_digest_that_is_lost_before_it_was_analysed_is_a_dead_letter_and_then_a_replay(
    aws: Any, event: Event, load_handler: Load
) -> None:
    river = River(aws, event, load_handler)
    river.sanitized(_dropped(event, "shop-api/app.log", (LOGS / LOG).read_bytes(), datetime.now(UTC)))
    [message] = aws.received(aws.digest_queue_url)
    lost_digest(river)

    failed = load_handler("analyze")(of_queue(event, "sqs_digest_message", message))

    assert len(failed["batchItemFailures"]) == 1
    assert [difference.kind for difference in held_against_the_bucket()] == ["unanalysed"]
    for part in parts(7):
        river.sanitized(river.again(part))
    assert river.analysed() == 1
    assert stored()
    assert held_against_the_bucket() == []


@pytest.mark.parametrize("poison", POISON)
def test_what_cannot_be_read_to_its_end_is_in_quarantine_with_a_reason_and_in_the_ledger(
    aws: Any, event: Event, load_handler: Load, poison: str
) -> None:
    river = River(aws, event, load_handler)

    river.sanitized(_dropped(event, f"shop-api/{poison}", POISON[poison], datetime.now(UTC)))
    assert river.analysed() == 1

    [kept] = Quarantine(clients.s3(), WORK_BUCKET).entries("shop-api")
    assert len(kept.reason) > 20
    assert aws.read(kept.copy_key) == POISON[poison]
    [entry] = entries()
    assert (entry.quarantined, entry.ledger.balanced, bool(entry.analysed_at)) == (1, True, True)
    assert held_against_the_bucket() == []
    [told] = [insight for insight in stored() if "unreadable-object" in insight.rules]
    assert poison in told.summary


@pytest.mark.parametrize("strange", READABLE)
def test_what_can_be_read_is_analysed_however_strange_it_is(
    aws: Any, event: Event, load_handler: Load, strange: str
) -> None:
    river = River(aws, event, load_handler)

    river.sanitized(_dropped(event, f"shop-api/{strange}", READABLE[strange], datetime.now(UTC)))
    assert river.analysed() == 1

    assert list(Quarantine(clients.s3(), WORK_BUCKET).entries("shop-api")) == []
    [entry] = entries()
    assert (entry.ledger.balanced, bool(entry.analysed_at)) == (True, True)
    assert held_against_the_bucket() == []


def test_events_that_come_twice_late_and_out_of_order_end_in_the_same(
    aws: Any, event: Event, load_handler: Load
) -> None:
    """Four objects of two sources; then the same in another order, each event and announcement twice."""
    log = (LOGS / LOG).read_bytes().splitlines(keepends=True)
    thirds = [b"".join(log[at : at + 930]) for at in range(0, 2_790, 930)]
    web = (LOGS / "shop-web" / "access.log").read_bytes()
    now = datetime.now(UTC)
    drops = [
        *((f"shop-api/{number}.log", data) for number, data in enumerate(thirds)),
        ("shop-web/access.log", web),
    ]
    events = [_dropped(event, key, data, now + timedelta(seconds=at)) for at, (key, data) in enumerate(drops)]
    river = River(aws, event, load_handler)

    for each in events:
        river.sanitized(each)
        river.analysed()
    orderly = _figures()
    for table, *key in ((LEDGER, "day", "item"), (INSIGHTS, "source", "id")):
        _emptied(table, *key)
    for name in ("catalog", "baselines", "incidents", "idempotency", "budget"):
        _emptied_whole(f"crosscut-test-{name}")

    pick = random.Random(11)
    announced: list[dict[str, Any]] = []
    for each in pick.sample(events * 2, k=8):
        river.sanitized(each)
        announced += aws.received(aws.digest_queue_url)
    assert len(announced) >= 4
    for message in pick.sample(announced * 2, k=2 * len(announced)):
        river.analyse(message)

    assert _figures() == orderly
    assert held_against_the_bucket() == []


def _figures() -> object:
    ledger = sorted((e.key, e.ledger.lines_read, e.ledger.records, bool(e.analysed_at)) for e in entries())
    return ledger, sorted((i.id, i.count, i.severity, i.first_seen, i.last_seen) for i in stored())


def _emptied_whole(table: str) -> None:
    described = clients.dynamodb().describe_table(TableName=table)["Table"]
    _emptied(table, *(part["AttributeName"] for part in described["KeySchema"]))


def _dropped(event: Event, key: str, data: bytes, at: datetime) -> dict[str, Any]:
    """Drop an object and return its event, as EventBridge sends it."""
    etag = clients.s3().put_object(Bucket=LOG_BUCKET, Key=key, Body=data)["ETag"].strip('"')
    return event(
        "sqs_object_created",
        time=at.isoformat(),
        detail__object__key=key,
        detail__object__etag=etag,
        detail__object__size=len(data),
        detail__object__sequencer="0055AED6DCD90281E5",
    )
