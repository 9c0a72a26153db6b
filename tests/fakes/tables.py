"""The tables of insights and incidents as the stack makes them; tests/infra holds these against the stack."""

from __future__ import annotations

from typing import Any

from crosscut.aws.incident_items import INCIDENTS_BY_SEVERITY
from crosscut.aws.insight_items import SHOWN
from crosscut.aws.insight_queries import BY_FINGERPRINT, INDEXES


def _keys(partition: str, sort: str | None) -> list[dict[str, str]]:
    kinds = {partition: "HASH"} | ({sort: "RANGE"} if sort else {})
    return [{"AttributeName": name, "KeyType": kind} for name, kind in kinds.items()]


def _index(name: str, partition: str, projection: dict[str, Any]) -> dict[str, Any]:
    return {"IndexName": name, "KeySchema": _keys(partition, "last_seen"), "Projection": projection}


def _shown(index: str, partition: str) -> dict[str, Any]:
    if index == BY_FINGERPRINT:
        return {"ProjectionType": "KEYS_ONLY"}
    held = [name for name in SHOWN if name not in (partition, "last_seen")]
    return {"NonKeyAttributes": held, "ProjectionType": "INCLUDE"}


def _named(names: set[str]) -> list[dict[str, str]]:
    return [{"AttributeName": name, "AttributeType": "S"} for name in sorted(names)]


TABLES: dict[str, dict[str, Any]] = {
    "insights": {
        "KeySchema": _keys("source", "id"),
        "AttributeDefinitions": _named({"id", "last_seen", *INDEXES.values()}),
        "GlobalSecondaryIndexes": [
            _index(name, partition, _shown(name, partition)) for name, partition in INDEXES.items()
        ],
    },
    "incidents": {
        "KeySchema": _keys("id", None),
        "AttributeDefinitions": _named({"id", "last_seen", "severity"}),
        "GlobalSecondaryIndexes": [_index(INCIDENTS_BY_SEVERITY, "severity", {"ProjectionType": "ALL"})],
    },
}


def make_table(dynamodb: Any, kind: str, name: str) -> None:
    """Make the table of `insights` or `incidents` under this name."""
    dynamodb.create_table(TableName=name, BillingMode="PAY_PER_REQUEST", **TABLES[kind])
