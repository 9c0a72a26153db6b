"""The doors from private subnets to AWS: one for each service that a Lambda calls, to our resources only."""

from __future__ import annotations

from collections.abc import Sequence

from aws_cdk import Aws
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_iam as iam
from constructs import Construct

from crosscut.grants import grants_of
from infra.deployment import Deployment

GATEWAYS = ("s3", "dynamodb")  # free, by routes
INTERFACES = ("sqs", "sns", "secretsmanager", "events", "states")  # paid by the hour, by addresses
# Lambda itself, which is in no VPC, writes the functions' logs and metrics and takes their messages; KMS is called by
# the services whose data it is. None of them needs a door.
HTTPS = 443


class Endpoints(Construct):
    """All of them, unless a VPC that is there says by naming no route tables that it has its own."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        deployment: Deployment,
        vpc_id: str,
        subnet_ids: Sequence[str],
        route_table_ids: Sequence[str],
    ) -> None:
        super().__init__(scope, id_)
        self._deployment = deployment
        group = ec2.CfnSecurityGroup(
            self,
            "Doors",
            vpc_id=vpc_id,
            group_name=deployment.name("endpoints"),
            group_description="Endpoints of Crosscut: its Lambdas call them, and they call nobody.",
            # Without a rule of our own AWS adds one to everywhere.
            security_group_egress=[
                ec2.CfnSecurityGroup.EgressProperty(
                    ip_protocol="icmp", from_port=252, to_port=86, cidr_ip="255.255.255.255/32",
                    description="nowhere",
                )
            ],
        )  # fmt: skip
        self.group_id: str = group.attr_group_id
        if not route_table_ids:
            return
        for service in GATEWAYS:
            self._endpoint(service, vpc_id).route_table_ids = list(route_table_ids)
        bedrock = ("bedrock-runtime",) if deployment.context.provider == "bedrock" else ()
        for service in (*INTERFACES, *bedrock):
            endpoint = self._endpoint(service, vpc_id)
            endpoint.vpc_endpoint_type = "Interface"
            endpoint.subnet_ids = list(subnet_ids)
            endpoint.security_group_ids = [self.group_id]
            endpoint.private_dns_enabled = True

    def let_in(self, group_id: str) -> None:
        """Let those of that security group call the endpoints."""
        ec2.CfnSecurityGroupIngress(
            self,
            "FromLambdas",
            group_id=self.group_id,
            source_security_group_id=group_id,
            ip_protocol="tcp",
            from_port=HTTPS,
            to_port=HTTPS,
            description="Lambdas of Crosscut",
        )

    def _endpoint(self, service: str, vpc_id: str) -> ec2.CfnVPCEndpoint:
        return ec2.CfnVPCEndpoint(
            self,
            "".join(word.capitalize() for word in service.split("-")),
            vpc_id=vpc_id,
            vpc_endpoint_type="Gateway",
            service_name=f"com.amazonaws.{Aws.REGION}.{service}",
            policy_document=self._policy(service),
        )

    def _policy(self, service: str) -> iam.PolicyDocument:
        """Return who may pass: this account's roles, to this stage's resources of this account."""
        within = {"aws:PrincipalAccount": Aws.ACCOUNT_ID}
        if service == "bedrock-runtime":  # models belong to no account; the role says which
            actions, resources = ["bedrock:InvokeModel"], ["*"]
        else:
            actions, resources = [f"{service}:*"], self._resources(service)
            within["aws:ResourceAccount"] = Aws.ACCOUNT_ID
        statements = [_passing(actions, resources, within)]
        if service == "s3" and (named := grants_of(self._deployment.context.backfill_buckets)):
            arns = [f"arn:{Aws.PARTITION}:s3:::{grant.bucket}{end}" for grant in named for end in ("", "/*")]
            del within["aws:ResourceAccount"]  # of whom they are says their own policy
            statements.append(_passing(["s3:Get*", "s3:ListBucket"], arns, within))
        return iam.PolicyDocument(statements=statements)

    def _resources(self, service: str) -> list[str]:
        stage, name = self._deployment.stage.name, self._deployment.name("")
        here = f"arn:{Aws.PARTITION}:{service}:{Aws.REGION}:{Aws.ACCOUNT_ID}"
        return {
            "s3": [f"arn:{Aws.PARTITION}:s3:::{name}*"],
            "dynamodb": [f"{here}:table/{name}*"],
            "sqs": [f"{here}:{name}*"],
            "sns": [f"{here}:{name}*"],
            "secretsmanager": [f"{here}:secret:crosscut/{stage}/*"],
            "events": [f"{here}:event-bus/{name.removesuffix('-')}"],
            "states": [f"{here}:stateMachine:{name}*"],
        }[service]


def _passing(actions: list[str], resources: list[str], within: dict[str, str]) -> iam.PolicyStatement:
    return iam.PolicyStatement(
        principals=[iam.AnyPrincipal()],
        actions=actions,
        resources=resources,
        conditions={"StringEquals": dict(within)},
    )
