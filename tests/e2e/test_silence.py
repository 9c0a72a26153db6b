"""A source that stopped is told without anything being dropped: the clock ticks, and somebody looks."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crosscut.aws import clients
from crosscut.aws.baselines import DynamoBaselines
from tests.e2e.harness import Local, eventually
from tests.fakes.heard import make_heard


@pytest.mark.usefixtures("demo")
def test_a_source_that_stopped_is_told_by_the_next_ticks_of_the_clock(local: Local) -> None:
    baselines = DynamoBaselines(clients.dynamodb(local.aws.endpoint), "crosscut-local-baselines")
    dead_before = local.aws.dead()
    make_heard(baselines, "stopped", until=timedelta(minutes=40))

    [told] = eventually(
        lambda: local.insights("stopped"), seconds=150, what="an insight on the silent source"
    )

    assert told.rules == ("silence",)
    # It is announced first and remembered then.
    eventually(
        lambda: baselines.standing("stopped", now=told.created_at).state.silent > 0,
        seconds=30,
        what="what is remembered of it",
    )
    assert local.aws.dead() == dead_before
