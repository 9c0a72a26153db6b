"""What people were told, in DynamoDB: partition key `about`, sort key `item`.

Of an insight: `about` its id, `item` the channel and place, the notice as JSON in `document`. `asked` counts who wanted
it to be looked at, `owner` and `lease` say who has it in hand. While `due` is set the item is in the index `by-due`
(`waiting`, `due`). Of a place: `about` the place, `item` an hour, with the ids of the insights that were told in it; or
`address`, its id at Slack.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pydantic import ValidationError

from crosscut.alerting.notice import Claim, Held, Notice, NoticeKey
from crosscut.aws.failures import code_of, translated
from crosscut.aws.shapes import refused
from crosscut.errors import RetryableError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

    _Values = Mapping[str, AttributeValueTypeDef]

BY_DUE = "by-due"
LEASE = timedelta(seconds=60)  # longer than notify may run
KEPT_FOR = timedelta(days=180)  # as long as insights
HOUR_KEPT_FOR = timedelta(days=2)
_ADDRESS = "address"
_WAITING = "yes"


class DynamoNotices:
    """Implements `Notices`."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def claim(self, key: NoticeKey, *, now: datetime) -> Claim | None:
        owner = uuid.uuid4().hex
        taken = self._update(
            key,
            "SET #source = :source, #owner = :owner, lease = :lease, waiting = :yes, due = :lease, "
            "expires_at = :expires ADD asked :one",
            {
                ":source": {"S": key.source},
                ":owner": {"S": owner},
                ":lease": {"S": _text(now + LEASE)},
                ":now": {"S": _text(now)},
                ":yes": {"S": _WAITING},
                ":expires": {"N": str(int((now + KEPT_FOR).timestamp()))},
                ":one": {"N": "1"},
            },
            condition="attribute_not_exists(lease) OR lease <= :now",
        )
        if taken is not None:
            return _claim(key, taken)
        left = self._update(
            key,
            "ADD asked :one",
            {":one": {"N": "1"}, ":now": {"S": _text(now)}},
            condition="lease > :now",
        )
        # The other one has let go between the two: it is ours to take, or the next one's.
        return None if left is not None else self.claim(key, now=now)

    def save(self, claim: Claim, notice: Notice) -> Claim:
        saved = self._update(
            claim.key,
            "SET #document = :document",
            {":document": {"S": notice.model_dump_json()}, ":owner": {"S": claim.owner}},
            condition="#owner = :owner",
        )
        if saved is None:
            raise _lost(claim)
        return claim._replace(notice=notice)

    def release(
        self, claim: Claim, notice: Notice, *, due: datetime | None, even_if_asked: bool = False
    ) -> bool:
        values: dict[str, AttributeValueTypeDef] = {
            ":document": {"S": notice.model_dump_json()},
            ":owner": {"S": claim.owner},
        }
        condition = "#owner = :owner"
        if not even_if_asked:
            condition += " AND asked = :asked"
            values[":asked"] = {"N": str(claim.asked)}
        change, gone = "SET #document = :document", "#owner, lease"
        if due is not None:
            change += ", waiting = :yes, due = :due"
            values |= {":yes": {"S": _WAITING}, ":due": {"S": _text(due)}}
        else:
            gone += ", waiting, due"
        if self._update(claim.key, f"{change} REMOVE {gone}", values, condition=condition) is not None:
            return True
        if self.read(claim.key).owner != claim.owner:
            raise _lost(claim)
        return False

    def read(self, key: NoticeKey) -> Claim:
        with translated(f"reading the notice of insight {key.insight_id}"):
            answer = self._dynamodb.get_item(TableName=self._table, Key=_key(key), ConsistentRead=True)
        return _claim(key, answer.get("Item", {}))

    def places(self, insight_id: str) -> Iterable[NoticeKey]:
        with translated(f"reading where insight {insight_id} was told"):
            answer = self._dynamodb.query(
                TableName=self._table,
                KeyConditionExpression="about = :about",
                ExpressionAttributeValues={":about": {"S": insight_id}},
                ProjectionExpression="#source, about, #item",
                ExpressionAttributeNames={"#source": "source", "#item": "item"},
                ConsistentRead=True,
            )
        return [_notice_key(item) for item in answer["Items"]]

    def due(self, *, now: datetime, limit: int) -> list[NoticeKey]:
        with translated("looking for notices that are due"):
            answer = self._dynamodb.query(
                TableName=self._table,
                IndexName=BY_DUE,
                KeyConditionExpression="waiting = :yes AND due <= :now",
                ExpressionAttributeValues={":yes": {"S": _WAITING}, ":now": {"S": _text(now)}},
                Limit=limit,
            )
        return [_notice_key(item) for item in answer["Items"]]

    def held(self, like: NoticeKey, held: Held) -> list[tuple[NoticeKey, Held]]:
        found: dict[NoticeKey, Held] = {}
        for item in self._waiting_until(held.until):
            key, notice = _notice_key(item), notice_of(item)
            if notice.held and key.item == like.item and _reason(notice.held) == _reason(held):
                found[key] = notice.held
        found.setdefault(like, held)  # it may be in hand, and due by its lease
        return list(found.items())

    def take_turn(self, key: NoticeKey, *, hour: str, most: int | None) -> bool:
        from botocore.exceptions import ClientError

        ended = datetime.fromisoformat(f"{hour}:00:00+00:00") + HOUR_KEPT_FOR
        values: dict[str, AttributeValueTypeDef] = {
            ":told": {"SS": [key.insight_id]},
            ":expires": {"N": str(int(ended.timestamp()))},
        }
        condition = {}
        if most is not None:
            values |= {":id": {"S": key.insight_id}, ":most": {"N": str(most)}}
            condition["ConditionExpression"] = (
                "attribute_not_exists(told) OR contains(told, :id) OR size(told) < :most"
            )
        with translated(f"counting the messages of {key.item}"):
            try:
                self._dynamodb.update_item(
                    TableName=self._table,
                    Key={"about": {"S": key.item}, "item": {"S": hour}},
                    UpdateExpression="SET expires_at = :expires ADD told :told",
                    ExpressionAttributeValues=values,
                    **condition,  # type: ignore[arg-type]
                )
            except ClientError as error:
                if code_of(error) != "ConditionalCheckFailedException":
                    raise
                return False
        return True

    def whereabouts(self, channel: str, place: str) -> str:
        with translated(f"looking up the id of {place}"):
            answer = self._dynamodb.get_item(TableName=self._table, Key=_address_key(channel, place))
        return answer.get("Item", {}).get("address", {}).get("S", "")

    def note_whereabouts(self, channel: str, place: str, id_: str) -> None:
        with translated(f"noting the id of {place}"):
            self._dynamodb.put_item(
                TableName=self._table, Item={**_address_key(channel, place), "address": {"S": id_}}
            )

    def _waiting_until(self, until: datetime) -> Iterator[_Values]:
        pages = self._dynamodb.get_paginator("query")
        with translated("looking for what was held back"):
            for page in pages.paginate(
                TableName=self._table,
                IndexName=BY_DUE,
                KeyConditionExpression="waiting = :yes AND due = :due",
                ExpressionAttributeValues={":yes": {"S": _WAITING}, ":due": {"S": _text(until)}},
            ):
                yield from page["Items"]

    def _update(
        self, key: NoticeKey, change: str, values: dict[str, AttributeValueTypeDef], *, condition: str
    ) -> _Values | None:
        """Return the item as it is now, or None when the condition does not hold."""
        from botocore.exceptions import ClientError

        names = {"#owner": "owner", "#source": "source", "#document": "document"}
        used = {name: word for name, word in names.items() if name in change or name in condition}
        with translated(f"writing down what was told of insight {key.insight_id}"):
            try:
                answer = self._dynamodb.update_item(
                    TableName=self._table,
                    Key=_key(key),
                    UpdateExpression=change,
                    ConditionExpression=condition,
                    ExpressionAttributeValues=values,
                    ReturnValues="ALL_NEW",
                    **({"ExpressionAttributeNames": used} if used else {}),  # type: ignore[arg-type]
                )
            except ClientError as error:
                if code_of(error) != "ConditionalCheckFailedException":
                    raise
                return None
        return answer["Attributes"]


