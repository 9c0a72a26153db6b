"""Incidents as items: each by its id, and the board of those that are not over, compressed, under an id of its own."""

from __future__ import annotations

import gzip
from datetime import timedelta
from typing import TYPE_CHECKING

from pydantic import ValidationError

from crosscut.aws.insight_items import timestamp
from crosscut.aws.shapes import refused
from crosscut.incident import Board, Incident

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef, TransactWriteItemTypeDef

INCIDENTS_BY_SEVERITY = "by-severity-time"
BOARD = "board"  # no id of an incident: those begin with inc-
BOARD_BYTES = 300_000  # compressed; an item takes 400 KB
KEPT_FOR = timedelta(days=180)  # after the last news of it


def board_write(table: str, board: Board, revision: int) -> TransactWriteItemTypeDef:
    """Return the write of the board in the place of the one of this revision; 0 is none."""
    item: dict[str, AttributeValueTypeDef] = {
        "id": {"S": BOARD},
        "revision": {"N": str(revision + 1)},
        "board": {"B": _packed(board)},
    }
    if not revision:
        return {"Put": {"TableName": table, "Item": item, "ConditionExpression": "attribute_not_exists(id)"}}
    return {
        "Put": {
            "TableName": table,
            "Item": item,
            "ConditionExpression": "revision = :revision",
            "ExpressionAttributeValues": {":revision": {"N": str(revision)}},
        }
    }


def incident_write(table: str, incident: Incident) -> TransactWriteItemTypeDef:
    """Return the write of one incident."""
    expires = incident.heard_at + KEPT_FOR
    item: dict[str, AttributeValueTypeDef] = {
        "id": {"S": incident.id},
        "severity": {"S": incident.severity},
        "phase": {"S": incident.phase},
        "title": {"S": incident.title},
        "sources": {"L": [{"S": source} for source in incident.sources]},
        "last_seen": {"S": timestamp(incident.last_seen)},
        "expires_at": {"N": str(int(expires.timestamp()))},
        "document": {"S": incident.model_dump_json()},
    }
    return {"Put": {"TableName": table, "Item": item}}


def board_of(item: Mapping[str, AttributeValueTypeDef] | None) -> tuple[Board, int]:
    """Return the board and its revision; an empty one, of revision 0, where there is none.

    One of another version of Crosscut is begun anew, for whoever stores an insight must not fail by it. Its incidents
    stay in the table as they are.
    """
    if not item:
        return Board(), 0
    try:
        board = Board.model_validate_json(gzip.decompress(bytes(item["board"]["B"])))
    except ValidationError:
        board = Board()
    return board, int(item["revision"]["N"])


def incident_of(item: Mapping[str, AttributeValueTypeDef]) -> Incident:
    """Return the incident of an item. Raises `PermanentError` for one that can't be read, `NewerStateError`."""
    try:
        return Incident.model_validate_json(item["document"]["S"])
    except ValidationError as error:
        raise refused(
            f"incident {item['id']['S']}", error, otherwise="was stored by another version of Crosscut"
        ) from None


def fitting(board: Board) -> Board:
    """Return the board without the incidents, those that are over and the longest silent first, that have no room.

    They stay in the table; only that nothing joins or ends them any more.
    """
    while len(_packed(board)) > BOARD_BYTES and board.incidents:
        ordered = sorted(board.incidents, key=lambda i: (not i.is_over, i.heard_at))
        gone = {incident.id for incident in ordered[: max(1, len(ordered) // 10)]}
        board = board.model_copy(update={"incidents": tuple(i for i in board.incidents if i.id not in gone)})
    return board


def _packed(board: Board) -> bytes:
    return gzip.compress(board.model_dump_json().encode(), compresslevel=6, mtime=0)
