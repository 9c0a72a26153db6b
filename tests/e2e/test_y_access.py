"""Each Lambda's role allows what it asked AWS for in this run, and nothing more. Late by name: others do the asking."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from crosscut.aws import clients
from crosscut.aws.digests import DigestStore
from crosscut.aws.insights import DynamoInsightStore
from crosscut.aws.messages import ObjectPlace
from crosscut.cli.local.deploy import ARCHIVE
from tests.access.comparison import compare, told
from tests.access.needs import REFUSED, needs_of
from tests.e2e.access import HERE, called, granted, needed_by_lambda
from tests.e2e.harness import Local, eventually
from tests.e2e.logs import outage
from tests.e2e.pressing import press
from tests.e2e.worker_hooks import Plan, WorkerHooks
from tests.fakes.documented import sample_insights
from tests.fuzz import seeds
from tests.handlers.test_analyze import NINE
from tests.handlers.test_analyze import outage as digest_of_an_outage

QUEUES = ("intake", "digests.fifo", "notices", "audits")
GONE, LARGE, NO_PAGE, VERSIONED = "e2e-gone", "e2e-evidence", "e2e-no-page", "e2e-versioned"


@pytest.fixture(scope="module")
def seldom(local: Local, hooks: WorkerHooks, tmp_path_factory: pytest.TempPathFactory) -> None:
    """What no other test of the run makes the Lambdas do: each of these asks AWS for something of its own."""
    began = datetime.now(UTC).timestamp()
    letters = sum(local.aws.dead().values()) + len(QUEUES) + 3
    _leave_no_grace(local)  # first: it ends the Lambda, whatever that is at
    for queue in QUEUES:
        _send(local, queue, {"synthetic": "nonsense"})  # is put back until it is a dead letter
    buckets = (local.output("LogBucketName"), ARCHIVE)
    clients.s3(local.aws.endpoint).create_bucket(Bucket=ARCHIVE)
    for bucket in buckets:
        _send(local, "intake", _created(bucket, f"{GONE}/a.log"))
    gone = {"source": GONE, "digest_key": f"digests/{GONE}/2026/01/01/none.json", "object_id": GONE}
    _send(local, "digests.fifo", gone)
    _send(local, "audits", {"tick": datetime.now(UTC).isoformat()})  # that comes every hour
    # Slack's answer is lost, so notify looks where it has posted.
    hooks.plan([Plan("access", NO_PAGE, "notify", "slack chat.postMessage #1", "answer lost")])
    _announce_without_a_page(local)
    for number in (1, 2):
        _announce_with_many_objects(local, number)
    log = outage(tmp_path_factory.mktemp("versioned") / "versioned.jsonl", lines=100)
    for version in [_drop_a_version(local, bucket, log) for bucket in buckets]:
        _send(local, "intake", version)

    def done(function: str, effect: str) -> bool:
        found = (e for e in hooks.effects(since=began) if e.function.endswith(function))
        return any(each.effect.startswith(effect) for each in found)

    eventually(lambda: sum(local.aws.dead().values()) >= letters, seconds=120, what=f"{letters} dead letters")
    eventually(
        lambda: len(local.aws.digest_keys(VERSIONED)) >= len(buckets), seconds=120, what="their digests"
    )
    eventually(lambda: not any(local.aws.waiting().values()), seconds=120, what="empty queues")
    _forget_what_was_done(local)
    _send(local, "intake", version)  # as if its run had broken off before it could say that it was done
    eventually(lambda: done("sanitize", "dynamodb:UpdateItem ledger"), seconds=120, what="that part again")
    eventually(
        lambda: done("reconcile", "dynamodb:Query notices"), seconds=60, what="a look at what was told"
    )
    eventually(
        lambda: done("notify", "dynamodb:GetItem notices"), seconds=60, what="a look where it was told"
    )
    hooks.plan([])
    eventually(lambda: not any(local.aws.waiting().values()), seconds=120, what="empty queues")
    resolved = local.insights(LARGE)[0]
    assert resolved.incident, "an insight to resolve that is of an incident"
    assert press(local, "crosscut.resolve", f"1:{resolved.id}") == 200


@pytest.mark.usefixtures("claude", "seldom")
def test_roles_allow_what_was_asked_for_and_nothing_more(
    local: Local, hooks: WorkerHooks, request: pytest.FixtureRequest
) -> None:
    calls = called(hooks)
    needs = [need for call in calls for need in needs_of(call, HERE)]

    difference = compare(granted(local), [*needs, *needed_by_lambda(local)])

    assert [call for call in calls if call.error in REFUSED] == []
    assert difference.missing == []
    assert difference.too_wide == []
    run = {item.path.name for item in request.session.items}
    if left_out := sorted({file.name for file in Path(__file__).parent.glob("test_*.py")} - run):
        pytest.skip(f"what is unused shows only in a whole run, without {left_out} it does not")
    assert told(difference) == ""


def _send(local: Local, queue: str, body: object) -> None:
    sqs = clients.sqs(local.aws.endpoint)
    url = sqs.get_queue_url(QueueName=f"crosscut-local-{queue}")["QueueUrl"]
    if queue.endswith(".fifo"):
        sqs.send_message(QueueUrl=url, MessageBody=json.dumps(body), MessageGroupId=GONE)
    else:
        sqs.send_message(QueueUrl=url, MessageBody=json.dumps(body))


def _created(bucket: str, key: str, **object_: object) -> dict[str, object]:
    event = seeds.body("sqs_object_created")
    event["detail"]["bucket"]["name"] = bucket
    event["detail"]["object"] = {"key": key, "size": 100, "sequencer": "0E2E", **object_}
    return event


def _announce_without_a_page(local: Local) -> None:
    worst = sample_insights()[0].model_copy(
        update={"source": NO_PAGE, "id": "e2e0e2e0e2e0", "title": NO_PAGE}
    )
    store = DynamoInsightStore(clients.dynamodb(local.aws.endpoint), local.output("InsightsTableName"))
    stored = store.save(worst, digest_id=NO_PAGE)
    _send(local, "notices", {"detail": stored.model_dump(mode="json")})


def _announce_with_many_objects(local: Local, number: int) -> None:
    """An insight with so many objects is so large that its evidence lies apart; the second time it is read."""
    objects = tuple(f"{LARGE}/{each:03}{'k' * 900}" for each in range(80))
    digest = digest_of_an_outage(LARGE).model_copy(update={"objects": objects})
    object_id = f"{number:032x}"
    bucket = local.output("WorkBucketName")
    key = DigestStore(clients.s3(local.aws.endpoint), bucket).write(
        digest, ObjectPlace(LARGE, object_id, NINE)
    )
    _send(local, "digests.fifo", {"source": LARGE, "digest_key": key, "object_id": object_id})


def _drop_a_version(local: Local, bucket: str, log: Path) -> dict[str, object]:
    """The log bucket has no versions as deployed; whoever must can switch them on. Returns the event about one."""
    s3, key = clients.s3(local.aws.endpoint), f"{VERSIONED}/a.jsonl"
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    put = s3.put_object(Bucket=bucket, Key=key, Body=log.read_bytes())
    return _created(bucket, key, **{"version-id": put["VersionId"], "etag": put["ETag"].strip('"')})


def _leave_no_grace(local: Local) -> None:
    """What has only just arrived is looked at too, as all else is an hour later."""
    functions = cast(Any, clients.client("lambda", local.aws.endpoint))
    name = "crosscut-local-reconcile"
    variables = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    variables["CROSSCUT_GRACE_MINUTES"] = "0"
    functions.update_function_configuration(FunctionName=name, Environment={"Variables": variables})


def _forget_what_was_done(local: Local) -> None:
    dynamodb, table = clients.dynamodb(local.aws.endpoint), "crosscut-local-idempotency"
    for page in dynamodb.get_paginator("scan").paginate(TableName=table):
        for item in page["Items"]:
            if item["id"]["S"].startswith("sanitize#"):
                dynamodb.delete_item(TableName=table, Key={"id": item["id"]})
