"""Incidents in DynamoDB: what holds of them in memory holds there, and among several writers."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from crosscut import gathering
from crosscut.aws import clients, incident_items
from crosscut.aws.events import InsightBus
from crosscut.aws.incidents import DynamoIncidents
from crosscut.aws.insights import DynamoInsightStore
from crosscut.errors import NewerStateError, RetryableError
from crosscut.incident import Board, Phase
from crosscut.insights.incident_book import IncidentBook
from crosscut.insights.incident_memory import MemoryIncidents
from crosscut.model import Insight, Severity, Sighting
from tests.handlers.conftest import BUS, INCIDENTS, INSIGHTS, Account

MakeInsight = Callable[..., Insight]
NINE = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


@pytest.fixture(params=["memory", "dynamodb"])
def incidents(request: pytest.FixtureRequest) -> IncidentBook:
    if request.param == "memory":
        return MemoryIncidents()
    request.getfixturevalue("aws")
    return table()


def table() -> DynamoIncidents:
    return DynamoIncidents(clients.dynamodb(), INCIDENTS, sleep=lambda _: None)


@pytest.fixture
def seen(make_insight: MakeInsight) -> MakeInsight:
    """Make an insight as one digest saw it."""

    def make(id_: str, minute: int = 0, **changes: object) -> Insight:
        last = NINE + timedelta(minutes=minute)
        sighting = Sighting(at=last, count=9, digest=f"{id_} {minute}", severity=Severity.HIGH)
        services = changes.pop("services", (f"service-{id_}",))
        changes = {"first_seen": last, "last_seen": last, "sightings": (sighting,), **changes}
        return make_insight(id=id_, services=services, title=f"{id_} fails", root_cause="", **changes)

    return make


def test_incidents_are_kept_found_and_listed(incidents: IncidentBook, seen: MakeInsight) -> None:
    outcome = incidents.tell([seen("a"), seen("b", 30)], now=NINE)

    assert {i.id for i in outcome.announced} == set(outcome.belongs.values())
    assert incidents.get(outcome.belongs["a"]) in outcome.announced
    assert incidents.get("inc-none") is None
    assert incidents.get(incident_items.BOARD) is None
    listed = list(incidents.list(since=NINE, at_least=Severity.HIGH))  # type: ignore[attr-defined]
    assert [i.members[0].insight for i in listed] == ["b", "a"]
    since = NINE + timedelta(minutes=1)
    assert [i.title for i in incidents.list(since=since, at_least=Severity.INFO)] == ["b fails"]  # type: ignore[attr-defined]


def test_the_same_again_writes_nothing(incidents: IncidentBook, seen: MakeInsight) -> None:
    first = incidents.tell([seen("a")], now=NINE)
    again = incidents.tell([seen("a")], now=NINE + timedelta(hours=1))

    assert (again.announced, again.owed, again.belongs) == ((), (), first.belongs)


def test_what_is_not_confirmed_is_owed_to_the_next_tick(incidents: IncidentBook, seen: MakeInsight) -> None:
    told = incidents.tell([seen("a")], now=NINE)
    owed = incidents.tick(now=NINE)
    incidents.done(owed)
    nothing = incidents.tick(now=NINE)

    assert (owed.announced, owed.owed) == (told.announced, told.owed)
    assert (nothing.announced, nothing.owed) == ((), ())


def test_a_writer_that_came_between_is_heeded(aws: Account, seen: MakeInsight) -> None:
    """Another source's insight of the same trouble arrives between this one's read and write."""
    between = iter([seen("b", source="shop-web", traces=("t1",))])

    class Slow(DynamoIncidents):
        def _write(self, writes):  # type: ignore[no-untyped-def]
            if other := next(between, None):
                table().tell([other], now=NINE)
            return super()._write(writes)

    outcome = Slow(clients.dynamodb(), INCIDENTS, sleep=lambda _: None).tell(
        [seen("a", traces=("t1",))], now=NINE
    )

    [incident] = table().list(since=NINE, at_least=Severity.INFO)
    assert outcome.belongs == {"a": incident.id}
    assert {member.insight for member in incident.members} == {"a", "b"}


def test_many_writers_at_once_open_one_incident_for_what_belongs_together(
    aws: Account, seen: MakeInsight
) -> None:
    failures: list[BaseException] = []

    def tell(number: int) -> None:
        try:
            mine = DynamoIncidents(clients.dynamodb(), INCIDENTS)
            mine.tell([seen(f"i{number}", source=f"source-{number}", traces=("t1",))], now=NINE)
        except BaseException as error:  # noqa: BLE001 - shown by the assertion below
            failures.append(error)

    threads = [threading.Thread(target=tell, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    living = [i for i in table().list(since=NINE, at_least=Severity.INFO) if not i.merged_into]
    assert [len(incident.members) for incident in living] == [6]


def test_a_board_that_others_never_leave_alone_is_tried_again_later(aws: Account, seen: MakeInsight) -> None:
    class Refused(DynamoIncidents):
        def _write(self, writes):  # type: ignore[no-untyped-def]
            return False

    with pytest.raises(RetryableError, match="changed by others 12 times"):
        Refused(clients.dynamodb(), INCIDENTS, sleep=lambda _: None).tell([seen("a")], now=NINE)


def test_a_board_without_room_lets_go_of_what_is_over_first(
    aws: Account, seen: MakeInsight, monkeypatch: pytest.MonkeyPatch
) -> None:
    incidents = table()
    old = incidents.tell([seen("a")], now=NINE).belongs["a"]
    incidents.resolve(old, by="ada", note="", now=NINE + timedelta(minutes=1))
    one = len(incident_items._packed(board()))
    monkeypatch.setattr(incident_items, "BOARD_BYTES", one + 20)
    new = incidents.tell([seen("b", 60)], now=NINE + timedelta(hours=1)).belongs["b"]

    assert [incident.id for incident in board().incidents] == [new]
    kept = incidents.get(old)
    assert kept is not None
    assert kept.phase is Phase.RESOLVED


def board() -> Board:
    """Return what is on the board, as it lies in the table."""
    return table().move(lambda as_it_is: as_it_is).after


def test_a_board_of_another_version_is_begun_anew_and_such_an_incident_named(
    aws: Account, seen: MakeInsight
) -> None:
    table().tell([seen("a")], now=NINE)
    clients.dynamodb().update_item(
        TableName=INCIDENTS,
        Key={"id": {"S": incident_items.BOARD}},
        UpdateExpression="SET board = :b",
        ExpressionAttributeValues={":b": {"B": gzip.compress(b'{"incidents": 7}')}},
    )
    assert table().tell([seen("b")], now=NINE).belongs  # who stores an insight must not fail by it
    clients.dynamodb().update_item(
        TableName=INCIDENTS,
        Key={"id": {"S": "inc-x"}},
        UpdateExpression="SET document = :d",
        ExpressionAttributeValues={":d": {"S": '{"schema_version": 9}'}},
    )
    with pytest.raises(NewerStateError, match="incident inc-x was written by a newer release"):
        table().get("inc-x")


def test_insights_say_their_incident_and_the_bus_hears_of_it(aws: Account, seen: MakeInsight) -> None:
    store = DynamoInsightStore(clients.dynamodb(), INSIGHTS)
    bus = InsightBus(clients.events(), BUS)
    insight = store.save(seen("a", traces=("t1",)), digest_id="d1")

    [gathered] = gathering.gathered(
        [insight], incidents=table(), store=store, now=NINE, announce=bus.publish_incidents
    )

    assert gathered.incident.startswith("inc-")
    assert store.get("a") == gathered
    [event] = aws.received(aws.incidents_url)
    assert (event["detail-type"], event["detail"]["id"]) == ("Incident", gathered.incident)
    assert (event["detail"]["phase"], event["detail"]["first_cause"]) == ("opened", "a")
    assert "words" not in event["detail"]["members"][0]
