"""The insights that docs/insights.md asks for, and a small stand-in for the `aws` command that it asks with.

The AWS command line is not among the project's dependencies. This takes the words of one of its commands as the shell
would hand them over, and makes the same call through boto3: with another argument than these it fails.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jmespath

from crosscut.aws.insights import DynamoInsightStore
from crosscut.model import Category, Decision, Insight, Said, Severity

NINE = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)
INCIDENT = "inc-4f252b6980"
# id, source, severity, minute, title, in the incident, what was said
_SAMPLES = (
    ("7f3a9c01d2e4", "shop-api", Severity.CRITICAL, 42, "orders cannot reach its database", True, None),
    ("2b81c6f04a9d", "shop-web", Severity.HIGH, 43, "checkout answers 503", True, Said.ACKNOWLEDGE),
    ("c90e5d7713ab", "shop-api", Severity.MEDIUM, 12, "slow queries of orders", False, None),
    ("58aa0f3be6c1", "shop-api", Severity.HIGH, 5, "disk of orders-db-1 is full", False, Said.RESOLVE),
)


def sample_insights() -> list[Insight]:
    """Return the insights of the page, as they are found."""
    return [
        Insight(
            id=id_,
            source=source,
            severity=severity,
            category=Category.DEPENDENCY,
            title=title,
            summary=f"{title}.",
            root_cause="",
            evidence=(),
            first_seen=NINE,
            last_seen=NINE + timedelta(minutes=minute),
            count=10 * minute,
            confidence=0.8,
            analyst="offline",
            remediation=(),
            services=("orders",),
            created_at=NINE,
        )
        for id_, source, severity, minute, title, _, _ in _SAMPLES
    ]


def store_samples(store: DynamoInsightStore) -> None:
    """Store the insights of the page, and what was said of them."""
    for insight, sample in zip(sample_insights(), _SAMPLES, strict=True):
        store.save(insight, digest_id="docs")
        *_, in_incident, said = sample
        if in_incident:
            store.assign(insight.source, insight.id, INCIDENT)
        if said:
            decision = Decision(said=said, by="ada", at=NINE + timedelta(hours=1))
            store.decide(insight.id, decision, source=insight.source)


@dataclass(frozen=True)
class AwsCommand:
    """One command of a page, and what the page says that it prints."""

    words: list[str]
    printed: list[str]

    def run(self, dynamodb: Any, rename: Callable[[str], str]) -> list[str]:
        """Run it and return the lines that it prints. `rename` says what a table is called here."""
        assert self.words[:3] == ["aws", "dynamodb", "query"], self.words
        call: dict[str, Any] = {}
        query, output = "@", ""
        words = iter(self.words[3:])
        for word in words:
            if word == "--no-scan-index-forward":
                call["ScanIndexForward"] = False
            elif word == "--query":
                query = next(words)
            elif word == "--output":
                output = next(words)
            elif word in _ARGUMENTS:
                name, read = _ARGUMENTS[word]
                call[name] = read(next(words))
            else:
                raise AssertionError(f"not an argument that this knows: {word}")
        assert output == "text"
        call["TableName"] = rename(call["TableName"])
        items: list[dict[str, Any]] = []
        for page in dynamodb.get_paginator("query").paginate(**call):
            items += page["Items"]
        rows = jmespath.search(query, {"Items": items})
        return ["\t".join("None" if cell is None else str(cell) for cell in row) for row in rows]


_ARGUMENTS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "--table-name": ("TableName", str),
    "--index-name": ("IndexName", str),
    "--key-condition-expression": ("KeyConditionExpression", str),
    "--filter-expression": ("FilterExpression", str),
    "--expression-attribute-names": ("ExpressionAttributeNames", json.loads),
    "--expression-attribute-values": ("ExpressionAttributeValues", json.loads),
}


def commands_in(page: str) -> list[AwsCommand]:
    """Return the `aws` commands of the page's console blocks, each with the lines below it."""
    found = []
    for block in page.split("```console\n")[1:]:
        lines = block.partition("\n```")[0].replace("\\\n", " ").splitlines()
        for position, line in enumerate(lines):
            if line.startswith("$ aws "):
                below = lines[position + 1 :]
                end = next((n for n, each in enumerate(below) if each.startswith("$ ")), len(below))
                found.append(AwsCommand(shlex.split(line[2:]), below[:end]))
    return found
