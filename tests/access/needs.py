"""From calls to AWS to the IAM actions and resources that they need.

After AWS's Service Authorization Reference
(https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html):
the API's operations and IAM's actions are named alike, but for what stands here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote

REFUSED = {
    "403",
    "AccessDenied",
    "AccessDeniedException",
    "AuthorizationError",
    "AuthorizationErrorException",
}
_FOUND_NOTHING = {"404", "NoSuchKey", "NoSuchVersion"}
_READS = {"GetObject": "GetObject", "HeadObject": "GetObject"}
_WRITES = {"PutObject", "CreateMultipartUpload", "UploadPart", "CompleteMultipartUpload"}
_COPIES = {"CopyObject", "UploadPartCopy"}
_LISTS = {"ListObjectsV2", "ListObjects", "HeadBucket"}
_TABLE = {"GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan"}
_TABLES = {"BatchGetItem", "BatchWriteItem"}  # actions of their own, which ask for nothing more
_TRANSACTIONS = {"TransactWriteItems", "TransactGetItems"}
_IN_TRANSACTION = {
    "ConditionCheck": "ConditionCheckItem", "Get": "GetItem", "Put": "PutItem", "Update": "UpdateItem",
    "Delete": "DeleteItem",
}  # fmt: skip
_QUEUE = {
    "SendMessage", "ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility", "GetQueueUrl", "GetQueueAttributes",
}  # fmt: skip
_FOR_EVERYBODY = {"sts:GetCallerIdentity"}


class Need(NamedTuple):
    """A function needs an action on a resource, by its ARN."""

    function: str
    action: str
    resource: str


class Place(NamedTuple):
    """Where a deployment is; ARNs are made with it."""

    region: str
    account: str

    def arn(self, service: str, resource: str) -> str:
        """Return the ARN of a resource of this place."""
        return f"arn:aws:{service}:{self.region}:{self.account}:{resource}"


class Call(NamedTuple):
    """One call that was made, or that a link lets people make, with what it is about.

    `about` holds the parameters of these names as they were sent, and what `tests/e2e/worker_hooks` makes of others:
    `copied` (of CopyObject, as "bucket/key?versionId=id"), `tables`, `transaction` and `buses`.
    """

    function: str
    operation: str  # "s3:HeadObject"
    about: Mapping[str, Any]
    error: str = ""  # AWS's code, where it said no or found nothing


def needs_of(call: Call, place: Place) -> list[Need]:
    """Return what a call needs. Raises `ValueError` for an operation of which nothing is known here."""
    service, _, operation = call.operation.partition(":")
    known = {
        "s3": _of_s3, "dynamodb": _of_dynamodb, "sqs": _of_sqs, "sns": _of_sns, "events": _of_events,
        "secretsmanager": _of_secrets, "stepfunctions": _of_states,
    }  # fmt: skip
    found = list(known[service](operation, call, place)) if service in known else []
    if not found and call.operation not in _FOR_EVERYBODY:
        raise ValueError(f"{call.function} called {call.operation}: say in {__name__} what it needs")
    return [Need(call.function, action, resource) for action, resource in found]


def _of_s3(operation: str, call: Call, place: Place) -> Iterator[tuple[str, str]]:
    bucket = f"arn:aws:s3:::{call.about['Bucket']}"
    object_ = f"{bucket}/{call.about.get('Key', '')}"
    if operation in _READS:
        yield _reading(call.about), object_
        if call.error in _FOUND_NOTHING:  # without this right S3 says 403, and not that nothing is there
            yield "s3:ListBucket", bucket
    elif operation in _WRITES:
        yield "s3:PutObject", object_
    elif operation in _COPIES:
        source, _, version = unquote(call.about["copied"]).partition("?versionId=")
        yield _reading({"VersionId": version}), f"arn:aws:s3:::{source}"
        yield "s3:PutObject", object_
    elif operation in _LISTS:
        yield "s3:ListBucket", bucket


def _reading(object_: Mapping[str, Any]) -> str:
    return "s3:GetObjectVersion" if object_.get("VersionId") else "s3:GetObject"


def _of_dynamodb(operation: str, call: Call, place: Place) -> Iterator[tuple[str, str]]:
    def arn(table: str) -> str:
        return place.arn("dynamodb", f"table/{table}")

    if operation in _TABLE:
        index = f"/index/{call.about['IndexName']}" if "IndexName" in call.about else ""
        yield f"dynamodb:{operation}", arn(call.about["TableName"]) + index
    elif operation in _TABLES:
        yield from ((f"dynamodb:{operation}", arn(table)) for table in call.about["tables"])
    elif operation in _TRANSACTIONS:
        parts = call.about["transaction"]
        yield from ((f"dynamodb:{_IN_TRANSACTION[kind]}", arn(table)) for kind, table in parts)


def _of_sqs(operation: str, call: Call, place: Place) -> Iterator[tuple[str, str]]:
    action = operation.removesuffix("Batch")
    if action in _QUEUE:
        name = call.about.get("QueueName") or call.about["QueueUrl"].rpartition("/")[2]
        yield f"sqs:{action}", place.arn("sqs", name)


def _of_sns(operation: str, call: Call, place: Place) -> Iterator[tuple[str, str]]:
    if operation.removesuffix("Batch") == "Publish":
        yield "sns:Publish", call.about["TopicArn"]


def _of_events(operation: str, call: Call, place: Place) -> Iterator[tuple[str, str]]:
    if operation == "PutEvents":
        for bus in call.about["buses"]:
            yield "events:PutEvents", place.arn("events", f"event-bus/{bus}")


def _of_secrets(operation: str, call: Call, place: Place) -> Iterator[tuple[str, str]]:
    if operation == "GetSecretValue":  # asked for by its name; its ARN ends in six characters more
        yield (
            "secretsmanager:GetSecretValue",
            place.arn("secretsmanager", f"secret:{call.about['SecretId']}-abc123"),
        )


def _of_states(operation: str, call: Call, place: Place) -> Iterator[tuple[str, str]]:
    if operation == "SendTaskSuccess":  # which names a token, and no machine: there is one
        deployment = call.function.rpartition("-")[0]
        yield "states:SendTaskSuccess", place.arn("states", f"stateMachine:{deployment}-backfill")
