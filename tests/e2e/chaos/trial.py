"""One thing that goes wrong outside of a single effect, and what the trials do alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from tests.e2e.chaos.deployed import STAGE, Deployed
from tests.e2e.chaos.facts import Facts, gather, wrongs
from tests.e2e.harness import eventually
from tests.e2e.worker_hooks import WorkerHooks

QUIET_SECONDS = 900  # on a busy machine


class World(NamedTuple):
    """What a trial has in hand."""

    deployed: Deployed
    hooks: WorkerHooks

    def event(self, source: str) -> str:
        """Return the event of the source's object, as sanitize has got it."""
        return eventually(
            lambda: next(iter(self.hooks.bodies("sanitize", f"{source}/")), ""), seconds=120, what="its event"
        )

    def quiet(self, source: str) -> None:
        assert self.deployed.await_quiet([source], seconds=QUIET_SECONDS), f"{source}: still on its way"


class Trial(NamedTuple):
    """One thing that goes wrong. `run` returns the command that set it right, "" where none was needed."""

    name: str
    run: Callable[[World, str], str]
    wrongs: Callable[[Facts], Iterator[str]] = wrongs


def try_(world: World, trial: Trial, source: str) -> tuple[str, list[str]]:
    """Run one trial; return the command that was needed, and what is wrong afterwards."""
    command = trial.run(world, source)
    world.quiet(source)
    return command, list(trial.wrongs(gather(world.deployed, [source])[source]))


def redrive(world: World, stage: str) -> str:
    """Send all dead letters of a stage back, and return the command."""
    world.deployed.local.run("dlq", "redrive", stage, "--all", "--local")
    return f"crosscut dlq redrive {stage} --all"


@contextmanager
def held_up(deployed: Deployed, function: str) -> Iterator[None]:
    """The Lambda takes no messages meanwhile."""
    mappings = deployed.functions.list_event_source_mappings(FunctionName=f"{STAGE}-{function}")
    [mapping] = mappings["EventSourceMappings"]
    deployed.functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
    try:
        yield
    finally:
        deployed.functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)


@contextmanager
def environment(deployed: Deployed, function: str, **changed: str) -> Iterator[None]:
    """Other settings of a Lambda meanwhile."""
    name = f"{STAGE}-{function}"
    variables = deployed.functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    deployed.functions.update_function_configuration(
        FunctionName=name, Environment={"Variables": {**variables, **changed}}
    )
    try:
        yield
    finally:
        deployed.functions.update_function_configuration(
            FunctionName=name, Environment={"Variables": variables}
        )
