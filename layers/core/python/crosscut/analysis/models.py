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
CACHE_READ_FACTOR, CACHE_WRITE_FACTOR = 0.1, 1.25  # of the input's price
LONG_PROMPT_TOKENS = 100_000  # above it, claude-haiku-5-5 costs five times as much
LONG_PROMPT_FACTOR = {"claude-haiku-5-5": 5.0}


def cost_usd(
    model: str, input_tokens: int, output_tokens: int, *, cache_read: int = 0, cache_written: int = 0
) -> float:
    """Return what a call costs in US dollars; 0.0 for a model that is not in the table.

    `input_tokens` are those that neither came from the prompt cache nor went into it.
    """
    name = next((known for known in PRICES if known in model), None)
    if name is None:
        return 0.0
    prompt = input_tokens + cache_read + cache_written
    factor = LONG_PROMPT_FACTOR.get(name, 1.0) if prompt > LONG_PROMPT_TOKENS else 1.0
    price = PRICES[name]
    read = input_tokens + cache_read * CACHE_READ_FACTOR + cache_written * CACHE_WRITE_FACTOR
    return round(factor * (read * price.input + output_tokens * price.output) / 1_000_000, 6)
