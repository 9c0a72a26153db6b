"""How incidents come about, grow, fall silent and end."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosscut import gathering
from crosscut.decisions import BY_CROSSCUT, decided, rank_of
from crosscut.errors import NoSuchIncidentError
from crosscut.incident import Incident, Phase
from crosscut.insights.incident_memory import MemoryIncidents
from crosscut.insights.memory import MemoryInsightStore
from crosscut.model import Category, Decision, Insight, Role, Said, Severity, Sighting, Status

NINE = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)


def at(minute: float) -> datetime:
    return NINE + timedelta(minutes=minute)


def found(
    id_: str,
    begin: float = 0,
    end: float | None = None,
    *,
    source: str = "shop",
    service: str = "orders",
    cause: str = "",
    digest: str = "",
    **changes: object,
) -> Insight:
    """An insight as one digest saw it, from one minute to another."""
    last = at(begin if end is None else end)
    severity = changes.get("severity", Severity.HIGH)
    seen = Sighting(
        at=last, since=at(begin), count=10, digest=digest or f"{id_} at {begin}", severity=Severity.HIGH
    )
    base = Insight(
        id=id_,
        source=source,
        severity=Severity.HIGH,
        category=Category.DEPENDENCY,
        title=f"{service}: {id_}",
        summary="",
        root_cause=cause,
        evidence=(),
        first_seen=at(begin),
        last_seen=last,
        count=10,
        confidence=0.5,
        analyst="offline",
        remediation=(),
        services=(service,),
        rules=(f"rule of {id_}",),
        sightings=(seen.model_copy(update={"severity": severity}),),
        created_at=NINE,
    )
    return base.model_copy(update=changes)


class World:
    """Insights that are stored, and the incidents that come of it."""

    def __init__(self) -> None:
        self.store = MemoryInsightStore()
        self.incidents = MemoryIncidents()
        self.announced: list[tuple[str, Phase]] = []

    def announce(self, changed: Iterable[Incident]) -> None:
        self.announced += [(incident.id, incident.phase) for incident in changed]

    def see(self, insight: Insight, *, now: float = 60) -> Insight:
        stored = self.store.save(insight, digest_id=insight.sightings[0].digest)
        [gathered] = gathering.gathered(
            [stored], incidents=self.incidents, store=self.store, now=at(now), announce=self.announce
        )
        return gathered

    def tick(self, now: float) -> None:
        gathering.tick(self.incidents, store=self.store, now=at(now), announce=self.announce)

    def said(self, insight_id: str, kind: Said, *, now: float) -> None:
        decision = Decision(said=kind, by="ada", at=at(now))
        gathering.decide(
            insight_id, decision, store=self.store, incidents=self.incidents, announce=self.announce
        )

    def incident(self, insight_id: str) -> Incident:
        insight = self.store.get(insight_id)
        assert insight is not None
        incident = self.incidents.get(insight.incident)
        assert incident is not None
        return incident

    def groups(self) -> set[frozenset[str]]:
        """The insights of each incident."""
        living = [i for i in self.incidents.list(since=at(-999), at_least=Severity.INFO) if not i.merged_into]
        return {frozenset(member.insight for member in incident.members) for incident in living}


@pytest.mark.parametrize(
    ("other", "because"),
    [
        (found("b", source="web", traces=("t1",)), "shares the id t1"),
        (
            found("b", source="web", service="cart", targets=("db.shop.invalid",)),
            "is about db.shop.invalid too",
        ),
        (found("b", source="web", service="cart", cause="orders answers 503"), "one names orders"),
        (found("b", rules=("rule of a",)), "is the same kind of problem"),
    ],
)
def test_what_belongs_together_is_one_incident_across_sources(other: Insight, because: str) -> None:
    world = World()
    first = world.see(found("a", traces=("t1", "t2"), targets=("db.shop.invalid",)))
    second = world.see(other)

    incident = world.incident("b")
    assert first.incident == second.incident == incident.id
    assert {m.insight: m.because for m in incident.members} == {"a": "", "b": because}
    assert set(incident.sources) == {"shop", other.source}


@pytest.mark.parametrize(
    "other",
    [
        found("b", 30, source="web", traces=("t1",)),  # half an hour later
        found("b", source="web", service="cart", targets=("redis",)),  # every system has one of that name
        found("b", source="web", service="cart", cause="the server is down"),
        found("b", source="web", service="cart", targets=("db.shop.invalid",), category=Category.SECURITY),
        found("b", service="cart", rules=("rule of a",)),
    ],
)
def test_what_does_not_is_an_incident_of_its_own(other: Insight) -> None:
    world = World()
    first = world.see(
        found("a", traces=("t1",), targets=("redis", "db.shop.invalid"), cause="a server is down")
    )

    assert world.see(other).incident not in ("", first.incident)


def test_the_first_cause_is_whom_others_name() -> None:
    world = World()
    world.see(found("slow", 0, source="web", service="gateway", cause="orders does not answer in time"))
    world.see(found("errors", 1, source="shop", service="orders", cause="payments-db refuses connections"))
    world.see(found("down", 2, source="db", service="payments-db", severity=Severity.CRITICAL))

    incident = world.incident("slow")
    assert (incident.first_cause, incident.title) == ("down", "payments-db: down")
    assert incident.severity is Severity.CRITICAL
    assert incident.services == ("gateway", "orders", "payments-db")
    assert [(m.service, m.role) for m in incident.timeline] == [
        ("gateway", Role.CONTEXT),
        ("orders", Role.CONTEXT),
        ("payments-db", Role.CAUSE),
    ]
    assert [change.phase for change in incident.changes] == [Phase.OPENED, Phase.UPDATED, Phase.UPDATED]


def test_what_is_delivered_again_changes_and_announces_nothing() -> None:
    world = World()
    world.see(found("a"))
    before = (world.incident("a"), list(world.announced))

    world.see(found("a"), now=300)

    assert (world.incident("a"), world.announced) == before


def test_little_things_open_no_incident_but_join_one() -> None:
    world = World()
    alone = world.see(found("a", severity=Severity.LOW, traces=("t1",)))
    world.see(found("b", traces=("t1",)))
    joined = world.see(found("a", 1, severity=Severity.LOW, traces=("t1",)))

    assert alone.incident == ""
    assert joined.incident == world.incident("b").id


def test_two_incidents_that_turn_out_to_be_one_are_merged_into_the_older() -> None:
    world = World()
    older = world.see(found("a", traces=("t1",)), now=1).incident
    younger = world.see(found("b", source="web", traces=("t2",)), now=2).incident
    world.see(found("c", source="mobile", traces=("t1", "t2")), now=3)

    merged = world.incidents.get(younger)
    assert merged is not None
    assert (merged.merged_into, merged.is_over) == (older, True)
    assert world.incident("b").id == older  # as the insight itself says
    assert world.incident("b").merged == (younger,)
    assert {m.insight: m.because for m in world.incident("b").members} == {
        "a": "",
        "b": "shares the id t2",
        "c": "shares the id t1",
    }
    assert world.groups() == {frozenset("abc")}
    assert (younger, Phase.OPENED) in world.announced
    world.see(found("b", 1, source="web", traces=("t2",)), now=4)
    assert world.groups() == {frozenset("abc")}


def test_silence_makes_it_quiet_and_then_resolves_it_and_its_insights() -> None:
    world = World()
    world.see(found("a"), now=0)
    phases = []
    for minute in (5, 29, 30, 35, 239, 240, 245):
        world.tick(minute)
        phases.append(world.incident("a").phase)

    assert phases == [Phase.OPENED] * 2 + [Phase.QUIET] * 3 + [Phase.RESOLVED] * 2
    assert world.announced == [
        (world.incident("a").id, phase) for phase in (Phase.OPENED, Phase.OPENED, Phase.QUIET, Phase.RESOLVED)
    ]  # what opened it is announced again by the first tick, which makes good what a crash may have left out
    insight = world.store.get("a")
    assert insight is not None
    assert (insight.status, insight.decisions[-1].by, rank_of(insight)) == (Status.RESOLVED, BY_CROSSCUT, 0)


def test_what_is_heard_of_again_is_updated_or_reopened_and_after_a_day_another() -> None:
    world = World()
    id_ = world.see(found("a"), now=0).incident
    world.tick(40)
    world.see(found("a", 41), now=42)
    assert world.incident("a").phase is Phase.UPDATED
    world.tick(300)
    assert world.incident("a").phase is Phase.RESOLVED
    assert world.see(found("a", 350), now=351).status is Status.OPEN
    assert (world.incident("a").id, world.incident("a").phase) == (id_, Phase.REOPENED)
    world.tick(700)
    world.tick(700 + 24 * 60)
    assert world.see(found("a", 2400), now=2401).incident not in ("", id_)


def test_a_person_resolves_it_with_its_insights_and_a_late_log_does_not_reopen_it() -> None:
    world = World()
    id_ = world.see(found("a", traces=("t1",)), now=0).incident
    world.see(found("b", 1, source="web", traces=("t1",)), now=2)
    decision = Decision(said=Said.RESOLVE, by="ada", at=at(10), note="rolled back")
    gathering.resolve(id_, decision, store=world.store, incidents=world.incidents, announce=world.announce)

    over = world.incident("a")
    assert (over.phase, over.changes[-1].by, over.changes[-1].what) == (Phase.RESOLVED, "ada", "rolled back")
    assert {i.status for i in world.store.list(since=NINE, at_least=Severity.INFO)} == {Status.RESOLVED}
    world.see(found("b", 3, source="web", traces=("t1",)), now=12)
    assert world.incident("a").phase is Phase.RESOLVED
    world.see(found("b", 11, source="web", traces=("t1",)), now=13)
    assert world.incident("a").phase is Phase.REOPENED
    with pytest.raises(NoSuchIncidentError, match="no incident 'inc-none'"):
        gathering.resolve("inc-none", decision, store=world.store, incidents=world.incidents)


def test_what_silence_has_resolved_can_be_told_and_nothing_else() -> None:
    world = World()
    world.see(found("a", traces=("t1",)), now=0)
    assert gathering.resolved([world.incident("a")], world.store) == []

    world.tick(60 * 24 * 7)

    over = gathering.resolved([world.incident("a")], world.store)
    assert [(insight.id, insight.status) for insight in over] == [("a", Status.RESOLVED)]


def test_when_people_have_resolved_each_insight_it_is_over() -> None:
    world = World()
    world.see(found("a", traces=("t1",)), now=0)
    world.see(found("b", source="web", traces=("t1",)), now=1)

    world.said("a", Said.RESOLVE, now=5)
    assert world.incident("a").phase is not Phase.RESOLVED
    world.said("b", Said.FALSE_ALARM, now=6)
    assert (world.incident("a").phase, world.incident("a").changes[-1].by) == (Phase.RESOLVED, "ada")


def test_a_false_alarm_opens_no_incident() -> None:
    world = World()
    insight = decided(found("a"), Decision(said=Said.FALSE_ALARM, by="ada", at=at(1)))

    assert world.see(insight).incident == ""


def test_what_a_crash_left_undone_the_next_tick_makes_good() -> None:
    """The board was changed; then the Lambda died, before the insight and the bus heard of it."""
    world = World()
    stored = world.store.save(found("a"), digest_id="d")
    world.incidents.tell([stored], now=at(0))

    world.tick(5)
    world.tick(10)

    assert world.announced == [(world.incident("a").id, Phase.OPENED)]


class CrashError(Exception):
    """The Lambda was killed."""


@pytest.mark.parametrize("step", range(8))
def test_killed_at_any_step_and_delivered_again_all_is_said_and_written(step: int) -> None:
    """Two incidents, which a third insight makes one: assigned to three insights, and announced."""
    left = [step]

    def tripped() -> None:
        left[0] -= 1
        if left[0] == -1:
            raise CrashError

    class Store(MemoryInsightStore):
        def assign(self, source: str, insight_id: str, incident: str) -> None:
            tripped()
            super().assign(source, insight_id, incident)
            tripped()

    world = World()
    world.store = Store()
    said: dict[str, int] = {}

    def announce(changed: Iterable[Incident]) -> None:
        tripped()
        said.update((incident.id, incident.revision) for incident in changed)

    world.announce = announce  # type: ignore[method-assign]
    for insight in (
        found("a", traces=("t1",)),
        found("b", source="web", traces=("t2",)),
        found("c", source="mobile", traces=("t1", "t2")),
    ):
        try:
            world.see(insight)
        except CrashError:
            world.see(insight)
    world.tick(61)
    world.tick(62)

    everything = list(world.incidents.list(since=at(-9), at_least=Severity.INFO))
    assert said == {incident.id: incident.revision for incident in everything}
    assert len({world.incident(id_).id for id_ in "abc"}) == 1
    assert world.groups() == {frozenset("abc")}
    assert world.incidents.tick(now=at(63)).owed == ()


facts = st.builds(
    lambda number, begin, length, source, trace, severity: found(
        f"i{number}",
        begin,
        begin + length,
        source=source,
        service=f"{source}-{number}",
        traces=trace,
        severity=severity,
        digest=f"{number} {begin} {length} {source} {trace} {severity}",
    ),
    st.integers(0, 5),
    st.integers(0, 40),
    st.integers(0, 8),
    st.sampled_from(["shop"]),
    st.sampled_from([(), ("t1",), ("t2",), ("t1", "t2")]),
    st.sampled_from([Severity.MEDIUM, Severity.HIGH]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(facts, min_size=1, max_size=8), st.randoms(use_true_random=False), st.data())
def test_the_groups_hang_neither_on_the_order_nor_on_duplicates(
    seen: Sequence[Insight], order: random.Random, data: st.DataObject
) -> None:
    again = data.draw(st.lists(st.sampled_from(seen), max_size=4))

    def groups(some: Sequence[Insight]) -> set[frozenset[str]]:
        world = World()
        for insight in some:
            world.see(insight, now=60)
        # Each insight says what its incident says.
        for incident in world.incidents.list(since=at(-99), at_least=Severity.INFO):
            for member in incident.members:
                assert world.incident(member.insight).id == incident.id
        return world.groups()

    shuffled = [*seen, *again]
    order.shuffle(shuffled)

    assert groups(shuffled) == groups(seen)
