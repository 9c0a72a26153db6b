"""Events that come twice, late, in the wrong order or never; messages and objects that are none."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator

from crosscut.cli.group import EXIT_FOUND
from tests.e2e.chaos.deployed import Deployed
from tests.e2e.chaos.facts import Facts
from tests.e2e.chaos.logs import log
from tests.e2e.chaos.trial import World, held_up
from tests.e2e.harness import eventually

_STAGES = {"intake": "intake", "digests.fifo": "digests", "notices": "notices", "audits": "audits"}


def three_times_and_late(world: World, source: str) -> str:
    world.deployed.drop(source, log(source))
    event = world.event(source)
    for _ in range(2):
        world.deployed.send("intake", event)
    world.quiet(source)
    world.deployed.send("intake", event)
    return ""


def in_the_wrong_order(world: World, source: str) -> str:
    deployed = world.deployed
    with held_up(deployed, "sanitize"):
        deployed.drop(source, log(source, lines=50))
        deployed.drop(source, log(source))
        taken: list[dict[str, str]] = []

        def both() -> bool:
            taken.extend(deployed.received("intake"))
            return len(taken) >= 2

        eventually(both, seconds=60, what="both events")
        for message in reversed(taken):
            deployed.send("intake", message["Body"])
        for message in taken:
            deployed.delete("intake", message)
    return ""


def lost(world: World, source: str) -> str:
    deployed = world.deployed
    lose(deployed, source)
    named = deployed.local.run("ledger", "--source", source, "--grace", "0", "--local", check=False)
    assert named.returncode == EXIT_FOUND, named.stdout
    assert f"{source}/app.jsonl" in named.stdout
    deployed.local.run("replay", "--source", source, "--yes", "--local")
    return "crosscut replay --source NAME"


def lose(deployed: Deployed, source: str) -> None:
    """Drop a log, of which the event never arrives."""
    with held_up(deployed, "sanitize"):
        deployed.drop(source, log(source))
        [event] = eventually(lambda: deployed.received("intake"), seconds=60, what="its event")
        deployed.delete("intake", event)


def messages_that_are_none(world: World, source: str) -> str:
    deployed = world.deployed
    for queue in _STAGES:
        more = {"MessageGroupId": source} if queue.endswith(".fifo") else {}
        deployed.send(queue, json.dumps({"detail": source}), **more)
    deployed.drop(source, log(source))  # which passes by them
    for stage in _STAGES.values():
        _purge(deployed, stage, source)
    return "crosscut dlq purge QUEUE ID"


def _purge(deployed: Deployed, stage: str, text: str) -> None:
    ids = eventually(
        lambda: [letter["id"] for letter in deployed.letters(stage) if text in letter["body"]],
        seconds=300,
        what=f"a dead letter of {stage}",
    )
    deployed.local.run("dlq", "purge", stage, *ids, "--yes", "--local")


def damaged(world: World, source: str) -> str:
    data = bytearray(gzip.compress(log(source, lines=4_000)))
    middle = len(data) // 2
    data[middle : middle + 64] = bytes(64)
    world.deployed.drop(source, bytes(data), name="app.jsonl.gz")
    return ""


def quarantined(facts: Facts) -> Iterator[str]:
    """Yield what is wrong after `damaged`: what can be read is analysed, and the rest is kept apart and named."""
    [entry] = facts.entries
    if not entry.ledger.balanced or not entry.ledger.lines_read or entry.analysed_at is None:
        yield f"ledger: {entry.ledger}"
    if entry.quarantined != 1:
        yield f"{entry.quarantined} entries in quarantine"
    if not any("unreadable-object" in insight.rules for insight in facts.insights):
        yield "no insight says so"
    if facts.letters:
        yield f"{facts.letters} dead letters"
