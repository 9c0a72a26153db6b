"""With a VPC the Lambdas sit in private subnets, reach what they call by endpoints, and nothing else but by NAT."""

from __future__ import annotations

from typing import Any

import pytest

from tests.infra.conftest import ENCLOSED, Synthesize
from tests.infra.deployed import Deployed

pytestmark = pytest.mark.infra

THERE = {
    "vpc": "vpc-0a1b",
    "vpcSubnets": "subnet-0a,subnet-0b",
    "provider": "offline",
    "slackApiUrl": "none",
    "vpcPrefixLists": "pl-0a,pl-0b",
}
# Whose calls do not begin in a Lambda: Lambda's own (logs, messages from queues, network interfaces), and KMS, which
# the services ask.
NOT_FROM_INSIDE = {"logs", "kms", "ec2"}
NAMES = {"bedrock": "bedrock-runtime"}


def endpoints(deployed: Deployed) -> dict[str, Any]:
    found = deployed.all("AWS::EC2::VPCEndpoint")
    return {e["ServiceName"].removeprefix("com.amazonaws.REGION."): e for e in found}


def way_out(deployed: Deployed) -> list[tuple[str, int]]:
    [group] = [g for g in deployed.all("AWS::EC2::SecurityGroup") if g["GroupName"] == "crosscut-dev-lambdas"]
    targets = ("DestinationSecurityGroupId", "DestinationPrefixListId", "CidrIp")
    for rule in group["SecurityGroupEgress"]:
        assert (rule["IpProtocol"], rule["FromPort"], rule["ToPort"]) == ("tcp", 443, 443)
    assert "SecurityGroupIngress" not in group.properties
    return [next(rule[t] for t in targets if t in rule) for rule in group["SecurityGroupEgress"]]


def test_by_default_there_is_no_vpc(dev: Deployed) -> None:
    assert not [r for r in dev.resources if r.type.startswith("AWS::EC2::")]
    assert all("VpcConfig" not in f.properties for f in dev.all("AWS::Lambda::Function"))


@pytest.mark.parametrize("variant", ["enclosed", "connected"])
def test_every_service_that_a_lambda_calls_has_its_endpoint_and_no_other_has(
    request: pytest.FixtureRequest, variant: str
) -> None:
    deployed: Deployed = request.getfixturevalue(variant)
    called = {
        action.partition(":")[0]
        for function in deployed.all("AWS::Lambda::Function")
        for action, _ in deployed.allowed(function.name)
    }

    assert endpoints(deployed).keys() == {NAMES.get(s, s) for s in called - NOT_FROM_INSIDE}


@pytest.mark.parametrize("variant", ["enclosed", "connected"])
def test_every_lambda_is_in_the_private_subnets(request: pytest.FixtureRequest, variant: str) -> None:
    deployed: Deployed = request.getfixturevalue(variant)
    private = {s.name for s in deployed.all("AWS::EC2::Subnet") if "lambdasSubnet" in s.name.replace("/", "")}

    assert len(private) == 2
    for function in deployed.all("AWS::Lambda::Function"):
        assert set(function["VpcConfig"]["SubnetIds"]) == private
    assert not any(s["MapPublicIpOnLaunch"] for s in deployed.all("AWS::EC2::Subnet"))


def test_an_endpoint_is_for_this_stage_of_this_account(enclosed: Deployed) -> None:
    own = {"aws:PrincipalAccount": "ACCOUNT", "aws:ResourceAccount": "ACCOUNT"}
    resources = {
        "s3": "arn:aws:s3:::crosscut-dev-*",
        "dynamodb": "arn:aws:dynamodb:REGION:ACCOUNT:table/crosscut-dev-*",
        "sqs": "arn:aws:sqs:REGION:ACCOUNT:crosscut-dev-*",
        "sns": "arn:aws:sns:REGION:ACCOUNT:crosscut-dev-*",
        "secretsmanager": "arn:aws:secretsmanager:REGION:ACCOUNT:secret:crosscut/dev/*",
        "events": "arn:aws:events:REGION:ACCOUNT:event-bus/crosscut-dev",
        "states": "arn:aws:states:REGION:ACCOUNT:stateMachine:crosscut-dev-*",
    }
    found = endpoints(enclosed)

    bedrock = found.pop("bedrock-runtime")
    [statement] = bedrock["PolicyDocument"]["Statement"]
    assert statement["Action"] == "bedrock:InvokeModel"
    assert statement["Condition"] == {"StringEquals": {"aws:PrincipalAccount": "ACCOUNT"}}
    assert found.keys() == resources.keys()
    for service, endpoint in found.items():
        [statement] = endpoint["PolicyDocument"]["Statement"]
        assert (statement["Effect"], statement["Resource"]) == ("Allow", resources[service])
        assert statement["Condition"] == {"StringEquals": own}


