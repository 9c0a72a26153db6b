"""What people are told, where and when, as a source's problem goes through its life."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from crosscut.alerting.notice import Held, NoticeKey
from crosscut.cli.local.slack_workspace import POST_ONLY_TOKEN
from crosscut.config import Source, parse_sources
from crosscut.model import Decision, Insight, Said, Severity
from crosscut.notifying import Notifying
from tests.unit.alerting.simulation import BEGIN, SOURCE, Killer, World

MakeInsight = Callable[..., Insight]
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
RULES = {"analyst": "offline", "usage": None}


def problem_of(make: MakeInsight, number: int = 0, **changes: object) -> Insight:
    return make(**{**RULES, "id": f"{number:012x}", **changes})


def said(world: World, number: int = 0) -> list[str]:
    """What stands in the thread of the nth first message."""
    return [str(m.content["text"]) for m in world.slack.thread_of(world.first_messages()[number])]


def decide(world: World, insight: Insight, what: Said, **more: object) -> None:
    decision = Decision(said=what, by="alice (U0SYNTHETIC)", at=world.now, **more)  # type: ignore[arg-type]
    world.deliver_until_done(world.store.decide(insight.id, decision))


def configured(text: str) -> tuple[Notifying, Source]:
    """The `notify:` and the only source of a sources file."""
    parsed = parse_sources(text, where="sources.yaml")
    return parsed.notify, parsed.sources[0]


def test_the_life_of_a_problem_is_one_message_and_what_matters_in_its_thread(
    make_insight: MakeInsight,
) -> None:
    world = World()
    first = world.find_and_tell(problem_of(make_insight), digest="d1")
    (message,) = world.first_messages()
    assert "Crosscut's rules" in world.words(message)

    world.now += 2 * MINUTE
    explained = problem_of(make_insight, analyst="claude-sonnet-5-5", root_cause="A migration holds a lock.")
    world.find_and_tell(explained, digest="d2")
    assert "claude-sonnet-5-5" in world.words(message)
    world.now += 2 * MINUTE
    decide(world, first, Said.ACKNOWLEDGE)
    assert "Acknowledged by alice" in world.words(message)
    world.now += HOUR
    world.find_and_tell(problem_of(make_insight), digest="d3")
    decide(world, first, Said.RESOLVE)
    assert "\u2705 Resolved, was critical" in world.words(message)
    world.now += HOUR
    world.find_and_tell(problem_of(make_insight, last_seen=world.now), digest="d4")

    cause, resolved, reopened = said(world)
    assert "A migration holds a lock." in cause
    assert "3 of 4 quotes found in the log" in cause
    assert "Resolved by alice" in resolved
    assert "It is back" in reopened
    assert world.slack.thread_of(message)[-1].content["reply_broadcast"] is True
    assert len(world.first_messages()) == 1
    assert world.kinds() == ["new", "resolved", "reopened"]
    attributes = world.topic.published[0]["MessageAttributes"]
    assert attributes["environment"]["StringValue"] == "production"


def test_one_that_grows_worse_is_said_in_the_thread_and_once_more_on_the_topic(
    make_insight: MakeInsight,
) -> None:
    world = World(source=SOURCE.model_copy(update={"notify_at": Severity.HIGH}))
    world.find_and_tell(problem_of(make_insight, severity=Severity.HIGH), digest="d1")
    world.find_and_tell(problem_of(make_insight), digest="d2")
    world.find_and_tell(problem_of(make_insight), digest="d3")

    (worse,) = said(world)
    assert "Now critical, was high" in worse
    assert world.kinds() == ["new", "worse"]


def test_a_webhook_says_once_more_only_what_matters(make_insight: MakeInsight) -> None:
    world = World(webhook=True)
    first = world.find_and_tell(problem_of(make_insight), digest="d1")
    for number in range(5):
        world.now += HOUR
        world.find_and_tell(problem_of(make_insight, analyst="claude-sonnet-5-5"), digest=f"e{number}")
    decide(world, first, Said.RESOLVE)

    told, resolved = world.first_messages()
    assert "actions" not in world.words(told)
    assert "Resolved by alice" in world.words(resolved)
    assert world.kinds() == ["new", "resolved"]


def test_it_is_said_now_and_then_that_a_problem_goes_on_but_not_once_somebody_has_it(
    make_insight: MakeInsight,
) -> None:
    world = World()
    first = world.find_and_tell(problem_of(make_insight), digest="d0")
    for number in range(1, 13):
        world.now += 10 * MINUTE
        world.find_and_tell(problem_of(make_insight), digest=f"d{number}")
    assert len(said(world)) == 4
    assert all("Still going on" in word for word in said(world))

    decide(world, first, Said.ACKNOWLEDGE)
    world.now += 2 * HOUR
    world.find_and_tell(problem_of(make_insight), digest="later")
    assert len(said(world)) == 4


@pytest.mark.parametrize("what", [Said.RESOLVE, Said.FALSE_ALARM, Said.MUTE])
def test_what_people_have_dealt_with_is_not_told_anew(make_insight: MakeInsight, what: Said) -> None:
    world = World()
    world.store.save(problem_of(make_insight, last_seen=BEGIN - HOUR), digest_id="d1")
    until = world.now + timedelta(days=1) if what is Said.MUTE else None
    decision = Decision(said=what, by="alice", at=world.now, until=until)

    world.deliver_until_done(world.store.decide(f"{0:012x}", decision))

    assert world.first_messages() == []
    assert world.topic.published == []


def test_muted_it_says_nothing_unless_it_becomes_critical(make_insight: MakeInsight) -> None:
    world = World(source=SOURCE.model_copy(update={"notify_at": Severity.MEDIUM}))
    first = world.find_and_tell(problem_of(make_insight, severity=Severity.MEDIUM), digest="d1")
    decide(world, first, Said.MUTE, until=world.now + timedelta(days=1))
    world.now += HOUR
    world.find_and_tell(problem_of(make_insight, severity=Severity.HIGH), digest="d2")
    assert said(world) == []
    assert "Muted until" in world.words(world.first_messages()[0])

    world.find_and_tell(problem_of(make_insight), digest="d3")
    (worse,) = said(world)
    assert "Now critical" in worse


QUIET = """
notify: {time_zone: Europe/Berlin}
sources:
  - name: shop-api
    slack_channel: "#shop-oncall"
    notify_at: medium
    quiet_hours: [{from: "22:00", to: "07:00", days: [mon, tue, wed, thu, fri]}]
