"""A few faults of the matrix (`make chaos` has all): after each the ledger adds up and people were told once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from tests.e2e.chaos import table
from tests.e2e.chaos.deployed import Deployed
from tests.e2e.chaos.facts import Facts, gather, wrongs
from tests.e2e.chaos.logs import log
from tests.e2e.chaos.matrix import Case, Place
from tests.e2e.chaos.run_cases import Outcome, recorded, run
from tests.e2e.chaos.ways import DROP
from tests.e2e.harness import Local
from tests.e2e.worker_hooks import WorkerHooks
from tests.fakes.claude_server import ClaudeServer

# The clock ticks for a source of another test while this one waits.
pytestmark = pytest.mark.usefixtures("stopped")

CLEAN = "e2e-chaos-clean"
CASES = (
    Case(Place("sanitize", "s3:PutObject digests #1"), "kill before"),
    # Both sides of a queue that drops what it has seen: the digest must stay analysed, and told of once.
    Case(Place("sanitize", "sqs:SendMessage digests.fifo #1"), "kill after"),
    Case(Place("sanitize", "dynamodb:PutItem ledger #1"), "throttled"),
    Case(Place("analyze", "dynamodb:PutItem insights #1"), "kill after"),
    Case(Place("analyze", "model /v1/messages #1"), "answer lost"),
    Case(Place("analyze", "events:PutEvents #2"), "throttled"),
    Case(Place("notify", "slack chat.postMessage #1"), "kill after"),
    Case(Place("notify", "slack chat.postMessage #1"), "answer lost"),
    Case(Place("notify", "dynamodb:Query notices #1"), "error 500"),
)


class Run(NamedTuple):
    """What was recorded and came without a fault, and what became of those with one."""

    met: list[Place]
    clean: Facts
    outcomes: list[Outcome]


@pytest.fixture(scope="module")
def done(local: Local, claude: ClaudeServer, hooks: WorkerHooks) -> Iterator[Run]:
    """A log for each case and one without a fault, all at once."""
    deployed = Deployed(local)
    deployed.listen()
    with deployed.hurried():
        deployed.drop(CLEAN, log(CLEAN))
        outcomes = run(deployed, hooks, CASES, prefix="e2e-chaos", in_a_hurry=True)
        yield Run(recorded(hooks, DROP, source=CLEAN), gather(deployed, [CLEAN])[CLEAN], outcomes)
        hooks.plan([])


def test_beside_faults_a_log_without_one_gets_through(done: Run) -> None:
    assert list(wrongs(done.clean)) == []


@pytest.mark.parametrize("number", range(len(CASES)), ids=[f"{c.place.effect}, {c.fault}" for c in CASES])
def test_after_a_fault_all_is_as_if_nothing_had_been(done: Run, number: int) -> None:
    outcome = done.outcomes[number]

    assert outcome.fired, f"it did not come about: {outcome.case}"
    assert outcome.wrong == ()
    assert not outcome.command


def test_every_call_of_the_lambdas_has_its_faults_on_the_page(done: Run) -> None:
    known = {(row.place.function, row.place.kind) for row in table.rows()}

    assert {(place.function, place.kind) for place in done.met} <= known, "run make chaos"