def test_buckets_that_a_backfill_may_read_are_reached_to_read(synthesize: Synthesize) -> None:
    deployed = synthesize(**ENCLOSED, backfillBuckets="their-logs")

    own, theirs = endpoints(deployed)["s3"]["PolicyDocument"]["Statement"]
    assert own["Resource"] == "arn:aws:s3:::crosscut-dev-*"
    assert theirs["Resource"] == ["arn:aws:s3:::their-logs", "arn:aws:s3:::their-logs/*"]
    assert theirs["Action"] == ["s3:Get*", "s3:ListBucket"]
    assert theirs["Condition"] == {"StringEquals": {"aws:PrincipalAccount": "ACCOUNT"}}


def test_gateways_are_by_the_routes_and_interfaces_by_name(enclosed: Deployed) -> None:
    for service, endpoint in endpoints(enclosed).items():
        if service in ("s3", "dynamodb"):
            assert (endpoint["VpcEndpointType"], len(endpoint["RouteTableIds"])) == ("Gateway", 2)
        else:
            assert (endpoint["VpcEndpointType"], endpoint["PrivateDnsEnabled"]) == ("Interface", True)
            assert len(endpoint["SubnetIds"]) == 2


def test_only_the_lambdas_call_the_endpoints_and_those_call_nobody(enclosed: Deployed) -> None:
    [let_in] = enclosed.all("AWS::EC2::SecurityGroupIngress")
    groups = {g["GroupName"]: g for g in enclosed.all("AWS::EC2::SecurityGroup")}
    doors, lambdas = groups["crosscut-dev-endpoints"], groups["crosscut-dev-lambdas"]

    assert (let_in["FromPort"], let_in["ToPort"], let_in["IpProtocol"]) == (443, 443, "tcp")
    assert let_in["GroupId"] == f"{doors.name}.GroupId"
    assert let_in["SourceSecurityGroupId"] == f"{lambdas.name}.GroupId"
    assert [rule["CidrIp"] for rule in doors["SecurityGroupEgress"]] == ["255.255.255.255/32"]


def test_without_nat_no_route_leads_out(enclosed: Deployed) -> None:
    none_of_these = ("AWS::EC2::Route", "AWS::EC2::NatGateway", "AWS::EC2::InternetGateway", "AWS::EC2::EIP")
    assert not [r for r in enclosed.resources if r.type in none_of_these]
    assert way_out(enclosed)[1:] == ["0.0.0.0/0"]  # as far as the routes: the two gateway endpoints


def test_with_nat_https_leads_out_by_it(connected: Deployed) -> None:
    [nat] = connected.all("AWS::EC2::NatGateway")
    routes = [r for r in connected.all("AWS::EC2::Route") if "NatGatewayId" in r.properties]

    assert {r["NatGatewayId"] for r in routes} == {nat.name}
    assert len(routes) == 2
    assert way_out(connected)[1:] == ["0.0.0.0/0"]


def test_in_a_vpc_that_is_there_nothing_is_made_but_security_groups(synthesize: Synthesize) -> None:
    deployed = synthesize(**THERE)

    made = {r.type for r in deployed.resources if r.type.startswith("AWS::EC2::")}
    assert made == {"AWS::EC2::SecurityGroup", "AWS::EC2::SecurityGroupIngress"}
    assert way_out(deployed)[1:] == ["pl-0a", "pl-0b"]
    for function in deployed.all("AWS::Lambda::Function"):
        assert function["VpcConfig"]["SubnetIds"] == ["subnet-0a", "subnet-0b"]


