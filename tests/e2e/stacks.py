"""The stack of a local AWS, deployed again with another context, or taken away, as a person does it with CDK."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from crosscut.aws import clients
from crosscut.cli.local.deploy import Deployer, context_for
from crosscut.cli.local.environment import aws, tools
from crosscut.cli.local.toolchain import toolchain
from tests.e2e.harness import ROOT, Local

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

STACK = "Crosscut-local"


def deployer_of(local: Local) -> Deployer:
    """Return what deploys to it, as `crosscut local up` makes it."""
    environment = tools(local.where.scratch)
    found = toolchain(ROOT, environment=environment, log=local.where.deploy_log)
    environment = tools(local.where.scratch, path=found.uv.parent)
    trusted = local.state.certificate
    return Deployer(where=local.where, root=ROOT, tools=found, environment=environment, certificate=trusted)


def deploy(local: Local, **context: str) -> Mapping[str, str]:
    """Deploy the checkout with the context over that of `crosscut local up`, and return the stack's outputs."""
    deployer = deployer_of(local)
    deployer.synthesize(
        {**context_for(slack_url=local.state.slack_url, claude_url=None, provider="offline"), **context}
    )
    return deployer.deploy(local.state.endpoint)


def destroy(local: Local) -> None:
    """`cdk destroy` of what was synthesized last."""
    deployer = deployer_of(local)
    command = [deployer.tools.cdk, "destroy", "--all", "--force", "--app", local.where.assembly]
    done = subprocess.run(
        command,
        cwd=local.where.scratch,
        env={**deployer.environment, **aws(local.state.endpoint, certificate=deployer.certificate)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr


def holdings(local: Local) -> set[tuple[str, str]]:
    """Return the (kind, name) of everything that holds something there, of Crosscut's."""
    endpoint = local.aws.endpoint
    s3, dynamodb = clients.s3(endpoint), clients.dynamodb(endpoint)
    secrets = clients.secretsmanager(endpoint)
    found = {("bucket", b["Name"]) for b in s3.list_buckets()["Buckets"]}
    found |= {("table", name) for name in dynamodb.list_tables()["TableNames"]}
    for page in secrets.get_paginator("list_secrets").paginate():
        found |= {("secret", each["Name"]) for each in page["SecretList"]}
    found |= {
        ("queue", url.rpartition("/")[2]) for url in clients.sqs(endpoint).list_queues().get("QueueUrls", [])
    }
    return {(kind, name) for kind, name in found if name.startswith("crosscut")}


def create(local: Local, resources: Mapping[str, Any]) -> None:
    """Make the stack of these resources alone, as another release's CDK would have done."""
    cloudformation = cast(Any, clients.client("cloudformation", local.aws.endpoint))
    cloudformation.create_stack(StackName=STACK, TemplateBody=json.dumps({"Resources": dict(resources)}))
    cloudformation.get_waiter("stack_create_complete").wait(
        StackName=STACK, WaiterConfig={"Delay": 1, "MaxAttempts": 60}
    )


def clear(local: Local) -> None:
    """Delete what stays of a stack, as `make remains` says how to."""
    endpoint = local.aws.endpoint
    s3 = clients.s3(endpoint)
    for kind, name in holdings(local):
        if kind == "bucket":
            _empty(s3, name)
            s3.delete_bucket(Bucket=name)
        elif kind == "table":
            clients.dynamodb(endpoint).delete_table(TableName=name)
        elif kind == "secret":
            clients.secretsmanager(endpoint).delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)


def _empty(s3: S3Client, bucket: str) -> None:
    """Delete every object and, where somebody has switched versions on, every version."""
    for item in s3.list_objects_v2(Bucket=bucket).get("Contents", ()):
        s3.delete_object(Bucket=bucket, Key=item["Key"])
    listed = s3.list_object_versions(Bucket=bucket)
    versions = [*listed.get("Versions", ()), *listed.get("DeleteMarkers", ())]
    for version in versions:
        s3.delete_object(Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"])
    if versions or s3.list_objects_v2(Bucket=bucket).get("Contents"):
        _empty(s3, bucket)  # an answer holds a thousand
