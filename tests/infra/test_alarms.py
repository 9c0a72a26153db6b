"""The alarms: which there are, what they say, and whether anyone can hear them."""

from __future__ import annotations

import pytest

from tests.infra.deployed import Deployed

pytestmark = pytest.mark.infra


def test_every_arrow_of_the_river_is_watched(dev: Deployed) -> None:
    watched = {
        (alarm["MetricName"], alarm["Dimensions"][0]["Value"].removeprefix("crosscut-dev-")): alarm[
            "Threshold"
        ]
        for alarm in dev.all("AWS::CloudWatch::Alarm")
    }

    depth, age = "ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"
    assert watched == {
        (depth, "intake-dlq.QueueName"): 0,
        (depth, "digests-dlq.fifo.QueueName"): 0,
        (depth, "notices-dlq.QueueName"): 0,
        (age, "intake.QueueName"): 3_600,
        (age, "digests.fifo.QueueName"): 2_160,
        (age, "notices.QueueName"): 360,
        ("Errors", "sanitize"): 0,
        ("Errors", "analyze"): 0,
        ("Errors", "notify"): 0,
        ("Errors", "slack"): 0,
        ("Throttles", "sanitize"): 0,
        ("Throttles", "analyze"): 0,
        ("Throttles", "notify"): 0,
        ("Duration", "sanitize"): 270_000,
        ("Duration", "analyze"): 162_000,
        ("Duration", "notify"): 27_000,
        ("Duration", "reconcile"): 540_000,
        ("LinesUnaccounted", "sanitize"): 0,
        ("LedgerDifferences", "reconcile"): 0,
        ("Messages", "reconcile"): 1,
        (depth, "audits-dlq.QueueName"): 0,
        (age, "audits.QueueName"): 7_200,
        ("Errors", "reconcile"): 0,
        ("Throttles", "reconcile"): 0,
        ("Quarantined", "sanitize"): 0,
        ("DigestsWithheld", "analyze"): 0,
        ("NoticesWithheld", "notify"): 0,
        ("FailedInvocations", "tick"): 0,
        ("BudgetsSpent", "analyze"): 0,
        ("ModelRejected", "analyze"): 0,
        ("BatchesUnanswered", "analyze"): 0,
        ("CircuitOpened", "analyze"): 0,
        ("ExecutionsFailed", "backfill"): 0,
        ("PagesFailed", "analyze"): 0,
    }


def test_an_alarm_on_a_metric_of_ours_is_of_its_stage(dev: Deployed, prod: Deployed) -> None:
    for stage, deployed in (("dev", dev), ("prod", prod)):
        ours = [
            a["Dimensions"] for a in deployed.all("AWS::CloudWatch::Alarm") if a["Namespace"] == "Crosscut"
        ]
        assert len(ours) >= 10
        assert {pair["Value"] for pairs in ours for pair in pairs if pair["Name"] == "stage"} == {stage}
        assert {tuple(pair["Name"] for pair in pairs) for pairs in ours} == {("service", "stage")}


def test_an_alarm_says_what_it_means_and_the_first_step_and_rings_on_the_alarms_topic(dev: Deployed) -> None:
    for alarm in dev.all("AWS::CloudWatch::Alarm"):
        meaning, _, first_step = alarm["AlarmDescription"].partition(" First step: ")
        assert len(meaning) > 40
        assert len(first_step) > 40
        assert len(alarm["AlarmDescription"]) <= 1_024  # CloudWatch's limit
        silence = alarm["MetricName"] == "Messages"  # rings when nothing is counted
        comparison, missing = alarm["ComparisonOperator"], alarm["TreatMissingData"]
        assert comparison == ("LessThanThreshold" if silence else "GreaterThanThreshold")
        assert missing == ("breaching" if silence else "notBreaching")
        assert alarm["AlarmActions"] == ["crosscut-dev-alarms"]
        told_once = alarm["MetricName"] == "BudgetsSpent"
        assert alarm.properties.get("OKActions", []) == ([] if told_once else ["crosscut-dev-alarms"])


def test_cloudwatch_may_publish_to_the_alarms_topic_and_nobody_without_tls(dev: Deployed) -> None:
    for topic, allowed in (
        ("crosscut-dev-alarms", ["cloudwatch.amazonaws.com"]),
        ("crosscut-dev-critical", []),
    ):
        [policy] = [p for p in dev.all("AWS::SNS::TopicPolicy") if p["Topics"] == [topic]]
        statements = policy["PolicyDocument"]["Statement"]
        denied = [s["Condition"] for s in statements if s["Effect"] == "Deny"]
        assert denied == [{"Bool": {"aws:SecureTransport": "false"}}]
        assert [s["Principal"]["Service"] for s in statements if s["Effect"] == "Allow"] == allowed


def test_what_people_are_told_is_encrypted(dev: Deployed) -> None:
    critical = dev.one("AWS::SNS::Topic", "crosscut-dev-critical")

    assert critical["KmsMasterKeyId"] == "arn:aws:kms:REGION:ACCOUNT:alias/aws/sns"
