"""Insights in DynamoDB: partition key `source`, sort key `id`; every write is conditional on the version read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from crosscut.aws.evidence import EvidenceStore, too_large, with_evidence, without_evidence
from crosscut.aws.failures import code_of, translated
from crosscut.aws.insight_items import Stored, item_of, stored_of
from crosscut.aws.insight_queries import InsightQueries
from crosscut.decisions import decided
from crosscut.errors import NoSuchInsightError, RetryableError
from crosscut.insights.bounds import MAX_BYTES, bounded
from crosscut.insights.listing import Listed, Wanted
from crosscut.insights.merge import merge, remembered
from crosscut.model import Decision, Insight, Severity

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import PutItemInputTypeDef

_TRIES = 8  # against another writer; there is one at a time for each source, so two are plenty
_MOST_BYTES = 1_500_000  # of an insight with the evidence that lies apart


class _Change(NamedTuple):
    insight: Insight
    digests: tuple[str, ...]


class DynamoInsightStore:
    """Implements `InsightStore`.

    `evidence` says where evidence lies that is too large for an item. Without it large insights are shortened, and
    of those that were stored with it only the beginning of their evidence is read.
    """

    def __init__(
        self, dynamodb: DynamoDBClient, table: str, *, evidence: Callable[[], EvidenceStore] | None = None
    ) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._queries = InsightQueries(dynamodb, table)
        self._evidence_of = evidence

    @cached_property
    def _evidence(self) -> EvidenceStore | None:
        return self._evidence_of() if self._evidence_of else None

    def save(self, insight: Insight, *, digest_id: str) -> Insight:
        """As the port says. Raises `RetryableError` when others keep changing the same insight."""

        def changed(stored: Stored | None) -> _Change | None:
            if stored is None:
                return _Change(insight, (digest_id,))
            if digest_id in stored.digests:
                return None
            return _Change(merge(stored.insight, insight), remembered(stored.digests, digest_id))

        return self._change(insight.source, insight.id, changed)

    def decide(self, insight_id: str, decision: Decision, *, source: str | None = None) -> Insight:
        """As the port says. Raises `RetryableError` when others keep changing the same insight."""
        source = source or self._queries.source_of(insight_id)
        if source is None:
            raise NoSuchInsightError(insight_id)
        return self._edit(source, insight_id, lambda insight: decided(insight, decision))

    def assign(self, source: str, insight_id: str, incident: str) -> None:
        """As the port says. Raises `RetryableError` when others keep changing the same insight."""

        def assigned(insight: Insight) -> Insight:
            return (
                insight if insight.incident == incident else insight.model_copy(update={"incident": incident})
            )

        with suppress(NoSuchInsightError):  # it has expired
            self._edit(source, insight_id, assigned)

    def get(self, insight_id: str) -> Insight | None:
        source = self._queries.source_of(insight_id)
        return self.find(source, insight_id) if source is not None else None

    def find(self, source: str, insight_id: str) -> Insight | None:
        stored = self._load(source, insight_id)
        return stored.insight if stored else None

    def rows(self, wanted: Wanted) -> Iterator[Listed]:
        return self._queries.rows(wanted)

    def whole(self, rows: Iterable[Listed]) -> Iterator[Insight]:
        return (self._completed(stored).insight for stored in self._queries.documents(rows))

    def list(self, *, since: datetime, at_least: Severity, source: str | None = None) -> Iterable[Insight]:
        """As the port says; read page by page as it is consumed."""
        return self.whole(self.rows(Wanted(since=since, at_least=at_least, source=source)))

    def _edit(self, source: str, insight_id: str, edited: Callable[[Insight], Insight]) -> Insight:
        def changed(stored: Stored | None) -> _Change | None:
            if stored is None:
                raise NoSuchInsightError(insight_id)
            insight = edited(stored.insight)
            return None if insight is stored.insight else _Change(insight, stored.digests)

        return self._change(source, insight_id, changed)

    def _change(
        self, source: str, insight_id: str, changed: Callable[[Stored | None], _Change | None]
    ) -> Insight:
        """Put what `changed` makes of what is stored, if that is still stored then; None leaves it as it is."""
        from botocore.exceptions import ClientError

        for _ in range(_TRIES):
            stored = self._load(source, insight_id)
            change = changed(stored)
            if change is None:
                assert stored is not None  # noqa: S101 - what is not stored is not left as it is
                return stored.insight
            kept, new = self._prepared(change, stored)
            with translated(f"storing insight {insight_id}"):
                try:
                    self._dynamodb.put_item(**self._put(new, stored))
                except ClientError as error:
                    if code_of(error) != "ConditionalCheckFailedException":
                        raise
                else:
                    return kept
        raise RetryableError(
            f"insight {insight_id} was changed by others {_TRIES} times while it was being stored"
        )

    def _prepared(self, change: _Change, stored: Stored | None) -> tuple[Insight, Stored]:
        """Return the insight as it will be read, and what goes into the item."""
        version = stored.version + 1 if stored else 1
        if self._evidence is None:
            kept = bounded(change.insight)
            pointer = stored.evidence_at if stored else ""
            return kept, Stored(kept, change.digests, version, pointer)
        kept = bounded(change.insight, max_bytes=_MOST_BYTES)
        if not too_large(kept):
            return kept, Stored(kept, change.digests, version)
        inline = bounded(without_evidence(kept), max_bytes=MAX_BYTES)
        kept = inline.model_copy(update={"evidence": kept.evidence})
        return kept, Stored(inline, change.digests, version, self._evidence.write(kept))

    def _load(self, source: str, insight_id: str) -> Stored | None:
        with translated(f"reading insight {insight_id}"):
            answer = self._dynamodb.get_item(
                TableName=self._table,
                Key={"source": {"S": source}, "id": {"S": insight_id}},
                ConsistentRead=True,
            )
        item = answer.get("Item")
        return None if item is None else self._completed(stored_of(item))

    def _completed(self, stored: Stored) -> Stored:
        """Return it with the evidence that lies apart."""
        if not stored.evidence_at or self._evidence is None:
            return stored
        lines = self._evidence.read(stored.evidence_at)
        return stored._replace(insight=with_evidence(stored.insight, lines))

    def _put(self, new: Stored, stored: Stored | None) -> PutItemInputTypeDef:
        request: PutItemInputTypeDef = {
            "TableName": self._table,
            "Item": item_of(new),
            "ConditionExpression": "attribute_not_exists(id)",
        }
        if stored is not None:
            request["ConditionExpression"] = "version = :version"
            request["ExpressionAttributeValues"] = {":version": {"N": str(stored.version)}}
        return request
