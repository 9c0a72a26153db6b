"""An account in memory, as the stack would have made it, and the real handlers loaded from lambdas/."""

from __future__ import annotations

import importlib.util
import itertools
import json
import logging
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from moto import mock_aws

from crosscut.aws import clients
from crosscut.model import Category, Evidence, Insight, Severity, Step
from tests.fakes.tables import make_table

ROOT = Path(__file__).parents[2]
REGION = "eu-central-1"
ACCOUNT = "123456789012"  # moto's own
LOG_BUCKET = "example-logs"
WORK_BUCKET = "example-work"
INSIGHTS = "crosscut-test-insights"
INCIDENTS = "crosscut-test-incidents"
CATALOG = "crosscut-test-catalog"
BASELINES = "crosscut-test-baselines"
BUDGET = "crosscut-test-budget"
LEDGER = "crosscut-test-ledger"
NOTICES = "crosscut-test-notices"
IDEMPOTENCY = "crosscut-test-idempotency"
BUS = "crosscut-test"
PSEUDONYM_SECRET = "crosscut/test/pseudonym-key"
ANTHROPIC_SECRET = "crosscut/test/anthropic"
SLACK_SECRET = "crosscut/test/slack"


@pytest.fixture(scope="module")
def _fresh_clients() -> Iterator[None]:
    """Share the clients between the tests of a file, since making them takes a second, and with no other."""
    clients.client.cache_clear()
    yield
    clients.client.cache_clear()


@pytest.fixture
def aws(_fresh_clients: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    """An empty account with everything that the stack makes."""
    for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    with mock_aws():
        yield make_account()


@dataclass(frozen=True)
class Account:
    """What was made, and what can be looked at in it."""

    intake_url: str
    digest_queue_url: str
    notices_url: str
    seen_url: str  # a queue that gets the insights of the bus, and what the topic sends
    incidents_url: str  # a queue that gets the incidents of the bus
    topic_arn: str

    def received(self, url: str) -> list[dict[str, Any]]:
        """Take all messages off a queue and return their parsed bodies, with `_group` on FIFO ones."""
        messages: list[dict[str, Any]] = []
        while True:
            answer = clients.sqs().receive_message(
                QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=0, MessageSystemAttributeNames=["All"]
            )
            if not answer.get("Messages"):
                return messages
            for message in answer["Messages"]:
                body = json.loads(message["Body"])
                group = message.get("Attributes", {}).get("MessageGroupId")
                messages.append({**body, "_group": group} if group else body)
                clients.sqs().delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])

    def keys(self, prefix: str) -> list[str]:
        """Return the keys in the work bucket under a prefix."""
        listed = clients.s3().list_objects_v2(Bucket=WORK_BUCKET, Prefix=prefix)
        return [item["Key"] for item in listed.get("Contents", [])]

    def read(self, key: str) -> bytes:
        """Return an object of the work bucket."""
        return clients.s3().get_object(Bucket=WORK_BUCKET, Key=key)["Body"].read()


