"""How messages flow: rules, queues, retries, dead letters."""

from __future__ import annotations

import pytest

from tests.infra.deployed import Deployed, Resource

pytestmark = pytest.mark.infra

FLOW = [
    ("sanitize", "intake", ""),
    ("analyze", "digests", ".fifo"),
    ("notify", "notices", ""),
    ("reconcile", "audits", ""),
]


def queue(deployed: Deployed, name: str) -> Resource:
    return deployed.one("AWS::SQS::Queue", name)


def mapping(deployed: Deployed, function: str) -> Resource:
    [found] = [m for m in deployed.all("AWS::Lambda::EventSourceMapping") if m["FunctionName"] == function]
    return found


@pytest.mark.parametrize(("function", "name", "suffix"), FLOW)
@pytest.mark.parametrize(("stage", "receives"), [("dev", 5), ("local", 3)])
def test_a_message_is_retried_after_six_timeouts_and_then_kept_as_a_dead_letter(
    request: pytest.FixtureRequest, stage: str, receives: int, function: str, name: str, suffix: str
) -> None:
    deployed: Deployed = request.getfixturevalue(stage)
    worker = deployed.one("AWS::Lambda::Function", f"crosscut-{stage}-{function}")
    work = queue(deployed, f"crosscut-{stage}-{name}{suffix}")
    dead_letters = queue(deployed, f"crosscut-{stage}-{name}-dlq{suffix}")

    assert work["VisibilityTimeout"] == 6 * worker["Timeout"]
    assert work["RedrivePolicy"] == {
        "deadLetterTargetArn": f"arn:{dead_letters.name}",
        "maxReceiveCount": receives,
    }
    assert work["MessageRetentionPeriod"] == dead_letters["MessageRetentionPeriod"] == 14 * 86_400


@pytest.mark.parametrize(("function", "name", "suffix"), FLOW)
def test_a_worker_takes_one_message_at_a_time_and_reports_those_that_failed(
    dev: Deployed, function: str, name: str, suffix: str
) -> None:
    found = mapping(dev, f"crosscut-dev-{function}")

    assert found["EventSourceArn"] == f"arn:crosscut-dev-{name}{suffix}"
    assert found["BatchSize"] == 1
    assert found["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert 2 <= found["ScalingConfig"]["MaximumConcurrency"] <= 10


def test_digests_keep_their_order_by_source_and_nothing_else_does(dev: Deployed) -> None:
    fifo = {q.name: q for q in dev.all("AWS::SQS::Queue") if q.properties.get("FifoQueue")}

    assert fifo.keys() == {"crosscut-dev-digests.fifo", "crosscut-dev-digests-dlq.fifo"}
    assert fifo["crosscut-dev-digests.fifo"]["DeduplicationScope"] == "messageGroup"
    assert fifo["crosscut-dev-digests.fifo"]["FifoThroughputLimit"] == "perMessageGroupId"


def test_every_queue_is_encrypted_and_spoken_to_over_tls_only(dev: Deployed) -> None:
    queues = dev.all("AWS::SQS::Queue")
    denying = {
        policy["Queues"][0]
        for policy in dev.all("AWS::SQS::QueuePolicy")
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Deny"
        and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    }

    assert len(queues) == 8
    assert all(q["SqsManagedSseEnabled"] for q in queues)
    assert not any("KmsMasterKeyId" in q.properties for q in queues)
    assert denying == {q.name for q in queues}


def test_an_insight_becomes_a_message_or_a_dead_letter(dev: Deployed) -> None:
    rule, target = "crosscut-dev-insight", "crosscut-dev-notices"
    found = dev.one("AWS::Events::Rule", rule)
    [delivery] = found["Targets"]

    assert found["EventBusName"] == "crosscut-dev"
    assert found["EventPattern"] == {"source": ["crosscut"], "detail-type": ["Insight"]}
    assert delivery["Arn"] == f"arn:{target}"
    assert delivery["DeadLetterConfig"] == {"Arn": f"arn:{target}-dlq"}
    for name in (target, f"{target}-dlq"):
        [policy] = [p for p in dev.all("AWS::SQS::QueuePolicy") if p["Queues"] == [name]]
        allowed = [s for s in policy["PolicyDocument"]["Statement"] if s["Effect"] == "Allow"]
        assert all(s["Principal"] == {"Service": "events.amazonaws.com"} for s in allowed)
        assert {"ArnEquals": {"aws:SourceArn": f"arn:{rule}"}} in [s["Condition"] for s in allowed]


@pytest.mark.parametrize(("stage", "rate"), [("dev", "rate(5 minutes)"), ("local", "rate(1 minute)")])
def test_the_clock_ticks_on_two_queues_for_digests_in_a_group_of_its_own_and_never_twice_the_same(
    request: pytest.FixtureRequest, stage: str, rate: str
) -> None:
    deployed: Deployed = request.getfixturevalue(stage)
    rule = deployed.one("AWS::Events::Rule", f"crosscut-{stage}-tick")
    digests, notices = rule["Targets"]

    assert (rule["ScheduleExpression"], rule["State"]) == (rate, "ENABLED")
    assert digests["Arn"] == f"arn:crosscut-{stage}-digests.fifo"
    assert digests["SqsParameters"] == {"MessageGroupId": "clock"}
    assert notices["Arn"] == f"arn:crosscut-{stage}-notices"
    for target in (digests, notices):
        assert target["InputTransformer"]["InputPathsMap"] == {"time": "$.time"}
        queue_name = target["Arn"].removeprefix("arn:")
        [policy] = [p for p in deployed.all("AWS::SQS::QueuePolicy") if p["Queues"] == [queue_name]]
        allowed = [s for s in policy["PolicyDocument"]["Statement"] if s["Effect"] == "Allow"]
        by_tick = {"ArnEquals": {"aws:SourceArn": f"arn:crosscut-{stage}-tick"}}
        assert by_tick in [s["Condition"] for s in allowed]
