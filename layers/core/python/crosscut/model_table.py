"""Models, their prices and their limits: one table, `models.toml`, that a sources file may override."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict, Field

from crosscut.errors import ConfigurationError

MICRO = 1_000_000  # of a US dollar: money is counted in whole millionths, so that sums are exact

NO_OVERRIDES: Mapping[str, ModelEntry] = {}


class ModelEntry(BaseModel):
    """One model. Prices in US dollars per million tokens, factors of these."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    input: float = Field(gt=0, allow_inf_nan=False)
    output: float = Field(gt=0, allow_inf_nan=False)
    cache_read_factor: float = Field(default=0.1, ge=0, le=1)  # of the input's price
    cache_write_factor: float = Field(default=1.25, ge=1, le=10)
    batch_factor: float = Field(default=0.5, gt=0, le=1)  # of all of it
    long_prompt_tokens: int | None = Field(default=None, ge=1)
    long_prompt_factor: float = Field(default=1.0, ge=1, le=100)
    answer_tokens: int = Field(default=8_192, ge=1_024, le=64_000)  # the most that is asked for and paid

    def cost_usd(
        self,
        input_tokens: int,
        output_tokens: int,
        *,
        cache_read: int = 0,
        cache_written: int = 0,
        batch: bool = False,
    ) -> float:
        """Return what a call costs in US dollars, to a millionth.

        `input_tokens` are those that neither came from the prompt cache nor went into it.
        """
        prompt = input_tokens + cache_read + cache_written
        is_long = self.long_prompt_tokens is not None and prompt > self.long_prompt_tokens
        factor = (self.long_prompt_factor if is_long else 1.0) * (self.batch_factor if batch else 1.0)
        read = input_tokens + cache_read * self.cache_read_factor + cache_written * self.cache_write_factor
        return round(factor * (read * self.input + output_tokens * self.output) / 1_000_000, 6)

    def most_micro_usd(
        self, input_tokens: int, answer_tokens: int | None = None, *, batch: bool = False
    ) -> int:
        """Return the most that a call can cost, in millionths: all of it new to the cache, the longest answer."""
        answer = self.answer_tokens if answer_tokens is None else answer_tokens
        return math.ceil(self.cost_usd(0, answer, cache_written=input_tokens, batch=batch) * MICRO)


def model_entry(model: str, overrides: Mapping[str, ModelEntry]) -> ModelEntry:
    """Return the entry of a model id. Raises `ConfigurationError` for one of which no price is known."""
    table = {**_shipped(), **overrides}
    names = [name for name in table if name in model]
    if not names:
        raise ConfigurationError(
            f"model {model!r}: no price is known, so no budget can hold; known are {', '.join(sorted(table))}. "
            f"Add it to the sources file, as models: {{{model}: {{input: 2.0, output: 10.0}}}} "
            "(US dollars per million tokens)"
        )
    return table[max(names, key=len)]


@cache
def _shipped() -> dict[str, ModelEntry]:
    text = resources.files("crosscut").joinpath("models.toml").read_text(encoding="utf-8")
    return {name: ModelEntry.model_validate(entry) for name, entry in tomllib.loads(text).items()}
