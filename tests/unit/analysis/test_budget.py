"""What the calls on one digest may take."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crosscut.analysis.budget import Allowance, PlannedCall, ScopeSpent, day_of
from crosscut.analysis.budget_memory import MemorySpending
from crosscut.config import Budget, Source, parse_sources
from crosscut.errors import BudgetSpentError, ConfigurationError, RetryableError
from crosscut.model import Usage
from crosscut.model_table import NO_OVERRIDES, model_entry

NOW = datetime(2026, 11, 29, 23, 59, 59, tzinfo=UTC)
DAY = "2026-11-29"
MODEL = "claude-sonnet-5-5"
SONNET = model_entry(MODEL, NO_OVERRIDES)
SHOP = Source(name="shop")
USAGE = Usage(model=MODEL, input_tokens=9_000, output_tokens=1_000, cost_usd=0.028)


def allowance(spending: MemorySpending, whole: Budget | None = None) -> Allowance:
    return Allowance(spending, whole=whole or Budget(), digest_id="d", clock=lambda: NOW)


def whole(spending: MemorySpending) -> ScopeSpent:
    return spending.spent(DAY)[0]


def test_the_estimate_is_the_most_that_the_bytes_and_the_longest_answer_can_cost() -> None:
    spending = MemorySpending()

    with allowance(spending).call(SHOP, MODEL, SONNET, sent=20_000) as call:
        during = whole(spending)
        call.settle(USAGE)

    assert during.tokens == 10_001 + 8_192
    assert during.micro_usd == SONNET.most_micro_usd(10_001) == 25_003 + 81_920
    assert whole(spending).micro_usd == 28_000


def test_what_was_paid_is_remembered_even_when_the_answer_is_no_good() -> None:
    spending = MemorySpending()
    paid = allowance(spending)

    with pytest.raises(ValueError, match="no good"), paid.call(SHOP, MODEL, SONNET, sent=100) as call:
        call.settle(USAGE)
        raise ValueError("no good")

    assert paid.usages == [USAGE]
    assert (whole(spending).answered, whole(spending).unknown) == (1, 0)


def test_a_call_that_breaks_off_stays_at_its_estimate() -> None:
    spending = MemorySpending()

    with pytest.raises(OSError, match="reset"), allowance(spending).call(SHOP, MODEL, SONNET, sent=100):
        raise OSError("reset")

    assert (whole(spending).unknown, whole(spending).micro_usd) == (1, SONNET.most_micro_usd(51))


def test_a_crash_stays_at_its_estimate_for_the_day_and_is_forgotten_the_next() -> None:
    spending = MemorySpending()
    limit = Budget(usd_per_day=0.1)

    with pytest.raises(KeyboardInterrupt), allowance(spending, limit).call(SHOP, MODEL, SONNET, sent=100):
        raise KeyboardInterrupt  # as good as a killed Lambda: nobody tells the ledger

    with (
        pytest.raises(BudgetSpentError),
        allowance(spending, limit).call(SHOP, MODEL, SONNET, sent=100),
    ):
        pass
    tomorrow = Allowance(spending, whole=limit, digest_id="d", clock=lambda: NOW.replace(day=30))
    with tomorrow.call(SHOP, MODEL, SONNET, sent=100) as call:
        call.release()


def test_an_answer_that_is_paid_for_outlives_a_ledger_that_cannot_be_reached() -> None:
    class Unreachable(MemorySpending):
        def settle(self, call: PlannedCall, usage: Usage) -> None:
            raise RetryableError("no table")

    spending = Unreachable()
    paid = allowance(spending)

    with paid.call(SHOP, MODEL, SONNET, sent=100) as call:
        call.settle(USAGE)

    assert (paid.usages, paid.unsettled) == ([USAGE], 1)
    assert whole(spending).micro_usd == SONNET.most_micro_usd(51)  # never too little


def test_a_day_is_a_day_in_utc() -> None:
    assert day_of(datetime.fromisoformat("2026-11-30T00:30:00+02:00")) == DAY


@pytest.mark.parametrize(
    ("budget", "said"),
    [
        ("{usd_per_day: 0}", "sources.0.budget.usd_per_day: Input should be greater than 0"),
        ("{usd_per_day: .inf}", "sources.0.budget.usd_per_day: Input should be a finite number"),
        ("{tokens_per_day: 1.5}", "sources.0.budget.tokens_per_day: Input should be a valid integer"),
        ("{usd: 3}", "sources.0.budget.usd: Extra inputs are not permitted"),
        ("3", "sources.0.budget: Input should be a valid dictionary"),
    ],
)
def test_a_wrong_budget_is_named_in_one_line(budget: str, said: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        parse_sources(f"sources: [{{name: shop, budget: {budget}}}]", where="sources.yaml")

    assert str(error.value).startswith(f"sources.yaml:1: {said}")
    assert "\n" not in str(error.value)
