"""What goes wrong outside of single effects: events, messages, objects, queues, secrets, the budget, AWS as a whole."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable

from tests.e2e.chaos import trials_events as events
from tests.e2e.chaos import trials_settings as settings
from tests.e2e.chaos.facts import gather, wrongs
from tests.e2e.chaos.logs import log
from tests.e2e.chaos.restart import restart
from tests.e2e.chaos.trial import QUIET_SECONDS, Trial, World, redrive
from tests.e2e.worker_hooks import Plan

_STAND_STILL_SECONDS = 20
_SKEW_SECONDS = 120
_AT_WORK = 3  # other logs that are on their way when all of AWS stops


def _every_time(function: str, effect: str, stage: str, *, messages: int = 1) -> Callable[[World, str], str]:
    """Each delivery fails until the messages are dead letters, which are sent back once the cause is mended."""

    def run(world: World, source: str) -> str:
        plan = Plan(f"{source}-every", source, function, effect, "error 500", times=3 * messages)
        world.hooks.plan([plan])
        world.deployed.drop(source, log(source))
        world.quiet(source)
        assert world.hooks.fired(plan) == plan.times, f"{effect}: it failed {world.hooks.fired(plan)} times"
        assert gather(world.deployed, [source])[source].letters >= 1, "no dead letter"
        return redrive(world, stage)

    return run


def _stands_still(world: World, source: str) -> str:
    emulator = world.deployed.local.state.emulator
    assert emulator is not None
    world.deployed.drop(source, log(source))
    world.event(source)
    os.kill(emulator.pid, signal.SIGSTOP)
    time.sleep(_STAND_STILL_SECONDS)
    os.kill(emulator.pid, signal.SIGCONT)
    return ""


def _starts_anew(world: World, source: str) -> str:
    """Everything is killed while one log is read, one digest is analysed and one message is told."""
    sources = [f"{source}-{number}" for number in range(_AT_WORK)]
    for each in (source, *sources):
        world.deployed.drop(each, log(each))
    world.event(sources[-1])
    waiting = sum(world.deployed.aws.waiting().values())
    assert waiting, "all was done before it was stopped"
    restart(world.deployed.local)
    assert world.deployed.await_quiet([source, *sources], seconds=QUIET_SECONDS), "still on its way"
    for each, facts in gather(world.deployed, sources).items():
        assert not list(wrongs(facts)), f"{each}: {list(wrongs(facts))}"
    return ""


TRIALS = (
    Trial("An event three times, and once more after all is done", events.three_times_and_late),
    Trial("The events of two writes of one key in the wrong order", events.in_the_wrong_order),
    Trial("The event of an object is lost; the ledger names the object", events.lost),
    Trial("A message that is none, on each of the queues", events.messages_that_are_none),
    Trial("A damaged object", events.damaged, events.quarantined),
    Trial(
        "sanitize fails at every delivery of a message",
        _every_time("sanitize", "s3:PutObject digests #1", "intake"),
    ),
    Trial(
        "analyze fails at every delivery of a message",
        _every_time("analyze", "dynamodb:PutItem insights #1", "digests"),
    ),
    Trial(
        "notify fails at every delivery of a message",
        # One in the rules' words, one in the model's.
        _every_time("notify", "dynamodb:Query notices #1", "notices", messages=2),
    ),
    Trial("Slack's token is revoked, and replaced later", settings.slack_token_revoked),
    Trial(
        "The key of the pseudonyms is missing",
        settings.secret_missing("crosscut/local/pseudonym-key", "intake"),
    ),
    Trial("The key of the model is missing", settings.no_key_of_the_model, settings.by_the_rules),
    Trial("The day's budget is spent", settings.budget_spent, settings.by_the_rules),
    Trial("All of AWS stands still for 20 seconds", _stands_still),
    Trial("All of AWS stops in the middle of its work, and starts again with its state", _starts_anew),
    Trial("The Lambdas' clocks are two minutes ahead", settings.clocks_wrong(_SKEW_SECONDS)),
    Trial("The Lambdas' clocks are two minutes behind", settings.clocks_wrong(-_SKEW_SECONDS)),
)
