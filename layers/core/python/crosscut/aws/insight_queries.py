"""How the insights table is asked: one index for each question (docs/insights.md has the commands)."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from crosscut.aws.failures import translated
from crosscut.aws.insight_items import Stored, listed_of, stored_of, timestamp
from crosscut.aws.tries import tries
from crosscut.errors import RetryableError
from crosscut.insights.listing import Listed, Wanted, in_order
from crosscut.model import Severity, Status

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import (
        AttributeValueTypeDef,
        KeysAndAttributesOutputTypeDef,
        KeysAndAttributesTypeDef,
    )

BY_SEVERITY = "by-severity-time"
BY_SOURCE = "by-source-time"
BY_FINGERPRINT = "by-fingerprint"
BY_INCIDENT = "by-incident"
UNRESOLVED = "unresolved-by-time"
# Each index with its partition key; all sort by `last_seen`, and hold what a list shows.
INDEXES = {
    BY_SEVERITY: "severity",
    BY_SOURCE: "source",
    BY_FINGERPRINT: "fingerprint",  # holds keys alone
    BY_INCIDENT: "incident",
    UNRESOLVED: "unresolved",
}
_GET_AT_ONCE = 25  # documents of up to 200 KB; DynamoDB gives 16 MB at once
_TRIES = 8


class _Question(NamedTuple):
    asks: str  # the index
    attribute: str  # the index's partition key
    value: str


class InsightQueries:
    """Reads of the table by other things than an insight's key."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def source_of(self, insight_id: str) -> str | None:
        """Return the source of an insight of which only the id is known."""
        with translated(f"looking up insight {insight_id}"):
            answer = self._dynamodb.query(
                TableName=self._table,
                IndexName=BY_FINGERPRINT,
                KeyConditionExpression="fingerprint = :id",
                ExpressionAttributeValues={":id": {"S": insight_id}},
                ScanIndexForward=False,
                Limit=1,
            )
        return answer["Items"][0]["source"]["S"] if answer["Items"] else None

    def rows(self, wanted: Wanted) -> Iterator[Listed]:
        """Yield the insights that are wanted, most severe first, then latest.

        Without a source, incident or status they are read page by page as they are consumed; otherwise an index
        gives few, which are sorted here.
        """
        few = _narrow(wanted)
        if few is not None:
            yield from sorted(self._pages(few, wanted), key=in_order)
            return
        for severity in sorted(Severity, key=lambda s: -s.rank):
            if severity.rank >= wanted.at_least.rank:
                yield from self._pages(_Question(BY_SEVERITY, "severity", severity), wanted)

    def documents(self, rows: Iterable[Listed]) -> Iterator[Stored]:
        """Yield the insights of these rows in whole, in their order; those that are gone are left out."""
        stream = iter(rows)
        while some := list(islice(stream, _GET_AT_ONCE)):
            found = self._get(some)
            yield from (found[row.id, row.source] for row in some if (row.id, row.source) in found)

    def _pages(self, question: _Question, wanted: Wanted) -> Iterator[Listed]:
        pages = self._dynamodb.get_paginator("query")
        with translated("listing insights"):
            for page in pages.paginate(
                TableName=self._table,
                IndexName=question.asks,
                KeyConditionExpression="#key = :value AND last_seen >= :since",
                ExpressionAttributeNames={"#key": question.attribute},
                ExpressionAttributeValues={
                    ":value": {"S": question.value},
                    ":since": {"S": timestamp(wanted.since)},
                },
                ScanIndexForward=False,
            ):
                yield from filter(wanted.takes, map(listed_of, page["Items"]))

    def _get(self, rows: Sequence[Listed]) -> dict[tuple[str, str], Stored]:
        keys: list[dict[str, AttributeValueTypeDef]] = [
            {"source": {"S": row.source}, "id": {"S": row.id}} for row in rows
        ]
        request: dict[str, KeysAndAttributesTypeDef | KeysAndAttributesOutputTypeDef] = {
            self._table: {"Keys": keys}
        }
        found: dict[tuple[str, str], Stored] = {}
        for _ in tries(_TRIES, sleep=time.sleep):
            with translated("reading insights"):
                answer = self._dynamodb.batch_get_item(RequestItems=request)
            for item in answer["Responses"].get(self._table, []):
                found[item["id"]["S"], item["source"]["S"]] = stored_of(item)
            request = dict(answer.get("UnprocessedKeys") or {})
            if not request:
                return found
        raise RetryableError("reading insights: DynamoDB gave only some of them; ask for fewer")


def _narrow(wanted: Wanted) -> _Question | None:
    """Return the question whose answer is the shortest, if one is known to be short."""
    if wanted.incident:
        return _Question(BY_INCIDENT, "incident", wanted.incident)
    if wanted.source:
        return _Question(BY_SOURCE, "source", wanted.source)
    if wanted.status in (Status.OPEN, Status.ACKNOWLEDGED):
        return _Question(UNRESOLVED, "unresolved", wanted.status)
    return None
