"""What is remembered of people having been told, as the ledger counts it: in the notices table, and nowhere else.

A notice is written down before and after each message under a number of its own (aws/notices.py), so it says once what
was told, however often an event comes. The ledger reads it there; a count beside it could differ.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from crosscut.aws.failures import translated
from crosscut.aws.notices import is_due, notice_of
from crosscut.untold import Noted

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoTold:
    """The notices table, for reading."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def noted(self, insight_id: str) -> list[Noted]:
        """Return each place in which people have been told of the insight, or are to be."""
        pages = self._dynamodb.get_paginator("query")
        found: list[Noted] = []
        with translated(f"reading what was told of insight {insight_id}"):
            for page in pages.paginate(
                TableName=self._table,
                KeyConditionExpression="about = :about",
                ExpressionAttributeValues={":about": {"S": insight_id}},
            ):
                for item in page["Items"]:
                    told = notice_of(item).told
                    found.append(Noted(item["item"]["S"], told is not None, is_due(item)))
        return found

    def counts(self, insight_ids: Iterable[str]) -> dict[str, int]:
        """Return in how many places people have been told of each insight."""
        return {id_: sum(each.is_told for each in self.noted(id_)) for id_ in dict.fromkeys(insight_ids)}