def _key(key: NoticeKey) -> dict[str, AttributeValueTypeDef]:
    return {"about": {"S": key.insight_id}, "item": {"S": key.item}}


def _address_key(channel: str, place: str) -> dict[str, AttributeValueTypeDef]:
    return {"about": {"S": f"{channel}/{place}"}, "item": {"S": _ADDRESS}}


def _notice_key(item: _Values) -> NoticeKey:
    channel, _, place = item["item"]["S"].partition("/")
    return NoticeKey(item.get("source", {}).get("S", ""), item["about"]["S"], channel, place)


def _claim(key: NoticeKey, item: _Values) -> Claim:
    owner = item.get("owner", {}).get("S", "")
    return Claim(key, owner, int(item.get("asked", {}).get("N", "0")), notice_of(item))


def is_due(item: _Values) -> datetime | None:
    """Return when the notice is looked at again, None where nobody will before something happens."""
    return datetime.fromisoformat(item["due"]["S"]) if "due" in item else None


def notice_of(item: _Values) -> Notice:
    """Return what the item holds. Raises `PermanentError` for another version's."""
    if "document" not in item:
        return Notice()
    try:
        return Notice.model_validate_json(item["document"]["S"])
    except ValidationError as error:
        raise refused(
            f"the notice of insight {item['about']['S']}",
            error,
            otherwise="was stored by another version of Crosscut",
        ) from None


def _reason(held: Held) -> tuple[str, datetime]:
    return held.why, held.until


def _text(time: datetime) -> str:
    """Return `2026-03-01T09:12:44.120000Z`: always of one width, so that text sorts as time does."""
    return time.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _lost(claim: Claim) -> RetryableError:
    return RetryableError(f"the notice of insight {claim.key.insight_id} was taken in hand by another run")
