"""The catalog of templates in DynamoDB: partition key `source`, sort key `template_id`."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from crosscut.aws.failures import translated
from crosscut.aws.insight_items import timestamp
from crosscut.errors import RetryableError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import (
        KeysAndAttributesOutputTypeDef,
        KeysAndAttributesTypeDef,
        WriteRequestOutputTypeDef,
        WriteRequestTypeDef,
    )

HISTORY = "#history"  # no template's id; says that the source was analysed before
KEPT_FOR = timedelta(days=90)  # after it was last seen; what comes back later counts as new
_GET_AT_ONCE = 100  # DynamoDB's own limits
_WRITE_AT_ONCE = 25
_TRIES = 8
_FIRST_PAUSE_SECONDS = 0.05


class DynamoCatalog:
    """Implements `Catalog`. Raises `RetryableError` when the table keeps leaving items unprocessed."""

    def __init__(
        self, dynamodb: DynamoDBClient, table: str, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._sleep = sleep

    def known(self, source: str, template_ids: Iterable[str]) -> frozenset[str]:
        found: set[str] = set()
        for some in _batches(template_ids, _GET_AT_ONCE):
            found.update(self._get(source, some))
        return frozenset(found)

    def has_history(self, source: str) -> bool:
        return bool(self._get(source, [HISTORY]))

    def remember(self, source: str, template_ids: Iterable[str], *, seen: datetime) -> None:
        # The marker comes last: cut short before it, the source has no history and nothing counts as new.
        for some in _batches((*template_ids, HISTORY), _WRITE_AT_ONCE):
            self._put(source, some, seen)

    def _get(self, source: str, template_ids: Sequence[str]) -> set[str]:
        found: set[str] = set()
        request: Mapping[str, KeysAndAttributesTypeDef | KeysAndAttributesOutputTypeDef] = {
            self._table: {
                "Keys": [{"source": {"S": source}, "template_id": {"S": id_}} for id_ in template_ids],
                "ProjectionExpression": "template_id",
            }
        }
        for _ in self._tries(f"reading the catalog of {source}"):
            with translated(f"reading the catalog of {source}"):
                answer = self._dynamodb.batch_get_item(RequestItems=request)
            found.update(item["template_id"]["S"] for item in answer["Responses"].get(self._table, []))
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
                        "source": {"S": source},
                        "template_id": {"S": id_},
                        "last_seen": {"S": timestamp(seen)},
                        "expires_at": {"N": expires},
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
        """Yield until the caller breaks, pausing twice as long each time, with jitter."""
        for attempt in range(_TRIES):
            yield attempt
            self._sleep(_FIRST_PAUSE_SECONDS * 2**attempt * random.uniform(0.5, 1))  # noqa: S311 - jitter
        raise RetryableError(f"{doing}: the table took only part of it; it is throttled")


def _batches(items: Iterable[str], size: int) -> Iterator[list[str]]:
    """Yield the distinct items in lists of at most `size`: DynamoDB takes no key twice in one call."""
    distinct = iter(dict.fromkeys(items))
    while some := list(islice(distinct, size)):
        yield some
