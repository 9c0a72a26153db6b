"""One problem is one message, whatever becomes of the events and of the runs that tell of it."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crosscut.model import Decision, Insight, Said, Severity
from tests.unit.alerting.simulation import BEGIN, Killer, World

MakeInsight = Callable[..., Insight]
IDS = [f"{number:012x}" for number in range(1, 6)]


def seen(make: MakeInsight, number: int, id_: str = IDS[0], **changes: object) -> Insight:
    """The problem as one object shows it: a rule's words, a minute's records."""
    at = BEGIN - timedelta(hours=1) + timedelta(seconds=3 * number)
    base = {"analyst": "offline", "usage": None, "count": 10, "created_at": at}
    return make(**{**base, "id": id_, "first_seen": at, "last_seen": at, **changes})


@pytest.fixture
def story(make_insight: MakeInsight) -> list[Insight]:
    """How analyze announces one problem that is found, goes on, grows worse and is explained: what was stored then."""
    world, announced = World(), []
    for number, changes in enumerate(
        [
            {"severity": Severity.HIGH},
            {"severity": Severity.HIGH},
            {"severity": Severity.CRITICAL},
            {"severity": Severity.CRITICAL, "analyst": "claude-sonnet-5-5", "root_cause": "A lock is held."},
        ]
    ):
        stored = world.store.save(seen(make_insight, number, **changes), digest_id=f"d{number}")
        announced.append(stored)
    return announced


def test_two_hundred_objects_with_one_problem_are_one_message_and_five_problems_five(
    make_insight: MakeInsight,
) -> None:
    for problems in (1, 5):
        world = World(limited=True)
        events = [(seen(make_insight, number, IDS[number % problems]), f"d{number}") for number in range(200)]
        dropped = random.Random(8).sample(events * 2, k=400)
        for insight, digest in dropped:
            world.now += timedelta(minutes=10) / len(dropped)
            world.find_and_tell(insight, digest=digest)
        world.wait(timedelta(minutes=10))

        messages = world.first_messages()
        assert len(messages) == problems
        assert world.kinds() == ["new"] * problems
        for message in messages:
            assert f"{2_000 // problems:,} log records" in world.words(message)
            assert message.edits <= 12  # one a minute, for the figures' sake
            assert world.slack.thread_of(message) == []
        world.now += timedelta(minutes=30)
        world.find_and_tell(seen(make_insight, 200, IDS[0]), digest="d200")
        (word,) = world.slack.thread_of(_of(world, IDS[0]))
        assert "Still going on" in str(word.content["text"])
        assert world.kinds() == ["new"] * problems


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_order_and_duplicates_of_events_do_not_matter(data: st.DataObject, make_insight: MakeInsight) -> None:
    world, announced = World(), []
    for number in range(4):
        severity = [Severity.HIGH, Severity.HIGH, Severity.CRITICAL, Severity.CRITICAL][number]
        analyst = "claude-sonnet-5-5" if number == 3 else "offline"
        insight = seen(make_insight, number, severity=severity, analyst=analyst)
        announced.append(world.store.save(insight, digest_id=f"d{number}"))
    doubled = announced + data.draw(st.lists(st.sampled_from(announced), max_size=6))

    for insight in data.draw(st.permutations(doubled)):
        world.now += timedelta(seconds=data.draw(st.integers(0, 120)))
        world.deliver_until_done(insight)
    world.wait(timedelta(minutes=10))

    (message,) = world.first_messages()
    assert "40 log records" in world.words(message)
    assert "claude-sonnet-5-5" in world.words(message)
    assert world.kinds() == ["new"]


def told(story: list[Insight], killer: Killer) -> World:
    """Tell the story as it happens, killed once, and by redelivery to its end."""
    world = World(killer=killer)
    for insight in story:
        world.now += timedelta(minutes=2)
        world.store._insights[insight.id] = insight  # as it is stored at that time
        world.deliver_until_done(insight)
    decision = Decision(said=Said.RESOLVE, by="alice", at=BEGIN + timedelta(minutes=9))
    world.deliver_until_done(world.store.decide(story[0].id, decision))
    world.wait(timedelta(minutes=10))
    return world


def test_killed_at_any_step_the_story_ends_the_same(story: list[Insight]) -> None:
    whole = told(story, Killer())
    effects = whole.killer.effects
    assert {"claim", "save", "release", "chat.postMessage", "chat.update", "publish"} <= set(effects)

    for at, effect in enumerate(effects):
        for after in (False, True):
            world = told(story, Killer(at=at, after=after))
            where = f"killed {'after' if after else 'before'} effect {at}, {effect}"
            (message,) = world.first_messages()
            assert [m.content["text"] for m in world.slack.thread_of(message)] == [
                m.content["text"] for m in whole.slack.thread_of(whole.first_messages()[0])
            ], where
            assert world.words(message) == world.words(whole.first_messages()[0]), where
            # Nobody can look up what a topic has taken. Killed between its answer and the note of it, and only there,
            # the notice is sent again, and says that it may be a repeat.
            twice = _is_in_the_dark(effects, at, after=after)
            assert len(world.kinds()) == len(whole.kinds()) + twice, where
            assert set(world.kinds()) == set(whole.kinds()), where
            assert len([p for p in world.topic.published if "may be a repeat" in p["Message"]]) >= twice


def _is_in_the_dark(effects: list[str], at: int, *, after: bool) -> bool:
    """Whether the topic had taken a notice, and it was not noted yet."""
    return (effects[at] == "publish" and after) or (
        effects[at] == "save" and not after and effects[at - 1] == "publish"
    )


def test_another_run_that_comes_in_between_at_any_step_repeats_nothing_and_loses_nothing(
    story: list[Insight],
) -> None:
    first, last = story[0].model_copy(update={"severity": Severity.CRITICAL}), story[-1]
    calm = World()
    calm.deliver_until_done(first)

    for at, effect in enumerate(calm.killer.effects):
        world = World()

        def come_in_between(world: World = world) -> None:
            world.store._insights[last.id] = last
            assert world.deliver(last)  # which leaves it to who has it in hand, or does it all

        world.killer.between, world.killer.at = come_in_between, at
        world.deliver_until_done(first)

        (message,) = world.first_messages()
        assert "claude-sonnet-5-5" in world.words(message), f"in between at effect {at}, {effect}"
        assert "40 log records" in world.words(message), f"in between at effect {at}, {effect}"
        assert world.kinds() == ["new"], f"in between at effect {at}, {effect}"


def _of(world: World, insight_id: str):  # type: ignore[no-untyped-def]
    (found,) = [m for m in world.first_messages() if insight_id in world.words(m)]
    return found
