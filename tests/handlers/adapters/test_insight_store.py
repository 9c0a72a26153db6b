"""The insight store's contract, held by memory and by DynamoDB alike."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from crosscut.aws import clients
from crosscut.aws.evidence import GONE, EvidenceStore
from crosscut.aws.insights import DynamoInsightStore
from crosscut.errors import ConfigurationError, NewerStateError, NoSuchInsightError
from crosscut.insights.bounds import MAX_BYTES
from crosscut.insights.listing import Wanted, listed
from crosscut.insights.memory import MemoryInsightStore
from crosscut.insights.merge import KEPT_DIGESTS
from crosscut.insights.port import InsightStore
from crosscut.model import Category, Decision, Evidence, Insight, Said, Severity, Status
from tests.handlers.conftest import WORK_BUCKET, Account

MakeInsight = Callable[..., Insight]
NINE = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
TABLE = "crosscut-test-insights"


@pytest.fixture(params=["memory", "dynamodb"])
def store(request: pytest.FixtureRequest) -> InsightStore:
    if request.param == "memory":
        return MemoryInsightStore()
    request.getfixturevalue("aws")
    return DynamoInsightStore(clients.dynamodb(), TABLE)


@pytest.fixture
def table(aws: object) -> DynamoInsightStore:
    return DynamoInsightStore(clients.dynamodb(), TABLE)


def test_what_was_saved_is_found_by_its_id(store: InsightStore, make_insight: MakeInsight) -> None:
    saved = store.save(make_insight(), digest_id="d1")

    assert saved == make_insight()
    assert store.get(saved.id) == saved
    assert store.get("no-such-insight") is None


def test_the_same_finding_again_is_one_insight_with_a_count(
    store: InsightStore, make_insight: MakeInsight
) -> None:
    store.save(make_insight(count=3, last_seen=NINE), digest_id="d1")
    merged = store.save(make_insight(count=4, last_seen=NINE + timedelta(hours=1)), digest_id="d2")

    assert merged.count == 7
    assert merged.last_seen == NINE + timedelta(hours=1)
    assert list(store.list(since=NINE, at_least=Severity.INFO)) == [merged]


def test_a_digest_that_was_merged_before_changes_nothing(
    store: InsightStore, make_insight: MakeInsight
) -> None:
    store.save(make_insight(count=3), digest_id="d1")
    after_two = store.save(make_insight(count=4), digest_id="d2")

    assert store.save(make_insight(count=3, title="redelivered"), digest_id="d1") == after_two
    assert store.get(after_two.id) == after_two


def test_it_remembers_a_bounded_number_of_digests(store: InsightStore, make_insight: MakeInsight) -> None:
    for number in range(KEPT_DIGESTS + 1):
        store.save(make_insight(count=1), digest_id=f"d{number}")

    latest = store.save(make_insight(count=1), digest_id=f"d{KEPT_DIGESTS}")
    forgotten = store.save(make_insight(count=1), digest_id="d0")

    assert latest.count == KEPT_DIGESTS + 1
    assert forgotten.count == KEPT_DIGESTS + 2


def test_lists_are_most_severe_first_then_latest(store: InsightStore, make_insight: MakeInsight) -> None:
    wanted = [
        make_insight(id="c2", severity=Severity.CRITICAL, last_seen=NINE + timedelta(minutes=2)),
        # Fractions of a second are where times as text go out of order.
        make_insight(id="c1", severity=Severity.CRITICAL, last_seen=NINE + timedelta(milliseconds=500)),
        make_insight(id="c0", severity=Severity.CRITICAL, last_seen=NINE),
        make_insight(id="h", severity=Severity.HIGH, last_seen=NINE + timedelta(minutes=9)),
    ]
    others = [
        make_insight(id="old", severity=Severity.CRITICAL, last_seen=NINE - timedelta(microseconds=1)),
        make_insight(id="low", severity=Severity.LOW, last_seen=NINE),
        make_insight(id="elsewhere", source="shop-web", last_seen=NINE + timedelta(minutes=1)),
    ]
    for insight in (*others, *reversed(wanted)):
        store.save(insight, digest_id="d1")

    assert list(store.list(since=NINE, at_least=Severity.HIGH, source="shop-api")) == wanted
    everywhere = [insight.id for insight in store.list(since=NINE, at_least=Severity.CRITICAL)]
    assert everywhere == ["c2", "elsewhere", "c1", "c0"]


def test_a_finding_that_grew_worse_is_listed_once(store: InsightStore, make_insight: MakeInsight) -> None:
    store.save(make_insight(severity=Severity.LOW, last_seen=NINE), digest_id="d1")
    store.save(make_insight(severity=Severity.CRITICAL, last_seen=NINE), digest_id="d2")

    assert [i.severity for i in store.list(since=NINE, at_least=Severity.INFO)] == [Severity.CRITICAL]


def test_without_times_a_finding_is_as_old_as_its_making(
    store: InsightStore, make_insight: MakeInsight
) -> None:
    saved = store.save(make_insight(first_seen=None, last_seen=None, created_at=NINE), digest_id="d1")

    assert list(store.list(since=NINE, at_least=Severity.INFO)) == [saved]
    assert list(store.list(since=NINE + timedelta(seconds=1), at_least=Severity.INFO)) == []


def test_what_is_too_large_is_stored_shortened(store: InsightStore, make_insight: MakeInsight) -> None:
    long = tuple(Evidence(file="a.log", line=n, text="é" * 20_000) for n in range(30))

    saved = store.save(make_insight(evidence=long), digest_id="d1")

    assert len(saved.model_dump_json().encode()) <= MAX_BYTES
    assert store.get(saved.id) == saved
    assert saved.evidence[0].text == "é" * len(saved.evidence[0].text)


def test_what_a_person_says_is_kept_once(store: InsightStore, make_insight: MakeInsight) -> None:
    insight = store.save(make_insight(last_seen=NINE), digest_id="d1")
    resolve = Decision(said=Said.RESOLVE, by="ada", at=NINE + timedelta(hours=1))

    first = store.decide(insight.id, resolve)
    again = store.decide(insight.id, resolve)

    assert first == again == store.get(insight.id)
    assert (first.status, len(first.decisions)) == (Status.RESOLVED, 1)
    back = store.save(make_insight(last_seen=NINE + timedelta(hours=2)), digest_id="d2")
    assert (back.status, back.decisions) == (Status.OPEN, first.decisions)
    with pytest.raises(NoSuchInsightError, match="there is no insight 'no-such'"):
        store.decide("no-such", resolve)


def test_two_people_are_both_heard(table: DynamoInsightStore, make_insight: MakeInsight) -> None:
    """Another one decides between this one's read and write."""
    insight = table.save(make_insight(), digest_id="d1")
    other = iter([Decision(said=Said.ACKNOWLEDGE, by="grace", at=NINE)])

    class Slow(DynamoInsightStore):
        def _put(self, new, stored):  # type: ignore[no-untyped-def]
            if decision := next(other, None):
                table.decide(insight.id, decision)
            return super()._put(new, stored)

    slow = Slow(clients.dynamodb(), TABLE)
    both = slow.decide(insight.id, Decision(said=Said.RESOLVE, by="ada", at=NINE + timedelta(minutes=1)))

    assert [decision.by for decision in both.decisions] == ["grace", "ada"]
    assert table.get(insight.id) == both


