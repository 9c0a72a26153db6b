"""What the tests of the command line share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from moto import mock_aws

from crosscut.aws import clients
from crosscut.model import Category, Evidence, Insight, Severity, Step, Usage
from tests.fakes.tables import make_table

HOSTILE = "connect \x1b[31mfailed\x1b[0m [bold]<IPV4:3f9a>[/bold] \u202e"
SUMMARY = "177 records of orders say that PostgreSQL at orders-db.shop.invalid:5432 refuses connections."
_TABLES = ("INSIGHTS", "INCIDENTS", "CATALOG", "BASELINES", "NOTICES", "BUDGET", "LEDGER")
_ELSEWHERE = (*(f"CROSSCUT_{name}_TABLE" for name in _TABLES), "CROSSCUT_SOURCES", "CROSSCUT_WORK_BUCKET")
BEGIN = datetime(2026, 11, 17, 10, 2, 10, tzinfo=UTC)


@pytest.fixture
def insight() -> Callable[..., Insight]:
    """Makes a finding about a database that is gone; `seconds` is how long it lasts."""
    return _insight


def _insight(severity: Severity = Severity.CRITICAL, *, number: int = 1, seconds: int = 1043) -> Insight:
    return Insight(
        id=f"7f3a9c01d2e4b{number:03d}",
        source="shop-api",
        severity=severity,
        category=Category.DEPENDENCY,
        title="orders cannot reach its database: connection refused",
        summary=SUMMARY,
        root_cause="The PostgreSQL server at orders-db.shop.invalid:5432 is down.",
        evidence=(
            Evidence(
                file="logs/app.log",
                line=1512,
                text=HOSTILE,
            ),
            Evidence(file="logs/app.log", line=1518, text="Traceback:\n" + "  File x\n" * 9, verified=False),
        ),
        first_seen=BEGIN,
        last_seen=BEGIN + timedelta(seconds=seconds),
        count=177,
        confidence=0.8,
        analyst="offline",
        remediation=(
            Step(action="Check whether orders-db.shop.invalid is up."),
            Step(action="Read its own log from 10:02 on."),
        ),
        services=("orders", "payments"),
        rules=("dependency-refused",),
        notes=("one quote was not found and was dropped",),
        usage=Usage(
            model="claude-sonnet-5-5", input_tokens=5231, output_tokens=812, cost_usd=0.0186, request_id="r"
        ),
        created_at=BEGIN,
    )


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty account, which nothing in the environment points away from."""
    for name, value in {"AWS_ACCESS_KEY_ID": "synthetic", "AWS_SECRET_ACCESS_KEY": "synthetic"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", *_ELSEWHERE):
        monkeypatch.delenv(name, raising=False)
    clients.client.cache_clear()
    with mock_aws():
        yield
    clients.client.cache_clear()


@pytest.fixture
def tables(account: None) -> None:
    """An account with the empty tables of insights and incidents of the stage dev."""
    for kind in ("insights", "incidents"):
        make_table(boto3.client("dynamodb"), kind, f"crosscut-dev-{kind}")
