"""Model ids and prices, in one table.

US dollars per million tokens, as listed by Anthropic in November 2026 (https://www.anthropic.com/pricing).
"""

from __future__ import annotations

from typing import NamedTuple


class Price(NamedTuple):
    """US dollars per million tokens."""

    input: float
    output: float


PRICES = {
    "claude-haiku-5-5": Price(0.10, 0.50),
    "claude-sonnet-5-5": Price(2.0, 10.0),
    "claude-opus-5-5": Price(4.0, 20.0),
}
LONG_PROMPT_TOKENS = 100_000  # above it, claude-haiku-5-5 costs five times as much
LONG_PROMPT_FACTOR = {"claude-haiku-5-5": 5.0}


def cost_usd(model: str, input_tokens: int, output_tokens: int) -> float:
    """Return what a call costs in US dollars; 0.0 for a model that is not in the table."""
    name = next((known for known in PRICES if known in model), None)
    if name is None:
        return 0.0
    factor = LONG_PROMPT_FACTOR.get(name, 1.0) if input_tokens > LONG_PROMPT_TOKENS else 1.0
    price = PRICES[name]
    return round(factor * (input_tokens * price.input + output_tokens * price.output) / 1_000_000, 6)
