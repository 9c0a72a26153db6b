"""A small load, held against its ledger: `python -m tests.benchmarks.load` is the large form."""

from __future__ import annotations

import pytest

from tests.benchmarks.load.mix import Kind
from tests.benchmarks.load.run import Outcome, load
from tests.e2e.harness import Local, eventually

OBJECTS = 50


@pytest.fixture(scope="module")
def outcome(local: Local) -> Outcome:
    """What came of it, once what came before has ended."""
    eventually(lambda: not any(local.aws.waiting().values()), seconds=120, what="the end of what came before")
    return load(local, OBJECTS, seed=3, largest=300_000, races=False, say=print)


def test_the_ledger_is_what_was_dropped_to_the_line_and_nothing_else_is_dead(outcome: Outcome) -> None:
    kinds = {each.kind for each in outcome.dropped.expected}

    assert outcome.problems == ()
    assert kinds == set(Kind)
    assert len(outcome.dropped.expected) == OBJECTS + 1  # one was written twice
    assert outcome.dropped.repeated > 0
    assert outcome.dropped.poison > 0


def test_what_failed_is_only_what_nobody_could_make_anything_of(outcome: Outcome) -> None:
    assert set(outcome.failures) == {"sanitize PermanentError"}
