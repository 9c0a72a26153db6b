"""With a key of the customer's own everything at rest lies under it, and each role may use it for what it does."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from infra.encryption import NEEDED
from tests.infra.conftest import ROOT, Synthesize
from tests.infra.deployed import Deployed

pytestmark = pytest.mark.infra

OWN_KEY = "arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000"
# Where each type that holds something names its key.
PLACES = {
    "AWS::DynamoDB::Table": ("SSESpecification", "KMSMasterKeyId"),
    "AWS::Logs::LogGroup": ("KmsKeyId",),
    "AWS::SNS::Topic": ("KmsMasterKeyId",),
    "AWS::SQS::Queue": ("KmsMasterKeyId",),
    "AWS::SecretsManager::Secret": ("KmsKeyId",),
}
ROLES = (("AWS::Lambda::Function", "Role"), ("AWS::StepFunctions::StateMachine", "RoleArn"))
BOTH = {"kms:Decrypt", "kms:GenerateDataKey"}
USES = {
    "sanitize": {"s3": BOTH, "sqs": BOTH, "dynamodb": {"kms:Decrypt"}, "secretsmanager": {"kms:Decrypt"}},
    "analyze": {"s3": BOTH, "sqs": BOTH, "dynamodb": {"kms:Decrypt"}, "secretsmanager": {"kms:Decrypt"}},
    "notify": {
        "s3": {"kms:Decrypt"},
        "sqs": BOTH,
        "sns": BOTH,
        "dynamodb": {"kms:Decrypt"},
        "secretsmanager": {"kms:Decrypt"},
    },
    "reconcile": {"sqs": {"kms:Decrypt"}, "dynamodb": {"kms:Decrypt"}},
    "slack": {"dynamodb": {"kms:Decrypt"}, "secretsmanager": {"kms:Decrypt"}},
    "backfill": {"s3": BOTH, "sqs": BOTH},
}


def key_in(deployed: Deployed) -> str:
    [key] = deployed.all("AWS::KMS::Key")
    return f"arn:{key.name}"


def uses(deployed: Deployed, function: str) -> dict[str, tuple[str, set[str]]]:
    """Return what a Lambda may do with which key, by the service through which."""
    [who] = [f for type_, _ in ROLES for f in deployed.all(type_) if f.name == function]
    role = who[dict(ROLES)[who.type]].removeprefix("arn:")
    found: dict[str, tuple[str, set[str]]] = {}
    for policy in deployed.all("AWS::IAM::Policy"):
        for statement in policy["PolicyDocument"]["Statement"] if role in policy["Roles"] else ():
            actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
            if not any(action.startswith("kms:") for action in actions):
                continue
            assert statement["Effect"] == "Allow"
            [(operator, condition)] = statement["Condition"].items()
            assert operator == "StringEquals"
            service = condition["kms:ViaService"].removesuffix(".REGION.amazonaws.com")
            found[service] = (statement["Resource"], set(actions))
    return found


def key_of_store(resource: Any) -> object:
    if resource.type == "AWS::S3::Bucket":
        [rule] = resource["BucketEncryption"]["ServerSideEncryptionConfiguration"]
        assert rule["BucketKeyEnabled"] is True
        assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"
        return rule["ServerSideEncryptionByDefault"]["KMSMasterKeyID"]
    value: Any = resource.properties
    for name in PLACES[resource.type]:
        value = value[name]
    return value


def test_everything_at_rest_lies_under_the_key_that_was_made(keyed: Deployed) -> None:
    stores = [r for r in keyed.resources if r.type in {*PLACES, "AWS::S3::Bucket"}]

    assert len(stores) >= 28
    assert {key_of_store(store) for store in stores} == {key_in(keyed)}
    assert not any("SqsManagedSseEnabled" in q.properties for q in keyed.all("AWS::SQS::Queue"))


def test_everything_at_rest_lies_under_the_key_that_was_named(synthesize: Synthesize) -> None:
    deployed = synthesize(kms=OWN_KEY)

    assert not deployed.all("AWS::KMS::Key")
    stores = [r for r in deployed.resources if r.type in {*PLACES, "AWS::S3::Bucket"}]
    assert {key_of_store(store) for store in stores} == {OWN_KEY}
    assert {key for key, _ in uses(deployed, "crosscut-dev-sanitize").values()} == {OWN_KEY}


def test_without_the_option_no_role_uses_a_key_and_none_is_made(dev: Deployed) -> None:
    assert not dev.all("AWS::KMS::Key")
    for name in USES:
        assert uses(dev, f"crosscut-dev-{name}") == {}


@pytest.mark.parametrize("name", USES)
def test_a_role_may_use_the_key_as_it_needs_and_only_through_the_services_that_it_calls(
    keyed: Deployed, name: str
) -> None:
    found = uses(keyed, f"crosscut-dev-{name}")

    assert found == {service: (key_in(keyed), actions) for service, actions in USES[name].items()}


def test_the_uses_that_are_checked_are_those_of_every_lambda(keyed: Deployed) -> None:
    runs = [each for type_, _ in ROLES for each in keyed.all(type_)]
    assert {each.name.removeprefix("crosscut-dev-") for each in runs} == USES.keys()
    assert {each for needs in NEEDED.values() for each in needs} == BOTH


def test_the_key_turns_and_outlives_the_stack(keyed: Deployed) -> None:
    [key] = keyed.all("AWS::KMS::Key")
    [alias] = keyed.all("AWS::KMS::Alias")

    assert key["EnableKeyRotation"] is True
    assert key["PendingWindowInDays"] == 30
    assert key.deletion_policy == "RetainExceptOnCreate"
    assert (alias["AliasName"], alias["TargetKeyId"]) == ("alias/crosscut-dev", key_in(keyed))


def test_services_may_use_the_key_for_this_stage_of_this_account_only(keyed: Deployed) -> None:
    [key] = keyed.all("AWS::KMS::Key")
    root, *services = key["KeyPolicy"]["Statement"]

    assert root["Principal"] == {"AWS": "arn:aws:iam::ACCOUNT:root"}
    found = {s["Principal"]["Service"]: (set(s["Action"]), s["Condition"]) for s in services}
    assert len(found) == len(services)
    here = "REGION:ACCOUNT"
    assert found == {
        "logs.REGION.amazonaws.com": (
            {"kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"},
            {
                "ArnLike": {
                    "kms:EncryptionContext:aws:logs:arn": [
                        f"arn:aws:logs:{here}:log-group:/aws/lambda/crosscut-dev-*",
                        f"arn:aws:logs:{here}:log-group:/aws/vendedlogs/states/crosscut-dev-*",
                        f"arn:aws:logs:{here}:log-group:/crosscut/dev/*",
                    ]
                }
            },
        ),
        "events.amazonaws.com": (
            BOTH,
            {
                "StringEquals": {"aws:SourceAccount": "ACCOUNT"},
                "ArnLike": {
                    "aws:SourceArn": [
                        f"arn:aws:events:{here}:rule/crosscut-dev-*",
                        f"arn:aws:events:{here}:rule/crosscut-dev/*",
                    ]
                },
            },
        ),
        "cloudwatch.amazonaws.com": (
            BOTH,
            {
                "StringEquals": {"aws:SourceAccount": "ACCOUNT"},
                "ArnLike": {"aws:SourceArn": f"arn:aws:cloudwatch:{here}:alarm:crosscut-dev-*"},
            },
        ),
    }


def test_the_rules_and_log_groups_of_the_stack_are_those_that_the_key_is_for(keyed: Deployed) -> None:
    for group in keyed.all("AWS::Logs::LogGroup"):
        assert group.name.startswith(("/aws/lambda/crosscut-dev-", "/aws/vendedlogs/states/crosscut-dev-"))
    for rule in keyed.all("AWS::Events::Rule"):
        assert rule.name.startswith("crosscut-dev-")
        assert rule.properties.get("EventBusName", "crosscut-dev") == "crosscut-dev"
    assert all(alarm.name.startswith("crosscut-dev-") for alarm in keyed.all("AWS::CloudWatch::Alarm"))


def test_a_rule_is_still_named_by_each_queue_that_takes_from_it(keyed: Deployed, dev: Deployed) -> None:
    def allowed(deployed: Deployed) -> list[Any]:
        policies = deployed.all("AWS::SQS::QueuePolicy")
        return [s for p in policies for s in p["PolicyDocument"]["Statement"] if s["Effect"] == "Allow"]

    assert allowed(keyed) == allowed(dev)
    for statement in allowed(keyed):
        [named] = statement["Condition"].values()
        assert ":rule/crosscut-dev" in named["aws:SourceArn"] or named["aws:SourceArn"].startswith(
            "arn:crosscut-dev"
        )


def test_the_page_shows_what_a_key_of_your_own_has_to_allow(keyed: Deployed) -> None:
    """docs/deploy.md's policy is that of the key which the stack makes, for stage dev of an account made up."""
    page = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    [shown] = re.findall(r"```json\n(\[\n.*?\n\])\n```", page, re.DOTALL)
    [key] = keyed.all("AWS::KMS::Key")
    _, *services = key["KeyPolicy"]["Statement"]

    filled = json.loads(
        json.dumps(services).replace("ACCOUNT", "123456789012").replace("REGION", "eu-central-1")
    )
    assert json.loads(shown) == filled