def test_lists_can_be_narrowed(store: InsightStore, make_insight: MakeInsight) -> None:
    resolved = Decision(said=Said.RESOLVE, by="ada", at=NINE + timedelta(hours=1))
    for insight in (
        make_insight(id="a", severity=Severity.LOW, services=("cart",), last_seen=NINE),
        make_insight(id="b", severity=Severity.HIGH, category=Category.DATA, last_seen=NINE),
        make_insight(id="c", source="web", title="Checkout hangs", last_seen=NINE),
    ):
        store.save(insight, digest_id="d1")
    store.decide("b", resolved)
    store.assign("web", "c", "inc-1")
    store.assign("web", "no-such", "inc-1")

    def ids(**wanted: object) -> list[str]:
        return [row.id for row in store.rows(Wanted.model_validate({"since": NINE, **wanted}))]

    assert ids() == ["c", "b", "a"]
    assert ids(source="shop-api") == ["b", "a"]
    assert ids(source="shop-api", at_least="high") == ["b"]
    assert ids(status="open") == ["c", "a"]
    assert ids(status="resolved") == ["b"]
    assert ids(status="acknowledged") == []
    assert ids(category="data") == ["b"]
    assert ids(incident="inc-1") == ["c"]
    assert ids(text="CART") == ["a"]
    assert ids(text="checkout") == ["c"]
    assert ids(since=NINE + timedelta(seconds=1)) == []
    whole = list(store.whole(store.rows(Wanted(since=NINE))))
    assert [listed(insight) for insight in whole] == list(store.rows(Wanted(since=NINE)))


def test_evidence_that_is_too_large_for_an_item_lies_in_the_work_bucket(
    aws: Account, make_insight: MakeInsight
) -> None:
    """An insight of 400 KB of evidence is read back in whole, by whoever knows the bucket."""
    long = tuple(Evidence(file="a.log", line=n, text=f"{n} " + "é" * 20_000) for n in range(10))
    store = DynamoInsightStore(clients.dynamodb(), TABLE, evidence=evidence)

    saved = store.save(make_insight(evidence=long), digest_id="d1")

    assert saved.evidence == long
    assert store.get(saved.id) == saved
    assert list(store.list(since=NINE, at_least=Severity.INFO)) == [saved]
    [key] = aws.keys("evidence/")
    assert key.startswith("evidence/shop-api/3f9ac2d17be04d55/")
    item = clients.dynamodb().get_item(
        TableName=TABLE, Key={"source": {"S": "shop-api"}, "id": {"S": saved.id}}
    )["Item"]
    assert len(json.dumps(item)) < 12_000
    assert item["evidence_at"]["S"] == key

    # Who does not know the bucket reads its beginning, and loses nothing by writing.
    without = DynamoInsightStore(clients.dynamodb(), TABLE)
    without.decide(saved.id, Decision(said=Said.ACKNOWLEDGE, by="ada", at=NINE))
    assert len(without.find("shop-api", saved.id).evidence) == 3  # type: ignore[union-attr]
    assert store.get(saved.id).evidence == long  # type: ignore[union-attr]

    clients.s3().delete_object(Bucket=WORK_BUCKET, Key=key)
    assert GONE in store.get(saved.id).notes  # type: ignore[union-attr]


