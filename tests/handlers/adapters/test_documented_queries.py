"""Each `aws dynamodb query` of docs/insights.md returns what the page prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosscut.aws import clients
from crosscut.aws.insight_queries import INDEXES
from crosscut.aws.insights import DynamoInsightStore
from tests.fakes.documented import AwsCommand, commands_in, store_samples
from tests.handlers.conftest import INSIGHTS, Account

PAGE = (Path(__file__).parents[3] / "docs" / "insights.md").read_text(encoding="utf-8")
COMMANDS = commands_in(PAGE)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: c.words[c.words.index("--index-name") + 1])
def test_a_documented_query_returns_what_the_page_prints(aws: Account, command: AwsCommand) -> None:
    store_samples(DynamoInsightStore(clients.dynamodb(), INSIGHTS))

    assert command.run(clients.dynamodb(), lambda _: INSIGHTS) == command.printed


def test_every_index_has_its_command() -> None:
    assert {c.words[c.words.index("--index-name") + 1] for c in COMMANDS} == set(INDEXES)
