"""The meter: a call is made only when there is room for it and for the report after it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crosscut.conversation import Prompt, Reply
from crosscut.investigation.limits import Ending, Limits
from crosscut.investigation.meter import Meter
from crosscut.model import Usage


class Priced:
    """A model that costs a dollar per million tokens, of which each request has 10,000."""

    name = "synthetic"

    def reply(self, prompt: Prompt, *, seconds: float) -> Reply:
        raise NotImplementedError

    def size(self, prompt: Prompt) -> int:
        return 20_000

    def cost(self, input_tokens: int, output_tokens: int) -> float:
        return (input_tokens + output_tokens) / 1_000_000


PROMPT = Prompt("", (), (), 4_096)
LIMITS = Limits()


def used(meter: Meter, calls: int) -> Meter:
    for _ in range(calls):
        meter.add(Usage(model="synthetic", input_tokens=9_000, output_tokens=1_000, cost_usd=0.01))
    return meter


@pytest.mark.parametrize(
    ("limits", "calls", "ending"),
    [
        (LIMITS, 0, None),
        (LIMITS, 18, None),
        (LIMITS, 19, Ending.TURNS),  # the last of twenty is the report's
        (replace(LIMITS, tokens=60_000), 0, None),
        (replace(LIMITS, tokens=60_000), 1, Ending.TOKENS),
        (replace(LIMITS, usd=0.06), 0, None),
        (replace(LIMITS, usd=0.06), 1, Ending.BUDGET),
        (replace(LIMITS, tool_calls=0), 0, Ending.TOOL_CALLS),
    ],
)
def test_room_is_kept_for_the_report(limits: Limits, calls: int, ending: Ending | None) -> None:
    assert used(Meter(Priced(), limits), calls).reached(PROMPT) is ending


@pytest.mark.parametrize(("now", "ending"), [(100, None), (239, None), (241, Ending.DEADLINE)])
def test_time_is_kept_for_the_report(now: float, ending: Ending | None) -> None:
    times = iter([0.0, now, now, now])

    assert Meter(Priced(), LIMITS, clock=lambda: next(times)).reached(PROMPT) is ending


def test_what_was_spent_adds_up() -> None:
    meter = used(Meter(Priced(), LIMITS), 3)

    assert (meter.spent.calls, meter.spent.tokens, meter.spent.cost_usd) == (3, 30_000, 0.03)


@pytest.mark.parametrize(("usd", "ending"), [(0.015, None), (0.014, Ending.BUDGET)])
def test_the_last_call_too_has_to_be_paid_for(usd: float, ending: Ending | None) -> None:
    assert Meter(Priced(), replace(LIMITS, usd=usd)).has_room(PROMPT) is ending