def test_in_a_vpc_that_is_there_the_endpoints_are_made_for_the_route_tables_that_are_named(
    synthesize: Synthesize,
) -> None:
    deployed = synthesize(**THERE, vpcRouteTables="rtb-0a, rtb-0b")

    found = endpoints(deployed)
    assert found.keys() == {"s3", "dynamodb", "sqs", "sns", "secretsmanager", "events", "states"}
    assert found["s3"]["RouteTableIds"] == ["rtb-0a", "rtb-0b"]
    assert found["sqs"]["SubnetIds"] == ["subnet-0a", "subnet-0b"]
    assert {endpoint["VpcId"] for endpoint in found.values()} == {"vpc-0a1b"}


def test_a_lambda_may_not_use_itself_what_lambda_needs_for_the_vpc(enclosed: Deployed) -> None:
    for function in enclosed.all("AWS::Lambda::Function"):
        role = function["Role"].removeprefix("arn:")
        statements = [
            s
            for policy in enclosed.all("AWS::IAM::Policy")
            if role in policy["Roles"]
            for s in policy["PolicyDocument"]["Statement"]
            if "ec2:CreateNetworkInterface" in s["Action"]
        ]
        allowed, denied = sorted(statements, key=lambda s: str(s["Effect"]))
        assert allowed["Action"] == denied["Action"]
        assert (denied["Effect"], denied["Resource"]) == ("Deny", "*")
        itself = f"arn:aws:lambda:REGION:ACCOUNT:function:{function.name}"
        assert denied["Condition"] == {"ArnEquals": {"lambda:SourceFunctionArn": itself}}


def test_without_slack_its_secret_is_not_read_and_no_address_is_told(enclosed: Deployed) -> None:
    told = enclosed.one("AWS::Lambda::Function", "crosscut-dev-notify")["Environment"]["Variables"]

    assert told["CROSSCUT_SLACK_SECRET"] == ""
    assert not [a for a, _ in enclosed.allowed("crosscut-dev-notify") if a.startswith("secretsmanager:")]


@pytest.mark.parametrize(
    ("context", "said"),
    [
        (
            {"vpc": "create"},
            "no way leads out of the VPC to Claude at https://api.anthropic.com and Slack at https://slack.com/api: "
            "-c vpcEgress=nat, or -c provider=bedrock (or offline) and -c slackApiUrl=none",
        ),
        (
            {**ENCLOSED, "slackApiUrl": "https://slack.com/api"},
            "no way leads out of the VPC to Slack at https://slack.com/api: -c vpcEgress=nat, or -c slackApiUrl=none",
        ),
        ({"vpc": "mine"}, "vpc='mine': 'none', 'create', or the id of a VPC such as vpc-0a1b2c3d"),
        ({"vpc": "vpc-0a"}, "vpc=vpc-0a needs -c vpcSubnets=ID,ID: private subnets in two zones"),
        ({**THERE, "vpcPrefixLists": "none"}, "needs -c vpcPrefixLists=ID,ID, of S3 and DynamoDB"),
        ({"vpcSubnets": "subnet-0a"}, "vpcSubnets is of a VPC, and there is none"),
        ({"vpcEgress": "nat"}, "vpcEgress is of a VPC, and there is none"),
        (
            {**ENCLOSED, "vpcSubnets": "subnet-0a"},
            "vpcSubnets is of a VPC that is there; vpc=create makes its own",
        ),
        ({**THERE, "vpcSubnets": "0a;0b"}, "vpcSubnets='0a;0b': ids such as subnet-0a1b2c3d, by commas"),
        ({"kms": "alias/mine"}, "kms: 'create', or the ARN of a key (of no alias)"),
    ],
)
def test_what_could_not_work_is_told_in_one_line(
    synthesize: Synthesize, context: dict[str, str], said: str
) -> None:
    from crosscut.errors import ConfigurationError

    with pytest.raises(ConfigurationError) as raised:
        synthesize(**context)

    assert said in str(raised.value)
    assert "\n" not in str(raised.value)
