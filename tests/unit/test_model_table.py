"""What a call costs, by the table of models, and what a sources file may change in it."""

from __future__ import annotations

import pytest

from crosscut.config import parse_sources
from crosscut.errors import ConfigurationError
from crosscut.model_table import NO_OVERRIDES, ModelEntry, model_entry

SONNET, HAIKU = "claude-sonnet-5-5", "claude-haiku-5-5"


@pytest.mark.parametrize(
    ("model", "usd"),
    [
        (HAIKU, 0.0015),
        (SONNET, 0.03),
        ("claude-opus-5-5", 0.06),
        ("eu.anthropic.claude-sonnet-5-5-v1:0", 0.03),
    ],
)
def test_ten_thousand_tokens_in_and_a_thousand_out(model: str, usd: float) -> None:
    assert model_entry(model, NO_OVERRIDES).cost_usd(10_000, 1_000) == usd


def test_a_long_prompt_of_haiku_costs_five_times_as_much() -> None:
    haiku = model_entry(HAIKU, NO_OVERRIDES)

    assert haiku.cost_usd(100_000, 0) == 0.01
    assert haiku.cost_usd(100_001, 0) == pytest.approx(0.05, abs=1e-4)
    assert haiku.cost_usd(90_000, 0, cache_read=10_001) == pytest.approx(5 * 0.0091, abs=1e-4)
    assert model_entry(SONNET, NO_OVERRIDES).cost_usd(200_000, 0) == 0.4


def test_the_prompt_cache_is_cheap_to_read_and_dear_to_write_and_a_batch_costs_half() -> None:
    sonnet = model_entry(SONNET, NO_OVERRIDES)

    assert sonnet.cost_usd(0, 0, cache_read=10_000) == 0.002
    assert sonnet.cost_usd(0, 0, cache_written=10_000) == 0.025
    assert sonnet.cost_usd(10_000, 1_000, batch=True) == 0.015


def test_the_most_that_a_call_can_cost_is_more_than_any_that_it_stands_for() -> None:
    sonnet = model_entry(SONNET, NO_OVERRIDES)

    most = sonnet.most_micro_usd(10_000)

    assert most == round(1e6 * (10_000 * 1.25 * 2 + 8_192 * 10) / 1e6)
    assert most >= 1e6 * sonnet.cost_usd(10_000, 8_192)


SOURCES = """
models:
  claude-sonnet-5-5: {input: 1.0, output: 5.0}
  claude-next: {input: 3.0, output: 9.0, answer_tokens: 4096}
sources: []
"""


def test_a_sources_file_changes_a_price_and_names_a_new_model() -> None:
    models = parse_sources(SOURCES, where="sources.yaml").models

    assert model_entry("eu.anthropic.claude-sonnet-5-5-v1:0", models).cost_usd(1_000_000, 0) == 1.0
    assert model_entry("claude-next-1", models) == ModelEntry(input=3.0, output=9.0, answer_tokens=4096)
    assert model_entry(HAIKU, models).input == 0.1


def test_of_a_model_without_a_price_it_is_said_where_to_put_one() -> None:
    with pytest.raises(ConfigurationError) as error:
        model_entry("claude-unheard-of", NO_OVERRIDES)

    assert str(error.value) == (
        "model 'claude-unheard-of': no price is known, so no budget can hold; known are claude-haiku-5-5, "
        "claude-opus-5-5, claude-sonnet-5-5. Add it to the sources file, as models: {claude-unheard-of: "
        "{input: 2.0, output: 10.0}} (US dollars per million tokens)"
    )


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{input: 2.0}", "models.m.output: Field required"),
        ("{input: 0, output: 1}", "models.m.input: Input should be greater than 0"),
        ("{input: 1, output: 1, inpt: 1}", "models.m.inpt: Extra inputs are not permitted"),
    ],
)
def test_a_wrong_entry_is_named(entry: str, said: str) -> None:
    with pytest.raises(ConfigurationError, match=said):
        parse_sources(f"models: {{m: {entry}}}", where="sources.yaml")
