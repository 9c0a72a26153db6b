"""`crosscut insights` against a table such as the stack makes, and against none."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner

from crosscut.aws import clients
from crosscut.aws.insights import DynamoInsightStore
from crosscut.cli.main import cli
from crosscut.model import Insight, Severity

TABLE = "crosscut-dev-insights"
LONG_AGO = "2026-01-01"  # the findings are of a fixed day, and the clock of the machine goes on


@pytest.fixture
def table(tables: None, insight: Callable[..., Insight]) -> str:
    """A table with a critical and a low insight."""
    store = DynamoInsightStore(clients.dynamodb(), TABLE)
    store.save(insight(Severity.LOW, number=2), digest_id="d")
    store.save(insight(Severity.CRITICAL, number=1), digest_id="d")
    return TABLE


def test_insights_are_listed_most_severe_first(table: str) -> None:
    done = CliRunner().invoke(cli, ["insights", "--since", LONG_AGO])

    assert done.exit_code == 0
    titles = [line for line in done.stdout.splitlines() if not line.startswith(" ")]
    assert [title.split()[0] for title in titles] == ["CRITICAL", "LOW"]
    assert "id 7f3a9c01d2e4b001" in done.stdout


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (["--severity", "high"], 1),
        (["--severity", "LOW"], 2),
        (["--source", "shop-api"], 2),
        (["--source", "shop-web"], 0),
        (["--stage", "dev"], 2),
    ],
)
def test_they_can_be_chosen_and_printed_as_json(table: str, options: list[str], count: int) -> None:
    done = CliRunner().invoke(cli, ["insights", "--since", LONG_AGO, "--json", *options])

    assert done.exit_code == 0
    document = json.loads(done.stdout)
    assert len(document["insights"]) == count
    assert document["ledger"] is None


def test_quiet_is_said(table: str) -> None:
    done = CliRunner().invoke(cli, ["insights", "--since", "2026-12-01", "--severity", "high"])

    assert (done.exit_code, done.stdout) == (
        0,
        "All quiet: no insight of high or worse seen since 2026-12-01 00:00 UTC.\n",
    )


def test_one_is_shown_in_full_by_its_id(table: str) -> None:
    done = CliRunner().invoke(cli, ["insights", "show", "7f3a9c01d2e4b001"])

    assert done.exit_code == 0
    assert "Do next     1. Check whether orders-db.shop.invalid is up." in done.stdout


def test_one_is_shown_as_json(table: str) -> None:
    done = CliRunner().invoke(cli, ["insights", "show", "7f3a9c01d2e4b001", "--json"])

    assert [each["id"] for each in json.loads(done.stdout)["insights"]] == ["7f3a9c01d2e4b001"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["show", "nosuch"], "there is no insight 'nosuch'"),
        (["--stage", "nosuch"], "insights table crosscut-nosuch-insights: listing insights"),
        (["--local", "--stage", "dev"], "exclude each other"),
        (["--since", "yesterday"], "'yesterday' is neither a span"),
        (["--severity", "terrible"], "it is one of info, low, medium, high, critical"),
    ],
)
def test_what_cannot_be_answered_is_one_line_and_status_2(
    table: str, arguments: list[str], said: str
) -> None:
    done = CliRunner().invoke(cli, ["insights", *arguments])

    assert done.exit_code == 2
    assert done.stdout == ""
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_another_table_can_be_named(table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CROSSCUT_INSIGHTS_TABLE", "crosscut-other-insights")

    done = CliRunner().invoke(cli, ["insights"])

    assert "insights table crosscut-other-insights: " in done.stderr


def test_without_a_local_aws_it_says_how_to_start_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    monkeypatch.setenv("CROSSCUT_HOME", str(tmp_path))

    done = CliRunner().invoke(cli, ["insights", "--local"])

    assert (done.exit_code, done.stderr) == (
        2,
        "crosscut: the local AWS is not running; start it with `crosscut local up`\n",
    )


@pytest.mark.parametrize(
    ("missing", "said"), [("region", "no AWS region"), ("credentials", "no AWS credentials")]
)
def test_without_an_account_it_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object, missing: str, said: str
) -> None:
    for name in (
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_PROFILE",
        "AWS_DEFAULT_REGION",
        "AWS_REGION",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", f"{tmp_path}/config")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", f"{tmp_path}/credentials")
    if missing == "credentials":
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    clients.client.cache_clear()

    done = CliRunner().invoke(cli, ["insights"])

    clients.client.cache_clear()
    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
