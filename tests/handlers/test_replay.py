"""Doing it again on purpose: what is made takes the place of what was, and nothing is counted twice."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crosscut.aws import clients
from crosscut.aws.chunks import S3ChunkReader
from crosscut.aws.digests import DigestQueue
from crosscut.aws.ledger import DynamoLedger, listing
from crosscut.aws.parts import ObjectPart
from crosscut.aws.replaying import Chosen, digests, objects
from crosscut.conservation import LedgerEntry
from crosscut.errors import RetryableError
from crosscut.model import Digest, DigestMessage
from tests.fakes.analyst import diligent
from tests.fakes.claude_server import ClaudeServer
from tests.handlers.conftest import ANTHROPIC_SECRET, LOG_BUCKET, WORK_BUCKET
from tests.handlers.test_analyze import stored
from tests.handlers.test_river import LOGS, drop, of_queue

Event = Callable[..., dict[str, Any]]
Load = Callable[[str], Callable[[dict[str, Any]], dict[str, Any]]]
LOG = "shop-api/app.log"
EVER = Chosen(datetime(2020, 1, 1, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC))


class River:
    """Sanitize and analyze, with what lies between them."""

    def __init__(self, aws: Any, event: Event, load: Load) -> None:
        self.aws, self.event, self.load = aws, event, load

    def sanitized(self, dropped: dict[str, Any]) -> None:
        assert self.load("sanitize")(dropped) == {"batchItemFailures": []}

    def analysed(self) -> int:
        """Have what was announced analysed, and return how many messages there were."""
        messages = self.aws.received(self.aws.digest_queue_url)
        for message in messages:
            self.analyse(message)
        return len(messages)

    def analyse(self, message: dict[str, Any]) -> None:
        answer = self.load("analyze")(of_queue(self.event, "sqs_digest_message", message))
        assert answer == {"batchItemFailures": []}

    def again(self, part: ObjectPart) -> dict[str, Any]:
        return of_queue(self.event, "sqs_object_created", json.loads(part.to_json()))


@pytest.fixture
def river(aws: Any, event: Event, load_handler: Load) -> River:
    """A log that went through, and was explained by the rules."""
    made = River(aws, event, load_handler)
    dropped = drop(event, LOGS / LOG, "shop-api")
    body = json.loads(dropped["Records"][0]["body"])
    body["time"] = datetime.now(UTC).isoformat()
    body["detail"]["object"]["sequencer"] = "0055AED6DCD90281E5"
    dropped["Records"][0]["body"] = json.dumps(body)
    made.sanitized(dropped)
    assert made.analysed() == 1
    return made


@pytest.fixture
def claude(aws: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[ClaudeServer]:
    secret = '{"api_key": "sk-ant-synthetic"}'
    clients.secretsmanager().put_secret_value(SecretId=ANTHROPIC_SECRET, SecretString=secret)
    with ClaudeServer(diligent) as server:
        monkeypatch.setenv("CROSSCUT_ANTHROPIC_URL", server.url)
        yield server


def entries() -> list[LedgerEntry]:
    today = datetime.now(UTC).date()
    days = timedelta(days=1)
    return list(DynamoLedger(clients.dynamodb(), "crosscut-test-ledger").entries(today - days, today + days))


def parts(number: int) -> list[ObjectPart]:
    listed = listing(clients.s3(), LOG_BUCKET)
    return list(objects(listed, entries(), EVER, bucket=LOG_BUCKET, replay=number))


def counts() -> dict[str, int]:
    return {insight.id: insight.count for insight in stored()}


def test_an_object_that_is_sanitized_again_is_the_same_object(river: River) -> None:
    before = (counts(), river.aws.keys(""), [(e.part_id, e.ledger) for e in entries()])

    [part] = parts(7)
    river.sanitized(river.again(part))
    assert river.analysed() == 1

    assert (counts(), river.aws.keys(""), [(e.part_id, e.ledger) for e in entries()]) == before
    assert all(entry.analysed_at for entry in entries())


def test_chunks_that_an_earlier_reading_has_left_over_are_no_longer_read(river: River) -> None:
    [chunk] = river.aws.keys("chunks/")
    left_over = chunk.replace("000000.", "000001.")
    clients.s3().copy_object(Bucket=WORK_BUCKET, Key=left_over, CopySource=f"{WORK_BUCKET}/{chunk}")

    [key] = river.aws.keys("digests/")
    digest = Digest.model_validate_json(river.aws.read(key))

    reader = S3ChunkReader(clients.s3(), WORK_BUCKET)
    assert sum(map(len, reader.of_digest(key, most=digest.chunks))) == digest.ledger.records
    assert sum(map(len, reader.of_digest(key))) == 2 * digest.ledger.records  # of a digest that does not say


def test_the_same_replay_twice_is_done_once_and_another_one_anew(river: River) -> None:
    [part] = parts(7)
    for _ in range(2):
        river.sanitized(river.again(part))
    assert river.analysed() == 1

    river.sanitized(river.again(parts(8)[0]))
    assert river.analysed() == 1


def test_a_run_that_ends_after_its_announcement_and_is_repeated_leaves_the_digest_analysed(
    river: River, event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = DigestQueue.send

    def lost(self: DigestQueue, message: DigestMessage) -> None:
        send(self, message)
        raise RetryableError("no whole answer from AWS")

    dropped = drop(event, LOGS / LOG, "shop-api")
    body = json.loads(dropped["Records"][0]["body"])
    body["time"] = datetime.now(UTC).isoformat()
    body["detail"]["object"]["sequencer"] = "0055AED6DCD90281E6"
    dropped["Records"][0]["body"] = json.dumps(body)
    with monkeypatch.context() as broken:
        broken.setattr(DigestQueue, "send", lost)
        assert river.load("sanitize")(dropped)["batchItemFailures"]
    assert river.analysed() == 1

    river.sanitized(dropped)  # SQS drops the second announcement, as one that it has seen

    assert len(entries()) == 2
    assert all(entry.analysed_at for entry in entries())


def test_an_object_whose_event_was_lost_is_read_for_the_first_time(river: River) -> None:
    clients.s3().put_object(Bucket=LOG_BUCKET, Key="shop-api/lost.log", Body=(LOGS / LOG).read_bytes())

    lost = next(part for part in parts(7) if part.created.key == "shop-api/lost.log")
    river.sanitized(river.again(lost))

    assert {entry.key for entry in entries()} == {"shop-api/app.log", "shop-api/lost.log"}


def test_a_model_that_is_asked_again_replaces_the_words_and_counts_nothing(
    river: River, claude: ClaudeServer
) -> None:
    before = counts()
    assert {insight.analyst for insight in stored()} == {"offline"}

    for number in (7, 8):  # the second time it has been explained a moment ago, and is asked all the same
        [message] = digests(entries(), EVER, replay=number)
        river.analyse(message.model_dump(mode="json"))

    assert counts().items() >= before.items()
    assert [i for i in stored() if i.id in before and i.title.startswith("The model says: ")]
    asked = len(claude.requests)
    assert asked >= 2

    river.analyse(DigestMessage(**{**message.model_dump(), "replay": 0}).model_dump(mode="json"))
    assert len(claude.requests) == asked  # without a replay what has been explained is not asked
    assert counts().items() >= before.items()


def test_only_what_is_meant_is_done_again(river: River) -> None:
    arrived = entries()[0].arrived
    span = Chosen(arrived, arrived + timedelta(seconds=1))

    assert len(list(digests(entries(), span, replay=1))) == 1
    assert list(digests(entries(), span._replace(since=span.until, until=EVER.until), replay=1)) == []
    assert list(digests(entries(), span._replace(keys=frozenset({"shop-api/other.log"})), replay=1)) == []
