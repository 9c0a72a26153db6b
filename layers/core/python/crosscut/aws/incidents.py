"""Incidents in DynamoDB: partition key `id`.

All that is alive stands on one board, an item that every writer replaces only if it is still the one that was read,
in one transaction with the incidents that change: so two writers never open two incidents for what belongs together.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from crosscut.aws.failures import code_of, translated
from crosscut.aws.incident_items import (
    BOARD,
    INCIDENTS_BY_SEVERITY,
    board_of,
    board_write,
    fitting,
    incident_of,
    incident_write,
)
from crosscut.aws.insight_items import timestamp
from crosscut.aws.tries import tries
from crosscut.errors import RetryableError
from crosscut.incident import Board, Incident
from crosscut.insights.incident_book import IncidentBook, Moved
from crosscut.model import Severity

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef

_TRIES = 12
_PAUSES = {"first_seconds": 0.02, "longest_seconds": 1.0}
_AT_ONCE = 99  # incidents of one transaction, which takes 100 items with the board


class DynamoIncidents(IncidentBook):
    """Implements `Incidents`. Raises `RetryableError` when others keep writing, or the table is throttled."""

    def __init__(
        self, dynamodb: DynamoDBClient, table: str, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._sleep = sleep

    def move(self, step: Callable[[Board], Board]) -> Moved:
        for _ in tries(_TRIES, sleep=self._sleep, shortest=0, **_PAUSES):
            before, revision = self._board()
            after = step(before)
            if after == before:
                return Moved(before, after)
            moved = Moved(before, fitting(after))
            # Those that have no room on the board are written all the same.
            changed = Moved(before, after).changed
            *firsts, last = [changed[i : i + _AT_ONCE] for i in range(0, len(changed), _AT_ONCE)] or [()]
            for some in firsts:
                self._write([incident_write(self._table, incident) for incident in some])
            writes = [incident_write(self._table, incident) for incident in last]
            if self._write([board_write(self._table, moved.after, revision), *writes]):
                return moved
        raise RetryableError(
            f"the board of incidents was changed by others {_TRIES} times while it was being changed"
        )

    def get(self, incident_id: str) -> Incident | None:
        if incident_id == BOARD:
            return None
        with translated(f"reading incident {incident_id}"):
            answer = self._dynamodb.get_item(
                TableName=self._table, Key={"id": {"S": incident_id}}, ConsistentRead=True
            )
        item = answer.get("Item")
        return incident_of(item) if item else None

    def list(self, *, since: datetime, at_least: Severity) -> Iterable[Incident]:
        """As the port says; read page by page as it is consumed."""
        pages = self._dynamodb.get_paginator("query")
        for severity in sorted(Severity, key=lambda s: -s.rank):
            if severity.rank < at_least.rank:
                continue
            with translated("listing incidents"):
                for page in pages.paginate(
                    TableName=self._table,
                    IndexName=INCIDENTS_BY_SEVERITY,
                    KeyConditionExpression="severity = :severity AND last_seen >= :since",
                    ExpressionAttributeValues={
                        ":severity": {"S": severity},
                        ":since": {"S": timestamp(since)},
                    },
                    ScanIndexForward=False,
                ):
                    yield from map(incident_of, page["Items"])

    def _board(self) -> tuple[Board, int]:
        with translated("reading the board of incidents"):
            answer = self._dynamodb.get_item(
                TableName=self._table, Key={"id": {"S": BOARD}}, ConsistentRead=True
            )
        return board_of(answer.get("Item"))

    def _write(self, writes: Sequence[TransactWriteItemTypeDef]) -> bool:
        """Write all or nothing. Returns False when another writer came first."""
        from botocore.exceptions import ClientError

        with translated("writing incidents"):
            try:
                self._dynamodb.transact_write_items(TransactItems=writes)
            except ClientError as error:
                if code_of(error) != "TransactionCanceledException":
                    raise
                return False
        return True
