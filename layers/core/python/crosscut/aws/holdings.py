"""What a deployment holds of one source, place by place: counted, and removed.

What is not here holds nothing of what logs say: `budget` has figures of model calls, `idempotency` ids and cuts for
15 days, the Lambdas' own log groups keys and ids.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from crosscut.aws.baseline_items import STATES, VERSION, hour_key
from crosscut.aws.failures import translated
from crosscut.aws.incidents import DynamoIncidents
from crosscut.aws.insight_items import timestamp
from crosscut.aws.ledger import KEPT_FOR, listing
from crosscut.errors import RetryableError
from crosscut.incident import Board, Incident
from crosscut.model import Severity

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef
    from mypy_boto3_s3 import S3Client

    Key = dict[str, AttributeValueTypeDef]

FOLDERS = (
    "chunks",
    "digests",
    "merged",
    "quarantine",
    "evidence",
    "reports",
)  # of the work bucket, by source below
_DELETE_AT_ONCE = 1000  # objects of one DeleteObjects
_WRITE_AT_ONCE = 25  # items of one BatchWriteItem
_ALWAYS = datetime(9999, 1, 1, tzinfo=UTC)
_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_DAYS_AHEAD = timedelta(days=1)  # clocks differ
_EXPIRED = timedelta(days=7)  # DynamoDB removes what has expired within a few days


class Asked(NamedTuple):
    """Which source, and whether only what arrived, or was last seen, before a moment."""

    source: str
    before: datetime | None = None

    @property
    def limit(self) -> datetime:
        """The moment; one that never comes where all is meant."""
        return self.before or _ALWAYS


class Holding(NamedTuple):
    """One place, with how much of the source lies there."""

    name: str
    count: Callable[[Asked], int]
    remove: Callable[[Asked], int]  # returns how much was removed


def in_bucket(s3: S3Client, bucket: str, folder: str, *, name: str) -> Holding:
    """Return the objects under `folder` + the source's name, by when they were written."""

    def keys(asked: Asked) -> Iterator[str]:
        listed = listing(s3, bucket, prefix=f"{folder}{asked.source}/")
        return (item.key for item in listed if item.modified < asked.limit)

    def remove(asked: Asked) -> int:
        removed = 0
        found = keys(asked)
        while some := list(islice(found, _DELETE_AT_ONCE)):
            with translated(f"deleting from s3://{bucket}"):
                answer = s3.delete_objects(
                    Bucket=bucket, Delete={"Objects": [{"Key": k} for k in some], "Quiet": True}
                )
            if errors := answer.get("Errors"):
                raise RetryableError(
                    f"deleting from s3://{bucket}: {len(errors)} of {len(some)} objects were refused "
                    f"({errors[0].get('Code', 'no reason given')})"
                )
            removed += len(some)
        return removed

    return Holding(name, lambda asked: sum(1 for _ in keys(asked)), remove)


class Table:
    """A table of which items are removed by their keys."""

    def __init__(self, dynamodb: DynamoDBClient, name: str, *, keys: tuple[str, ...]) -> None:
        self._dynamodb = dynamodb
        self._name = name
        self._keys = keys

    def query(
        self, partition: str, value: str, *, shown: str, wanted: Callable[[Key], bool]
    ) -> Iterator[Key]:
        """Yield the keys of the partition's items that are wanted by the attribute `shown`."""
        names = {f"#{number}": name for number, name in enumerate(dict.fromkeys((*self._keys, shown)))}
        with translated(f"reading {self._name}"):
            pages = self._dynamodb.get_paginator("query").paginate(
                TableName=self._name,
                KeyConditionExpression="#partition = :value",
                ProjectionExpression=", ".join(names),
                ExpressionAttributeNames={**names, "#partition": partition},
                ExpressionAttributeValues={":value": {"S": value}},
                ConsistentRead=True,
            )
            for page in pages:
                yield from ({key: item[key] for key in self._keys} for item in page["Items"] if wanted(item))

    def delete(self, keys: Iterable[Mapping[str, AttributeValueTypeDef]]) -> int:
        """Delete items, and return how many. Raises `RetryableError` when the table does not take it."""
        removed = 0
        waiting = iter(list(keys))
        while some := list(islice(waiting, _WRITE_AT_ONCE)):
            requests = [{"DeleteRequest": {"Key": key}} for key in some]
            with translated(f"deleting from {self._name}"):
                answer = self._dynamodb.batch_write_item(RequestItems={self._name: requests})  # type: ignore[dict-item]
            if left := answer.get("UnprocessedItems", {}).get(self._name):
                raise RetryableError(
                    f"deleting from {self._name}: {len(left)} items were not taken; run it again"
                )
            removed += len(some)
        return removed


