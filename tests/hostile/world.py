"""The real handlers of lambdas/ over an account in memory: what is sent to them, and what comes of it."""

from __future__ import annotations

import contextlib
import io
import itertools
import json
import os
import socket
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, NamedTuple

from crosscut.aws import clients
from crosscut.aws.insights import DynamoInsightStore
from crosscut.aws.messages import InsightPublished
from crosscut.model import Insight
from tests.fuzz import seeds
from tests.handlers.conftest import (
    ACCOUNT,
    INSIGHTS,
    LOG_BUCKET,
    REGION,
    SLACK_SECRET,
    Account,
    LambdaContext,
    handler_module,
)

Queue = Literal["intake", "digests", "notices", "audits"]
_READERS = {"intake": "sanitize", "digests": "analyze", "notices": "notify", "audits": "reconcile"}
_DELIVERIES = 3  # of one message, before it is a dead letter


class Outcome(NamedTuple):
    """What became of one message."""

    end: Literal["done", "a dead letter at once", "tried again later"]
    printed: str  # what the Lambda has logged
    changed: bool  # whether anything was written for others to find
    asked: list[str]  # the hosts that were looked for or connected to


class World:
    """One for all rows; what one row leaves behind is not looked at by another."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.names: dict[str, int] = {}  # of hosts that are led to a port of this machine
        self._numbers = itertools.count(1)

    def send(self, queue: Queue, body: str, **environment: str) -> Outcome:
        """Put a message on a queue and have its Lambda take it, as often as it comes back at once."""
        name = f"hostile-{queue}-{next(self._numbers)}"
        before, url = self._made(), _queue(name)
        clients.sqs().send_message(QueueUrl=url, MessageBody=body)
        with _environment(environment), _watched(self.names) as asked, _printed() as printed:
            handler = _handler(_READERS[queue])
            while received := _receive(url):
                if not handler({"Records": [_record(received, name)]})["batchItemFailures"]:
                    clients.sqs().delete_message(QueueUrl=url, ReceiptHandle=received["ReceiptHandle"])
        end: Any = "done"
        if _receive(f"{url}-dead"):
            end = "a dead letter at once"
        elif _waiting(url):
            end = "tried again later"
        return Outcome(end, printed.getvalue(), self._made() != before, asked)

    def drop(self, key: str, data: bytes, **environment: str) -> tuple[Outcome, list[str]]:
        """Drop an object and have sanitize take its event; return the outcome and the keys that it has made."""
        event = seeds.body("sqs_object_created")
        etag = clients.s3().put_object(Bucket=LOG_BUCKET, Key=key, Body=data)["ETag"].strip('"')
        event["detail"]["object"].update(
            key=key, etag=etag, size=len(data), sequencer=f"{next(self._numbers):x}"
        )
        before = set(self.account.keys(""))
        outcome = self.send("intake", json.dumps(event), **environment)
        return outcome, sorted(set(self.account.keys("")) - before)

    def ask(self, event: Mapping[str, Any], *, secret: Mapping[str, str]) -> tuple[int, Insight | None]:
        """Send a request to the Function URL; return the status and, where it was decided on, the insight."""
        self.set_slack(secret)
        with _printed(), _watched({}):
            answer = _handler("slack")(dict(event))
        stored = DynamoInsightStore(clients.dynamodb(), INSIGHTS).find("shop-api", self.insight.id)
        return int(answer["statusCode"]), stored if stored and stored.decisions else None

    @property
    def insight(self) -> Insight:
        """The insight of tests/events, which presses are about."""
        return InsightPublished.model_validate(seeds.body("sqs_insight_published")).detail

    def new_insight(self) -> Insight:
        """Store the insight anew, with nothing decided on it."""
        key = {"source": {"S": self.insight.source}, "id": {"S": self.insight.id}}
        clients.dynamodb().delete_item(TableName=INSIGHTS, Key=key)
        return DynamoInsightStore(clients.dynamodb(), INSIGHTS).save(self.insight, digest_id=self.id())

    def set_slack(self, fields: Mapping[str, str]) -> None:
        """Fill in the secret of Slack."""
        clients.secretsmanager().put_secret_value(
            SecretId=SLACK_SECRET, SecretString=json.dumps(dict(fields))
        )

    def id(self) -> str:
        """Return an id that no other row has."""
        return f"{next(self._numbers):032x}"

    def _made(self) -> tuple[object, ...]:
        """What others could find: objects, insights, and messages of the next queues."""
        insights = clients.dynamodb().scan(TableName=INSIGHTS, Select="COUNT")["Count"]
        urls = (
            self.account.intake_url,
            self.account.digest_queue_url,
            self.account.notices_url,
            self.account.seen_url,
        )
        return (tuple(self.account.keys("")), insights, *map(_waiting, urls))


def dead(outcome: Outcome) -> str:
    """Return the words for a message that was none; with what is wrong, if it was not only that."""
    if outcome.end != "a dead letter at once" or outcome.changed or outcome.asked:
        return f"{outcome.end}; changed: {outcome.changed}; asked: {outcome.asked}"
    if "synthetic" in outcome.printed or '"level":"ERROR"' not in outcome.printed:
        return f"a dead letter at once; logged: {outcome.printed}"
    return "a dead letter at once; the log has the field's place and no text"


def _handler(name: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    module = handler_module(name)
    return lambda event: module.handler(event, LambdaContext(function_name=f"crosscut-test-{name}"))


def _queue(name: str) -> str:
    """Make a queue with a dead-letter queue, and return its URL."""
    clients.sqs().create_queue(QueueName=f"{name}-dead")
    redrive = {"deadLetterTargetArn": _arn(f"{name}-dead"), "maxReceiveCount": _DELIVERIES}
    attributes: Any = {"RedrivePolicy": json.dumps(redrive), "VisibilityTimeout": "900"}
    return clients.sqs().create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]


def _arn(queue: str) -> str:
    return f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue}"


def _receive(url: str) -> dict[str, Any] | None:
    answer = clients.sqs().receive_message(
        QueueUrl=url, WaitTimeSeconds=0, MessageSystemAttributeNames=["All"], MaxNumberOfMessages=1
    )
    return dict(answer["Messages"][0]) if answer.get("Messages") else None


def _waiting(url: str) -> int:
    names: Any = ("ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible")
    found = clients.sqs().get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return sum(int(found[name]) for name in names)


def _record(message: Mapping[str, Any], queue: str) -> dict[str, Any]:
    """Return a message as Lambda hands it over (https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html)."""
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": {**message["Attributes"], "MessageGroupId": "shop-api"},
        "messageAttributes": {},
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": _arn(queue),
        "awsRegion": REGION,
    }


@contextlib.contextmanager
def _printed() -> Iterator[io.StringIO]:
    """Collect what is printed; the handlers' loggers keep the output that they are made with."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        yield printed


