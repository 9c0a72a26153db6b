"""The items of a baseline in DynamoDB: how they are written, and what is read from them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from crosscut.baseline import BUCKETS_AN_HOUR, KEPT_DAYS, Counts, SourceState

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef, TransactWriteItemTypeDef

VERSION = 1  # of what is stored; items of another version are passed over and expire
STATES = "#sources"  # no source's name
HOURS_KEPT_FOR = timedelta(days=KEPT_DAYS)
DIGESTS_KEPT_FOR = timedelta(days=21)  # longer than a dead letter lives, which may be sent back
_FIELDS = Counts._fields


class Stored(NamedTuple):
    """What is known of a source, and which writing of it this is."""

    state: SourceState
    revision: int  # 0: there is none


def key_of(source: str, item: str) -> dict[str, AttributeValueTypeDef]:
    """Return the key of an item."""
    return {"source": {"S": source}, "item": {"S": item}}


def hour_key(hour: int) -> str:
    """Return the sort key of an hour."""
    return f"hour#{VERSION}#{hour:08d}"


def _expiry(now: datetime, kept: timedelta) -> AttributeValueTypeDef:
    return {"N": str(int((now + kept).timestamp()))}


def stored_of(item: Mapping[str, AttributeValueTypeDef]) -> Stored:
    """Return what an item says of a source; nothing where there is none, or it is of another version."""
    if item.get("version", {}).get("N") != str(VERSION):
        return Stored(SourceState(), 0)
    document = json.loads(item["document"]["S"])
    state = SourceState(**{**document, "lags": tuple(document["lags"])})
    return Stored(state, int(item["revision"]["N"]))


def rates_in(item: Mapping[str, AttributeValueTypeDef]) -> dict[int, Counts]:
    """Return the counts of an hour by bucket."""
    hour = int(item["item"]["S"].rpartition("#")[2])

    def count(field: str, place: int) -> int:
        return int(item.get(f"{field}{place}", {"N": "0"})["N"])

    counted = {p: Counts(*(count(f, p) for f in _FIELDS)) for p in range(BUCKETS_AN_HOUR)}
    return {hour * BUCKETS_AN_HOUR + place: counts for place, counts in counted.items() if any(counts)}


def marker_write(table: str, source: str, digest_id: str, now: datetime) -> TransactWriteItemTypeDef:
    """Return the write of a digest's marker, which fails where it is there."""
    item = {**key_of(source, f"digest#{digest_id}"), "expires_at": _expiry(now, DIGESTS_KEPT_FOR)}
    return {
        "Put": {"TableName": table, "Item": item, "ConditionExpression": "attribute_not_exists(#i)",
                "ExpressionAttributeNames": {"#i": "item"}}
    }  # fmt: skip


def hour_write(
    table: str, source: str, hour: int, counts: Mapping[int, Counts], now: datetime
) -> TransactWriteItemTypeDef:
    """Return the write that adds counts, by their place in the hour, to an hour."""
    added = {
        f"{field}{place}": value
        for place, each in counts.items()
        for field, value in zip(_FIELDS, each, strict=True)
        if value
    }
    names = {f"#{i}": name for i, name in enumerate(added)}
    values: dict[str, AttributeValueTypeDef] = {
        f":{i}": {"N": str(value)} for i, value in enumerate(added.values())
    }
    adding = ", ".join(f"#{i} :{i}" for i in range(len(added)))
    return {
        "Update": {
            "TableName": table,
            "Key": key_of(source, hour_key(hour)),
            "UpdateExpression": f"ADD {adding} SET expires_at = :expires",
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": {**values, ":expires": _expiry(now, HOURS_KEPT_FOR)},
        }
    }


def state_write(table: str, source: str, state: SourceState, revision: int) -> TransactWriteItemTypeDef:
    """Return the write of a state, which fails unless the stored one is of this revision."""
    document = json.dumps(
        {
            "since": state.since,
            "last": state.last,
            "judged": state.judged,
            "silent": state.silent,
            "told": dict(state.told),
            "lags": state.lags,
        }
    )
    item: dict[str, AttributeValueTypeDef] = {
        **key_of(STATES, source),
        "version": {"N": str(VERSION)},
        "revision": {"N": str(revision + 1)},
        "document": {"S": document},
        "expires_at": _expiry(datetime.now(UTC), HOURS_KEPT_FOR),
    }
    return {
        "Put": {
            "TableName": table,
            "Item": item,
            # One of another version may be overwritten: nothing of it is understood.
            "ConditionExpression": "attribute_not_exists(#r) OR #r = :r OR #v <> :v",
            "ExpressionAttributeNames": {"#r": "revision", "#v": "version"},
            "ExpressionAttributeValues": {":r": {"N": str(revision)}, ":v": {"N": str(VERSION)}},
        }
    }
