"""An insight as an item of the table: what is asked for as attributes, the whole of it as JSON in `document`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from pydantic import ValidationError

from crosscut.aws.shapes import refused
from crosscut.insights.listing import Listed, listed
from crosscut.model import Category, Insight, Severity, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef

KEPT_FOR = timedelta(days=180)  # after it was last seen, or stored where its log is older
# What the indexes hold besides the table's key and their own, so that a list reads no document.
SHOWN = (
    "severity", "category", "status", "title", "count", "first_seen", "last_seen", "services", "analyst",
    "confidence", "incident", "muted_until", "rank",
)  # fmt: skip


class Stored(NamedTuple):
    """What lies in the table: the insight as its item holds it, and what only the store needs."""

    insight: Insight
    digests: tuple[str, ...]
    version: int
    evidence_at: str = ""  # key of the evidence in the work bucket, where it lies apart


def timestamp(time: datetime) -> str:
    """Return `2026-03-01T09:12:44.120000Z`: always of one width, so that text sorts as time does."""
    utc = time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    return utc.isoformat(timespec="microseconds").replace("+00:00", "Z")


def item_of(stored: Stored) -> dict[str, AttributeValueTypeDef]:
    """Return the item."""
    insight, row = stored.insight, listed(stored.insight)
    expires = max(row.last_seen, datetime.now(UTC)) + KEPT_FOR
    item: dict[str, AttributeValueTypeDef] = {
        "source": {"S": row.source},
        "id": {"S": row.id},
        "fingerprint": {"S": row.id},
        "severity": {"S": row.severity},
        "category": {"S": row.category},
        "status": {"S": row.status},
        "title": {"S": row.title},
        "analyst": {"S": row.analyst},
        "count": {"N": str(row.count)},
        "confidence": {"N": str(row.confidence)},
        "rank": {"N": str(row.rank)},
        "services": {"L": [{"S": service} for service in row.services]},
        "first_seen": {"S": timestamp(row.first_seen)},
        "last_seen": {"S": timestamp(row.last_seen)},
        "expires_at": {"N": str(int(expires.timestamp()))},
        "document": {"S": insight.model_dump_json()},
        "version": {"N": str(stored.version)},
        "digests": {"L": [{"S": digest} for digest in stored.digests]},
    }
    # An item without the attribute is not in the index: these two stay small.
    if row.status is not Status.RESOLVED:
        item["unresolved"] = {"S": row.status}
    if row.incident:
        item["incident"] = {"S": row.incident}
    if row.muted_until:
        item["muted_until"] = {"S": timestamp(row.muted_until)}
    if stored.evidence_at:
        item["evidence_at"] = {"S": stored.evidence_at}
    return item


def stored_of(item: Mapping[str, AttributeValueTypeDef]) -> Stored:
    """Return what an item holds. Raises `PermanentError` for one that can't be read, `NewerStateError`."""
    digests = tuple(entry["S"] for entry in item["digests"]["L"])
    evidence_at = item.get("evidence_at", {}).get("S", "")
    return Stored(_document(item), digests, int(item["version"]["N"]), evidence_at)


def listed_of(item: Mapping[str, AttributeValueTypeDef]) -> Listed:
    """Return what an index holds of an insight."""
    muted = item.get("muted_until", {}).get("S")
    return Listed(
        id=item["id"]["S"],
        source=item["source"]["S"],
        severity=Severity(item["severity"]["S"]),
        category=Category(item["category"]["S"]),
        # What was stored before insights had a status has none.
        status=Status(item.get("status", {}).get("S", Status.OPEN)),
        title=item["title"]["S"],
        count=int(item["count"]["N"]),
        first_seen=datetime.fromisoformat(item["first_seen"]["S"]),
        last_seen=datetime.fromisoformat(item["last_seen"]["S"]),
        services=tuple(each["S"] for each in item.get("services", {}).get("L", ())),
        analyst=item["analyst"]["S"],
        confidence=float(item["confidence"]["N"]),
        incident=item.get("incident", {}).get("S", ""),
        muted_until=datetime.fromisoformat(muted) if muted else None,
        rank=int(item.get("rank", {}).get("N", "0")),
    )


def _document(item: Mapping[str, AttributeValueTypeDef]) -> Insight:
    try:
        return Insight.model_validate_json(item["document"]["S"])
    except ValidationError as error:
        raise refused(
            f"insight {item['id']['S']}", error, otherwise="was stored by another version of Crosscut"
        ) from None
