"""Baselines in DynamoDB: partition key `source`, sort key `item`.

Under a source lie its hours (`hour#...`, counters that only ever grow by ADD, so that no writer waits for another)
and a marker for each digest that was counted (`digest#...`), written in the same transaction. What is known of
each source (`SourceState`) lies together in one partition, so that a look for silent ones is one query.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from crosscut.aws.baseline_items import (
    STATES,
    Stored,
    hour_key,
    hour_write,
    key_of,
    marker_write,
    rates_in,
    state_write,
    stored_of,
)
from crosscut.aws.failures import code_of, translated
from crosscut.aws.tries import tries
from crosscut.baseline import (
    HOURS_A_DAY,
    KEPT_DAYS,
    Counts,
    Rates,
    SourceState,
    Standing,
    Verdict,
    hours_to_read,
    in_hours,
    quiet,
)
from crosscut.errors import RetryableError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import (
        AttributeValueTypeDef,
        KeysAndAttributesOutputTypeDef,
        KeysAndAttributesTypeDef,
        TransactWriteItemTypeDef,
    )

_HOURS_AT_ONCE = 90  # DynamoDB takes 100 items in one transaction
_GET_AT_ONCE = 100
_TRIES = 8
Item = TypeVar("Item")


class DynamoBaselines:
    """Implements `Baselines`. Raises `RetryableError` when others keep writing, or the table is throttled."""

    def __init__(
        self, dynamodb: DynamoDBClient, table: str, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._sleep = sleep
        # What is known of the source that was added to last: nobody else writes while its digest is worked on.
        self._last: tuple[str, Stored] | None = None

    def add(self, source: str, rates: Rates, *, digest_id: str, now: datetime) -> Standing:
        """As the port says. Hours more than five weeks before the digest's last one are not kept."""
        hours = list(in_hours(rates))
        hours = [h for h in hours if h[0] > hours[-1][0] - KEPT_DAYS * HOURS_A_DAY]
        *firsts, last = [*_slices(hours, _HOURS_AT_ONCE)] or [[]]
        for number, some in enumerate(firsts):
            self._apply(source, some, f"{digest_id}#{number}", now, None)
        stored = self._apply(source, last, digest_id, now, rates) if last else self._load(source)
        return self._standing(source, stored, rates, now)

    def standing(self, source: str, *, now: datetime) -> Standing:
        return self._standing(source, self._load(source), {}, now)

    def settle(self, source: str, verdict: Verdict) -> None:
        for _ in self._tries(f"remembering what was judged of {source}"):
            (of, stored), self._last = self._last or ("", Stored(SourceState(), 0)), None
            if of != source:
                stored = self._load(source)
            settled = stored.state.settled(verdict)
            if settled == stored.state or self._write(
                [state_write(self._table, source, settled, stored.revision)]
            ):
                break

    def states(self) -> Iterator[tuple[str, SourceState]]:
        """Yield every source with what is known of it."""
        pages = self._dynamodb.get_paginator("query")
        with translated("reading the sources of the baseline"):
            for page in pages.paginate(
                TableName=self._table,
                KeyConditionExpression="#source = :states",
                ExpressionAttributeNames={"#source": "source"},
                ExpressionAttributeValues={":states": {"S": STATES}},
            ):
                for item in page["Items"]:
                    if (stored := stored_of(item)).revision:
                        yield item["item"]["S"], stored.state

    def _standing(self, source: str, stored: Stored, rates: Rates, now: datetime) -> Standing:
        self._last = (source, stored)
        state = stored.state
        complete = state.complete(now)
        hours = hours_to_read([*rates, *quiet(state, complete)])
        return Standing(state, complete, self._read(source, hours))

    def _apply(
        self,
        source: str,
        hours: Sequence[tuple[int, Mapping[int, Counts]]],
        digest_id: str,
        now: datetime,
        rates: Rates | None,
    ) -> Stored:
        """Count these hours unless the digest's marker is there; with `rates`, they become news of the source too.

        Returns what is known of the source then.
        """
        writes = [
            marker_write(self._table, source, digest_id, now),
            *(hour_write(self._table, source, *hour, now) for hour in hours),
        ]
        for _ in self._tries(f"adding to the baseline of {source}"):
            stored, is_counted = self._load_for(source, digest_id)
            if is_counted:
                return stored
            news = []
            then = stored
            if rates is not None:
                then = Stored(stored.state.heard(rates, now), stored.revision + 1)
                news = [state_write(self._table, source, then.state, stored.revision)]
            if self._write([*writes, *news]):
                return then
        raise AssertionError("the tries end with an error")

    def _write(self, writes: list[TransactWriteItemTypeDef]) -> bool:
        """Write all or nothing. Returns False when another writer came first."""
        from botocore.exceptions import ClientError

        with translated("writing the baseline"):
            try:
                self._dynamodb.transact_write_items(TransactItems=writes)
            except ClientError as error:
                if code_of(error) != "TransactionCanceledException":
                    raise
                return False
        return True

    def _load(self, source: str) -> Stored:
        with translated(f"reading the baseline of {source}"):
            answer = self._dynamodb.get_item(
                TableName=self._table, Key=key_of(STATES, source), ConsistentRead=True
            )
        return stored_of(answer.get("Item") or {})

    def _load_for(self, source: str, digest_id: str) -> tuple[Stored, bool]:
        """Return what is known of the source, and whether the digest's marker is there, in one call."""
        marker = key_of(source, f"digest#{digest_id}")
        items = list(self._get(source, [key_of(STATES, source), marker]))
        known = next((item for item in items if item["source"]["S"] == STATES), {})
        return stored_of(known), any(item["source"]["S"] == source for item in items)

    def _read(self, source: str, hours: Sequence[int]) -> dict[int, Counts]:
        rates: dict[int, Counts] = {}
        for some in _slices(hours, _GET_AT_ONCE):
            for item in self._get(source, [key_of(source, hour_key(h)) for h in some]):
                rates.update(rates_in(item))
        return rates

    def _get(
        self, source: str, keys: Sequence[Mapping[str, AttributeValueTypeDef]]
    ) -> Iterator[dict[str, AttributeValueTypeDef]]:
        """Yield the items that are there, of at most a hundred."""
        request: Mapping[str, KeysAndAttributesTypeDef | KeysAndAttributesOutputTypeDef] = {
            # What was just written has to be seen: more than usual is judged by it.
            self._table: {"Keys": keys, "ConsistentRead": True}
        }
        for _ in self._tries(f"reading the baseline of {source}"):
            with translated(f"reading the baseline of {source}"):
                answer = self._dynamodb.batch_get_item(RequestItems=request)
            yield from answer["Responses"].get(self._table, [])
            request = answer.get("UnprocessedKeys") or {}
            if not request:
                break

    def _tries(self, doing: str) -> Iterator[int]:
        yield from tries(_TRIES, sleep=self._sleep)
        raise RetryableError(f"{doing}: others keep writing, or the table is throttled")


def _slices(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    stream = iter(items)
    while some := list(islice(stream, size)):
        yield some
