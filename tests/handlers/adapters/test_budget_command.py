"""`crosscut budget`, of a table in an account."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from click.testing import CliRunner

from crosscut.analysis.budget import PlannedCall, day_of
from crosscut.aws import clients
from crosscut.aws.spending import DynamoSpending
from crosscut.cli.main import cli
from crosscut.config import Budget
from crosscut.model import Usage


@pytest.fixture
def _spent(aws: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CROSSCUT_BUDGET_TABLE", "crosscut-test-budget")
    spending = DynamoSpending(clients.dynamodb(), "crosscut-test-budget")
    for number in range(2):
        call = PlannedCall(
            id=str(number), day=day_of(datetime.now(UTC)), source="shop-api", model="claude-sonnet-5-5",
            digest_id="d", tokens=10_000, micro_usd=100_000,
        )  # fmt: skip
        spending.reserve(call, source=Budget(), whole=Budget())
    usage = Usage(model="claude-sonnet-5-5", input_tokens=1_200, output_tokens=150, cost_usd=0.0039)
    spending.settle(call, usage)


@pytest.mark.usefixtures("_spent")
def test_it_shows_what_was_spent_and_what_is_held_today() -> None:
    done = CliRunner().invoke(cli, ["budget"])

    assert done.exit_code == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    assert lines[2] == ["all", "sources", "$0.0039", "$0.1000", "2", "1", "1,200", "150"]
    assert lines[3] == ["shop-api", "$0.0039", "$0.1000", "2", "1", "1,200", "150"]


@pytest.mark.usefixtures("_spent")
def test_as_json() -> None:
    done = CliRunner().invoke(cli, ["budget", "--json"])

    whole = json.loads(done.stdout)["scopes"][0]
    assert (whole["scope"], whole["usd_spent"], whole["usd_held"], whole["answered"]) == ("*", 0.0039, 0.1, 1)


@pytest.mark.usefixtures("_spent")
def test_of_a_day_without_a_call_it_says_so() -> None:
    done = CliRunner().invoke(cli, ["budget", "--day", "2026-01-02"])

    assert (done.exit_code, done.stdout) == (0, "No model was asked on 2026-01-02 (UTC).\n")


@pytest.mark.usefixtures("_spent")
def test_of_a_table_that_is_not_there_it_says_which() -> None:
    done = CliRunner().invoke(cli, ["budget", "--stage", "nowhere"])

    assert done.exit_code == 2
    assert done.stderr.startswith(
        "crosscut: budget table crosscut-nowhere-budget: reading what was spent on "
    )
    assert done.stderr.count("\n") == 1
