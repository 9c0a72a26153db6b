"""Insights in DynamoDB: partition key `source`, sort key `id`, and the whole insight as JSON in `document`.

Two indexes: `by-severity-time` (`severity`, `last_seen`) for lists, `by-fingerprint` (`fingerprint`,
`last_seen`) for one insight of which only the id is known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from pydantic import ValidationError

from crosscut.aws.failures import code_of, translated
from crosscut.decisions import decided, seen_at
from crosscut.errors import NoSuchInsightError, PermanentError, RetryableError
from crosscut.insights.bounds import bounded
from crosscut.insights.merge import merge, remembered
from crosscut.model import Decision, Insight, Severity

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef, PutItemInputTypeDef

BY_SEVERITY_TIME = "by-severity-time"
BY_FINGERPRINT = "by-fingerprint"
KEPT_FOR = timedelta(days=180)  # after it was last seen, or stored where its log is older
_TRIES = 8  # against another writer; there is one at a time for each source, so two are plenty


class _Stored(NamedTuple):
    insight: Insight
    digests: tuple[str, ...]
    version: int


class _Change(NamedTuple):
    insight: Insight
    digests: tuple[str, ...]


class DynamoInsightStore:
    """Implements `InsightStore`."""

    def __init__(self, dynamodb: DynamoDBClient, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def save(self, insight: Insight, *, digest_id: str) -> Insight:
        """As the port says. Raises `RetryableError` when others keep changing the same insight."""

        def changed(stored: _Stored | None) -> _Change | None:
            if stored is None:
                return _Change(insight, (digest_id,))
            if digest_id in stored.digests:
                return None
            return _Change(merge(stored.insight, insight), remembered(stored.digests, digest_id))

        return self._change(insight.source, insight.id, changed)

    def decide(self, insight_id: str, decision: Decision) -> Insight:
        """As the port says. Raises `RetryableError` when others keep changing the same insight."""

        def changed(stored: _Stored | None) -> _Change | None:
            if stored is None:
                raise NoSuchInsightError(insight_id)
            insight = decided(stored.insight, decision)
            return None if insight is stored.insight else _Change(insight, stored.digests)

        source = self._source_of(insight_id)
        if source is None:
            raise NoSuchInsightError(insight_id)
        return self._change(source, insight_id, changed)

    def _change(
        self, source: str, insight_id: str, changed: Callable[[_Stored | None], _Change | None]
    ) -> Insight:
        """Put what `changed` makes of what is stored, if that is still stored then; None leaves it as it is."""
        from botocore.exceptions import ClientError

        for _ in range(_TRIES):
            stored = self._load(source, insight_id)
            change = changed(stored)
            if change is None:
                assert stored is not None  # noqa: S101 - what is not stored is not left as it is
                return stored.insight
            kept = bounded(change.insight)
            with translated(f"storing insight {insight_id}"):
                try:
                    self._dynamodb.put_item(**self._put(kept, stored, change.digests))
                except ClientError as error:
                    if code_of(error) != "ConditionalCheckFailedException":
                        raise
                else:
                    return kept
        raise RetryableError(
            f"insight {insight_id} was changed by others {_TRIES} times while it was being stored"
        )

    def get(self, insight_id: str) -> Insight | None:
        source = self._source_of(insight_id)
        return self.find(source, insight_id) if source is not None else None

    def _source_of(self, insight_id: str) -> str | None:
        with translated(f"looking up insight {insight_id}"):
            answer = self._dynamodb.query(
                TableName=self._table,
                IndexName=BY_FINGERPRINT,
                KeyConditionExpression="fingerprint = :id",
                ExpressionAttributeValues={":id": {"S": insight_id}},
                ProjectionExpression="#source",
                ExpressionAttributeNames={"#source": "source"},
                ScanIndexForward=False,
                Limit=1,
            )
        return answer["Items"][0]["source"]["S"] if answer["Items"] else None

    def find(self, source: str, insight_id: str) -> Insight | None:
        stored = self._load(source, insight_id)
        return stored.insight if stored else None

    def list(self, *, since: datetime, at_least: Severity, source: str | None = None) -> Iterable[Insight]:
        """As the port says; read page by page as it is consumed."""
        for severity in sorted(Severity, key=lambda s: s.rank, reverse=True):
            if severity.rank >= at_least.rank:
                yield from self._of_severity(severity, since=since, source=source)

    def _of_severity(self, severity: Severity, *, since: datetime, source: str | None) -> Iterator[Insight]:
        values: dict[str, AttributeValueTypeDef] = {
            ":severity": {"S": severity},
            ":since": {"S": timestamp(since)},
        }
        pages = self._dynamodb.get_paginator("query")
        with translated("listing insights"):
            for page in pages.paginate(
                TableName=self._table,
                IndexName=BY_SEVERITY_TIME,
                KeyConditionExpression="severity = :severity AND last_seen >= :since",
                ExpressionAttributeValues=values,
                ScanIndexForward=False,
            ):
                for item in page["Items"]:
                    if source is None or item["source"]["S"] == source:
                        yield _document(item)

    def _load(self, source: str, insight_id: str) -> _Stored | None:
        with translated(f"reading insight {insight_id}"):
            answer = self._dynamodb.get_item(
                TableName=self._table,
                Key={"source": {"S": source}, "id": {"S": insight_id}},
                ConsistentRead=True,
            )
        item = answer.get("Item")
        if item is None:
            return None
        digests = tuple(entry["S"] for entry in item["digests"]["L"])
        return _Stored(_document(item), digests, int(item["version"]["N"]))

    def _put(self, kept: Insight, stored: _Stored | None, digests: tuple[str, ...]) -> PutItemInputTypeDef:
        version = stored.version + 1 if stored else 1
        item = {
            **_attributes(kept),
            "version": {"N": str(version)},
            "digests": {"L": [{"S": d} for d in digests]},
        }
        request: PutItemInputTypeDef = {
            "TableName": self._table,
            "Item": item,
            "ConditionExpression": "attribute_not_exists(id)",
        }
        if stored is not None:
            request["ConditionExpression"] = "version = :version"
            request["ExpressionAttributeValues"] = {":version": {"N": str(stored.version)}}
        return request


def timestamp(time: datetime) -> str:
    """Return `2026-03-01T09:12:44.120000Z`: always of one width, so that text sorts as time does."""
    utc = time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    return utc.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _attributes(insight: Insight) -> dict[str, AttributeValueTypeDef]:
    seen = seen_at(insight)
    expires = max(seen, datetime.now(UTC)) + KEPT_FOR
    return {
        "source": {"S": insight.source},
        "id": {"S": insight.id},
        "fingerprint": {"S": insight.id},
        "severity": {"S": insight.severity},
        "category": {"S": insight.category},
        "status": {"S": insight.status},
        "title": {"S": insight.title},
        "analyst": {"S": insight.analyst},
        "count": {"N": str(insight.count)},
        "confidence": {"N": str(insight.confidence)},
        "first_seen": {"S": timestamp(insight.first_seen or seen)},
        "last_seen": {"S": timestamp(seen)},
        "expires_at": {"N": str(int(expires.timestamp()))},
        "document": {"S": insight.model_dump_json()},
    }


def _document(item: dict[str, AttributeValueTypeDef]) -> Insight:
    try:
        return Insight.model_validate_json(item["document"]["S"])
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise PermanentError(
            f"insight {item['id']['S']} was stored by another version of Crosscut ({where}: {first['type']})"
        ) from None
