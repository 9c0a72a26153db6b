"""What becomes of each resource that holds something when its stack goes, and that people are told so."""

from __future__ import annotations

import pytest

from infra.remains import commands, summary
from tests.infra.conftest import Synthesize
from tests.infra.deployed import Deployed

pytestmark = pytest.mark.infra

# Its loss could not be undone: it outlives the stack, but for a stage that says otherwise.
KEPT = {"AWS::S3::Bucket", "AWS::DynamoDB::Table", "AWS::SecretsManager::Secret", "AWS::KMS::Key"}
# What it holds is elsewhere too, or of no use without the stack: messages (their objects and the ledger are kept),
# subscriptions, the Lambdas' own logs.
GOES = {"AWS::SQS::Queue", "AWS::SNS::Topic", "AWS::Logs::LogGroup"}
# Holds nothing that was not in the template.
EMPTY = {
    "AWS::CloudWatch::Alarm",
    "AWS::CloudWatch::Dashboard",
    "AWS::EC2::EIP",
    "AWS::EC2::FlowLog",
    "AWS::EC2::InternetGateway",
    "AWS::EC2::NatGateway",
    "AWS::EC2::Route",
    "AWS::EC2::RouteTable",
    "AWS::EC2::SecurityGroup",
    "AWS::EC2::SecurityGroupIngress",
    "AWS::EC2::Subnet",
    "AWS::EC2::SubnetRouteTableAssociation",
    "AWS::EC2::VPC",
    "AWS::EC2::VPCEndpoint",
    "AWS::EC2::VPCGatewayAttachment",
    "AWS::Events::EventBus",  # without an archive
    "AWS::Events::Rule",
    "AWS::IAM::Policy",
    "AWS::IAM::Role",
    "AWS::KMS::Alias",
    "AWS::Lambda::EventSourceMapping",
    "AWS::Lambda::Function",
    "AWS::Lambda::LayerVersion",
    "AWS::Lambda::Permission",
    "AWS::Lambda::Url",
    "AWS::S3::BucketPolicy",
    "AWS::SNS::TopicPolicy",
    "AWS::SQS::QueuePolicy",
    "AWS::StepFunctions::StateMachine",
}


@pytest.mark.parametrize("variant", ["dev", "local", "keyed", "enclosed", "connected"])
def test_it_is_known_of_every_type_of_resource_whether_it_holds_something(
    request: pytest.FixtureRequest, variant: str
) -> None:
    deployed: Deployed = request.getfixturevalue(variant)

    assert {resource.type for resource in deployed.resources} <= KEPT | GOES | EMPTY


@pytest.mark.parametrize(
    ("variant", "policies"),
    [
        ("dev", ("RetainExceptOnCreate", "Retain")),
        ("keyed", ("RetainExceptOnCreate", "Retain")),
        ("enclosed", ("RetainExceptOnCreate", "Retain")),
        ("connected", ("RetainExceptOnCreate", "Retain")),
        ("local", ("Delete", "Delete")),
    ],
)
def test_what_holds_something_says_what_becomes_of_it(
    request: pytest.FixtureRequest, variant: str, policies: tuple[str, str]
) -> None:
    deployed: Deployed = request.getfixturevalue(variant)

    for resource in deployed.resources:
        expected = policies if resource.type in KEPT else ("Delete", "Delete")
        if resource.type in KEPT | GOES:
            assert (resource.deletion_policy, resource.replacement_policy) == expected, resource.name


def test_the_context_has_the_last_word_on_what_is_kept(synthesize: Synthesize) -> None:
    trial = synthesize(keepData="no")
    careful = synthesize(stage="local", keepData="yes")

    assert {r.deletion_policy for r in trial.resources if r.type in KEPT} == {"Delete"}
    assert {r.deletion_policy for r in careful.resources if r.type in KEPT} == {"RetainExceptOnCreate"}


def test_the_output_says_what_stays(dev: Deployed, keyed: Deployed, local: Deployed) -> None:
    def said(deployed: Deployed) -> str:
        return str(deployed.template["Outputs"]["AfterDestroy"]["Value"])

    assert said(dev) == (
        "After 'cdk destroy' stay, with what they hold: 2 buckets, 8 tables, 3 secrets. See: make remains STAGE=dev"
    )
    assert "1 key, 2 buckets" in said(keyed)
    assert said(local) == "Nothing of stage local stays after 'cdk destroy'." == summary([], stage="local")


def test_each_thing_that_stays_has_its_command_and_nothing_else_has(keyed: Deployed) -> None:
    resources = keyed.template["Resources"]
    lines = commands(resources, stage="dev")

    assert [line.partition("=")[0] for line in lines[:3]] == ["ACCOUNT", "REGION", "KEY"]
    for resource in (r for r in keyed.resources if r.type in KEPT - {"AWS::KMS::Key"}):
        named = resource.name.replace("ACCOUNT", "$ACCOUNT").replace("REGION", "$REGION")
        found = [line for line in lines if line.strip('"').endswith((f" {named}", f"/{named}"))]
        assert len(found) == 1, resource.name
    assert lines[-1] == 'aws kms schedule-key-deletion --key-id "$KEY"'
    assert len(lines) == 3 + sum(resource.type in KEPT for resource in keyed.resources)
