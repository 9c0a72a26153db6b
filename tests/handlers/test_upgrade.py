"""What earlier releases kept and sent is read, and worked on, by this one; what a newer one wrote is left alone."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from moto import mock_aws
from pydantic import BaseModel

from crosscut.alerting.notice import Notice, NoticeKey
from crosscut.aws import clients
from crosscut.aws.baselines import DynamoBaselines
from crosscut.aws.catalog import HISTORY, DynamoCatalog
from crosscut.aws.chunks import S3ChunkReader
from crosscut.aws.digests import DigestStore
from crosscut.aws.incident_items import BOARD, board_of
from crosscut.aws.incidents import DynamoIncidents
from crosscut.aws.insights import DynamoInsightStore
from crosscut.aws.ledger import DynamoLedger
from crosscut.aws.notices import DynamoNotices
from crosscut.aws.parts import ObjectPart, Plan, PlanStore
from crosscut.aws.quarantine import Quarantine, QuarantineEntry
from crosscut.cli.main import cli
from crosscut.conservation import LedgerEntry
from crosscut.errors import NewerStateError
from crosscut.incident import Incident
from crosscut.insights.listing import Wanted
from crosscut.model import Digest, DigestMessage, Insight, Severity
from crosscut.rereading import refold
from crosscut.trail import Trail
from tests.handlers.conftest import ANTHROPIC_SECRET, SLACK_SECRET, LambdaContext, handler_module
from tests.releases import RELEASES, Release

SOURCE = "shop-api"
SINCE = datetime(2020, 1, 1, tzinfo=UTC)
NAMES = ("insights", "incidents", "catalog", "baselines", "budget", "ledger", "notices", "idempotency")


@pytest.fixture(params=RELEASES)
def release(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Release]:
    """An account as that release has left it, with its tables, buckets and queues."""
    for name in ("AWS_ENDPOINT_URL", "AWS_PROFILE", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {
        "ACCESS_KEY_ID": "x",
        "SECRET_ACCESS_KEY": "x",
        "DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    clients.client.cache_clear()
    with mock_aws():
        found = Release(request.param)
        _make_stores(found)
        found.fill()
        _tell_the_lambdas(found, monkeypatch)
        yield found
    clients.client.cache_clear()


def _make_stores(release: Release) -> None:
    dynamodb, sqs = clients.dynamodb(), clients.sqs()
    for resource in release.stores.values():
        if resource["Type"] == "AWS::DynamoDB::Table":
            taken = (
                "TableName",
                "KeySchema",
                "AttributeDefinitions",
                "GlobalSecondaryIndexes",
                "BillingMode",
            )
            wanted = {name: resource["Properties"][name] for name in taken if name in resource["Properties"]}
            dynamodb.create_table(**wanted)
        elif resource["Type"] == "AWS::SQS::Queue":
            fifo = {"FifoQueue": "true"} if resource["Properties"].get("FifoQueue") else {}
            sqs.create_queue(QueueName=resource["Properties"]["QueueName"], Attributes=fifo)
        elif resource["Type"] == "AWS::SecretsManager::Secret":
            clients.secretsmanager().create_secret(Name=resource["Properties"]["Name"], SecretString="{}")
    for bucket in release.state["objects"]:
        clients.s3().create_bucket(Bucket=bucket)
    clients.events().create_event_bus(Name="crosscut-local")
    clients.secretsmanager().create_secret(Name=SLACK_SECRET, SecretString="{}")
    clients.secretsmanager().create_secret(Name=ANTHROPIC_SECRET, SecretString="{}")


def _tell_the_lambdas(release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    def url(queue: str) -> str:
        return clients.sqs().get_queue_url(QueueName=f"crosscut-local-{queue}")["QueueUrl"]

    environment = {
        **{f"{name.upper()}_TABLE": f"crosscut-local-{name}" for name in NAMES},
        "WORK_BUCKET": next(bucket for bucket in release.state["objects"] if "-work-" in bucket),
        "LOG_BUCKET": next(bucket for bucket in release.state["objects"] if "-logs-" in bucket),
        "INTAKE_QUEUE_URL": url("intake"),
        "DIGEST_QUEUE_URL": url("digests.fifo"),
        "QUEUE_URL": url("notices"),
        "PSEUDONYM_KEY_SECRET": "crosscut/local/pseudonym-key",
        "ANTHROPIC_SECRET": ANTHROPIC_SECRET,
        "SLACK_SECRET": SLACK_SECRET,
        "EVENT_BUS": "crosscut-local",
        "TOPIC_ARN": clients.sns().create_topic(Name="crosscut-local-critical")["TopicArn"],
        "STAGE": "test",  # a dimension of metrics, which the Lambdas of one process share
    }
    for name, value in environment.items():
        monkeypatch.setenv(f"CROSSCUT_{name}", value)


def work_bucket(release: Release) -> str:
    return next(bucket for bucket in release.state["objects"] if "-work-" in bucket)


def handled(name: str, body: str) -> list[dict[str, str]]:
    """Let a Lambda of this release take one message, and return the ones that it failed."""
    queue = {"sanitize": "intake", "analyze": "digests.fifo", "notify": "notices"}[name]
    clients.sqs().send_message(
        QueueUrl=clients.sqs().get_queue_url(QueueName=f"crosscut-local-{queue}")["QueueUrl"],
        MessageBody=body,
        **(
            {"MessageGroupId": SOURCE, "MessageDeduplicationId": str(hash(body))} if name == "analyze" else {}
        ),
    )
    url = clients.sqs().get_queue_url(QueueName=f"crosscut-local-{queue}")["QueueUrl"]
    [message] = clients.sqs().receive_message(QueueUrl=url, VisibilityTimeout=60)["Messages"]
    record = {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": {"ApproximateReceiveCount": "1", "MessageGroupId": SOURCE},
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:us-east-1:123456789012:crosscut-local-{queue}",
    }
    answer = handler_module(name).handler({"Records": [record]}, LambdaContext(f"crosscut-local-{name}"))
    if not answer["batchItemFailures"]:
        clients.sqs().delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return list(answer["batchItemFailures"])


def test_insights_and_incidents_are_read(release: Release) -> None:
    store = DynamoInsightStore(clients.dynamodb(), "crosscut-local-insights")
    rows = list(store.rows(Wanted(since=SINCE, at_least=Severity.INFO)))
    incidents = DynamoIncidents(clients.dynamodb(), "crosscut-local-incidents")

    stored = {item["id"]["S"]: json.loads(item["document"]["S"]) for item in release.table("insights")}
    assert {row.id for row in rows} == stored.keys()
    for insight in store.whole(rows):
        assert (insight.title, insight.count) == (stored[insight.id]["title"], stored[insight.id]["count"])
        assert len(insight.decisions) == len(stored[insight.id]["decisions"])
    assert any(insight["decisions"] for insight in stored.values())
    found = {i.id for i in incidents.list(since=SINCE, at_least=Severity.INFO)}
    assert found == {item["id"]["S"] for item in release.table("incidents")} - {BOARD}
    [board] = [item for item in release.table("incidents") if item["id"]["S"] == BOARD]
    assert {incident.id for incident in board_of(board)[0].incidents} == found  # and not begun anew


def test_people_see_them_on_the_command_line(release: Release) -> None:
    [first] = [i["id"]["S"] for i in release.table("insights") if "orders" in i["title"]["S"]][:1]

    for command in (
        ["insights", "list", "--since", "2020-01-01"],
        ["insights", "show", first],
        ["incidents", "list", "--since", "2020-01-01"],
    ):
        done = CliRunner().invoke(cli, command)
        assert done.exit_code == 0, done.output
        assert "orders" in done.output


def test_the_ledger_is_read_and_adds_up(release: Release) -> None:
    ledger = DynamoLedger(clients.dynamodb(), "crosscut-local-ledger")
    days = sorted(date.fromisoformat(item["day"]["S"]) for item in release.table("ledger"))
    entries = list(ledger.entries(days[0], days[-1]))

    assert {entry.part_id for entry in entries} == {item["item"]["S"] for item in release.table("ledger")}
    assert sum(entry.analysed_at is not None for entry in entries) == len(entries) - 1  # one is in flight
    for entry in entries:
        assert entry.ledger.lines_read == entry.ledger.lines_folded + entry.ledger.lines_quarantined


def test_chunks_fold_into_templates_that_are_known(release: Release) -> None:
    """The ids of templates are what they were: nothing known is cried as new."""
    catalog = DynamoCatalog(clients.dynamodb(), "crosscut-local-catalog")
    known = {item["template_id"]["S"] for item in release.table("catalog")} - {HISTORY}
    chunks = S3ChunkReader(clients.s3(), work_bucket(release))
    digests = DigestStore(clients.s3(), work_bucket(release))
    analysed = {item["item"]["S"] for item in release.table("ledger") if "analysed_at" in item}

    assert catalog.has_history(SOURCE)
    assert catalog.known(SOURCE, known) == known
    for key in (key for key in release.objects("work") if key.startswith("digests/")):
        digest = digests.read(key)
        read = [(key, records) for records in chunks.of_digest(key)]
        again = refold(read, source=SOURCE, trail=Trail())
        assert {t.id for t in again.templates} == {t.id for t in digest.templates}
        assert again.ledger.records == digest.ledger.records
        if Path(key).stem in analysed:
            assert {t.id for t in again.templates} <= known


def test_baselines_notices_plans_and_quarantine_are_read(release: Release) -> None:
    baselines = DynamoBaselines(clients.dynamodb(), "crosscut-local-baselines")
    [(source, state)] = list(baselines.states())
    assert (source, state.last > state.since > 0) == (SOURCE, True)
    notices = DynamoNotices(clients.dynamodb(), "crosscut-local-notices")
    told = [item for item in release.table("notices") if "document" in item]
    for item in told:
        channel, _, place = item["item"]["S"].partition("/")
        key = NoticeKey(item["source"]["S"], item["about"]["S"], channel, place)
        claim = notices.claim(key, now=datetime.now(UTC) + timedelta(days=1))
        assert claim is not None
        assert claim.notice.model_dump(mode="json") == json.loads(item["document"]["S"])
    assert {item["item"]["S"].partition("/")[0] for item in told} == {"slack", "sns"}
    plans = PlanStore(clients.dynamodb(), "crosscut-local-idempotency")
    kept = [i["id"]["S"] for i in release.table("idempotency") if i["id"]["S"].startswith("plan#")]
    assert kept
    assert all(plans.find(id_.removeprefix("plan#")) is not None for id_ in kept)
    [entry] = Quarantine(clients.s3(), work_bucket(release)).entries()
    assert (entry.source, entry.stage) == (SOURCE, "read")


def test_messages_in_flight_are_worked_on_and_nothing_known_is_new(release: Release) -> None:
    messages = release.state["messages"]
    before = {item["id"]["S"] for item in release.table("insights")}

    assert [handled("sanitize", body) for body in messages["intake"]] == [[]] * len(messages["intake"])
    assert len(messages["intake"]) == 2  # an object that was created, and one to be read again
    url = clients.sqs().get_queue_url(QueueName="crosscut-local-digests.fifo")["QueueUrl"]
    made = []
    while found := clients.sqs().receive_message(QueueUrl=url, VisibilityTimeout=60).get("Messages"):
        made += [message["Body"] for message in found]
        clients.sqs().delete_message(QueueUrl=url, ReceiptHandle=found[0]["ReceiptHandle"])
    assert len(made) == 2
    for body in (*messages["digests.fifo"], *made):
        assert handled("analyze", body) == []
    for body in messages["notices"]:
        assert handled("notify", body) == []

    store = DynamoInsightStore(clients.dynamodb(), "crosscut-local-insights")
    found_now = list(store.whole(store.rows(Wanted(since=SINCE, at_least=Severity.INFO))))
    new = [insight for insight in found_now if insight.id not in before]
    assert not [insight for insight in new if any("new" in rule for rule in insight.rules)]
    unanalysed = [
        item for item in clients.dynamodb().scan(TableName="crosscut-local-ledger")["Items"]
        if "analysed_at" not in item
    ]  # fmt: skip
    assert unanalysed == []


def test_what_says_no_more_than_before_is_written_as_before(release: Release) -> None:
    """Or the release before could not be deployed again: its readers refuse fields that they don't know."""
    [message] = release.state["messages"]["digests.fifo"]
    [part] = [body for body in release.state["messages"]["intake"] if "created" in json.loads(body)]

    def documents(table: str, field: str = "document") -> list[str]:
        return [item[field]["S"] for item in release.table(table) if field in item]

    def objects(folder: str) -> list[str]:
        found = release.objects("work").items()
        return [text.decode() for key, text in found if key.startswith(folder) and key.endswith(".json")]

    kept: list[tuple[type[BaseModel], list[str]]] = [
        (Insight, documents("insights")),
        (Incident, documents("incidents")),
        (Notice, documents("notices")),
        (Plan, documents("idempotency", "plan")),
        (Digest, objects("digests/")),
        (QuarantineEntry, objects("quarantine/")),
        (DigestMessage, [message]),
        (ObjectPart, [part]),
    ]
    for model, texts in kept:
        assert texts, model
        for before in map(json.loads, texts):
            if before.get("schema_version", 1) == getattr(model, "newest", 1):
                again = model.model_validate(before).model_dump_json(by_alias=True)
                assert json.loads(again) == before
    for item in release.table("ledger"):
        entry = LedgerEntry.model_validate_json(item["document"]["S"])
        again = json.loads(entry.model_dump_json(exclude={"analysed_at", "insights"}))
        assert again == json.loads(item["document"]["S"])


