"""What is known of backfills, in the ledger's table: their plans in one partition, the batches of each in its own.

Partition keys that are no day, so that whoever reads the ledger by days never meets them. A batch is set, never added
up: the same batch again changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from pydantic import ValidationError

from crosscut.aws.failures import code_of, translated
from crosscut.aws.shapes import problem_of
from crosscut.backfill import Failure, Outcome, Plan
from crosscut.errors import PermanentError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

KEPT_FOR = timedelta(days=90)
_PLANS = "backfills"


class Backfills:
    """The backfills of a deployment."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def add(self, plan: Plan) -> bool:
        """Keep a new plan. Returns False where there is one of that id."""
        from botocore.exceptions import ClientError

        with translated(f"keeping backfill {plan.id}"):
            try:
                self._dynamodb.put_item(
                    TableName=self._table,
                    Item=_item(plan),
                    ConditionExpression="attribute_not_exists(#item)",
                    ExpressionAttributeNames={"#item": "item"},
                )
            except ClientError as error:
                if code_of(error) == "ConditionalCheckFailedException":
                    return False
                raise
        return True

    def put(self, plan: Plan) -> None:
        """Keep a plan as it is now."""
        with translated(f"keeping backfill {plan.id}"):
            self._dynamodb.put_item(TableName=self._table, Item=_item(plan))

    def find(self, backfill: str) -> Plan | None:
        """Return the plan of that id. Raises `PermanentError` for another version's."""
        with translated(f"reading backfill {backfill}"):
            answer = self._dynamodb.get_item(
                TableName=self._table,
                Key={"day": {"S": _PLANS}, "item": {"S": backfill}},
                ConsistentRead=True,
            )
        return _plan(answer["Item"]) if "Item" in answer else None

    def all(self) -> list[Plan]:
        """Return the plans, the latest first."""
        return [_plan(item) for item in self._query(_PLANS)][::-1]

    def oldest(self) -> date | None:
        """Return the first day of arrival of what backfills have read, None where there were none."""
        return min((plan.oldest for plan in self.all()), default=None)

    def sanitized(self, backfill: str, outcome: Outcome, *, now: datetime) -> None:
        """Keep what has become of a batch; one that is sanitized again stays analysed if it was."""
        failures = json.dumps([failure.model_dump() for failure in outcome.failures])
        values: dict[str, AttributeValueTypeDef] = {
            ":objects": {"N": str(outcome.objects)},
            ":bytes": {"N": str(outcome.bytes)},
            ":failures": {"S": failures},
            ":expires": {"N": str(int((now + KEPT_FOR).timestamp()))},
        }
        change = "SET objects = :objects, bytes_done = :bytes, failures = :failures, expires_at = :expires"
        if outcome.analysed:  # nothing of it is left to analyse
            change += ", analysed_at = :now"
            values[":now"] = {"S": now.isoformat()}
        with translated(f"keeping batch {outcome.batch} of backfill {backfill}"):
            self._dynamodb.update_item(
                TableName=self._table,
                Key=_batch_key(backfill, outcome.batch),
                UpdateExpression=change,
                ExpressionAttributeValues=values,
            )

    def analysed(self, backfill: str, batch: str, *, now: datetime) -> None:
        """Write down that a batch's digest was analysed."""
        with translated(f"keeping batch {batch} of backfill {backfill}"):
            self._dynamodb.update_item(
                TableName=self._table,
                Key=_batch_key(backfill, batch),
                UpdateExpression="SET analysed_at = :now",
                ExpressionAttributeValues={":now": {"S": now.isoformat()}},
            )

    def outcomes(self, backfill: str) -> Iterator[Outcome]:
        """Yield what has become of each batch that was sanitized, in order of the batches."""
        return (_outcome(item) for item in self._query(_partition(backfill)) if "objects" in item)

    def _query(self, partition: str) -> Iterator[dict[str, AttributeValueTypeDef]]:
        pages = self._dynamodb.get_paginator("query")
        with translated("reading the backfills"):
            for page in pages.paginate(
                TableName=self._table,
                KeyConditionExpression="#day = :partition",
                ExpressionAttributeNames={"#day": "day"},
                ExpressionAttributeValues={":partition": {"S": partition}},
                ConsistentRead=True,
            ):
                yield from page["Items"]


def _partition(backfill: str) -> str:
    return f"backfill#{backfill}"


def _batch_key(backfill: str, batch: str) -> dict[str, AttributeValueTypeDef]:
    return {"day": {"S": _partition(backfill)}, "item": {"S": batch}}


def _item(plan: Plan) -> dict[str, AttributeValueTypeDef]:
    return {
        "day": {"S": _PLANS},
        "item": {"S": plan.id},
        "document": {"S": plan.model_dump_json()},
        "expires_at": {"N": str(int((plan.run_at + KEPT_FOR).timestamp()))},
    }


def _plan(item: dict[str, AttributeValueTypeDef]) -> Plan:
    try:
        return Plan.model_validate_json(item["document"]["S"])
    except ValidationError as error:
        raise PermanentError(
            f"backfill {item['item']['S']} is of another version of Crosscut: {problem_of(error)}"
        ) from None


def _outcome(item: dict[str, AttributeValueTypeDef]) -> Outcome:
    return Outcome(
        batch=item["item"]["S"],
        objects=int(item["objects"]["N"]),
        bytes=int(item["bytes_done"]["N"]),
        failures=tuple(Failure.model_validate(each) for each in json.loads(item["failures"]["S"])),
        analysed="analysed_at" in item,
    )