def test_an_item_stays_under_400_kb_whatever_comes(aws: Account, make_insight: MakeInsight) -> None:
    long = "é" * 50_000
    huge = make_insight(
        title=long,
        summary=long,
        evidence=tuple(Evidence(file=long, line=n, text=long) for n in range(60)),
        services=tuple(f"{n}{long}" for n in range(20)),
        notes=(long,) * 30,
    )
    store = DynamoInsightStore(clients.dynamodb(), TABLE, evidence=evidence)

    saved = store.save(huge, digest_id="d1")

    assert store.get(saved.id) == saved


def evidence() -> EvidenceStore:
    return EvidenceStore(clients.s3(), WORK_BUCKET)


def test_two_writers_lose_no_count(table: DynamoInsightStore, make_insight: MakeInsight) -> None:
    """Another writer comes between this one's read and write, twice."""
    interlopers = iter(["x1", "x2"])

    class Slow(DynamoInsightStore):
        def _put(self, new, stored):  # type: ignore[no-untyped-def]
            if name := next(interlopers, None):
                table.save(make_insight(count=10), digest_id=name)
            return super()._put(new, stored)

    merged = Slow(clients.dynamodb(), TABLE).save(make_insight(count=1), digest_id="d1")

    assert merged.count == 21
    assert table.get(merged.id) == merged


def test_the_item_can_be_queried_and_expires(table: DynamoInsightStore, make_insight: MakeInsight) -> None:
    before = datetime.now(UTC)
    table.save(make_insight(last_seen=NINE), digest_id="d1")

    key = {"source": {"S": "shop-api"}, "id": {"S": "3f9ac2d17be04d55"}}
    item = clients.dynamodb().get_item(TableName=TABLE, Key=key)["Item"]
    assert item["last_seen"] == {"S": "2026-03-01T09:00:00.000000Z"}
    assert item["severity"] == {"S": "critical"}
    assert item["fingerprint"] == {"S": "3f9ac2d17be04d55"}
    expires = datetime.fromtimestamp(int(item["expires_at"]["N"]), tz=UTC)
    assert timedelta(days=179) < expires - max(before, NINE) < timedelta(days=181)


def test_a_table_that_is_not_there_is_said_so(aws: object, make_insight: MakeInsight) -> None:
    nowhere = DynamoInsightStore(clients.dynamodb(), "no-such-table")

    with pytest.raises(
        ConfigurationError, match=r"storing|reading insight .*: GetItem answered ResourceNotFound"
    ):
        nowhere.save(make_insight(), digest_id="d1")


def test_a_document_of_another_version_is_named(table: DynamoInsightStore, make_insight: MakeInsight) -> None:
    table.save(make_insight(), digest_id="d1")
    clients.dynamodb().update_item(
        TableName=TABLE,
        Key={"source": {"S": "shop-api"}, "id": {"S": "3f9ac2d17be04d55"}},
        UpdateExpression="SET document = :d",
        ExpressionAttributeValues={":d": {"S": '{"schema_version": 99}'}},
    )

    with pytest.raises(NewerStateError, match="3f9ac2d17be04d55 was written by a newer release"):
        table.get("3f9ac2d17be04d55")


def test_a_document_that_an_earlier_version_stored_is_read(
    table: DynamoInsightStore, make_insight: MakeInsight
) -> None:
    table.save(make_insight(), digest_id="d1")
    document = json.loads(make_insight().model_dump_json())
    newer = ("hypotheses", "timeline", "confidence_reason", "inconclusive", "missing", "knowledge")
    newer += ("status", "muted_until", "decisions", "sightings", "rate", "incident")
    old = {name: value for name, value in document.items() if name not in newer}
    old |= {"schema_version": 1, "remediation": ["End the session that holds the lock."]}
    clients.dynamodb().update_item(
        TableName=TABLE,
        Key={"source": {"S": "shop-api"}, "id": {"S": "3f9ac2d17be04d55"}},
        UpdateExpression="SET document = :d",
        ExpressionAttributeValues={":d": {"S": json.dumps(old)}},
    )

    assert table.get("3f9ac2d17be04d55") == make_insight()