NEWER = {
    "analyze": ("digest_key", "listen", "collect", "tick"),
    "notify": ("look", "detail", "tick"),
    "sanitize": ("created",),
}


def newer(name: str, field: str, release: Release) -> str:
    """A message as a newer release might send it: with a version, and a field that nobody knows yet."""
    body: dict[str, Any]
    if field == "digest_key":
        body = json.loads(release.state["messages"]["digests.fifo"][0])
    elif field == "detail":
        body = json.loads(release.state["messages"]["notices"][0])
        body["detail"] |= {"schema_version": 99, "unheard_of": 1}
        return json.dumps(body)
    elif field == "created":
        [body] = [m for m in map(json.loads, release.state["messages"]["intake"]) if "created" in m]
    else:
        more = {"source": SOURCE} if field == "collect" else {}
        look = {"source": SOURCE, "insight_id": "a", "channel": "sns", "place": ""}
        body = {field: look if field == "look" else "x", **more}
    return json.dumps({**body, "schema_version": 99, "unheard_of": 1})


@pytest.mark.parametrize(
    ("name", "field"), [(name, field) for name, fields in NEWER.items() for field in fields]
)
def test_a_newer_message_goes_back_to_its_queue_and_says_why(
    release: Release, name: str, field: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(handled(name, newer(name, field, release))) == 1

    logged = capsys.readouterr().out
    assert "NewerStateError" in logged
    assert "was written by a newer release of Crosscut" in logged
    assert "unheard_of" not in logged


def _raised(document: str) -> str:
    return json.dumps({**json.loads(document), "schema_version": 99, "unheard_of": 1})


def _rewrite(table: str, item: dict[str, Any]) -> None:
    clients.dynamodb().put_item(TableName=f"crosscut-local-{table}", Item=item)


def _newer_insight(release: Release) -> object:
    item = release.table("insights")[0]
    _rewrite("insights", {**item, "document": {"S": _raised(item["document"]["S"])}})
    return DynamoInsightStore(clients.dynamodb(), "crosscut-local-insights").get(item["id"]["S"])


def _newer_incident(release: Release) -> object:
    item = next(i for i in release.table("incidents") if i["id"]["S"] != BOARD)
    _rewrite("incidents", {**item, "document": {"S": _raised(item["document"]["S"])}})
    return DynamoIncidents(clients.dynamodb(), "crosscut-local-incidents").get(item["id"]["S"])


def _newer_entry(release: Release) -> object:
    item = release.table("ledger")[0]
    _rewrite("ledger", {**item, "document": {"S": _raised(item["document"]["S"])}})
    day = date.fromisoformat(item["day"]["S"])
    return list(DynamoLedger(clients.dynamodb(), "crosscut-local-ledger").entries(day, day))


def _newer_notice(release: Release) -> object:
    item = next(i for i in release.table("notices") if "document" in i)
    _rewrite("notices", {**item, "document": {"S": _raised(item["document"]["S"])}})
    channel, _, place = item["item"]["S"].partition("/")
    key = NoticeKey(item["source"]["S"], item["about"]["S"], channel, place)
    notices = DynamoNotices(clients.dynamodb(), "crosscut-local-notices")
    return notices.claim(key, now=datetime.now(UTC) + timedelta(days=1))


def _newer_plan(release: Release) -> object:
    item = next(i for i in release.table("idempotency") if i["id"]["S"].startswith("plan#"))
    _rewrite("idempotency", {**item, "plan": {"S": _raised(item["plan"]["S"])}})
    plans = PlanStore(clients.dynamodb(), "crosscut-local-idempotency")
    return plans.find(item["id"]["S"].removeprefix("plan#"))


def _newer_digest(release: Release) -> object:
    key = next(key for key in release.objects("work") if key.startswith("digests/"))
    body = _raised(release.objects("work")[key].decode()).encode()
    clients.s3().put_object(Bucket=work_bucket(release), Key=key, Body=body)
    return DigestStore(clients.s3(), work_bucket(release)).read(key)


def _newer_chunk(release: Release) -> object:
    if sys.version_info >= (3, 14):
        from compression import zstd
    else:
        from backports import zstd

    key = next(key for key in release.objects("work") if key.startswith("chunks/"))
    text = b'{"schema_version": 99}\n' + zstd.decompress(release.objects("work")[key])
    clients.s3().put_object(Bucket=work_bucket(release), Key=key, Body=zstd.compress(text))
    digest = f"{key.replace('chunks/', 'digests/', 1).rpartition('/')[0]}.json"
    return list(S3ChunkReader(clients.s3(), work_bucket(release)).of_digest(digest))


def _newer_quarantine(release: Release) -> object:
    key = next(k for k in release.objects("work") if k.startswith("quarantine/") and k.endswith(".json"))
    body = _raised(release.objects("work")[key].decode()).encode()
    clients.s3().put_object(Bucket=work_bucket(release), Key=key, Body=body)
    return list(Quarantine(clients.s3(), work_bucket(release)).entries())


def _newer_evidence(release: Release) -> object:
    from crosscut.aws.evidence import EvidenceStore

    body = gzip.compress(json.dumps({"schema_version": 99, "evidence": []}).encode())
    clients.s3().put_object(Bucket=work_bucket(release), Key="evidence/a", Body=body)
    return EvidenceStore(clients.s3(), work_bucket(release)).read("evidence/a")


@pytest.mark.parametrize(
    "read",
    [
        _newer_insight,
        _newer_incident,
        _newer_entry,
        _newer_notice,
        _newer_plan,
        _newer_digest,
        _newer_chunk,
        _newer_quarantine,
        _newer_evidence,
    ],
)
def test_what_a_newer_release_has_stored_is_refused_and_not_guessed_at(
    release: Release, read: Callable[[Release], object]
) -> None:
    with pytest.raises(
        NewerStateError, match=r"was written by a newer release of Crosscut \(this one reads up to"
    ):
        read(release)


def test_templates_of_other_ids_are_no_history(release: Release) -> None:
    """After a change of how ids are made a source warms up anew: nothing is cried as new that only has another name."""
    catalog = DynamoCatalog(clients.dynamodb(), "crosscut-local-catalog")
    [marker] = [item for item in release.table("catalog") if item["template_id"]["S"] == HISTORY]
    _rewrite("catalog", {**marker, "ids": {"N": "99"}})

    assert not catalog.has_history(SOURCE)
    catalog.remember(SOURCE, [], seen=datetime.now(UTC))
    assert catalog.has_history(SOURCE)
