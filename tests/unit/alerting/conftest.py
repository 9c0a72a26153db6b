"""An insight to tell of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from crosscut.config import Source
from crosscut.model import Category, Evidence, Insight, Risk, Severity, Step, Usage


@pytest.fixture
def source() -> Source:
    return Source(name="shop-api", slack_channel="#shop-oncall")


@pytest.fixture
def make_insight() -> Callable[..., Insight]:
    """Return an insight with the given fields changed."""
    base = Insight(
        id="3f9ac2d17be04d55",
        source="shop-api",
        severity=Severity.CRITICAL,
        category=Category.DEPENDENCY,
        title="Orders cannot reach the database",
        summary="212 requests failed because every connection to the orders database was in use.",
        root_cause="A migration holds a lock on the orders table, so the connection pool is exhausted.",
        evidence=(
            Evidence(
                file="app.log", line=1042, text="ERROR orders: FATAL: remaining connection slots are reserved"
            ),
            Evidence(file="app.log", line=1050, text="made up by a model", verified=False),
            Evidence(
                file="app.log", line=1100, text="ERROR orders: timeout after 5000 ms waiting for a connection"
            ),
            Evidence(file="app.log", line=1101, text="ERROR orders: the fourth line"),
        ),
        first_seen=datetime(2026, 3, 1, 9, 12, 44, tzinfo=UTC),
        last_seen=datetime(2026, 3, 1, 9, 31, 2, tzinfo=UTC),
        count=1_204,
        confidence=0.85,
        analyst="claude-sonnet-5-5",
        remediation=(
            Step(action="Find the session with the lock.", risk=Risk.NONE, verify="select * from pg_locks"),
            Step(
                action="End it.",
                risk=Risk.MEDIUM,
                risk_reason="its work is rolled back",
                verify="It blocks others for minutes.",
                undo="Run it again.",
            ),
            Step(action="Watch the pool."),
            Step(action="Write it down."),
        ),
        services=("orders", "payments"),
        usage=Usage(model="claude-sonnet-5-5", input_tokens=5_120, output_tokens=640, cost_usd=0.01664),
        created_at=datetime(2026, 3, 1, 9, 31, 30, tzinfo=UTC),
    )

    def make(**changes: object) -> Insight:
        return base.model_copy(update=changes)

    return make
