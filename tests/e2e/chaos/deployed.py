"""The deployed stack as the cases use it: in a hurry, with somebody who listens to the topic."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple, cast

from crosscut.aws import clients
from crosscut.aws.ledger import DynamoLedger, listing
from crosscut.aws.notices import DynamoNotices
from crosscut.cli.local.slack_view import Message, read_messages
from crosscut.conservation import LedgerEntry
from crosscut.model import Insight
from tests.e2e.harness import Local

STAGE = "crosscut-local"
# A Lambda's seconds, and those for which its message is hidden: longer, so that one run at a time has it in hand.
CLOCKS = {
    "sanitize": ("intake", 25, 27),
    "analyze": ("digests.fifo", 30, 32),
    "notify": ("notices", 30, 32),
    "reconcile": ("audits", 30, 32),
}
_DAY = timedelta(days=1)
_PAST = "2000-01-01T00:00:00.000000Z"


class Told(NamedTuple):
    """A message that came by the topic."""

    source: str
    kind: str
    repeat: str
    text: str


class Deployed:
    """One local AWS with the stack in it."""

    def __init__(self, local: Local) -> None:
        self.local = local
        self.aws = local.aws
        self.endpoint = local.aws.endpoint
        self.told: list[Told] = []
        self._texts: dict[str, str] = {}

    def hurry(self) -> None:
        """Shorten the Lambdas' and the queues' clocks, so that a case takes seconds; a deploy sets them back.

        The containers are new afterwards.
        """
        with self.local.at_rest():
            for function, (queue, seconds, hidden) in CLOCKS.items():
                self._set(function, seconds, queue, str(hidden))

    def _set(self, function: str, seconds: int, queue: str, hidden: str) -> None:
        self.sqs.set_queue_attributes(QueueUrl=self.queue(queue), Attributes={"VisibilityTimeout": hidden})
        self.functions.update_function_configuration(FunctionName=f"{STAGE}-{function}", Timeout=seconds)

    @contextmanager
    def hurried(self) -> Iterator[None]:
        """The same for a while."""
        before = {
            function: (
                self.functions.get_function_configuration(FunctionName=f"{STAGE}-{function}")["Timeout"],
                self.sqs.get_queue_attributes(
                    QueueUrl=self.queue(queue), AttributeNames=["VisibilityTimeout"]
                )["Attributes"],
            )
            for function, (queue, _, _) in CLOCKS.items()
        }
        self.hurry()
        try:
            yield
        finally:
            with self.local.at_rest():
                for function, (seconds, attributes) in before.items():
                    self._set(function, seconds, CLOCKS[function][0], attributes["VisibilityTimeout"])

    def listen(self) -> None:
        """Subscribe a queue to the topic, once."""
        _ = self._topic_queue

    def drop(self, source: str, body: bytes, *, name: str = "app.jsonl") -> str:
        """Put an object into the log bucket and return its key."""
        key = f"{source}/{name}"
        self.s3.put_object(Bucket=self.local.output("LogBucketName"), Key=key, Body=body)
        return key

    def send(self, queue: str, body: str, **more: object) -> None:
        self.sqs.send_message(QueueUrl=self.queue(queue), MessageBody=body, **cast(Any, more))

    def received(self, queue: str) -> list[dict[str, str]]:
        """Take messages from a queue, which hides them for a while."""
        answer = self.sqs.receive_message(QueueUrl=self.queue(queue), MaxNumberOfMessages=10)
        return list(answer.get("Messages", ()))

    def delete(self, queue: str, message: dict[str, str]) -> None:
        self.sqs.delete_message(QueueUrl=self.queue(queue), ReceiptHandle=message["ReceiptHandle"])

    def letters(self, stage: str) -> list[dict[str, str]]:
        """Return what `crosscut dlq show` shows of a stage."""
        shown = self.local.run("dlq", "show", stage, "--json", "--local").stdout
        return list(json.loads(shown))

    def entries(self) -> list[LedgerEntry]:
        """Return the ledger of today, yesterday and tomorrow."""
        today = datetime.now(UTC).date()
        return list(self._ledger.entries(today - _DAY, today + _DAY))

    def keys(self, folder: str) -> list[str]:
        """Return the keys of the work bucket below a folder."""
        return [
            item.key for item in listing(self.s3, self.local.output("WorkBucketName"), prefix=f"{folder}/")
        ]

    def insights(self) -> list[Insight]:
        return self.aws.insights()

    def messages(self) -> list[Message]:
        return read_messages(self.local.where.slack_messages)

    def heard(self) -> list[Told]:
        """Return all that has come by the topic so far."""
        while batch := self.sqs.receive_message(QueueUrl=self._topic_queue, MaxNumberOfMessages=10).get(
            "Messages"
        ):
            for message in batch:
                body = json.loads(message["Body"])
                attributes = {n: a["Value"] for n, a in body.get("MessageAttributes", {}).items()}
                self.told.append(
                    Told(
                        attributes.get("source", ""),
                        attributes.get("kind", ""),
                        attributes.get("repeat", ""),
                        body["Message"],
                    )
                )
                self.sqs.delete_message(QueueUrl=self._topic_queue, ReceiptHandle=message["ReceiptHandle"])
        return self.told

    def still_due(self, sources: Iterable[str]) -> int:
        """How many notices of these sources wait for the clock."""
        wanted = set(sources)
        late = datetime.now(UTC) + _DAY
        notices = DynamoNotices(self.dynamodb, f"{STAGE}-notices")
        return sum(key.source in wanted for key in notices.due(now=late, limit=1_000))

    def let_time_pass(self, sources: Iterable[str]) -> None:
        """Make the minutes pass until what was put off of these sources is looked at again, and the clock tick."""
        wanted = set(sources)
        for item in self.dynamodb.scan(TableName=f"{STAGE}-notices")["Items"]:
            if item.get("source", {}).get("S") in wanted and "due" in item and "lease" not in item:
                with suppress(
                    self.dynamodb.exceptions.ConditionalCheckFailedException
                ):  # somebody looks already
                    self.dynamodb.update_item(
                        TableName=f"{STAGE}-notices",
                        Key={name: item[name] for name in ("about", "item")},
                        UpdateExpression="SET due = :past",
                        ConditionExpression="attribute_not_exists(lease) AND attribute_exists(due)",
                        ExpressionAttributeValues={":past": {"S": _PAST}},
                    )
        self.send("notices", json.dumps({"tick": datetime.now(UTC).isoformat()}))

    def end_leases(self, source: str) -> None:
        """Make the minute pass for which a run has the source's notices in hand."""
        for item in self.dynamodb.scan(TableName=f"{STAGE}-notices")["Items"]:
            if item.get("source", {}).get("S") == source and "lease" in item:
                self.dynamodb.update_item(
                    TableName=f"{STAGE}-notices",
                    Key={name: item[name] for name in ("about", "item")},
                    UpdateExpression="SET lease = :past, due = :past",
                    ExpressionAttributeValues={":past": {"S": _PAST}},
                )

    def await_quiet(
        self, sources: Iterable[str], *, seconds: float, meanwhile: Callable[[], None] = lambda: None
    ) -> bool:
        """Wait until nothing is on its way any more; False when that is not so in time."""
        sources, ends, quiet = list(sources), time.monotonic() + seconds, 0
        while time.monotonic() < ends and quiet < 3:
            self.heard()
            meanwhile()
            on_the_way = sum(self.aws.waiting().values()) or self.still_due(sources)
            quiet = 0 if on_the_way else quiet + 1
            time.sleep(1)
        return quiet >= 3

    def queue(self, name: str) -> str:
        return self.sqs.get_queue_url(QueueName=f"{STAGE}-{name}")["QueueUrl"]

    @cached_property
    def _topic_queue(self) -> str:
        url, arn = self.local.queue("chaos-told")
        topic = self.local.output("CriticalTopicArn")
        clients.sns(self.endpoint).subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn)
        return url

    @property
    def _ledger(self) -> DynamoLedger:
        return DynamoLedger(self.dynamodb, f"{STAGE}-ledger")

    @property
    def s3(self) -> Any:
        return clients.s3(self.endpoint)

    @property
    def sqs(self) -> Any:
        return clients.sqs(self.endpoint)

    @property
    def dynamodb(self) -> Any:
        return clients.dynamodb(self.endpoint)

    @property
    def secrets(self) -> Any:
        return clients.secretsmanager(self.endpoint)

    @property
    def functions(self) -> Any:
        return clients.client("lambda", self.endpoint)