@contextlib.contextmanager
def _environment(more: Mapping[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in more}
    os.environ.update(more)
    if any(name.startswith("AWS_") for name in more):
        clients.client.cache_clear()  # which are made once
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
        if any(name.startswith("AWS_") for name in more):
            clients.client.cache_clear()


@contextlib.contextmanager
def _watched(names: Mapping[str, int]) -> Iterator[list[str]]:
    """Collect who is looked for or connected to; only this machine is reached, also by the `names`."""
    asked: list[str] = []
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def watched_connect(self: socket.socket, address: Any) -> None:
        host = str(address[0])
        asked.append(f"{host}:{address[1]}")
        if not host.startswith("127."):
            raise ConnectionRefusedError("tests reach nobody")
        connect(self, address)

    def watched_look_up(host: Any, *arguments: Any, **more: Any) -> Any:
        if str(host) in names:
            return look_up("127.0.0.1", names[str(host)], *arguments[1:], **more)
        if str(host) not in ("127.0.0.1", "localhost"):
            asked.append(str(host))
            raise socket.gaierror("tests look for nobody")
        return look_up(host, *arguments, **more)

    socket.socket.connect, socket.getaddrinfo = watched_connect, watched_look_up  # type: ignore[method-assign,assignment]
    try:
        yield asked
    finally:
        socket.socket.connect, socket.getaddrinfo = connect, look_up  # type: ignore[method-assign]
