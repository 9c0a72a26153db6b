"""A source that stopped is told without anything being dropped: the clock ticks, and somebody looks."""

from __future__ import annotations

import pytest

from tests.e2e.conftest import Stopped
from tests.e2e.harness import Local, eventually


@pytest.mark.usefixtures("demo")
def test_a_source_that_stopped_is_told_by_the_next_ticks_of_the_clock(local: Local, stopped: Stopped) -> None:
    [told] = eventually(
        lambda: local.insights(stopped.name), seconds=150, what="an insight on the silent source"
    )

    assert told.rules == ("silence",)
    # It is announced first and remembered then.
    eventually(
        lambda: stopped.baselines.standing(stopped.name, now=told.created_at).state.silent > 0,
        seconds=30,
        what="what is remembered of it",
    )
    dead = [letter.about for letter in local.aws.dead_letters()]
    assert not [about for about in dead if stopped.name in about or about.startswith("a tick of")]
