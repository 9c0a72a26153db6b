"""The ledger in DynamoDB: partition key `day` (of arrival, in UTC), sort key `item` (the part's id).

What sanitize knows is one JSON document; analyze adds `analysed_at` and `insights` beside it. Both are set, never
added up, so that a message that is delivered twice changes nothing. `replay` is the number of the replay that the
document is of; 0 for the first reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from pydantic import ValidationError

from crosscut.aws.failures import code_of, translated
from crosscut.aws.parts import ObjectPart
from crosscut.aws.shapes import refused
from crosscut.config import Sources
from crosscut.conservation import GRACE, Brought, Difference, LedgerEntry, Listed, unread, weigh
from crosscut.model import Digest, DigestMessage, Insight

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef
    from mypy_boto3_s3 import S3Client

    from crosscut.aws.chunks import S3ChunkSink

KEPT_FOR = timedelta(days=90)  # after arrival, or after a backfill has read it


def entry_of(
    part: ObjectPart, digest: Digest, sink: S3ChunkSink, *, follows: Iterable[ObjectPart], now: datetime
) -> LedgerEntry:
    """Return what the ledger is told of a part that has been sanitized."""
    written = part.created.detail.object
    return LedgerEntry(
        part_id=part.id,
        object_id=part.created.object_id,
        source=digest.source,
        bucket=part.created.bucket,
        key=part.created.key,
        etag=written.etag,
        version_id=written.version_id,
        sequencer=written.sequencer,
        arrived=part.created.time,
        size=written.size,
        follows=tuple(other.id for other in follows),
        ledger=digest.ledger,
        chunks=len(sink.chunks),
        chunk_bytes=sum(chunk.bytes for chunk in sink.chunks),
        quarantined=sink.quarantined,
        replay=part.replay,
        sanitized_at=now,
    )


class DynamoLedger:
    """The ledger of a deployment."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def sanitized(self, entry: LedgerEntry) -> None:
        """Write down what became of a part. Of another replay, it takes the place of all that was there.

        Of the same one, which was interrupted after this, what analyze has written stays: the queue may drop the second
        announcement of the digest, as one that it has seen, and nobody would write it again.
        """
        from botocore.exceptions import ClientError

        values = _values(entry)
        key = {"day": {"S": entry.day.isoformat()}, "item": {"S": entry.part_id}}
        with translated(f"writing part {entry.part_id} into the ledger"):
            try:
                self._dynamodb.put_item(
                    TableName=self._table,
                    Item={**key, **values},
                    ConditionExpression="attribute_not_exists(#replay) OR #replay <> :replay",
                    ExpressionAttributeNames={"#replay": "replay"},
                    ExpressionAttributeValues={":replay": values["replay"]},
                )
            except ClientError as error:
                if code_of(error) != "ConditionalCheckFailedException":
                    raise
                self._dynamodb.update_item(
                    TableName=self._table,
                    Key=key,
                    UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in values),
                    ExpressionAttributeNames={f"#{name}": name for name in values},
                    ExpressionAttributeValues={f":{name}": value for name, value in values.items()},
                )

    def knows(self, part_id: str, day: date) -> bool:
        """Whether a part that arrived on that day was sanitized."""
        with translated(f"looking for part {part_id} in the ledger"):
            answer = self._dynamodb.get_item(
                TableName=self._table,
                Key={"day": {"S": day.isoformat()}, "item": {"S": part_id}},
                ConsistentRead=True,
            )
        return "Item" in answer

    def analysed(self, message: DigestMessage, insights: Iterable[Insight], *, now: datetime) -> bool:
        """Write down that a part's digest was analysed. Returns False where the ledger does not know the part."""
        from botocore.exceptions import ClientError

        with translated(f"writing the analysis of {message.object_id} into the ledger"):
            try:
                self._dynamodb.update_item(
                    TableName=self._table,
                    Key={"day": {"S": _day_of(message.digest_key)}, "item": {"S": message.object_id}},
                    UpdateExpression="SET analysed_at = :now, insights = :insights",
                    ConditionExpression="attribute_exists(#item)",
                    ExpressionAttributeNames={"#item": "item"},
                    ExpressionAttributeValues={
                        ":now": {"S": now.isoformat()},
                        ":insights": {"L": [{"S": insight.id} for insight in insights]},
                    },
                )
            except ClientError as error:
                if code_of(error) == "ConditionalCheckFailedException":
                    return False
                raise
        return True

    def entries(self, first: date, last: date, *, source: str | None = None) -> Iterator[LedgerEntry]:
        """Yield the entries of the days from the first to the last, page by page as they are consumed."""
        pages = self._dynamodb.get_paginator("query")
        day = first
        while day <= last:
            with translated(f"reading the ledger of {day}"):
                for page in pages.paginate(
                    TableName=self._table,
                    KeyConditionExpression="#day = :day",
                    ExpressionAttributeNames={"#day": "day"},
                    ExpressionAttributeValues={":day": {"S": day.isoformat()}},
                ):
                    for item in page["Items"]:
                        if source is None or item["source"]["S"] == source:
                            yield _entry(item)
            day += timedelta(days=1)


