"""What the Lambdas asked AWS for in a run, and what their roles allow as deployed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, cast
from urllib.parse import unquote

from crosscut.aws import clients
from crosscut.aws.local import ACCOUNT, EMULATORS_OWN, REGION
from tests.access.grants import Grant, grants_of
from tests.access.needs import Call, Need, Place
from tests.e2e.harness import Local
from tests.e2e.worker_hooks import WorkerHooks

HERE = Place(REGION, ACCOUNT)
# What Lambda does by a function's role before and after our code runs (AWS Lambda developer guide, "Using Lambda with
# Amazon SQS", "Execution role permissions", and "Sending Lambda function logs to CloudWatch Logs").
_POLLER = ("ReceiveMessage", "DeleteMessage", "GetQueueAttributes")
_LOGGING = ("CreateLogStream", "PutLogEvents")


def called(hooks: WorkerHooks) -> list[Call]:
    """Return the calls to AWS of the run so far, answers that say no and signed links among them."""
    found = [*hooks.effects(), *hooks.effects(kind="signed"), *hooks.effects(kind="refused")]
    to_aws = (each for each in found if ":" in each.action)
    return [Call(each.function, each.action, each.parameters, each.error) for each in to_aws]


def granted(local: Local) -> Iterator[Grant]:
    """Yield what the functions' roles allow, as CloudFormation has filled it in."""
    iam = cast(Any, clients.client("iam", local.aws.endpoint))
    functions = cast(Any, clients.client("lambda", local.aws.endpoint))
    for name in _functions(local):
        role = functions.get_function_configuration(FunctionName=name)["Role"].rpartition("/")[2]
        assert not iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"], (
            f"{name}: a managed policy"
        )
        for policy in set(iam.list_role_policies(RoleName=role)["PolicyNames"]) - {EMULATORS_OWN}:
            document = iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
            yield from grants_of(
                name, document if isinstance(document, dict) else json.loads(unquote(document))
            )


def needed_by_lambda(local: Local) -> Iterator[Need]:
    """Yield what Lambda itself needs of the functions' roles: to poll their queues, and to keep what they print."""
    functions = cast(Any, clients.client("lambda", local.aws.endpoint))
    for mapping in functions.list_event_source_mappings()["EventSourceMappings"]:
        name = mapping["FunctionArn"].rpartition(":")[2]
        yield from (Need(name, f"sqs:{action}", mapping["EventSourceArn"]) for action in _POLLER)
    for name in _functions(local):
        stream = HERE.arn("logs", f"log-group:/aws/lambda/{name}:log-stream:any")
        yield from (Need(name, f"logs:{action}", stream) for action in _LOGGING)


def _functions(local: Local) -> Iterator[str]:
    functions = cast(Any, clients.client("lambda", local.aws.endpoint))
    for page in functions.get_paginator("list_functions").paginate():
        yield from (function["FunctionName"] for function in page["Functions"])
