"""Every way in which the Message Batches API can answer, through the real SDK: what is made of it, and what it counts.

docs/claude.md says it, in two tables that this reads: a row without an answer here fails, and so does the reverse.
"""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

import pytest

from crosscut import pipeline
from crosscut.analysis import ClaudeEndpoint
from crosscut.analysis.asks import MemoryAsks
from crosscut.analysis.budget import WHOLE, Allowance, ScopeSpent
from crosscut.analysis.budget_memory import MemorySpending
from crosscut.analysis.choice import choose_analyst
from crosscut.analysis.collecting import NotYetError, collected
from crosscut.analysis.in_batches import Batching
from crosscut.config import AnalyzeSettings
from crosscut.errors import AnalystUnavailableError
from crosscut.insights.memory import MemoryCatalog, MemoryInsightStore
from crosscut.model import Insight, Severity
from tests.fakes.claude_server import ClaudeServer
from tests.unit.analysis.api_answers import DEADLINE_SECONDS, ECHO
from tests.unit.analysis.batch_answers import LOOKED_AT, SUBMITTED, BatchAnswer
from tests.unit.analysis.case import Case
from tests.unit.analysis.test_api_answers import DAY, KEY, PAGE, Row
from tests.unit.writing import NOW

MODEL = "claude-sonnet-5-5"


def rows(head: str) -> list[Row]:
    """Return the rows of the table in the page that begins so."""
    table = PAGE.read_text(encoding="utf-8").partition(f"| {head} |")[2].partition("\n\n")[0]
    cells = [[cell.strip() for cell in line.strip()[1:-1].split("|")] for line in table.splitlines()[2:]]
    return [Row(answer, end.strip("*"), counted) for answer, end, counted, _ in cells]


ON_SUBMIT, ON_LOOK = rows("handed in, a batch gets"), rows("looked at, a batch has")


class Outcome(NamedTuple):
    """What came of it: the rules' insights first, then what is stored at the end."""

    meanwhile: list[Insight]
    insights: list[Insight]
    error: str
    spent: ScopeSpent
    waits: bool


def outcome_of(case: Case, answer: BatchAnswer) -> Outcome:
    spending, store, asks = MemorySpending(), MemoryInsightStore(), MemoryAsks()
    each = answer.each
    with ClaudeServer(each if callable(each) else lambda request: each) as server:
        server.on_submit, server.on_look, server.on_results = answer.submit, answer.look, answer.results
        server.status = answer.status
        if answer.no_server:
            server.__exit__(None, None, None)
        seconds = DEADLINE_SECONDS if answer.slow else 20
        settings = AnalyzeSettings(
            work_bucket="w", insights_table="i", catalog_table="c", event_bus="b", budget_table="t",
            baselines_table="s", digest_queue_url="q", incidents_table="n", ledger_table="l",
            anthropic_url=server.url, model_deadline_seconds=seconds,
        )  # fmt: skip
        allowance = Allowance(spending, whole=settings.budget, digest_id="d", clock=lambda: NOW)
        analyst = choose_analyst(
            settings, api_key=lambda: KEY, attempt=1, seconds_left=60, allowance=allowance,
            batching=Batching(asks, "d", "digests/d.json"),
        )  # fmt: skip
        meanwhile: list[Insight] = []
        insights: list[Insight] = []
        error = ""
        try:
            meanwhile = pipeline.analyze(
                case.digest, digest_id="d", source=case.source, analyst=analyst,
                catalog=MemoryCatalog(), store=store, now=NOW,
            )  # fmt: skip
            if ask := asks.find(case.source.name, "d"):
                ask = ask.model_copy(update={"asked_at": NOW})
                now = NOW + timedelta(hours=answer.hours)
                found = collected(
                    ask, case.digest, ClaudeEndpoint("anthropic", api_key=KEY, url=server.url),
                    allowance=allowance, source=case.source, now=now, seconds=seconds,
                )  # fmt: skip
                insights = pipeline.answer(
                    found,
                    case.digest,
                    ask.detections,
                    digest_id="d",
                    source=case.source,
                    store=store,
                    now=now,
                )
                asks.end(ask.source, ask.digest_id)
        except AnalystUnavailableError as raised:
            error = f"{'later' if isinstance(raised, NotYetError) else 'again'}: {raised}"
            assert raised.__cause__ is None
    (whole,) = [spent for spent in spending.spent(DAY) if spent.scope == WHOLE]
    return Outcome(meanwhile, insights, error, whole, bool(asks.waiting()))


