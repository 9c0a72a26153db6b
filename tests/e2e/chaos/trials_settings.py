"""Secrets that are wrong, rotated or missing, a budget that is spent, clocks that are wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from crosscut.cli.local.slack_stand_in import BOT_TOKEN, SIGNING_SECRET
from crosscut.cli.local.slack_workspace import REVOKED_TOKEN
from tests.e2e.chaos.facts import Facts, wrongs
from tests.e2e.chaos.logs import log
from tests.e2e.chaos.trial import World, environment, redrive
from tests.e2e.harness import eventually

_SLACK, _MODEL = "crosscut/local/slack", "crosscut/local/anthropic"


def slack_token_revoked(world: World, source: str) -> str:
    aws = world.deployed.aws
    aws.put_secret(_SLACK, {"bot_token": REVOKED_TOKEN, "signing_secret": SIGNING_SECRET})
    world.deployed.hurry()  # new containers, as after the five minutes for which a secret is kept
    world.deployed.drop(source, log(source))
    _await_letter(world, "notices", source)
    aws.put_secret(_SLACK, {"bot_token": BOT_TOKEN, "signing_secret": SIGNING_SECRET})
    world.deployed.hurry()
    return redrive(world, "notices")


def secret_missing(secret: str, stage: str) -> Callable[[World, str], str]:
    """Without that secret a stage's messages are dead letters, which are sent back once it is there."""

    def run(world: World, source: str) -> str:
        secrets = world.deployed.secrets
        value = secrets.get_secret_value(SecretId=secret)["SecretString"]
        secrets.put_secret_value(SecretId=secret, SecretString=" ")  # as before it was filled in
        world.deployed.hurry()
        world.deployed.drop(source, log(source))
        _await_letter(world, stage, source)
        secrets.put_secret_value(SecretId=secret, SecretString=value)
        world.deployed.hurry()
        return redrive(world, stage)

    return run


def no_key_of_the_model(world: World, source: str) -> str:
    value = world.deployed.secrets.get_secret_value(SecretId=_MODEL)["SecretString"]
    world.deployed.aws.put_secret(_MODEL, {})
    world.deployed.hurry()
    world.deployed.drop(source, log(source))
    world.quiet(source)
    world.deployed.secrets.put_secret_value(SecretId=_MODEL, SecretString=value)
    world.deployed.hurry()
    return ""


def budget_spent(world: World, source: str) -> str:
    with environment(world.deployed, "analyze", CROSSCUT_BUDGET_USD_PER_DAY="0.000001"):
        world.deployed.drop(source, log(source))
        world.quiet(source)
    return ""


def by_the_rules(facts: Facts) -> Iterator[str]:
    """Yield what is wrong where no model may have been asked."""
    yield from wrongs(facts)
    if [insight.analyst for insight in facts.critical] != ["offline"]:
        yield "a model was asked"


def clocks_wrong(seconds: float) -> Callable[[World, str], str]:
    """The Lambdas' clocks are wrong by so much, and nobody else's."""

    def run(world: World, source: str) -> str:
        world.hooks.skew(seconds)
        world.deployed.hurry()
        world.deployed.drop(source, log(source))
        world.quiet(source)
        world.hooks.skew(0)
        world.deployed.hurry()
        return ""

    return run


def _await_letter(world: World, stage: str, source: str) -> None:
    eventually(
        lambda: any(source in letter["body"] for letter in world.deployed.letters(stage)),
        seconds=300,
        what=f"a dead letter of {stage}",
    )
