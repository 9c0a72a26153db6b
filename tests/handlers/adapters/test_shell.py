"""What the three Lambdas do alike: failures are counted, logged without text, and put back for a while."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from aws_lambda_powertools.utilities.data_classes.sqs_event import SQSRecord

from crosscut.aws import clients
from crosscut.aws.shell import Deadline, Worker, count_ledger
from crosscut.errors import DeliveryError, RetryableError, UnreadableInputError
from crosscut.model import Ledger


class Recorder:
    """A logger, a meter and a queue that remember what they were told."""

    def __init__(self) -> None:
        self.logged: list[Mapping[str, object]] = []
        self.counted: dict[str, float] = {}
        self.hidden: list[int] = []

    def error(self, msg: object, *, extra: Mapping[str, object]) -> None:
        self.logged.append(extra)

    def add_metric(self, name: str, unit: str, value: float) -> None:
        self.counted[name] = self.counted.get(name, 0) + value

    def get_queue_url(self, **request: str) -> dict[str, str]:
        assert request == {"QueueName": "crosscut-test-intake", "QueueOwnerAWSAccountId": "123456789012"}
        return {"QueueUrl": "https://sqs.example/crosscut-test-intake"}

    def change_message_visibility(self, *, VisibilityTimeout: int, **request: str) -> None:  # noqa: N803 - AWS's
        self.hidden.append(VisibilityTimeout)


@pytest.fixture
def record(event: Callable[..., dict[str, Any]]) -> Callable[..., SQSRecord]:
    return lambda **changes: SQSRecord(event("sqs_object_created", **changes)["Records"][0])


def failing(error: Exception) -> Callable[[object], None]:
    def work(record: object) -> None:
        raise error

    return work


@pytest.mark.parametrize(
    ("error", "delivery", "pause"),
    [
        (RetryableError("later"), 1, 20),
        (DeliveryError("later"), 2, 40),
        (RetryableError("later"), 3, 80),
        (ValueError("a bug"), 1, 20),
        (RetryableError("later"), 9, 600),
        (RetryableError("later"), 5_000, 600),
        (UnreadableInputError("never"), 1, 0),
        (UnreadableInputError("never"), 4, 0),
    ],
)
def test_a_failed_message_waits_twice_as_long_each_time(
    record: Callable[..., SQSRecord], error: Exception, delivery: int, pause: int
) -> None:
    seen = Recorder()
    worker = Worker(failing(error), log=seen, meter=seen)
    message = record(delivery=delivery)

    with pytest.raises(type(error)):
        worker(message)
    worker.put_back([message], sqs=seen, retry_seconds=20)  # type: ignore[arg-type]

    assert seen.hidden == [pause]
    assert seen.counted == {"Messages": 1, "MessagesFailed": 1}


def test_what_another_run_has_in_hand_stays_hidden_as_long_as_that_may_take(
    record: Callable[..., SQSRecord],
) -> None:
    seen = Recorder()
    worker = Worker(
        failing(BlockingIOError()), log=seen, meter=seen,
        patient=(BlockingIOError,), patience_seconds=Deadline(lambda: 300_000).longest_seconds,
    )  # fmt: skip
    message = record()

    with pytest.raises(BlockingIOError):
        worker(message)
    worker.put_back([message], sqs=seen, retry_seconds=20)  # type: ignore[arg-type]

    assert seen.hidden == [301]


def test_an_error_is_logged_without_the_text_it_may_carry(record: Callable[..., SQSRecord]) -> None:
    seen = Recorder()

    with pytest.raises(ValueError, match="invalid: "):
        Worker(failing(ValueError("invalid: 'alice@example.com'")), log=seen, meter=seen)(record())

    (logged,) = seen.logged
    assert "alice" not in str(logged)
    assert (logged["error"], logged["reason"], logged["delivery"]) == ("ValueError", "", 1)
    assert "failing" in str(logged["at"]) or "work" in str(logged["at"])


def test_our_own_errors_are_logged_with_their_words(record: Callable[..., SQSRecord]) -> None:
    seen = Recorder()

    with pytest.raises(UnreadableInputError):
        Worker(failing(UnreadableInputError("app.log.gz: ends in the middle")), log=seen, meter=seen)(
            record()
        )

    assert seen.logged[0]["reason"] == "app.log.gz: ends in the middle"


def test_a_put_back_message_comes_again_from_the_queue(aws: Any, record: Callable[..., SQSRecord]) -> None:
    clients.sqs().send_message(QueueUrl=aws.intake_url, MessageBody="{}")

    def receive() -> str:
        answer = clients.sqs().receive_message(
            QueueUrl=aws.intake_url, VisibilityTimeout=1800, WaitTimeSeconds=0
        )
        return answer["Messages"][0]["ReceiptHandle"] if answer.get("Messages") else ""

    seen = Recorder()
    worker = Worker(failing(UnreadableInputError("damaged")), log=seen, meter=seen)
    message = record(receipt=receive())
    assert receive() == ""

    with pytest.raises(UnreadableInputError):
        worker(message)
    worker.put_back([message], sqs=clients.sqs(), retry_seconds=20)

    assert receive() != ""


def test_a_message_that_cannot_be_put_back_only_comes_later(
    aws: Any, record: Callable[..., SQSRecord]
) -> None:
    seen = Recorder()
    worker = Worker(failing(RetryableError("later")), log=seen, meter=seen)
    message = record(receipt="not-a-receipt")
    with pytest.raises(RetryableError):
        worker(message)

    worker.put_back([message], sqs=clients.sqs(), retry_seconds=20)

    assert [entry["error"] for entry in seen.logged] == ["RetryableError", "RetryableError"]


def test_both_sides_of_the_ledger_are_published_and_their_difference() -> None:
    seen = Recorder()

    count_ledger(
        seen,
        Ledger(
            objects=1, lines_read=10, lines_folded=7, lines_quarantined=2, redactions={"email": 3, "ip": 4}
        ),
    )

    assert seen.counted["LinesRead"] == 10
    assert seen.counted["LinesUnaccounted"] == 1
    assert seen.counted["Redactions"] == 7