def listing(s3: S3Client, bucket: str, *, prefix: str = "") -> Iterator[Listed]:
    """Yield the objects that a bucket holds under a prefix, in order of their keys."""
    with translated(f"listing s3://{bucket}/{prefix}"):
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
            for item in page.get("Contents", ()):
                yield Listed(item["Key"], item["ETag"].strip('"'), item["Size"], item["LastModified"])


def differences(
    s3: S3Client,
    bucket: str,
    ledger: DynamoLedger,
    *,
    since: datetime,
    now: datetime,
    grace: timedelta = GRACE,
    source: str | None = None,
    sources: Sources | None = None,
    untold: Callable[[Mapping[Brought, datetime]], Iterable[Difference]] = lambda _: (),
) -> Iterator[Difference]:
    """Yield what the law does not hold for, of what arrived since then and longer ago than `grace`.

    Of `source` alone where it is given; `sources` then says which keys are its own. `untold` finds those of the
    insights that were brought since then, and when, of which people were not told as they should have been.

    The ledger is read a day more on either side: an event's clock may be on the other side of midnight.
    """
    day = timedelta(days=1)
    entries = ledger.entries((since - day).date(), (now + day).date(), source=source)
    through = weigh(entries, now=now, grace=grace)
    yield from (each for each in through.differences if each.arrived >= since)
    yield from untold({brought: at for brought, at in through.analysed.items() if at >= since})
    listed = listing(s3, bucket)
    if source is not None:
        known = sources or Sources()
        own = listing(s3, bucket, prefix=known.named(source).prefix)
        listed = (item for item in own if known.for_key(item.key).name == source)
    yield from unread(listed, through, since=since, now=now, grace=grace)


def _values(entry: LedgerEntry) -> dict[str, AttributeValueTypeDef]:
    """What sanitize writes beside the key."""
    # What a backfill reads has arrived long ago.
    expires = max(entry.arrived, entry.sanitized_at) + KEPT_FOR
    return {
        "source": {"S": entry.source},
        "document": {"S": entry.model_dump_json(exclude={"analysed_at", "insights"})},
        "replay": {"N": str(entry.replay)},
        "expires_at": {"N": str(int(expires.timestamp()))},
    }


def _day_of(digest_key: str) -> str:
    """The day in `digests/<source>/<yyyy>/<mm>/<dd>/<part>.json`."""
    year, month, day = digest_key.split("/")[-4:-1]
    return f"{year}-{month}-{day}"


def _entry(item: dict[str, AttributeValueTypeDef]) -> LedgerEntry:
    try:
        entry = LedgerEntry.model_validate_json(item["document"]["S"])
    except ValidationError as error:
        raise refused(
            f"entry {item['item']['S']} of the ledger", error, otherwise="is of another version of Crosscut"
        ) from None
    if "analysed_at" not in item:
        return entry
    return entry.model_copy(
        update={
            "analysed_at": datetime.fromisoformat(item["analysed_at"]["S"]).astimezone(UTC),
            "insights": tuple(each["S"] for each in item["insights"]["L"]),
        }
    )