def make_account() -> Account:
    """Make everything that the stack makes, in the account in memory."""
    s3, sqs, dynamodb = clients.s3(), clients.sqs(), clients.dynamodb()
    for bucket in (LOG_BUCKET, WORK_BUCKET):
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    text, pay = "S", "PAY_PER_REQUEST"
    make_table(dynamodb, "insights", INSIGHTS)
    make_table(dynamodb, "incidents", INCIDENTS)
    dynamodb.create_table(
        TableName=CATALOG,
        KeySchema=[
            {"AttributeName": "source", "KeyType": "HASH"},
            {"AttributeName": "template_id", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": name, "AttributeType": text} for name in ("source", "template_id")
        ],
        BillingMode=pay,
    )
    dynamodb.create_table(
        TableName=BASELINES,
        KeySchema=[
            {"AttributeName": "source", "KeyType": "HASH"},
            {"AttributeName": "item", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": text} for name in ("source", "item")],
        BillingMode=pay,
    )
    for table in (BUDGET, LEDGER):
        dynamodb.create_table(
            TableName=table,
            KeySchema=[
                {"AttributeName": "day", "KeyType": "HASH"},
                {"AttributeName": "item", "KeyType": "RANGE"},
            ],
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": text} for name in ("day", "item")],
            BillingMode=pay,
        )
    dynamodb.create_table(
        TableName=NOTICES,
        KeySchema=[
            {"AttributeName": "about", "KeyType": "HASH"},
            {"AttributeName": "item", "KeyType": "RANGE"},
        ],
        AttributeDefinitions=[
            {"AttributeName": name, "AttributeType": text} for name in ("about", "item", "waiting", "due")
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by-due",
                "KeySchema": [
                    {"AttributeName": "waiting", "KeyType": "HASH"},
                    {"AttributeName": "due", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
        BillingMode=pay,
    )
    dynamodb.create_table(
        TableName=IDEMPOTENCY,
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": text}],
        BillingMode=pay,
    )
    fifo = sqs.create_queue(QueueName="crosscut-test-digests.fifo", Attributes={"FifoQueue": "true"})
    seen = sqs.create_queue(QueueName="seen")["QueueUrl"]
    seen_arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:seen"
    clients.events().create_event_bus(Name=BUS)
    changed = sqs.create_queue(QueueName="changed")["QueueUrl"]
    for kind, queue in (("Insight", "seen"), ("Incident", "changed")):
        pattern = json.dumps({"source": ["crosscut"], "detail-type": [kind]})
        arn = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue}"
        clients.events().put_rule(Name=kind, EventBusName=BUS, EventPattern=pattern)
        clients.events().put_targets(Rule=kind, EventBusName=BUS, Targets=[{"Id": queue, "Arn": arn}])
    topic = clients.sns().create_topic(Name="crosscut-test")["TopicArn"]
    clients.sns().subscribe(TopicArn=topic, Protocol="sqs", Endpoint=seen_arn)
    secrets = clients.secretsmanager()
    secrets.create_secret(Name=PSEUDONYM_SECRET, SecretString="synthetic-key-for-tests-only-0123456789")
    secrets.create_secret(Name=ANTHROPIC_SECRET, SecretString="{}")
    secrets.create_secret(Name=SLACK_SECRET, SecretString="{}")
    return Account(
        intake_url=sqs.create_queue(QueueName="crosscut-test-intake")["QueueUrl"],
        digest_queue_url=fifo["QueueUrl"],
        notices_url=sqs.create_queue(QueueName="crosscut-test-notices")["QueueUrl"],
        seen_url=seen,
        incidents_url=changed,
        topic_arn=topic,
    )


@dataclass(frozen=True)
class LambdaContext:
    """What the Lambda runtime hands to a handler."""

    function_name: str
    remaining_millis: Callable[[], int] = lambda: 60_000
    memory_limit_in_mb: int = 512
    aws_request_id: str = "52fdfc07-2182-154f-163f-5f0f9a621d72"

    @property
    def invoked_function_arn(self) -> str:
        return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{self.function_name}"

    def get_remaining_time_in_millis(self) -> int:
        return self.remaining_millis()


Handler = Callable[[dict[str, Any]], dict[str, Any]]


def environment_of(aws: Account) -> dict[str, str]:
    """Return the environment that the stack would give to its Lambdas."""
    settings = {
        "STAGE": "test",
        "WORK_BUCKET": WORK_BUCKET,
        "INTAKE_QUEUE_URL": aws.intake_url,
        "DIGEST_QUEUE_URL": aws.digest_queue_url,
        "PSEUDONYM_KEY_SECRET": PSEUDONYM_SECRET,
        "IDEMPOTENCY_TABLE": IDEMPOTENCY,
        "INSIGHTS_TABLE": INSIGHTS,
        "INCIDENTS_TABLE": INCIDENTS,
        "CATALOG_TABLE": CATALOG,
        "BASELINES_TABLE": BASELINES,
        "BUDGET_TABLE": BUDGET,
        "LEDGER_TABLE": LEDGER,
        "LOG_BUCKET": LOG_BUCKET,
        "NOTICES_TABLE": NOTICES,
        "QUEUE_URL": aws.notices_url,
        "EVENT_BUS": BUS,
        "ANTHROPIC_SECRET": ANTHROPIC_SECRET,
        "SLACK_SECRET": SLACK_SECRET,
        "TOPIC_ARN": aws.topic_arn,
    }
    return {f"CROSSCUT_{name}": value for name, value in settings.items()}


@pytest.fixture
def load_handler(aws: Account, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Handler]:
    """Load lambdas/<name>/handler.py as a new container would, with the environment that the stack sets."""
    for name, value in environment_of(aws).items():
        monkeypatch.setenv(name, value)

    def load(name: str) -> Handler:
        module = handler_module(name)
        return lambda event: module.handler(event, LambdaContext(function_name=f"crosscut-test-{name}"))

    return load


@pytest.fixture
def short_lived(load_handler: Callable[[str], Handler]) -> Callable[[str], Handler]:
    """Load a handler of which each run nears its deadline after a few looks at the clock."""

    def load(name: str) -> Handler:
        module = handler_module(name)

        def run(event: dict[str, Any]) -> dict[str, Any]:
            remaining = itertools.count(10_000, -2_000)
            context = LambdaContext(f"crosscut-test-{name}", lambda: max(next(remaining), 1))
            answer: dict[str, Any] = module.handler(event, context)
            return answer

        return run

    return load


def handler_module(name: str) -> ModuleType:
    """Return a fresh copy of a handler's module, with a logger of its own."""
    logging.Logger.manager.loggerDict.pop(name, None)  # it keeps the standard output of the test before
    spec = importlib.util.spec_from_file_location(f"{name}_handler", ROOT / "lambdas" / name / "handler.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def event() -> Callable[..., dict[str, Any]]:
    """Return an event of tests/events, with the body and delivery that a test wants in its first record."""

    def load(name: str, *, delivery: int = 1, receipt: str = "", **changes: object) -> dict[str, Any]:
        event: dict[str, Any] = json.loads((ROOT / "tests" / "events" / f"{name}.json").read_text())
        record = event["Records"][0]
        body = json.loads(record["body"])
        _change(body, changes)
        record["body"] = json.dumps(body)
        record["attributes"]["ApproximateReceiveCount"] = str(delivery)
        record["receiptHandle"] = receipt or record["receiptHandle"]
        return event

    return load


def _change(document: dict[str, Any], changes: dict[str, object]) -> None:
    for path, value in changes.items():
        *parents, last = path.split("__")
        inner = document
        for parent in parents:
            inner = inner[parent]
        inner[last] = value


@pytest.fixture
def make_insight() -> Callable[..., Insight]:
    """Return an insight with the given fields changed."""
    base = Insight(
        id="3f9ac2d17be04d55",
        source="shop-api",
        severity=Severity.CRITICAL,
        category=Category.DEPENDENCY,
        title="Orders cannot reach the database",
        summary="212 requests failed because every connection to the orders database was in use.",
        root_cause="The connection pool of the orders service is exhausted.",
        evidence=(Evidence(file="shop-api/app.log", line=1042, text="FATAL: too many connections"),),
        first_seen=datetime(2026, 3, 1, 9, 12, 44, tzinfo=UTC),
        last_seen=datetime(2026, 3, 1, 9, 14, 58, tzinfo=UTC),
        count=212,
        confidence=0.85,
        analyst="offline",
        remediation=(Step(action="End the session that holds the lock."),),
        created_at=datetime(2026, 3, 1, 9, 15, 20, tzinfo=UTC),
    )

    def make(**changes: object) -> Insight:
        return base.model_copy(update=changes)

    return make
