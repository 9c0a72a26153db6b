"""What was asked in batches, in DynamoDB: beside the budgets, below the partition `asks`; sort key `source#digest`.

The whole ask lies in `document`, as compressed JSON. Of one that has ended the key alone stays, for a day.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from crosscut.analysis.asks import LONGEST, Ask, Waiting, worst_of
from crosscut.aws.failures import code_of, translated
from crosscut.aws.shapes import refused
from crosscut.errors import PermanentError
from crosscut.model import Severity

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

PARTITION = "asks"  # no day
ENDED_KEPT_FOR = timedelta(days=1)  # longer than a digest is delivered again
_KEPT_FOR = LONGEST + timedelta(days=6)  # an ask that nobody looks at any more


class DynamoAsks:
    """Implements `Asks`. Raises `RetryableError` when the table cannot be reached."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def add(self, ask: Ask) -> None:
        from botocore.exceptions import ClientError

        item: dict[str, AttributeValueTypeDef] = {
            **_key(ask.source, ask.digest_id),
            "state": {"S": "waiting"},
            "about": {"M": {d.id: {"S": d.severity} for d in ask.detections}},
            "document": {"B": gzip.compress(ask.model_dump_json().encode())},
            "expires_at": _in(_KEPT_FOR),
        }
        with translated("keeping what was asked in a batch"):
            try:
                self._dynamodb.put_item(
                    TableName=self._table,
                    Item=item,
                    ConditionExpression="attribute_not_exists(#item)",
                    ExpressionAttributeNames={"#item": "item"},
                )
            except ClientError as error:
                if code_of(error) != "ConditionalCheckFailedException":
                    raise

    def has(self, source: str, digest_id: str) -> bool:
        return self._item(source, digest_id) is not None

    def find(self, source: str, digest_id: str) -> Ask | None:
        item = self._item(source, digest_id)
        if item is None or "document" not in item:
            return None
        what = f"what was asked in a batch about digest {digest_id}"
        try:
            return Ask.model_validate_json(gzip.decompress(bytes(item["document"]["B"])))
        except ValidationError as error:
            raise refused(what, error, otherwise="was stored by another version") from None
        except (OSError, EOFError):
            raise PermanentError(f"{what} is damaged") from None

    def about(self, source: str) -> Mapping[str, Severity]:
        return worst_of(
            (id_, Severity(severity["S"]))
            for item in self._waiting(f"{source}#", "about")
            for id_, severity in item["about"]["M"].items()
        )

    def waiting(self) -> Sequence[Waiting]:
        return [Waiting(*item["item"]["S"].split("#", 1)) for item in self._waiting("", "#item")]

    def end(self, source: str, digest_id: str) -> None:
        with translated("ending what was asked in a batch"):
            self._dynamodb.update_item(
                TableName=self._table,
                Key=_key(source, digest_id),
                UpdateExpression="SET #state = :ended, expires_at = :expires REMOVE document, about",
                ExpressionAttributeNames={"#state": "state"},
                ExpressionAttributeValues={":ended": {"S": "ended"}, ":expires": _in(ENDED_KEPT_FOR)},
            )

    def _item(self, source: str, digest_id: str) -> dict[str, Any] | None:
        with translated("looking for what was asked in a batch"):
            answer = self._dynamodb.get_item(
                TableName=self._table, Key=_key(source, digest_id), ConsistentRead=True
            )
        return answer.get("Item")

    def _waiting(self, begins: str, wanted: str) -> Iterator[dict[str, Any]]:
        # Every name is used: DynamoDB refuses a request with one that is not.
        names = {"#day": "day", "#state": "state", "#item": "item"}
        condition = "#day = :asks AND begins_with(#item, :begins)" if begins else "#day = :asks"
        values: dict[str, AttributeValueTypeDef] = {":asks": {"S": PARTITION}, ":waiting": {"S": "waiting"}}
        if begins:
            values[":begins"] = {"S": begins}
        with translated("listing what was asked in batches"):
            pages = self._dynamodb.get_paginator("query").paginate(
                TableName=self._table,
                KeyConditionExpression=condition,
                FilterExpression="#state = :waiting",
                ProjectionExpression=wanted,
                ExpressionAttributeNames=names,
                ExpressionAttributeValues=values,
                ConsistentRead=True,
            )
            for page in pages:
                yield from page["Items"]


def _key(source: str, digest_id: str) -> dict[str, AttributeValueTypeDef]:
    return {"day": {"S": PARTITION}, "item": {"S": f"{source}#{digest_id}"}}


def _in(kept: timedelta) -> AttributeValueTypeDef:
    return {"N": str(int((datetime.now(UTC) + kept).timestamp()))}
