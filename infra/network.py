"""Where the Lambdas run when the context asks for a VPC: private subnets, and who may be reached from them."""

from __future__ import annotations

from collections.abc import Sequence

from aws_cdk import Aws, RemovalPolicy
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.deployment import Deployment
from infra.endpoints import HTTPS, Endpoints

ADDRESSES = "10.73.0.0/20"
ZONES = 2
ANYWHERE = "0.0.0.0/0"
# What Lambda calls to put a function into a VPC (its developer guide, "Giving Lambda functions access to resources in
# an Amazon VPC"); it checks for them on every resource.
INTERFACE_CALLS = (
    "ec2:CreateNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:DeleteNetworkInterface",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
)


class Network(Construct):
    """A VPC of its own, or one that is there; the Lambdas in it speak HTTPS, to named places only."""

    def __init__(self, scope: Construct, id_: str, *, deployment: Deployment) -> None:
        super().__init__(scope, id_)
        self._deployment = deployment
        context = deployment.context
        route_tables: Sequence[str] = context.listed(context.vpc_route_tables)
        if context.vpc == "create":
            vpc = self._vpc()
            self.vpc_id = vpc.vpc_id
            private = vpc.private_subnets or vpc.isolated_subnets
            self.subnet_ids = [subnet.subnet_id for subnet in private]
            route_tables = [subnet.route_table.route_table_id for subnet in private]
        else:
            self.vpc_id = context.vpc
            self.subnet_ids = list(context.listed(context.vpc_subnets))
        endpoints = Endpoints(
            self,
            "Endpoints",
            deployment=deployment,
            vpc_id=self.vpc_id,
            subnet_ids=self.subnet_ids,
            route_table_ids=route_tables,
        )
        self._lambdas = self._security_group(endpoints)
        endpoints.let_in(self._lambdas.attr_group_id)

    def take_in(self, function: lambda_.Function, role: iam.Role, *, name: str) -> None:
        """Run the function in the private subnets. Its own code may not touch what Lambda needs for that."""
        role.add_to_principal_policy(iam.PolicyStatement(actions=list(INTERFACE_CALLS), resources=["*"]))
        itself = f"arn:{Aws.PARTITION}:lambda:{Aws.REGION}:{Aws.ACCOUNT_ID}:function:{name}"
        role.add_to_principal_policy(
            iam.PolicyStatement(
                effect=iam.Effect.DENY,
                actions=list(INTERFACE_CALLS),
                resources=["*"],
                conditions={"ArnEquals": {"lambda:SourceFunctionArn": itself}},
            )
        )
        # By the L1 property: the L2 one brings a managed policy that may write to every log group.
        resource = function.node.default_child
        assert isinstance(resource, lambda_.CfnFunction)  # noqa: S101 - what CDK makes of a Function
        resource.vpc_config = lambda_.CfnFunction.VpcConfigProperty(
            subnet_ids=self.subnet_ids, security_group_ids=[self._lambdas.attr_group_id]
        )

    def _vpc(self) -> ec2.Vpc:
        nat = self._deployment.context.vpc_egress == "nat"
        kind = ec2.SubnetType.PRIVATE_WITH_EGRESS if nat else ec2.SubnetType.PRIVATE_ISOLATED
        subnets = [ec2.SubnetConfiguration(name="lambdas", subnet_type=kind, cidr_mask=24)]
        if nat:
            public = ec2.SubnetType.PUBLIC
            subnets.append(
                ec2.SubnetConfiguration(
                    name="nat", subnet_type=public, cidr_mask=28, map_public_ip_on_launch=False
                )
            )
        vpc = ec2.Vpc(
            self,
            "Vpc",
            vpc_name=self._deployment.name("vpc"),
            ip_addresses=ec2.IpAddresses.cidr(ADDRESSES),
            max_azs=ZONES,
            nat_gateways=1 if nat else 0,
            subnet_configuration=subnets,
        )
        refused = logs.LogGroup(
            self,
            "Refused",
            log_group_name=f"/crosscut/{self._deployment.stage.name}/vpc-refused",
            retention=self._deployment.log_retention,
            encryption_key=self._deployment.key,
            removal_policy=RemovalPolicy.DESTROY,
        )
        vpc.add_flow_log(
            "FlowLog",
            destination=ec2.FlowLogDestination.to_cloud_watch_logs(refused),
            traffic_type=ec2.FlowLogTrafficType.REJECT,
        )
        return vpc

    def _security_group(self, endpoints: Endpoints) -> ec2.CfnSecurityGroup:
        context = self._deployment.context
        prefix_lists = context.listed(context.vpc_prefix_lists)
        allowed = [_https("interface endpoints", destination_security_group_id=endpoints.group_id)]
        allowed += [_https("gateway endpoint", destination_prefix_list_id=each) for each in prefix_lists]
        if context.vpc_egress == "nat":
            allowed.append(_https("Claude and Slack, by NAT", cidr_ip=ANYWHERE))
        elif not prefix_lists:
            # S3 and DynamoDB have no address of ours; the routes lead to their gateway endpoints and nowhere else.
            allowed.append(_https("gateway endpoints, by the only routes", cidr_ip=ANYWHERE))
        return ec2.CfnSecurityGroup(
            self,
            "Lambdas",
            vpc_id=self.vpc_id,
            group_name=self._deployment.name("lambdas"),
            group_description="Lambdas of Crosscut: nobody calls them, and they speak HTTPS only.",
            security_group_egress=allowed,
        )


def _https(description: str, **to: str) -> ec2.CfnSecurityGroup.EgressProperty:
    rule = ec2.CfnSecurityGroup.EgressProperty
    return rule(ip_protocol="tcp", from_port=HTTPS, to_port=HTTPS, description=description, **to)
