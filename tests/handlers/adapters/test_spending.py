"""The ledger of model calls, held by memory and by DynamoDB alike."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import ClientError

from crosscut.analysis.budget import PlannedCall, ScopeSpent, Spending
from crosscut.analysis.budget_memory import MemorySpending
from crosscut.aws import clients
from crosscut.aws.spending import DynamoSpending
from crosscut.config import Budget
from crosscut.errors import BudgetSpentError, RetryableError
from crosscut.model import Usage

TODAY, TOMORROW = "2026-11-29", "2026-11-30"
NO_LIMIT = Budget()
USAGE = Usage(
    model="claude-sonnet-5-5", input_tokens=1_200, output_tokens=150, cost_usd=0.0039, request_id="req_1"
)


@pytest.fixture(params=["memory", "dynamodb"])
def spending(request: pytest.FixtureRequest) -> Spending:
    if request.param == "memory":
        return MemorySpending()
    request.getfixturevalue("aws")
    return DynamoSpending(clients.dynamodb(), "crosscut-test-budget", sleep=lambda _: None)


def call(*, source: str = "shop-api", day: str = TODAY, micro_usd: int = 100_000) -> PlannedCall:
    return PlannedCall(
        id=uuid.uuid4().hex,
        day=day,
        source=source,
        model="claude-sonnet-5-5",
        digest_id="0" * 32,
        tokens=10_000,
        micro_usd=micro_usd,
    )


def spent(spending: Spending, scope: str = "*", day: str = TODAY) -> ScopeSpent:
    return next((s for s in spending.spent(day) if s.scope == scope), ScopeSpent(scope=scope))


def test_a_call_counts_at_its_estimate_until_it_is_settled(spending: Spending) -> None:
    planned = call()

    spending.reserve(planned, source=NO_LIMIT, whole=NO_LIMIT)
    before = spent(spending)
    spending.settle(planned, USAGE)

    assert (before.calls, before.answered, before.micro_usd, before.tokens) == (1, 0, 100_000, 10_000)
    expected = ScopeSpent(
        scope="*", calls=1, answered=1, input_tokens=1_200, output_tokens=150,
        settled_micro_usd=3_900, micro_usd=3_900, tokens=1_350,
    )  # fmt: skip
    assert spending.spent(TODAY) == [expected, expected.model_copy(update={"scope": "shop-api"})]


def test_what_has_ended_ends_once(spending: Spending) -> None:
    planned = call()
    spending.reserve(planned, source=NO_LIMIT, whole=NO_LIMIT)

    spending.settle(planned, USAGE)
    once = spending.spent(TODAY)
    spending.settle(planned, USAGE)
    spending.release(planned)
    spending.keep(planned)

    assert spending.spent(TODAY) == once


def test_a_call_that_was_never_made_costs_nothing(spending: Spending) -> None:
    planned = call()
    spending.reserve(planned, source=NO_LIMIT, whole=NO_LIMIT)

    spending.release(planned)

    assert (spent(spending).calls, spent(spending).micro_usd, spent(spending).tokens) == (1, 0, 0)


def test_a_call_of_which_nothing_is_known_stays_at_its_estimate(spending: Spending) -> None:
    lost, crashed = call(), call()
    for planned in (lost, crashed):
        spending.reserve(planned, source=NO_LIMIT, whole=NO_LIMIT)

    spending.keep(lost)

    assert (spent(spending).unknown, spent(spending).micro_usd) == (1, 200_000)


@pytest.mark.parametrize("limits", [{"usd_per_day": 0.25}, {"tokens_per_day": 25_000}])
@pytest.mark.parametrize("of", ["source", "whole"])
def test_a_call_that_does_not_fit_is_not_made_and_the_first_one_is_told(
    spending: Spending, limits: dict[str, float], of: str
) -> None:
    limits_of = {"source": NO_LIMIT, "whole": NO_LIMIT, of: Budget.model_validate(limits)}
    for _ in range(2):
        spending.reserve(call(), **limits_of)

    errors = []
    for _ in range(3):
        with pytest.raises(BudgetSpentError) as error:
            spending.reserve(call(), **limits_of)
        errors.append(error.value)

    assert [error.first for error in errors] == [True, False, False]
    assert {error.scope for error in errors} == {"*" if of == "whole" else "shop-api"}
    assert (spent(spending).calls, spent(spending).micro_usd) == (2, 200_000)


def test_a_source_does_not_take_from_another_and_a_day_not_from_the_next(spending: Spending) -> None:
    small = Budget(usd_per_day=0.1)
    spending.reserve(call(), source=small, whole=NO_LIMIT)

    spending.reserve(call(source="shop-web"), source=small, whole=NO_LIMIT)
    spending.reserve(call(day=TOMORROW), source=small, whole=NO_LIMIT)

    assert (spent(spending).calls, spent(spending, day=TOMORROW).calls) == (2, 1)
    assert spent(spending, "shop-api").calls == 1


def test_a_call_dearer_than_the_whole_budget_is_never_made(spending: Spending) -> None:
    with pytest.raises(BudgetSpentError, match=r"the budget of source shop-api \(\$0.05 a day\) has no room"):
        spending.reserve(call(), source=Budget(usd_per_day=0.05), whole=NO_LIMIT)

    assert spending.spent(TODAY) == []


def test_settling_gives_room_to_the_next_call(spending: Spending) -> None:
    limit = Budget(usd_per_day=0.15)
    first = call()
    spending.reserve(first, source=NO_LIMIT, whole=limit)
    with pytest.raises(BudgetSpentError):
        spending.reserve(call(), source=NO_LIMIT, whole=limit)

    spending.settle(first, USAGE)

    spending.reserve(call(), source=NO_LIMIT, whole=limit)


def test_no_limit_is_passed_by_many_at_once() -> None:
    # In memory only: moto is not made for threads. tests/e2e/test_storm.py does it with Lambdas and a table.
    spending = MemorySpending()
    limit = Budget(usd_per_day=1.0)

    def one(number: int) -> bool:
        planned = call(source=f"shop-{number % 4}", micro_usd=90_000)
        try:
            spending.reserve(planned, source=NO_LIMIT, whole=limit)
        except BudgetSpentError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        made = sum(pool.map(one, range(60)))

    assert made == 11
    assert spent(spending).micro_usd == 990_000
    assert sum(s.calls for s in spending.spent(TODAY)[1:]) == 11


class Contended:
    """The client, of which the first transactions are cancelled because others write the same items."""

    def __init__(self, client: Any, times: int, codes: tuple[str, ...]) -> None:
        self._client = client
        self._left = times
        self._codes = codes

    def transact_write_items(self, **request: Any) -> Any:
        if self._left > 0:
            self._left -= 1
            response = {
                "Error": {"Code": "TransactionCanceledException", "Message": "synthetic"},
                "CancellationReasons": [{"Code": code} for code in self._codes],
            }
            raise ClientError(response, "TransactWriteItems")  # type: ignore[arg-type]
        return self._client.transact_write_items(**request)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)


@pytest.mark.usefixtures("aws")
def test_a_transaction_that_others_were_in_the_way_of_is_tried_again_after_growing_pauses() -> None:
    pauses: list[float] = []
    client = Contended(clients.dynamodb(), 5, ("None", "TransactionConflict", "None"))
    contended = DynamoSpending(client, "crosscut-test-budget", sleep=pauses.append)  # type: ignore[arg-type]

    contended.reserve(call(), source=NO_LIMIT, whole=NO_LIMIT)

    assert len(pauses) == 5
    assert pauses[4] > 4 * pauses[0]
    assert spent(contended).calls == 1


@pytest.mark.usefixtures("aws")
def test_a_table_that_stays_contended_is_worth_a_retry_and_no_overspending() -> None:
    client = Contended(clients.dynamodb(), 99, ("None", "TransactionConflict", "None"))
    contended = DynamoSpending(client, "crosscut-test-budget", sleep=lambda _: None)  # type: ignore[arg-type]

    with pytest.raises(RetryableError, match="others kept changing the day's budget"):
        contended.reserve(call(), source=NO_LIMIT, whole=NO_LIMIT)

    assert contended.spent(TODAY) == []
