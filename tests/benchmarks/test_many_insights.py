"""A list of 100,000 insights: processor time until its first row and of the whole, memory, and what DynamoDB reads."""

from __future__ import annotations

import itertools
import json
import time
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from crosscut.aws.insight_items import SHOWN, Stored, item_of
from crosscut.aws.insight_queries import INDEXES
from crosscut.aws.insights import DynamoInsightStore
from crosscut.cli.insights_export import _csv
from crosscut.decisions import decided
from crosscut.insights.listing import Wanted
from crosscut.model import Category, Decision, Insight, Said, Severity
from tests.fakes.documented import sample_insights

INSIGHTS, SOURCES = 100_000, 50
PAGE_BYTES = 1_000_000  # of one answer of DynamoDB
BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
Item = dict[str, Any]


class Table:
    """A stand-in for DynamoDB that answers queries of an index in pages, as DynamoDB does."""

    def __init__(self, items: list[Item]) -> None:
        ordered = sorted(items, key=lambda item: item["last_seen"]["S"], reverse=True)
        self._held: dict[tuple[str, str], list[Item]] = {}
        kept = {"source", "id", *SHOWN}
        for item in ordered:
            row = {name: value for name, value in item.items() if name in kept}
            for index, partition in INDEXES.items():
                if partition in item:
                    self._held.setdefault((index, item[partition]["S"]), []).append(row)
        self.pages = 0

    def get_paginator(self, _: str) -> Table:
        return self

    def paginate(self, **query: Any) -> Iterator[dict[str, list[Item]]]:
        rows = self._held.get((query["IndexName"], query["ExpressionAttributeValues"][":value"]["S"]), [])
        since = query["ExpressionAttributeValues"][":since"]["S"]
        page: list[Item] = []
        size = 0
        for row in rows:
            if row["last_seen"]["S"] < since:
                break
            page.append(row)
            size += len(json.dumps(row))  # a little more than DynamoDB counts
            if size >= PAGE_BYTES:
                self.pages += 1
                yield {"Items": page}
                page, size = [], 0
        self.pages += 1
        yield {"Items": page}


def _insight(number: int) -> Insight:
    base = sample_insights()[number % 4]
    changes = {
        "id": f"{number:012x}",
        "source": f"source-{number % SOURCES}",
        "severity": list(Severity)[number % 5],
        "category": list(Category)[number % 7],
        "first_seen": BEGIN + timedelta(minutes=number),
        "last_seen": BEGIN + timedelta(minutes=number + 5),
    }
    insight = base.model_copy(update=changes)
    if number % 10:
        insight = decided(insight, Decision(said=Said.RESOLVE, by="ada", at=BEGIN + timedelta(days=365)))
    return insight


def test_a_list_of_a_hundred_thousand_insights() -> None:
    table = Table([item_of(Stored(_insight(number), (), 1)) for number in range(INSIGHTS)])
    store = DynamoInsightStore(table, "t")  # type: ignore[arg-type]
    questions = {
        "all": Wanted(since=BEGIN),
        "all, with a text that few have": Wanted(since=BEGIN, text="00000018"),
        "high or worse": Wanted(since=BEGIN, at_least=Severity.HIGH),
        "of one source": Wanted(since=BEGIN, source="source-7"),
        "open": Wanted.model_validate({"since": BEGIN, "status": "open"}),
    }
    print(f"\n{'question':<32}{'rows':>9}{'first row':>12}{'whole list':>12}{'pages':>7}{'memory':>9}")
    for name, wanted in questions.items():
        table.pages = 0
        began = time.process_time()
        rows = _csv(store.rows(wanted))
        head = list(itertools.islice(rows, 2))
        first = time.process_time() - began
        number = len(head) - 1 + sum(1 for _ in rows)
        whole = time.process_time() - began
        pages = table.pages
        tracemalloc.start()
        for _ in itertools.islice(store.rows(wanted), 20_000):
            pass
        memory = tracemalloc.get_traced_memory()[1] / 1e6
        tracemalloc.stop()
        print(f"{name:<32}{number:>9,}{first:>10.3f} s{whole:>10.1f} s{pages:>7}{memory:>6.0f} MB")
        assert number
        assert first < 2
        assert memory < 100