"""
NIGHT = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)  # 23:30 in Berlin, on a Monday
MORNING = datetime(2026, 3, 3, 6, 0, tzinfo=UTC)


def test_quiet_hours_hold_back_until_morning_and_then_there_is_one_summary(make_insight: MakeInsight) -> None:
    notifying, source = configured(QUIET)
    world = World(notifying=notifying, source=source, now=NIGHT)
    for number in range(3):
        world.find_and_tell(problem_of(make_insight, number, severity=Severity.HIGH), digest="d")
    world.find_and_tell(problem_of(make_insight, 9, severity=Severity.CRITICAL), digest="d")
    decide(world, problem_of(make_insight, 2), Said.RESOLVE)
    (critical,) = world.first_messages()
    assert f"{9:012x}" in world.words(critical)

    world.wait(MORNING - world.now - MINUTE)
    assert len(world.first_messages()) == 1
    world.wait(6 * MINUTE)
    _, summary = world.first_messages()
    assert "2 problems held back by quiet hours until 2026-03-03 06:00 UTC" in world.words(summary)
    assert world.kinds() == ["new", "summary"]
    assert "HIGH shop-api: Orders cannot" in world.topic.published[1]["Message"]

    world.wait(HOUR)  # told is told
    world.find_and_tell(
        problem_of(make_insight, 0), digest="d2"
    )  # and worse is said, in the summary's thread
    assert len(world.first_messages()) == 2
    (worse,) = said(world, 1)
    assert "Now critical, was high" in worse
    assert world.kinds() == ["new", "summary", "worse"]


def test_one_alone_that_was_held_back_is_told_by_a_message_of_its_own(make_insight: MakeInsight) -> None:
    notifying, source = configured(QUIET)
    world = World(notifying=notifying, source=source, now=NIGHT)
    world.find_and_tell(problem_of(make_insight, severity=Severity.HIGH), digest="d")

    world.wait(12 * HOUR)

    (message,) = world.first_messages()
    assert "High: Orders cannot reach the database" in world.words(message)
    assert "actions" in world.words(message)


def test_critical_waits_in_quiet_hours_only_where_that_was_said(make_insight: MakeInsight) -> None:
    notifying, source = configured(QUIET.replace("days:", "hold_critical: true, days:"))
    world = World(notifying=notifying, source=source, now=NIGHT)

    world.find_and_tell(problem_of(make_insight), digest="d")

    assert world.first_messages() == []


@pytest.mark.parametrize(
    "window",
    [
        "{from: 2026-03-02 10:00:00, to: 2026-03-02T12:00:00, why: new disks}",
        "{from: 2026-03-02T11:00:00+01:00, to: 2026-03-02 13:00:00, time_zone: Europe/Berlin}",
        "{weekly: {days: [mon], from: '09:30', to: 12:00}}",
    ],
)
@pytest.mark.parametrize("where", ["notify", "source"])
def test_a_maintenance_window_holds_back_all_and_ends_with_a_summary(
    make_insight: MakeInsight, window: str, where: str
) -> None:
    inner = f"maintenance: [{window}]"
    notify, own = (inner, "") if where == "notify" else ("", f", {inner}")
    text = f"notify: {{{notify}}}\nsources: [{{name: shop-api, slack_channel: '#shop-oncall'{own}}}]"
    notifying, source = configured(text)
    world = World(notifying=notifying, source=source)
    for number in range(2):
        world.find_and_tell(problem_of(make_insight, number), digest="d")
    world.wait(2 * HOUR - MINUTE)
    assert world.first_messages() == []

    world.wait(6 * MINUTE)

    (summary,) = world.first_messages()
    assert "2 problems held back by maintenance" in world.words(summary)
    assert world.kinds() == ["summary"]


def test_a_cap_holds_back_what_is_not_critical_until_the_hour_ends(make_insight: MakeInsight) -> None:
    source = SOURCE.model_copy(update={"notify_at": Severity.HIGH})
    world = World(source=source, notifying=Notifying(most_per_hour=3), now=BEGIN + 20 * MINUTE)
    for number in range(10):
        world.find_and_tell(problem_of(make_insight, number, severity=Severity.HIGH), digest="d1")
        world.find_and_tell(problem_of(make_insight, number, severity=Severity.HIGH), digest="d2")
    for number in range(10, 20):
        world.find_and_tell(problem_of(make_insight, number), digest="d")
    assert len(world.first_messages()) == 3 + 10
    assert world.kinds() == ["new"] * 13

    world.wait(HOUR)

    summary = world.first_messages()[-1]
    assert len(world.first_messages()) == 14
    assert "7 problems held back by the cap of messages an hour" in world.words(summary)
    assert world.kinds() == ["new"] * 13 + ["summary"]


def test_one_that_was_held_back_and_becomes_critical_is_told_at_once(make_insight: MakeInsight) -> None:
    source = SOURCE.model_copy(update={"notify_at": Severity.HIGH})
    world = World(source=source, notifying=Notifying(most_per_hour=1))
    for number in range(3):
        world.find_and_tell(problem_of(make_insight, number, severity=Severity.HIGH), digest="d")

    world.find_and_tell(problem_of(make_insight, 2), digest="e")
    world.wait(2 * HOUR)

    assert len(world.first_messages()) == 3  # the first, the critical one, and the one that is left, alone
    assert world.kinds() == ["new"] * 3


def test_a_summary_is_told_once_wherever_a_run_is_killed(make_insight: MakeInsight) -> None:
    def morning(killer: Killer) -> World:
        notifying, source = configured(QUIET)
        world = World(notifying=notifying, source=source, now=NIGHT)
        for number in range(3):
            world.find_and_tell(problem_of(make_insight, number, severity=Severity.HIGH), digest="d")
        world.now = MORNING + MINUTE
        world.killer.effects.clear()
        world.killer.at, world.killer.after = killer.at, killer.after
        world.wait(HOUR)
        return world

    effects = morning(Killer()).killer.effects
    for at, effect in enumerate(effects):
        for after in (False, True):
            world = morning(Killer(at=at, after=after))
            where = f"killed {'after' if after else 'before'} effect {at}, {effect}"
            (summary,) = world.first_messages()
            assert "3 problems held back" in world.words(summary), where
            assert len(world.kinds()) <= 2, where
            if len(world.kinds()) == 2:
                assert "may be a repeat" in world.topic.published[1]["Message"], where


def test_what_the_index_shows_too_late_for_the_summary_is_told_by_itself(
    make_insight: MakeInsight, monkeypatch: pytest.MonkeyPatch
) -> None:
    notifying, source = configured(QUIET)
    world = World(notifying=notifying, source=source, now=NIGHT)
    for number in range(4):
        world.find_and_tell(problem_of(make_insight, number, severity=Severity.HIGH), digest="d")
    everything = world.notices.held

    def lagging(like: NoticeKey, held: Held) -> list[tuple[NoticeKey, Held]]:
        late = world.now < MORNING + 10 * MINUTE and like.insight_id in (f"{0:012x}", f"{1:012x}")
        found = everything(like, held)
        return [f for f in found if f[0].insight_id in (f"{0:012x}", f"{1:012x}")] if late else found

    monkeypatch.setattr(world.notices, "held", lagging)
    world.wait(10 * HOUR)

    summary, *alone = world.first_messages()
    assert "2 problems held back" in world.words(summary)
    assert len(alone) == 2


ROUTES = """
notify:
  slack_channel: "#everything-else"
  routes:
    - {environments: [staging], slack_channel: "#staging", notify_at: high, sns: false}
    - {sources: [shop-api], at_least: critical, hours: {from: "18:00", to: "08:00"}, slack_channel: "#night"}
    - {at_least: critical, slack_channel: "#incidents"}
