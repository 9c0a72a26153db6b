"""Every way in which the API can answer, through the real SDK: what is made of it, and what is counted as spent.

docs/claude.md says it, in a table that this reads: a row without an answer here fails, and so does the reverse.
"""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from crosscut import pipeline
from crosscut.analysis.budget import WHOLE, Allowance, ScopeSpent
from crosscut.analysis.budget_memory import MemorySpending
from crosscut.analysis.choice import choose_analyst
from crosscut.config import AnalyzeSettings
from crosscut.errors import AnalystUnavailableError
from crosscut.insights.memory import MemoryCatalog, MemoryInsightStore
from crosscut.model import Insight, Severity
from tests.fakes.claude_server import ClaudeServer
from tests.unit.analysis.api_answers import ANSWERS, DEADLINE_SECONDS, ECHO, SLOW
from tests.unit.analysis.case import Case
from tests.unit.writing import NOW

PAGE = Path(__file__).parents[3] / "docs" / "claude.md"
KEY = "sk-ant-synthetic-for-a-test"
DAY = NOW.date().isoformat()


class Row(NamedTuple):
    """A row of the table."""

    answer: str
    end: str  # "Claude", "again" or "rules"
    counted: str  # "usage", "nothing" or "estimate"


def rows() -> list[Row]:
    """Return the rows of the table in the page."""
    table = PAGE.read_text(encoding="utf-8").partition("| the API answers |")[2].partition("\n\n")[0]
    cells = [[cell.strip() for cell in line.strip()[1:-1].split("|")] for line in table.splitlines()[2:]]
    return [Row(answer, re.sub(r"[*`]", "", end), counted) for answer, end, counted, _ in cells]


ROWS = rows()


class Outcome(NamedTuple):
    """What came of one delivery of a digest."""

    insights: list[Insight]
    error: str
    spent: ScopeSpent
    asked: int
    seconds: float


def outcome_of(case: Case, answer: str) -> Outcome:
    reply = ANSWERS[answer]
    spending, store = MemorySpending(), MemoryInsightStore()
    with ClaudeServer(reply if callable(reply) else lambda request: reply) as server:
        if answer == "no server":
            server.__exit__(None, None, None)
        settings = AnalyzeSettings(
            work_bucket="w", insights_table="i", incidents_table="n", catalog_table="c", ledger_table="l",
            event_bus="b", budget_table="t", baselines_table="s", digest_queue_url="q",
            anthropic_url=server.url, model_deadline_seconds=DEADLINE_SECONDS if answer in SLOW else 20,
        )  # fmt: skip
        allowance = Allowance(spending, whole=settings.budget, digest_id="d", clock=lambda: NOW)
        analyst = choose_analyst(
            settings, api_key=lambda: KEY, attempt=1, seconds_left=60, allowance=allowance
        )
        began, insights, error = time.monotonic(), [], ""
        try:
            insights = pipeline.analyze(
                case.digest, digest_id="d", source=case.source, analyst=analyst,
                catalog=MemoryCatalog(), store=store, now=NOW,
            )  # fmt: skip
        except AnalystUnavailableError as raised:
            error = str(raised)
            assert raised.__cause__ is None
    (whole,) = [spent for spent in spending.spent(DAY) if spent.scope == WHOLE]
    return Outcome(insights, error, whole, len(server.requests), time.monotonic() - began)


def test_the_page_and_the_tests_have_the_same_rows() -> None:
    assert [row.answer for row in ROWS] == list(ANSWERS)
    assert len(ROWS) >= 25
    assert {row.end for row in ROWS} == {"Claude", "again", "rules"}
    assert {row.counted for row in ROWS} == {"usage", "nothing", "estimate"}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.answer)
def test_what_is_made_of_an_answer(case: Case, row: Row, caplog: pytest.LogCaptureFixture) -> None:
    came = outcome_of(case, row.answer)

    assert came.asked == (
        0 if row.answer == "no server" else 1
    )  # asked once: the queue asks again, or nobody
    assert came.seconds < 10
    said = came.error + caplog.text + " ".join(note for i in came.insights for note in i.notes)
    assert ECHO not in said
    assert KEY not in said

    if row.end == "again":
        assert came.error
        assert came.insights == []
    else:
        # Whatever it answers, a problem that the rules see is told as gravely as they take it.
        assert [i.severity for i in came.insights][:1] == [Severity.CRITICAL]
        assert {i.analyst for i in came.insights} == {
            "claude-sonnet-5-5" if row.end == "Claude" else "offline"
        }
        assert all(e.verified for i in came.insights if i.analyst != "offline" for e in i.evidence)
    if row.end == "rules":
        assert all(i.notes for i in came.insights)

    if row.counted == "usage":
        assert (came.spent.input_tokens, came.spent.output_tokens) == (1_200, 150)
        assert (came.spent.answered, came.spent.tokens) == (1, 1_350)
        assert came.spent.micro_usd == came.spent.settled_micro_usd > 0
        for insight in came.insights:
            assert insight.usage is not None
            assert insight.usage.request_id == "req_fake_000001"
        assert "request req_fake_000001" in came.error if came.error else True
    elif row.counted == "nothing":
        assert (came.spent.calls, came.spent.tokens, came.spent.micro_usd) == (1, 0, 0)
    else:
        assert (came.spent.calls, came.spent.answered, came.spent.unknown) == (1, 0, 1)
        assert came.spent.micro_usd > 80_000
