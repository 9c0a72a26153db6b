"""The catalog's contract, held by memory and by DynamoDB alike."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crosscut.aws import clients
from crosscut.aws.catalog import DynamoCatalog
from crosscut.errors import RetryableError
from crosscut.insights.memory import MemoryCatalog
from crosscut.insights.port import Catalog

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
TABLE = "crosscut-test-catalog"
MANY = [f"template-{number:04d}" for number in range(260)]


@pytest.fixture(params=["memory", "dynamodb"])
def catalog(request: pytest.FixtureRequest) -> Catalog:
    if request.param == "memory":
        return MemoryCatalog()
    request.getfixturevalue("aws")
    return DynamoCatalog(clients.dynamodb(), TABLE)


def test_a_source_has_no_history_until_it_was_remembered(catalog: Catalog) -> None:
    assert not catalog.has_history("shop-api")

    catalog.remember("shop-api", [], seen=NOW)

    assert catalog.has_history("shop-api")
    assert not catalog.has_history("shop-web")


def test_it_knows_what_it_was_told_and_nothing_else(catalog: Catalog) -> None:
    catalog.remember("shop-api", MANY, seen=NOW)

    assert catalog.known("shop-api", [*MANY, *MANY, "never-seen"]) == frozenset(MANY)
    assert catalog.known("shop-web", MANY) == frozenset()
    assert catalog.known("shop-api", []) == frozenset()


def test_remembering_twice_is_remembering_once(catalog: Catalog) -> None:
    catalog.remember("shop-api", ["a", "a"], seen=NOW)
    catalog.remember("shop-api", ["a", "b"], seen=NOW)

    assert catalog.known("shop-api", ["a", "b"]) == {"a", "b"}


class Counting:
    """A DynamoDB that counts what is written to it."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.calls: list[str] = []
        self.written: list[str] = []

    def batch_get_item(self, **request: Any) -> Any:
        self.calls.append("get")
        return self._client.batch_get_item(**request)

    def batch_write_item(self, RequestItems: dict[str, Any]) -> Any:  # noqa: N803 - AWS's name
        self.calls.append("write")
        ((_, puts),) = RequestItems.items()
        self.written += [put["PutRequest"]["Item"]["template_id"]["S"] for put in puts]
        return self._client.batch_write_item(RequestItems=RequestItems)


def test_what_was_written_within_the_hour_is_not_written_again(aws: object) -> None:
    seen = Counting(clients.dynamodb())
    catalog = DynamoCatalog(seen, TABLE)  # type: ignore[arg-type]
    catalog.remember("shop-api", ["a"], seen=NOW)
    seen.calls.clear()
    seen.written.clear()

    for minutes, template_ids in ((10, ["a"]), (20, ["a", "b"]), (61, ["a", "b"])):
        catalog.known("shop-api", template_ids)
        assert catalog.has_history("shop-api")
        catalog.remember("shop-api", template_ids, seen=NOW + timedelta(minutes=minutes))

    assert seen.written == ["b", "a", "#history"]
    assert seen.calls == ["get", "get", "write", "get", "write"]
    assert catalog.known("shop-api", ["a", "b", "c"]) == {"a", "b"}


class HalfHearted:
    """A DynamoDB that leaves half of every batch unprocessed, as it does when it is throttled."""

    def __init__(self, client: Any, *, stubborn: bool = False) -> None:
        self._client = client
        self._stubborn = stubborn

    def batch_get_item(self, RequestItems: dict[str, Any]) -> dict[str, Any]:  # noqa: N803 - AWS's name
        ((table, request),) = RequestItems.items()
        now, later = self._halves(request["Keys"])
        answer: dict[str, Any] = {"Responses": {table: []}}
        if now:
            answer = self._client.batch_get_item(RequestItems={table: {**request, "Keys": now}})
        return {**answer, "UnprocessedKeys": {table: {**request, "Keys": later}} if later else {}}

    def batch_write_item(self, RequestItems: dict[str, Any]) -> dict[str, Any]:  # noqa: N803 - AWS's name
        ((table, request),) = RequestItems.items()
        now, later = self._halves(request)
        if now:
            self._client.batch_write_item(RequestItems={table: now})
        return {"UnprocessedItems": {table: later} if later else {}}

    def _halves(self, items: list[Any]) -> tuple[list[Any], list[Any]]:
        middle = 0 if self._stubborn else (len(items) + 1) // 2
        return items[:middle], items[middle:]


def test_what_was_left_unprocessed_is_sent_again(aws: object) -> None:
    pauses: list[float] = []
    catalog = DynamoCatalog(HalfHearted(clients.dynamodb()), TABLE, sleep=pauses.append)  # type: ignore[arg-type]

    catalog.remember("shop-api", MANY, seen=NOW)

    assert catalog.known("shop-api", MANY) == frozenset(MANY)
    assert catalog.has_history("shop-api")
    assert pauses


def test_a_table_that_takes_nothing_is_tried_again_later(aws: object) -> None:
    throttled = HalfHearted(clients.dynamodb(), stubborn=True)
    pauses: list[float] = []
    catalog = DynamoCatalog(throttled, TABLE, sleep=pauses.append)  # type: ignore[arg-type]

    with pytest.raises(RetryableError, match="catalog of shop-api"):
        catalog.remember("shop-api", ["a"], seen=NOW)
    assert sum(pauses) < 15
