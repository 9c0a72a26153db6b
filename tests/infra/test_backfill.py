"""The backfill's state machine: what it may do, how it is bounded, and what it says to sanitize and analyze."""

from __future__ import annotations

import json
from typing import Any

import pytest

from crosscut.aws.backfill_task import Task
from crosscut.backfill import LOCAL_AT_ONCE
from crosscut.model import DigestMessage, PastMessage
from tests.infra.conftest import Synthesize
from tests.infra.deployed import Deployed

pytestmark = pytest.mark.infra

NAME = "crosscut-dev-backfill"
WORK = "arn:crosscut-dev-work-ACCOUNT-REGION"


def machine(deployed: Deployed) -> Any:
    [found] = deployed.all("AWS::StepFunctions::StateMachine")
    return found


def batches(deployed: Deployed) -> dict[str, Any]:
    """The Map state."""
    states: dict[str, Any] = json.loads(machine(deployed)["DefinitionString"])["States"]
    return dict(states["Batches"])


def states(deployed: Deployed) -> dict[str, Any]:
    """The states of a child."""
    return dict(batches(deployed)["ItemProcessor"]["States"])


def test_it_is_a_distributed_map_over_a_list_with_bounded_concurrency(dev: Deployed, local: Deployed) -> None:
    state = batches(dev)

    assert state["ItemProcessor"]["ProcessorConfig"] == {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}
    assert state["ItemReader"]["ReaderConfig"] == {"InputType": "JSONL"}
    assert (state["MaxConcurrencyPath"], state.get("MaxConcurrency")) == ("$.at_once", None)
    assert batches(local)["MaxConcurrency"] == LOCAL_AT_ONCE  # MiniStack knows no path here
    assert 0 < state["ToleratedFailurePercentage"] < 100


def test_a_child_waits_until_its_digest_is_analysed(dev: Deployed) -> None:
    analyse = states(dev)["Analyse"]

    assert analyse["Resource"] == "arn:aws:states:::sqs:sendMessage.waitForTaskToken"
    assert analyse["Parameters"]["QueueUrl"] == "crosscut-dev-digests.fifo"
    # Of no source, so that digests of live logs do not stand behind it.
    assert analyse["Parameters"]["MessageGroupId"] == "#backfill"
    assert analyse["TimeoutSeconds"] > 0


def test_what_analyze_is_sent_has_the_fields_of_a_message_and_they_are_a_tasks(dev: Deployed) -> None:
    body = dict(states(dev)["Analyse"]["Parameters"]["MessageBody"])
    past = body.pop("past")

    assert {name.removesuffix(".$") for name in body} <= DigestMessage.model_fields.keys()
    assert {name.removesuffix(".$") for name in past} == PastMessage.model_fields.keys()
    assert past.pop("token.$") == "$$.Task.Token"
    fields = {path.removeprefix("$.") for path in (*body.values(), *past.values())}
    assert fields <= Task.model_fields.keys()
    choices = states(dev)["What next"]["Choices"]
    assert {choice["StringEquals"] for choice in choices} == {"analyse", "sanitize"}
    assert states(dev)["Pause"]["SecondsPath"] == "$.pause"


def test_a_run_that_is_killed_is_tried_again_and_then_given_up_with_the_reason(dev: Deployed) -> None:
    asked = states(dev)["Sanitize"]

    busy, killed = asked["Retry"]
    assert "Lambda.TooManyRequestsException" in busy["ErrorEquals"]
    assert killed["ErrorEquals"] == ["States.ALL"]
    [caught] = asked["Catch"]
    assert (caught["Next"], caught["ResultPath"]) == ("Give up", "$.error")
    assert states(dev)["Give up"]["Parameters"] == asked["Parameters"]


def test_it_may_ask_sanitize_and_send_digests_and_no_more(dev: Deployed) -> None:
    role = machine(dev)["RoleArn"].removeprefix("arn:")
    allowed = {
        (action, target)
        for policy in dev.all("AWS::IAM::Policy")
        if role in policy["Roles"]
        for statement in policy["PolicyDocument"]["Statement"]
        for action in ([statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"])
        for target in (
            [statement["Resource"]] if isinstance(statement["Resource"], str) else statement["Resource"]
        )
    }

    anywhere = {action.partition(":")[0] for action, target in allowed if target == "*"}
    assert anywhere == {"logs", "xray"}
    assert {each for each in allowed if each[1] != "*"} == {
        ("lambda:InvokeFunction", "arn:crosscut-dev-sanitize"),
        ("sqs:SendMessage", "arn:crosscut-dev-digests.fifo"),
        ("states:StartExecution", f"arn:aws:states:REGION:ACCOUNT:stateMachine:{NAME}"),
        *(
            (f"s3:{call}", f"{WORK}/backfills/*")
            for call in ("GetObject", "PutObject", "ListMultipartUploadParts", "AbortMultipartUpload")
        ),
    }


def test_its_log_forgets_and_holds_no_keys(dev: Deployed) -> None:
    logging = machine(dev)["LoggingConfiguration"]
    group = dev.one("AWS::Logs::LogGroup", f"/aws/vendedlogs/states/{NAME}")

    assert (logging["IncludeExecutionData"], logging["Level"]) == (False, "ALL")
    assert group["RetentionInDays"] == 30
    assert machine(dev)["TracingConfiguration"] == {"Enabled": True}


def test_sanitize_may_read_the_buckets_that_are_named_below_their_prefix_and_no_others(
    synthesize: Synthesize, dev: Deployed
) -> None:
    named = synthesize(backfillBuckets="their-logs, s3://others/app/")

    more = named.allowed("crosscut-dev-sanitize") - dev.allowed("crosscut-dev-sanitize")
    assert more == {
        ("s3:GetObject", "arn:aws:s3:::their-logs/*"),
        ("s3:GetObjectVersion", "arn:aws:s3:::their-logs/*"),
        ("s3:ListBucket", "arn:aws:s3:::their-logs"),
        ("s3:GetObject", "arn:aws:s3:::others/app/*"),
        ("s3:GetObjectVersion", "arn:aws:s3:::others/app/*"),
        ("s3:ListBucket", "arn:aws:s3:::others"),
    }
    told = named.one("AWS::Lambda::Function", "crosscut-dev-sanitize")["Environment"]["Variables"]
    assert told["CROSSCUT_BACKFILL_BUCKETS"] == "their-logs, s3://others/app/"
