"""What a call costs, by the table of prices."""

from __future__ import annotations

import pytest

from crosscut.analysis.models import PRICES, cost_usd


@pytest.mark.parametrize(
    ("model", "usd"),
    [
        ("claude-haiku-5-5", 0.0015),
        ("claude-sonnet-5-5", 0.03),
        ("claude-opus-5-5", 0.06),
        ("eu.anthropic.claude-sonnet-5-5-v1:0", 0.03),
        ("some-other-model", 0.0),
    ],
)
def test_ten_thousand_tokens_in_and_a_thousand_out(model: str, usd: float) -> None:
    assert cost_usd(model, 10_000, 1_000) == usd


def test_a_long_prompt_of_haiku_costs_five_times_as_much() -> None:
    assert cost_usd("claude-haiku-5-5", 100_000, 0) == 0.01
    assert cost_usd("claude-haiku-5-5", 100_001, 0) == pytest.approx(0.05, abs=1e-4)
    assert cost_usd("claude-sonnet-5-5", 200_000, 0) == 0.4


def test_the_prompt_cache_is_cheap_to_read_and_dear_to_write() -> None:
    assert cost_usd("claude-sonnet-5-5", 0, 0, cache_read=10_000) == 0.002
    assert cost_usd("claude-sonnet-5-5", 0, 0, cache_written=10_000) == 0.025


def test_every_price_is_above_nought() -> None:
    assert all(price.input > 0 and price.output > price.input for price in PRICES.values())
