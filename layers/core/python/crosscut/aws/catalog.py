"""The catalog of templates in DynamoDB: partition key `source`, sort key `template_id`.

A source shows the same templates in each of its digests. When one was last seen is written down once an hour, so that a
busy source's partition is not written to for each template of each digest.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from crosscut.aws.failures import translated
from crosscut.aws.insight_items import timestamp
from crosscut.aws.tries import tries
from crosscut.errors import RetryableError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import (
        AttributeValueTypeDef,
        KeysAndAttributesOutputTypeDef,
        KeysAndAttributesTypeDef,
        WriteRequestOutputTypeDef,
        WriteRequestTypeDef,
    )

HISTORY = "#history"  # no template's id; says that the source was analysed before
# How ids are made of templates. Raised when the same text gets another id: without its history a source warms up anew,
# and nothing is cried as new that only has another name. The marker says it in `ids`; where it says nothing, it is 1.
TEMPLATE_IDS = 1
KEPT_FOR = timedelta(days=90)  # after it was last seen; what comes back later counts as new
REFRESHED_AFTER = timedelta(hours=1)
_GET_AT_ONCE = 100  # DynamoDB's own limits
_WRITE_AT_ONCE = 25
_TRIES = 8


class DynamoCatalog:
    """Implements `Catalog`. Raises `RetryableError` when the table keeps leaving items unprocessed."""

    def __init__(
        self, dynamodb: DynamoDBClient, table: str, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._sleep = sleep
        # What `known` has read last, by id: when it was last seen. `has_history` and `remember` follow on it.
        self._read: tuple[str, dict[str, str]] = ("", {})

    def known(self, source: str, template_ids: Iterable[str]) -> frozenset[str]:
        wanted, found = (*template_ids, HISTORY), dict[str, str]()
        for some in _batches(wanted, _GET_AT_ONCE):
            found |= self._get(source, some)
        self._read = (source, found)
        return frozenset(found.keys() - {HISTORY})

    def has_history(self, source: str) -> bool:
        of, found = self._read
        return (of == source and HISTORY in found) or HISTORY in self._get(source, [HISTORY])

    def remember(self, source: str, template_ids: Iterable[str], *, seen: datetime) -> None:
        of, found = self._read
        fresh = timestamp(seen - REFRESHED_AFTER)
        written = {id_ for id_, last_seen in found.items() if of == source and last_seen >= fresh}
        # The marker comes last: cut short before it, the source has no history and nothing counts as new.
        missing = (id_ for id_ in (*template_ids, HISTORY) if id_ not in written)
        for some in _batches(missing, _WRITE_AT_ONCE):
            self._put(source, some, seen)
        self._read = ("", {})

    def _get(self, source: str, template_ids: Sequence[str]) -> dict[str, str]:
        """Return those that are there, with when they were seen; a marker of ids made otherwise is not there."""
        found: dict[str, str] = {}
        request: Mapping[str, KeysAndAttributesTypeDef | KeysAndAttributesOutputTypeDef] = {
            self._table: {
                "Keys": [_key(source, id_) for id_ in template_ids],
                "ProjectionExpression": "template_id, last_seen, ids",
            }
        }
        for _ in self._tries(f"reading the catalog of {source}"):
            with translated(f"reading the catalog of {source}"):
                answer = self._dynamodb.batch_get_item(RequestItems=request)
            items = [i for i in answer["Responses"].get(self._table, []) if _ids_of(i) == TEMPLATE_IDS]
            found |= {item["template_id"]["S"]: item["last_seen"]["S"] for item in items}
            request = answer.get("UnprocessedKeys") or {}
            if not request:
                break
        return found

    def _put(self, source: str, template_ids: Sequence[str], seen: datetime) -> None:
        expires = str(int(max(seen.timestamp(), time.time()) + KEPT_FOR.total_seconds()))
        puts: list[WriteRequestTypeDef] = [
            {
                "PutRequest": {
                    "Item": {
                        **_key(source, id_),
                        "last_seen": {"S": timestamp(seen)},
                        "expires_at": {"N": expires},
                        **({"ids": {"N": str(TEMPLATE_IDS)}} if id_ == HISTORY else {}),
                    }
                }
            }
            for id_ in template_ids
        ]
        request: Mapping[str, Sequence[WriteRequestTypeDef | WriteRequestOutputTypeDef]] = {self._table: puts}
        for _ in self._tries(f"writing the catalog of {source}"):
            with translated(f"writing the catalog of {source}"):
                answer = self._dynamodb.batch_write_item(RequestItems=request)
            request = answer.get("UnprocessedItems") or {}
            if not request:
                break

    def _tries(self, doing: str) -> Iterator[int]:
        """Yield until the caller breaks."""
        yield from tries(_TRIES, sleep=self._sleep)
        raise RetryableError(f"{doing}: the table took only part of it; it is throttled")


def _ids_of(item: Mapping[str, AttributeValueTypeDef]) -> int:
    return int(item.get("ids", {}).get("N", "1"))


def _key(source: str, template_id: str) -> dict[str, AttributeValueTypeDef]:
    return {"source": {"S": source}, "template_id": {"S": template_id}}


def _batches(items: Iterable[str], size: int) -> Iterator[list[str]]:
    """Yield the distinct items in lists of at most `size`: DynamoDB takes no key twice in one call."""
    distinct = iter(dict.fromkeys(items))
    while some := list(islice(distinct, size)):
        yield some
