"""The key of everything at rest: AWS's own where the context says nothing, else one that the account holds."""

from __future__ import annotations

from collections.abc import Iterable

from aws_cdk import Aws, Duration, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct

from infra.deployment import Deployment

DECRYPT, GENERATE = "kms:Decrypt", "kms:GenerateDataKey"
# What a call needs of the key of the store that it is made on, from each service's page on encryption at rest; a call
# that is not listed needs what its service's "*" says. DynamoDB itself keeps the table's key: a caller only shows that
# it may decrypt it, also to write.
NEEDED: dict[str, tuple[str, ...]] = {
    "dynamodb:*": (DECRYPT,),
    "s3:GetObject": (DECRYPT,),
    "s3:GetObjectVersion": (DECRYPT,),
    "s3:PutObject": (GENERATE,),
    **dict.fromkeys(("s3:ListBucket", "s3:ListMultipartUploadParts", "s3:AbortMultipartUpload"), ()),
    "secretsmanager:GetSecretValue": (DECRYPT,),
    "sns:Publish": (DECRYPT, GENERATE),
    "sqs:ReceiveMessage": (DECRYPT,),
    "sqs:SendMessage": (DECRYPT, GENERATE),
    # Stores of ours that these touch: none.
    **dict.fromkeys(("bedrock:*", "events:*", "lambda:*", "states:*"), ()),
}


def key_of(scope: Construct, deployment: Deployment) -> kms.IKey | None:
    """Return the customer's key, made here or named by the context; None leaves everything to AWS's own keys."""
    wanted = deployment.context.kms
    if wanted == "none":
        return None
    if wanted != "create":
        return kms.Key.from_key_arn(scope, "Key", wanted)
    key = kms.Key(
        scope,
        "Key",
        alias=deployment.name("data").removesuffix("-data"),
        description=f"Everything that Crosscut keeps, stage {deployment.stage.name}",
        enable_key_rotation=True,
        pending_window=Duration.days(30 if deployment.stage.keep_data else 7),
        removal_policy=deployment.removal_policy,
    )
    for statement in service_statements(deployment, Stack.of(scope)):
        key.add_to_resource_policy(statement)
    return key


def service_statements(deployment: Deployment, stack: Stack) -> list[iam.PolicyStatement]:
    """Return what services of AWS may do with the key, each for this stage's own resources only.

    A key that the context names needs the same in its own policy; docs/deploy.md shows it.
    """
    name = deployment.name("")
    own = {"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}}

    def arn(service: str, resource: str) -> str:
        return f"arn:{Aws.PARTITION}:{service}:{Aws.REGION}:{Aws.ACCOUNT_ID}:{resource}"

    rules = [arn("events", f"rule/{name}*"), arn("events", f"rule/{name.removesuffix('-')}/*")]
    return [
        iam.PolicyStatement(
            sid="LogGroups",
            principals=[iam.ServicePrincipal(f"logs.{stack.region}.amazonaws.com")],
            actions=["kms:Encrypt", DECRYPT, "kms:ReEncrypt*", f"{GENERATE}*", "kms:DescribeKey"],
            resources=["*"],  # of a key's own policy: this key
            conditions={
                "ArnLike": {
                    "kms:EncryptionContext:aws:logs:arn": [
                        arn("logs", f"log-group:/aws/lambda/{name}*"),
                        arn("logs", f"log-group:/aws/vendedlogs/states/{name}*"),
                        arn("logs", f"log-group:/crosscut/{deployment.stage.name}/*"),
                    ]
                }
            },
        ),
        iam.PolicyStatement(
            sid="EventsToQueues",
            principals=[iam.ServicePrincipal("events.amazonaws.com")],
            actions=[DECRYPT, GENERATE],
            resources=["*"],
            conditions={**own, "ArnLike": {"aws:SourceArn": rules}},
        ),
        iam.PolicyStatement(
            sid="AlarmsToTopic",
            principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
            actions=[DECRYPT, GENERATE],
            resources=["*"],
            conditions={**own, "ArnLike": {"aws:SourceArn": arn("cloudwatch", f"alarm:{name}*")}},
        ),
    ]


def allow(role: iam.Role, *actions: str, on: list[str], key: kms.IKey | None) -> None:
    """Let the role do these on these ARNs, and what they need of the customer's key, if there is one."""
    role.add_to_principal_policy(iam.PolicyStatement(actions=list(actions), resources=on))
    allow_key(role, *actions, key=key)


def allow_key(role: iam.Role, *actions: str, key: kms.IKey | None) -> None:
    """Let the role use the customer's key, if there is one, as far as these actions need it."""
    for statement in key_grants(key, actions) if key else ():
        role.add_to_principal_policy(statement)


def key_grants(key: kms.IKey, actions: Iterable[str]) -> list[iam.PolicyStatement]:
    """Return what a role that may do `actions` has to be allowed on the key: only through the services it calls.

    Raises KeyError for an action of which nobody has said yet what it needs.
    """
    through: dict[str, set[str]] = {}
    for action in actions:
        service = action.partition(":")[0]
        needed = NEEDED[action] if action in NEEDED else NEEDED[f"{service}:*"]
        through.setdefault(service, set()).update(needed)
    return [
        iam.PolicyStatement(
            actions=sorted(needed),
            resources=[key.key_arn],
            conditions={"StringEquals": {"kms:ViaService": f"{service}.{Aws.REGION}.amazonaws.com"}},
        )
        for service, needed in sorted(through.items())
        if needed
    ]
