"""What the command line asks of the local AWS: secrets, drops, queues, digests, insights and log lines.

Nothing here knows that an emulator answers; it is handed an endpoint and the stack's outputs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from pydantic import ValidationError

from crosscut.aws import clients
from crosscut.aws.clients import Endpoint
from crosscut.aws.dead_letters import subject
from crosscut.aws.failures import translated
from crosscut.aws.insights import DynamoInsightStore
from crosscut.aws.quarantine import Quarantine, QuarantineEntry
from crosscut.model import Digest, Insight, Severity

if TYPE_CHECKING:
    from mypy_boto3_sqs.literals import QueueAttributeNameType

ACCOUNT = "000000000000"
REGION = "us-east-1"
# The emulator takes any key; one of twelve digits would choose another account.
ACCESS_KEY, SECRET_KEY = "local", "local"
EMULATORS_OWN = "what-the-emulator-wants-besides"  # a policy of roles
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)  # logs may be of any age
_DEPTH: tuple[QueueAttributeNameType, ...] = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
)


class LogLine(NamedTuple):
    """One line that a Lambda logged."""

    time: datetime
    function: str
    text: str


class DeadLetter(NamedTuple):
    """One message in a dead-letter queue."""

    id: str
    queue: str
    about: str  # the key of the object, or what else the message names


class LocalAws:
    """The deployed stack at an endpoint of this machine."""

    def __init__(self, url: str, outputs: Mapping[str, str], *, certificate: str = "") -> None:
        self.endpoint = Endpoint(url, REGION, ACCESS_KEY, SECRET_KEY, certificate)
        self._outputs = outputs
        self._digests: dict[str, tuple[str, ...]] = {}  # the objects in each digest that was looked at

    def put_secret(self, name: str, fields: Mapping[str, str]) -> None:
        """Set a secret to a JSON object of texts."""
        with translated(f"writing the secret {name}"):
            secrets = clients.secretsmanager(self.endpoint)
            secrets.put_secret_value(SecretId=name, SecretString=json.dumps(dict(fields)))

    def suit_roles_to_emulator(self) -> None:
        """Give the Lambdas' roles the rights that the emulator, where it enforces IAM, wants for what AWS lets through.

        In AWS sqs:SendMessage is the right to send several at once as well; the emulator wants another one. And for the
        answer to a task of Step Functions, whose token names no machine, it wants the right for every machine.
        """
        # The type stubs of these two services are not among the project's.
        iam = cast(Any, clients.client("iam", self.endpoint))
        functions = cast(Any, clients.client("lambda", self.endpoint))
        with translated("suiting the Lambdas' roles to the emulator"):
            for function in functions.list_functions()["Functions"]:
                role = function["Role"].rpartition("/")[2]
                names = set(iam.list_role_policies(RoleName=role)["PolicyNames"]) - {EMULATORS_OWN}
                documents = [
                    iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"] for name in names
                ]
                if more := _wanted_besides(documents):
                    document = json.dumps({"Version": "2012-10-17", "Statement": more})
                    iam.put_role_policy(RoleName=role, PolicyName=EMULATORS_OWN, PolicyDocument=document)

    def drop(self, file: Path, key: str) -> None:
        """Put a file into the log bucket."""
        bucket = self._outputs["LogBucketName"]
        with translated(f"writing s3://{bucket}/{key}"), file.open("rb") as body:
            clients.s3(self.endpoint).put_object(Bucket=bucket, Key=key, Body=body)

    def waiting(self) -> dict[str, int]:
        """Return the number of messages in each working queue, those being worked on included."""
        return {name: self._depth(url) for name, url in self._queues() if not _is_dead_letter(name)}

    def dead(self) -> dict[str, int]:
        """Return the number of messages in each dead-letter queue."""
        return {name: self._depth(url) for name, url in self._queues() if _is_dead_letter(name)}

    def dead_letters(self) -> list[DeadLetter]:
        """Return what lies in the dead-letter queues, up to ten of each, without taking it out."""
        sqs = clients.sqs(self.endpoint)
        letters = []
        for name, url in self._queues():
            if _is_dead_letter(name):
                with translated(f"looking into {name}"):
                    answer = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, VisibilityTimeout=0)
                found = answer.get("Messages", [])
                letters += [
                    DeadLetter(m.get("MessageId", ""), name, subject(m.get("Body", ""))) for m in found
                ]
        return letters

    def digest_keys(self, source: str) -> list[str]:
        """Return the keys of the source's digests, one for each object or part of one."""
        s3, bucket = clients.s3(self.endpoint), self._outputs["WorkBucketName"]
        with translated(f"looking for digests in {bucket}"):
            pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=f"digests/{source}/")
            return [item["Key"] for page in pages for item in page.get("Contents", [])]

    def digested(self, source: str) -> frozenset[str]:
        """Return the keys of the source's objects that have a digest by now."""
        s3, bucket = clients.s3(self.endpoint), self._outputs["WorkBucketName"]
        for key in self.digest_keys(source):
            if key not in self._digests:
                with translated(f"reading s3://{bucket}/{key}"):
                    body = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
                self._digests[key] = _objects_of(body)
        return frozenset(key for objects in self._digests.values() for key in objects)

    def quarantined(self, source: str) -> list[QuarantineEntry]:
        """Return what of the source is in quarantine."""
        s3, bucket = clients.s3(self.endpoint), self._outputs["WorkBucketName"]
        return list(Quarantine(s3, bucket).entries(source))

    def insights(self) -> list[Insight]:
        """Return every insight, most severe first."""
        store = DynamoInsightStore(clients.dynamodb(self.endpoint), self._outputs["InsightsTableName"])
        return list(store.list(since=_BEGINNING, at_least=Severity.INFO))

    def log_lines(self, *, since: datetime) -> list[LogLine]:
        """Return what the Lambdas have logged since then, in order of time."""
        # The type stubs of these two services are not among the project's.
        logs = cast(Any, clients.client("logs", self.endpoint))
        functions = cast(Any, clients.client("lambda", self.endpoint))
        lines = []
        with translated("reading the Lambdas' logs"):
            for function in functions.list_functions()["Functions"]:
                name = function["FunctionName"]
                group = function.get("LoggingConfig", {}).get("LogGroup") or f"/aws/lambda/{name}"
                lines += [LogLine(_time(e), name, e["message"].rstrip()) for e in _events(logs, group, since)]
        return sorted(lines, key=lambda line: line.time)

    def _queues(self) -> Iterator[tuple[str, str]]:
        with translated("listing the queues"):
            answer = clients.sqs(self.endpoint).list_queues(QueueNamePrefix="crosscut-")
        yield from ((url.rpartition("/")[2], url) for url in sorted(answer.get("QueueUrls", [])))

    def _depth(self, url: str) -> int:
        with translated("looking at the queues"):
            answer = clients.sqs(self.endpoint).get_queue_attributes(QueueUrl=url, AttributeNames=_DEPTH)
        return sum(int(answer["Attributes"].get(name, "0")) for name in _DEPTH)


