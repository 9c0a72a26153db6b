"""What earlier releases kept, frozen under tests/data/releases, and put into an account as if they had run there."""

from __future__ import annotations

import base64
import gzip
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from crosscut.aws import clients
from crosscut.aws.clients import Endpoint

FOLDER = Path(__file__).parent / "data" / "releases"
RELEASES = sorted(path.name for path in FOLDER.iterdir() if path.is_dir() and path.name[0].isdigit())
# What holds something, and what decides which of them another one is: to change it is to make the thing anew, empty.
IDENTITY = {
    "AWS::DynamoDB::Table": ("TableName", "KeySchema"),
    "AWS::S3::Bucket": ("BucketName",),
    "AWS::SecretsManager::Secret": ("Name",),
    "AWS::SQS::Queue": ("QueueName", "FifoQueue"),
    "AWS::SNS::Topic": ("TopicName", "FifoTopic"),
    "AWS::Events::EventBus": ("Name",),
    "AWS::Logs::LogGroup": ("LogGroupName",),
}


@dataclass(frozen=True)
class Release:
    """One release, with the stack's template and the state as its own code made them (freeze.py)."""

    version: str

    @cached_property
    def template(self) -> dict[str, Any]:
        return dict(_read(FOLDER / self.version / "template.json.gz"))

    @cached_property
    def state(self) -> dict[str, Any]:
        return dict(_read(FOLDER / self.version / "state.json.gz"))

    @property
    def stores(self) -> dict[str, Any]:
        """The resources of its template that hold something, by logical id."""
        return {id_: r for id_, r in self.template["Resources"].items() if r["Type"] in IDENTITY}

    def table(self, name: str) -> list[dict[str, Any]]:
        """The items of `crosscut-local-<name>`."""
        return list(self.state["tables"][f"crosscut-local-{name}"])

    def objects(self, name: str) -> dict[str, bytes]:
        """The objects of the bucket of logs or of work."""
        [found] = [o for bucket, o in self.state["objects"].items() if f"-{name}-" in bucket]
        return dict(found)

    def fill(self, endpoint: Endpoint | None = None) -> None:
        """Put what its tables, buckets and secrets held into those of the account, which are there."""
        dynamodb, s3 = clients.dynamodb(endpoint), clients.s3(endpoint)
        for table, items in self.state["tables"].items():
            for item in items:
                dynamodb.put_item(TableName=table, Item=item)
        for bucket, objects in self.state["objects"].items():
            for key, data in objects.items():
                s3.put_object(Bucket=bucket, Key=key, Body=data)
        for name, text in self.state["secrets"].items():
            clients.secretsmanager(endpoint).put_secret_value(SecretId=name, SecretString=text)

    def send(self, endpoint: Endpoint | None = None) -> int:
        """Put its messages in flight on their queues, and return how many."""
        sqs = clients.sqs(endpoint)
        for queue, bodies in self.state["messages"].items():
            url = sqs.get_queue_url(QueueName=f"crosscut-local-{queue}")["QueueUrl"]
            for body in bodies:
                grouped = {"MessageGroupId": json.loads(body)["source"]} if queue.endswith(".fifo") else {}
                sqs.send_message(QueueUrl=url, MessageBody=body, **grouped)
        return sum(map(len, self.state["messages"].values()))


def _read(file: Path) -> Any:
    def bytes_again(value: dict[str, Any]) -> Any:
        return base64.b64decode(value["base64"]) if value.keys() == {"base64"} else value

    return json.loads(gzip.decompress(file.read_bytes()), object_hook=bytes_again)