sources:
  - {name: shop-api, notify_at: high, ENVIRONMENT}
"""


@pytest.mark.parametrize(
    ("environment", "severity", "hour", "channel", "sns"),
    [
        ("staging", Severity.HIGH, 10, "#staging", False),
        ("staging", Severity.CRITICAL, 23, "#staging", False),
        ("production", Severity.CRITICAL, 10, "#incidents", True),
        ("production", Severity.CRITICAL, 23, "#night", True),
        ("production", Severity.CRITICAL, 3, "#night", True),
        ("production", Severity.HIGH, 10, "#everything-else", True),
        ("production", Severity.MEDIUM, 10, None, False),
    ],
)
def test_routes_lead_by_source_environment_severity_and_time(
    make_insight: MakeInsight, environment: str, severity: Severity, hour: int, channel: str | None, sns: bool
) -> None:
    notifying, source = configured(ROUTES.replace("ENVIRONMENT", f"environment: {environment}"))
    world = World(notifying=notifying, source=source, now=BEGIN.replace(hour=hour))

    world.find_and_tell(problem_of(make_insight, severity=severity), digest="d")

    told = [f"#{world.slack.names[message.channel]}" for message in world.first_messages()]
    assert told == ([channel] if channel else [])
    assert bool(world.topic.published) is sns


def test_more_than_slack_takes_waits_as_long_as_it_asks_and_none_is_lost(make_insight: MakeInsight) -> None:
    world = World(limited=True)
    for number in range(12):
        world.find_and_tell(problem_of(make_insight, number), digest="d")
    assert len(world.first_messages()) == 5
    assert {seconds for _, seconds in world.put_off} == {1}
    assert len(world.topic.published) == 12

    world.wait(HOUR)

    assert len(world.first_messages()) == 12
    assert len(world.topic.published) == 12


@pytest.mark.parametrize("place", ["#nowhere", "#uninvited", "#archived"])
def test_where_slack_refuses_the_topic_is_told_and_slack_is_tried_again_later(
    make_insight: MakeInsight, place: str
) -> None:
    world = World(source=SOURCE.model_copy(update={"slack_channel": place}))
    insight = world.store.save(problem_of(make_insight), digest_id="d")

    assert world.deliver(insight) is False
    assert world.kinds() == ["new"]
    assert world.notices.due(now=world.now + HOUR, limit=9) != []


def test_a_message_that_somebody_deleted_stays_deleted_until_it_matters(make_insight: MakeInsight) -> None:
    world = World(source=SOURCE.model_copy(update={"notify_at": Severity.HIGH}))
    world.find_and_tell(problem_of(make_insight, severity=Severity.HIGH), digest="d1")
    world.slack.messages.clear()
    world.now += HOUR
    world.find_and_tell(problem_of(make_insight, severity=Severity.HIGH), digest="d2")
    assert world.first_messages() == []

    world.find_and_tell(problem_of(make_insight), digest="d3")

    assert len(world.first_messages()) == 1


def test_where_nothing_can_be_edited_the_thread_says_it(make_insight: MakeInsight) -> None:
    world = World(source=SOURCE.model_copy(update={"slack_channel": "#frozen"}))
    first = world.find_and_tell(problem_of(make_insight), digest="d1")
    world.now += 2 * MINUTE
    world.find_and_tell(problem_of(make_insight, analyst="claude-sonnet-5-5"), digest="d2")
    decide(world, first, Said.RESOLVE)

    assert len(world.first_messages()) == 1
    assert len(said(world)) == 2


def test_a_bot_that_may_not_read_says_that_it_may_repeat_itself(make_insight: MakeInsight) -> None:
    effects = ["places", "claim", "take_turn", "save", "chat.postMessage"]
    world = World(token=POST_ONLY_TOKEN, killer=Killer(at=effects.index("chat.postMessage"), after=True))

    world.find_and_tell(problem_of(make_insight), digest="d")

    assert world.killer.effects[: len(effects)] == effects
    first, second = world.first_messages()
    assert "may be a repeat" in world.words(second)
    assert "may be a repeat" not in world.words(first)


def test_after_a_week_of_peace_the_same_problem_is_told_anew(make_insight: MakeInsight) -> None:
    world = World()
    world.find_and_tell(problem_of(make_insight), digest="d1")
    world.now += timedelta(days=8)

    world.find_and_tell(problem_of(make_insight, last_seen=world.now), digest="d2")

    assert len(world.first_messages()) == 2
    assert world.kinds() == ["new", "new"]
