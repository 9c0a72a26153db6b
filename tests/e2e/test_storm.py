"""Many digests at once, and a Claude that throttles, is overloaded or slow: all are analysed, each token is counted.

CROSSCUT_STORM says how many (60); 1,000 took eleven minutes on two cores that others used too.
"""

from __future__ import annotations

import os
from collections import Counter
from datetime import UTC, datetime
from typing import Any, NamedTuple, cast

import pytest

from crosscut.analysis.budget import WHOLE, ScopeSpent
from crosscut.aws import clients
from crosscut.aws.spending import DynamoSpending
from crosscut.model import Insight
from crosscut.model_table import MICRO
from tests.e2e.harness import Local, eventually
from tests.e2e.logs import STORM, outage
from tests.fakes.claude_server import ClaudeServer

DIGESTS = int(os.environ.get("CROSSCUT_STORM", "60"))
SOURCES = 20
LINES = 200
FUNCTION = "crosscut-local-analyze"


class Storm(NamedTuple):
    """What came of it."""

    insights: list[Insight]
    before: ScopeSpent
    after: ScopeSpent
    billed: tuple[int, int]  # tokens in and out, by the server's count
    limit: int  # of the day, in millionths of a dollar
    over_budget: int  # digests, by the metric in the Lambda's log


@pytest.fixture(scope="module")
def storm(local: Local, claude: ClaudeServer, tmp_path_factory: pytest.TempPathFactory) -> Storm:
    """Drop all logs at once, with a budget that will not do for all of them, and wait until nothing waits."""
    log = outage(tmp_path_factory.mktemp("logs") / "orders.jsonl", lines=LINES)
    eventually(lambda: _settled(local), seconds=120, what="the end of what came before")
    before, billed, since = _spent(local), len(claude.billed), datetime.now(UTC)
    # Room for one call at its estimate until half of the sources have an answer, after which they are not asked again.
    limit = before.micro_usd + 130_000 + SOURCES // 2 * 3_900
    _limit(local, limit)
    for number in range(DIGESTS):
        source = f"{STORM}-{number % SOURCES:02d}"
        local.aws.drop(log, f"{source}/{number:04d}.jsonl")
    eventually(
        lambda: sum(i.count for i in _insights(local)) >= DIGESTS * LINES // 10 and _settled(local),
        seconds=120 + 3 * DIGESTS,
        what="all of the storm analysed",
    )
    sent = claude.billed[billed:]
    tokens = sum(m.input_tokens for m in sent), sum(m.output_tokens for m in sent)
    over = sum('"DigestsOverBudget":[1.0]' in line.text for line in local.aws.log_lines(since=since))
    print(
        f"{DIGESTS} digests: {len(sent)} answers of Claude, {over} over budget, {len(claude.requests)} requests"
    )
    return Storm(_insights(local), before, _spent(local), tokens, limit, over)


def _reserved(spent: ScopeSpent) -> int:
    return spent.micro_usd - spent.settled_micro_usd


def test_every_digest_ends_analysed_by_claude_or_by_the_rules(storm: Storm, local: Local) -> None:
    counts = Counter({insight.source: insight.count for insight in storm.insights})

    assert len(counts) == min(SOURCES, DIGESTS)
    assert sum(counts.values()) == DIGESTS * LINES // 10
    assert not [letter for letter in local.aws.dead_letters() if "digests" in letter.queue]


def test_the_ledger_of_tokens_is_the_servers_count(storm: Storm) -> None:
    counted = (
        storm.after.input_tokens - storm.before.input_tokens,
        storm.after.output_tokens - storm.before.output_tokens,
    )

    assert counted == storm.billed
    assert storm.billed[0] > 0
    assert storm.after.unknown == storm.before.unknown
    # Nothing is left reserved. (A call of another test of which no answer came stays so for the day.)
    assert _reserved(storm.after) == _reserved(storm.before)


def test_the_budget_is_not_overspent_and_who_comes_too_late_is_left_to_the_rules(
    storm: Storm, local: Local
) -> None:
    assert storm.after.micro_usd <= storm.limit
    assert storm.over_budget > 0
    answered = storm.after.answered - storm.before.answered
    assert answered + storm.over_budget <= DIGESTS  # the others had no answer in their tries
    assert answered >= SOURCES // 5
    shown = local.run("budget", "--local").stdout
    assert f"${storm.after.settled_micro_usd / MICRO:,.4f}" in shown


def _insights(local: Local) -> list[Insight]:
    return [insight for insight in local.aws.insights() if insight.source.startswith(STORM)]


def _settled(local: Local) -> bool:
    return not any(local.aws.waiting().values())


def _spent(local: Local) -> ScopeSpent:
    dynamodb = clients.dynamodb(local.aws.endpoint)
    days = {item["day"]["S"] for item in dynamodb.scan(TableName="crosscut-local-budget")["Items"]}
    day = max(days - {"circuit", "asks"}, default="2026-01-01")
    spent = DynamoSpending(dynamodb, "crosscut-local-budget").spent(day)
    return next((each for each in spent if each.scope == WHOLE), ScopeSpent(scope=WHOLE))


def _limit(local: Local, micro_usd: int) -> None:
    """Set the deployment's budget, as `-c budgetUsdPerDay` would with a deploy."""
    functions = cast(Any, clients.client("lambda", local.aws.endpoint))
    variables = functions.get_function_configuration(FunctionName=FUNCTION)["Environment"]["Variables"]
    changed = {**variables, "CROSSCUT_BUDGET_USD_PER_DAY": str(micro_usd / MICRO)}
    functions.update_function_configuration(FunctionName=FUNCTION, Environment={"Variables": changed})