def in_table(table: Table, keys: Callable[[Asked], Iterator[Key]], *, name: str) -> Holding:
    """Return the items with these keys."""
    return Holding(name, lambda asked: sum(1 for _ in keys(asked)), lambda asked: table.delete(keys(asked)))


def of_source(table: Table, *, seen: str, name: str) -> Holding:
    """Return the items of the source in a table with the partition key `source`, by the time in `seen`."""

    def keys(asked: Asked) -> Iterator[Key]:
        limit = timestamp(asked.limit)
        return table.query(
            "source", asked.source, shown=seen, wanted=lambda i: i.get(seen, {"S": ""})["S"] < limit
        )

    return in_table(table, keys, name=name)


def of_notices(table: Table, insights: Table) -> Holding:
    """Return what is kept of the messages about the source's insights; so it has to go before those."""

    def keys(asked: Asked) -> Iterator[Key]:
        limit = timestamp(asked.limit)
        told = insights.query(
            "source", asked.source, shown="last_seen", wanted=lambda i: i["last_seen"]["S"] < limit
        )
        for insight in told:
            yield from table.query("about", insight["id"]["S"], shown="item", wanted=lambda _: True)

    return in_table(table, keys, name="notices")


def of_baselines(table: Table) -> Holding:
    """Return a source's hours; with all of them also which digests were counted, and what is known of it."""

    def keys(asked: Asked) -> Iterator[Key]:
        hours = hour_key(int(asked.limit.timestamp() // 3600))
        first = f"hour#{VERSION}#"

        def wanted(item: Key) -> bool:
            key = item["item"]["S"]
            return asked.before is None or (key.startswith(first) and key < hours)

        yield from table.query("source", asked.source, shown="item", wanted=wanted)
        if asked.before is None:
            own = asked.source
            yield from table.query(
                "source", STATES, shown="item", wanted=lambda item: item["item"]["S"] == own
            )

    return in_table(table, keys, name="baselines")


def of_ledger(table: Table, *, now: datetime, oldest: Callable[[], date | None] = lambda: None) -> Holding:
    """Return a source's entries in the ledger, day by day. `oldest` is the first day that a backfill has read."""

    def keys(asked: Asked) -> Iterator[Key]:
        first = (now - KEPT_FOR - _EXPIRED).date()
        day, last = min(first, oldest() or first), min(asked.limit, now + _DAYS_AHEAD).date()
        while day <= last:
            if day < last or asked.before is None:
                yield from table.query(
                    "day", day.isoformat(), shown="source", wanted=lambda i: i["source"]["S"] == asked.source
                )
            day += timedelta(days=1)

    return in_table(table, keys, name="ledger")


def of_incidents(incidents: DynamoIncidents, table: Table) -> Holding:
    """Return the incidents that the source has a part in; those of other sources lose what they say together."""

    def own(incident: Incident, asked: Asked) -> bool:
        return asked.source in incident.sources and incident.last_seen < asked.limit

    def found(asked: Asked) -> list[Incident]:
        stored = incidents.list(since=_EVER, at_least=min(Severity, key=lambda s: s.rank))
        return [incident for incident in stored if own(incident, asked)]

    def remove(asked: Asked) -> int:
        def without(board: Board) -> Board:
            kept = tuple(i for i in board.incidents if not own(i, asked))
            gone = {incident.id for incident in board.incidents} - {incident.id for incident in kept}
            return board.model_copy(
                update={
                    "incidents": kept,
                    "owed": tuple(o for o in board.owed if o.incident not in gone),
                    "unannounced": tuple(i for i in board.unannounced if i not in gone),
                }
            )

        incidents.move(without)
        return table.delete({"id": {"S": incident.id}} for incident in found(asked))

    return Holding("incidents", lambda asked: len(found(asked)), remove)