def _wanted_besides(documents: Iterable[Mapping[str, Any]]) -> list[dict[str, object]]:
    allowed = [
        (action, resource)
        for document in documents
        for statement in document["Statement"]
        for action in _listed(statement["Action"])
        for resource in _listed(statement["Resource"])
    ]
    queues = sorted(resource for action, resource in allowed if action == "sqs:SendMessage")
    answers = any(action == "states:SendTaskSuccess" for action, _ in allowed)
    wanted = {"sqs:SendMessageBatch": queues, "states:SendTaskSuccess": ["*"] if answers else []}
    return [{"Effect": "Allow", "Action": action, "Resource": on} for action, on in wanted.items() if on]


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def _objects_of(digest: bytes) -> tuple[str, ...]:
    try:
        return Digest.model_validate_json(digest).objects
    except ValidationError:
        return ()  # of another version


def _is_dead_letter(queue: str) -> bool:
    return "dlq" in queue or "dead" in queue


def _events(logs: Any, group: str, since: datetime) -> Iterable[dict[str, Any]]:
    try:
        pages = logs.get_paginator("filter_log_events").paginate(
            logGroupName=group, startTime=int(since.timestamp() * 1000)
        )
        return [event for page in pages for event in page["events"]]
    except logs.exceptions.ResourceNotFoundException:
        return []  # it has not run yet


def _time(event: Mapping[str, Any]) -> datetime:
    return datetime.fromtimestamp(event["timestamp"] / 1000, tz=UTC)