def check_counted(row: Row, spent: ScopeSpent) -> None:
    if row.counted == "usage":
        assert (spent.input_tokens, spent.output_tokens, spent.answered) == (1_200, 150, 1)
        assert spent.micro_usd == spent.settled_micro_usd > 0
    elif row.counted == "nothing":
        assert (spent.calls, spent.tokens, spent.micro_usd) == (1, 0, 0)
    else:
        assert (spent.calls, spent.answered) == (1, 0)
        assert spent.micro_usd > 40_000


def check_quiet(outcome: Outcome, logged: str) -> None:
    """Nothing that the model or a proxy has written, and no key, is in an error, a note or a log line."""
    notes = " ".join(note for i in (*outcome.insights, *outcome.meanwhile) for note in i.notes)
    said = outcome.error + logged + notes
    assert ECHO not in said
    assert KEY not in said


def test_the_page_and_the_tests_have_the_same_rows() -> None:
    assert [row.answer for row in ON_SUBMIT] == list(SUBMITTED)
    assert [row.answer for row in ON_LOOK] == list(LOOKED_AT)


@pytest.mark.parametrize("row", ON_SUBMIT, ids=lambda row: row.answer)
def test_what_is_made_of_a_batch_that_is_not_taken(
    case: Case, row: Row, caplog: pytest.LogCaptureFixture
) -> None:
    came = outcome_of(case, SUBMITTED[row.answer])

    check_quiet(came, caplog.text)
    check_counted(row, came.spent)
    assert not came.waits
    if row.end == "again":
        assert came.error.startswith("again: ")
        assert came.meanwhile == []
    else:
        assert row.end == "rules"
        assert came.meanwhile[0].severity is Severity.CRITICAL
        assert "no answer of the model can be used" in came.meanwhile[0].notes[0]


@pytest.mark.parametrize("row", ON_LOOK, ids=lambda row: row.answer)
def test_what_is_made_of_a_batch_that_was_taken(
    case: Case, row: Row, caplog: pytest.LogCaptureFixture
) -> None:
    came = outcome_of(case, LOOKED_AT[row.answer])

    # Whatever will be answered, the rules have told of it before.
    assert [i.severity for i in came.meanwhile] == [Severity.CRITICAL, Severity.MEDIUM]
    assert f"{MODEL} was asked in a batch, at half the price" in came.meanwhile[0].notes[0]
    check_quiet(came, caplog.text)
    check_counted(row, came.spent)
    assert came.waits == (row.end == "later")
    if row.end == "later":
        assert came.error.startswith("later: ")
        assert came.insights == []
        return
    assert not came.error
    assert [i.severity for i in came.insights][:1] == [Severity.CRITICAL]
    assert {i.analyst for i in came.insights} == {MODEL if row.end == "Claude" else "offline"}
    assert all(e.verified for i in came.insights for e in i.evidence)
    assert [i.count for i in came.insights] == [i.count for i in came.meanwhile]  # counted once
    if row.end == "rules":
        assert all(i.notes for i in came.insights)
        assert not any("was asked in a batch, at half" in note for i in came.insights for note in i.notes)
    for insight in came.insights:
        assert "ghp_" not in insight.model_dump_json()
        if row.counted == "usage":
            assert insight.usage is not None
            assert (insight.usage.request_id, insight.usage.batch) == ("msgbatch_fake_000001", True)


def test_a_batch_costs_half(case: Case) -> None:
    came = outcome_of(case, LOOKED_AT["an answer that fits"])

    assert came.insights[0].usage is not None
    # 1,200 tokens in at $2 and 150 out at $10 a million, halved.
    assert came.insights[0].usage.cost_usd == pytest.approx((1_200 * 2 + 150 * 10) / 1e6 / 2)
    assert came.spent.micro_usd == 1_950
