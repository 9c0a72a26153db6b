"""What is kept, where, for how long and from whom."""

from __future__ import annotations

from typing import Any

import pytest

from crosscut.aws.insight_items import KEPT_FOR
from tests.fakes.tables import TABLES
from tests.infra.conftest import Synthesize
from tests.infra.deployed import Deployed

pytestmark = pytest.mark.infra

LOGS, WORK = "crosscut-dev-logs-ACCOUNT-REGION", "crosscut-dev-work-ACCOUNT-REGION"


@pytest.mark.parametrize("name", [LOGS, WORK])
def test_a_bucket_is_private_encrypted_and_spoken_to_over_tls_only(dev: Deployed, name: str) -> None:
    bucket = dev.one("AWS::S3::Bucket", name)

    assert all(bucket["PublicAccessBlockConfiguration"].values())
    assert len(bucket["PublicAccessBlockConfiguration"]) == 4
    assert bucket["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    [encryption] = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert encryption["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    denied = [statement for statement in _statements(dev, name) if statement["Effect"] == "Deny"]
    assert [statement["Condition"] for statement in denied] == [
        {"Bool": {"aws:SecureTransport": "false"}},
        {
            "StringNotEquals": {"aws:PrincipalAccount": "ACCOUNT"},
            "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
        },
    ]
    for statement in denied:
        assert (statement["Action"], statement["Principal"]) == ("s3:*", {"AWS": "*"})
        assert statement["Resource"] == [f"arn:{name}", f"arn:{name}/*"]


def _statements(dev: Deployed, bucket: str) -> list[dict[str, Any]]:
    [policy] = [p for p in dev.all("AWS::S3::BucketPolicy") if p["Bucket"] == bucket]
    return list(policy["PolicyDocument"]["Statement"])


def test_services_of_aws_write_logs_into_the_log_bucket_for_this_account_only(dev: Deployed) -> None:
    allowed = [statement for statement in _statements(dev, LOGS) if statement["Effect"] == "Allow"]

    writers = {s["Principal"]["Service"]: s["Resource"] for s in allowed if s["Action"] == "s3:PutObject"}
    own = f"arn:{LOGS}/*AWSLogs/ACCOUNT/*"
    assert writers == {
        "delivery.logs.amazonaws.com": own,
        "cloudtrail.amazonaws.com": own,
        "logdelivery.elasticloadbalancing.amazonaws.com": own,
        "logging.s3.amazonaws.com": f"arn:{LOGS}/*",
        "logs.REGION.amazonaws.com": f"arn:{LOGS}/*",
    }
    of_load_balancers = "arn:aws:elasticloadbalancing:REGION:ACCOUNT:loadbalancer/*"
    for statement in allowed:
        assert statement["Condition"] in (
            {"StringEquals": {"aws:SourceAccount": "ACCOUNT"}},
            {"ArnLike": {"aws:SourceArn": of_load_balancers}},
        )
    looking = {action for s in allowed if s["Action"] != "s3:PutObject" for action in _listed(s["Action"])}
    assert looking == {"s3:GetBucketAcl", "s3:ListBucket"}
    assert [statement for statement in _statements(dev, WORK) if statement["Effect"] == "Allow"] == []


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def test_logs_and_what_is_made_of_them_are_forgotten_in_time(dev: Deployed) -> None:
    def days(bucket: str) -> dict[str, int]:
        rules = dev.one("AWS::S3::Bucket", bucket)["LifecycleConfiguration"]["Rules"]
        return {r.get("Prefix", ""): r["ExpirationInDays"] for r in rules if "ExpirationInDays" in r}

    assert days(LOGS) == {"": 30}
    assert days(WORK) == {
        "chunks/": 14,
        "digests/": 21,
        "quarantine/": 14,
        "evidence/": 190,
        "reports/": 30,
        "merged/": 21,
        "backfills/": 90,
    }


def test_what_a_dead_letter_points_to_outlives_it(dev: Deployed) -> None:
    longest = max(queue["MessageRetentionPeriod"] for queue in dev.all("AWS::SQS::Queue")) / 86_400

    for bucket, prefix in ((LOGS, ""), (WORK, "digests/")):
        rules = dev.one("AWS::S3::Bucket", bucket)["LifecycleConfiguration"]["Rules"]
        [kept] = [
            r["ExpirationInDays"] for r in rules if "ExpirationInDays" in r and r.get("Prefix", "") == prefix
        ]
        assert kept > longest


def test_retentions_follow_the_context(synthesize: Synthesize) -> None:
    deployed = synthesize(rawRetentionDays="90", logRetentionDays="7")

    rules = deployed.one("AWS::S3::Bucket", LOGS)["LifecycleConfiguration"]["Rules"]
    assert [r["ExpirationInDays"] for r in rules if "ExpirationInDays" in r] == [90]
    assert {group["RetentionInDays"] for group in deployed.all("AWS::Logs::LogGroup")} == {7}


def test_only_the_log_bucket_sends_events_and_without_a_custom_resource(dev: Deployed) -> None:
    assert dev.one("AWS::S3::Bucket", LOGS)["NotificationConfiguration"] == {
        "EventBridgeConfiguration": {"EventBridgeEnabled": True}
    }
    assert "NotificationConfiguration" not in dev.one("AWS::S3::Bucket", WORK).properties
    assert not [r for r in dev.resources if r.type.startswith(("Custom::", "AWS::CloudFormation::"))]
    assert len(dev.all("AWS::Lambda::Function")) == 5


@pytest.mark.parametrize(
    ("name", "keys", "expires"),
    [
        ("crosscut-dev-insights", ["source", "id"], "expires_at"),
        ("crosscut-dev-incidents", ["id"], "expires_at"),
        ("crosscut-dev-catalog", ["source", "template_id"], "expires_at"),
        ("crosscut-dev-baselines", ["source", "item"], "expires_at"),
        ("crosscut-dev-budget", ["day", "item"], "expires_at"),
        ("crosscut-dev-notices", ["about", "item"], "expires_at"),
        ("crosscut-dev-idempotency", ["id"], "expiration"),
    ],
)
def test_a_table_is_paid_by_the_request_recoverable_and_forgets(
    dev: Deployed, name: str, keys: list[str], expires: str
) -> None:
    table = dev.one("AWS::DynamoDB::Table", name)

    assert [key["AttributeName"] for key in table["KeySchema"]] == keys
    assert [key["KeyType"] for key in table["KeySchema"]] == ["HASH", "RANGE"][: len(keys)]
    assert {attribute["AttributeType"] for attribute in table["AttributeDefinitions"]} == {"S"}
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["TimeToLiveSpecification"] == {"AttributeName": expires, "Enabled": True}


def test_evidence_outlives_its_insight(dev: Deployed) -> None:
    rules = dev.one("AWS::S3::Bucket", WORK)["LifecycleConfiguration"]["Rules"]
    [kept] = [r["ExpirationInDays"] for r in rules if r.get("Prefix") == "evidence/"]

    assert kept > KEPT_FOR.days


@pytest.mark.parametrize("kind", ["insights", "incidents"])
def test_a_table_of_tests_is_that_of_the_stack(dev: Deployed, kind: str) -> None:
    """What moto is given is what AWS is given: keys, indexes, and what they hold."""
    table = dev.one("AWS::DynamoDB::Table", f"crosscut-dev-{kind}")

    for part, of_tests in TABLES[kind].items():
        of_the_stack = table[part]
        if part == "AttributeDefinitions":
            of_the_stack = sorted(of_the_stack, key=lambda each: each["AttributeName"])
        assert of_the_stack == of_tests, part


def test_an_index_of_insights_is_cheap_to_write(dev: Deployed) -> None:
    """None holds the document, and those by incident and of what is unresolved are sparse."""
    indexes = dev.one("AWS::DynamoDB::Table", "crosscut-dev-insights")["GlobalSecondaryIndexes"]

    assert {index["IndexName"] for index in indexes} == {
        "by-severity-time",
        "by-source-time",
        "by-fingerprint",
        "by-incident",
        "unresolved-by-time",
    }
    assert all("document" not in index["Projection"].get("NonKeyAttributes", []) for index in indexes)
    assert {index["Projection"]["ProjectionType"] for index in indexes} == {"INCLUDE", "KEYS_ONLY"}


def test_one_secret_is_generated_and_two_wait_for_a_person(dev: Deployed) -> None:
    secrets = {secret.name: secret for secret in dev.all("AWS::SecretsManager::Secret")}

    assert secrets.keys() == {"crosscut/dev/pseudonym-key", "crosscut/dev/anthropic", "crosscut/dev/slack"}
    generated = secrets["crosscut/dev/pseudonym-key"]["GenerateSecretString"]
    assert generated == {"PasswordLength": 64, "ExcludePunctuation": True}
    assert secrets["crosscut/dev/anthropic"]["SecretString"] == "{}"
    assert secrets["crosscut/dev/slack"]["SecretString"] == "{}"


def test_people_find_what_they_need_in_the_outputs(dev: Deployed) -> None:
    assert dev.template["Outputs"].keys() == {
        "LogBucketName",
        "WorkBucketName",
        "InsightsTableName",
        "EventBusName",
        "CriticalTopicArn",
        "SlackUrl",
        "AlarmsTopicArn",
        "DashboardUrl",
        "AfterDestroy",
    }
