"""The analyze handler: digests in, insights in the table and on the bus out, whatever the model does."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from aws_lambda_powertools.utilities.circuit_breaker import base

from crosscut.analysis.budget import day_of
from crosscut.aws import clients
from crosscut.aws.digests import DigestStore
from crosscut.aws.insights import DynamoInsightStore
from crosscut.aws.messages import ObjectPlace
from crosscut.aws.pages import PageStore, page_key
from crosscut.aws.spending import DynamoSpending
from crosscut.errors import ConfigurationError
from crosscut.model import Digest, Exemplar, Insight, Ledger, Severity, Template
from tests.handlers.conftest import WORK_BUCKET

NINE = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
MINUTE = int(NINE.timestamp()) // 60

Event = Callable[..., dict[str, Any]]
Load = Callable[[str], Callable[[dict[str, Any]], dict[str, Any]]]


def outage(source: str = "shop-api") -> Digest:
    """A window in which one error fills a minute after half an hour of nothing but orders."""
    calm = Template(
        id="t-calm",
        text="order <*> accepted",
        service="orders",
        severity_number=9,
        severity_text="INFO",
        count=310,
        first_seen=NINE,
        last_seen=NINE + timedelta(minutes=30),
        minutes={MINUTE + m: 10 for m in range(31)},
        exemplars=(Exemplar(file="app.log", line=1, time=NINE, text="order 1001 accepted"),),
    )
    lines = tuple(
        Exemplar(
            file="app.log",
            line=400 + n,
            time=NINE + timedelta(minutes=30, seconds=n),
            text=f"ERROR orders: could not connect to database db01: connection refused (attempt {n})",
        )
        for n in range(3)
    )
    errors = Template(
        id="t-errors",
        text="could not connect to database db01: connection refused (attempt <*>)",
        service="orders",
        severity_number=17,
        severity_text="ERROR",
        count=400,
        first_seen=NINE + timedelta(minutes=30),
        last_seen=NINE + timedelta(minutes=30, seconds=59),
        minutes={MINUTE + 30: 400},
        exemplars=lines,
    )
    return Digest(
        source=source,
        objects=("app.log",),
        first_seen=NINE,
        last_seen=errors.last_seen,
        severities={9: 310, 17: 400},
        templates=(errors, calm),
        ledger=Ledger(objects=1, bytes_read=70_000, lines_read=710, records=710, lines_folded=710),
    )


def announced(
    event: Event, *, number: int = 1, source: str = "shop-api", delivery: int = 1
) -> dict[str, Any]:
    """Write a digest and return the event that announces it."""
    object_id = f"{number:032x}"
    place = ObjectPlace(source, object_id, NINE)
    key = DigestStore(clients.s3(), "example-work").write(outage(source), place)
    whole = event("sqs_digest_message", delivery=delivery, source=source, digest_key=key, object_id=object_id)
    whole["Records"][0]["attributes"]["MessageGroupId"] = source
    whole["Records"][0]["messageId"] = f"message-{number}"
    return whole


def stored() -> list[Insight]:
    store = DynamoInsightStore(clients.dynamodb(), "crosscut-test-insights")
    return list(store.list(since=LONG_AGO, at_least=Severity.INFO))


def published(aws: Any) -> list[Insight]:
    return [Insight.model_validate(envelope["detail"]) for envelope in aws.received(aws.seen_url)]


def test_a_digest_becomes_insights_in_the_table_and_on_the_bus(
    aws: Any, event: Event, load_handler: Load, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = load_handler("analyze")(announced(event))

    assert answer == {"batchItemFailures": []}
    kept = stored()
    assert kept
    assert kept[0].severity.rank >= Severity.HIGH.rank
    assert {i.analyst for i in kept} == {"offline"}
    assert "no Anthropic API key" in " ".join(kept[0].notes)
    assert sorted(published(aws), key=lambda i: i.id) == sorted(kept, key=lambda i: i.id)
    assert '"Insights"' in capsys.readouterr().out


def test_what_people_are_told_of_has_a_page_and_the_rest_has_none(
    aws: Any, event: Event, load_handler: Load, capsys: pytest.CaptureFixture[str]
) -> None:
    load_handler("analyze")(announced(event))

    told = {page_key(i) for i in stored() if i.severity is Severity.CRITICAL}
    assert told
    assert set(reports()) == told
    html = next(iter(reports().values()))
    assert "could not connect to database db01" in html
    assert html.startswith("<!doctype html>")
    assert '"Pages"' in capsys.readouterr().out


def test_a_page_that_cannot_be_kept_holds_up_no_insight(
    aws: Any,
    event: Event,
    load_handler: Load,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def denied(*_: object) -> str:
        raise ConfigurationError("writing s3://example-work/reports: AccessDenied")

    monkeypatch.setattr(PageStore, "write", denied)

    answer = load_handler("analyze")(announced(event))

    assert answer == {"batchItemFailures": []}
    assert published(aws)
    assert not reports()
    logged = capsys.readouterr().out
    assert '"PagesFailed"' in logged
    assert "AccessDenied" in logged


def reports() -> dict[str, str]:
    """Return the pages in the work bucket by key."""
    s3 = clients.s3()
    listed = s3.list_objects_v2(Bucket=WORK_BUCKET, Prefix="reports/").get("Contents", [])
    return {
        item["Key"]: s3.get_object(Bucket=WORK_BUCKET, Key=item["Key"])["Body"].read().decode()
        for item in listed
    }


def test_a_digest_delivered_twice_counts_once(aws: Any, event: Event, load_handler: Load) -> None:
    handler = load_handler("analyze")

    handler(announced(event))
    once = stored()
    handler(announced(event, delivery=2))

    assert stored() == once


def test_the_same_outage_in_the_next_digest_is_the_same_insight(
    aws: Any, event: Event, load_handler: Load
) -> None:
    handler = load_handler("analyze")

    handler(announced(event, number=1))
    (before, *_) = stored()
    handler(announced(event, number=2))
    after = next(insight for insight in stored() if insight.id == before.id)

    assert after.count == 2 * before.count


def test_on_a_fifo_queue_a_failure_holds_up_its_own_source_only(
    aws: Any, event: Event, load_handler: Load
) -> None:
    broken = announced(event, number=1, source="shop-api")["Records"][0]
    broken["body"] = json.dumps({**json.loads(broken["body"]), "digest_key": "digests/gone.json"})
    behind = announced(event, number=2, source="shop-api")["Records"][0]
    other = announced(event, number=3, source="shop-web")["Records"][0]

    answer = load_handler("analyze")({"Records": [broken, behind, other]})

    assert [f["itemIdentifier"] for f in answer["batchItemFailures"]] == ["message-1", "message-2"]
    assert {insight.source for insight in stored()} == {"shop-web"}


@dataclass
class FakeModel:
    """An endpoint of the Messages API that answers as it is told."""

    url: str = ""
    status: int = 529
    error: str = "overloaded_error"
    asked: list[str] = field(default_factory=list)


@pytest.fixture(autouse=True)
def _new_container() -> None:
    """The circuit breaker counts failures in a row in its module, as long as a container lives."""
    base._LOCAL_FAILURES.clear()


@pytest.fixture
def model(aws: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeModel]:
    fake = FakeModel()

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            fake.asked.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            body = {"type": "error", "error": {"type": fake.error, "message": "synthetic"}}
            self.send_response(fake.status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    fake.url = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setenv("CROSSCUT_ANTHROPIC_URL", fake.url)
    clients.secretsmanager().put_secret_value(
        SecretId="crosscut/test/anthropic", SecretString='{"api_key": "sk-ant-synthetic"}'
    )
    yield fake
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_overloaded_model_is_asked_again_and_then_the_rules_answer(
    event: Event, load_handler: Load, model: FakeModel, capsys: pytest.CaptureFixture[str]
) -> None:
    handler = load_handler("analyze")

    for delivery in (1, 2, 3):
        assert len(handler(announced(event, delivery=delivery))["batchItemFailures"]) == 1
        assert stored() == []
    last = handler(announced(event, delivery=4))

    assert last == {"batchItemFailures": []}
    assert len(model.asked) == 3
    assert "no answer in 3 deliveries" in " ".join(stored()[0].notes)
    printed = capsys.readouterr().out
    assert "AnalystUnavailableError" in printed
    assert "sk-ant-synthetic" not in printed


def test_a_model_that_refuses_the_request_leaves_it_to_the_rules(
    event: Event, load_handler: Load, model: FakeModel
) -> None:
    model.status, model.error = 401, "authentication_error"

    answer = load_handler("analyze")(announced(event))

    assert answer == {"batchItemFailures": []}
    assert stored()[0].analyst == "offline"
    assert "no answer of the model can be used" in " ".join(stored()[0].notes)


def test_over_budget_the_rules_answer_and_people_hear_of_it_once_a_day(
    event: Event,
    load_handler: Load,
    model: FakeModel,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("CROSSCUT_BUDGET_USD_PER_DAY", "0.01")
    handler = load_handler("analyze")

    for number in (1, 2):
        assert handler(announced(event, number=number)) == {"batchItemFailures": []}

    assert model.asked == []
    (insight,) = stored()
    assert insight.analyst == "offline"
    assert insight.severity is Severity.CRITICAL
    assert (
        "the model was not asked: the budget of the deployment ($0.01 and 50,000,000 tokens a day) has no"
        in (" ".join(insight.notes))
    )
    printed = capsys.readouterr().out
    assert printed.count('"DigestsOverBudget":[1.0]') == 2
    assert printed.count('"BudgetsSpent":[1.0]') == 1


def test_after_failures_in_a_row_the_model_is_left_alone_for_a_while(
    event: Event, load_handler: Load, model: FakeModel, capsys: pytest.CaptureFixture[str]
) -> None:
    handler = load_handler("analyze")

    for number in range(1, 9):
        handler(announced(event, number=number))

    assert len(model.asked) == 5
    printed = capsys.readouterr().out
    assert printed.count('"CircuitOpened":[1.0]') == 1
    assert "Claude has failed 5 times in a row and is not asked for 60 s" in printed
    # Refused calls cost nothing, and none is left reserved.
    (whole, source) = DynamoSpending(clients.dynamodb(), "crosscut-test-budget").spent(
        day_of(datetime.now(UTC))
    )
    assert (whole.scope, source.scope) == ("*", "shop-api")
    assert (whole.calls, whole.answered, whole.micro_usd, whole.tokens) == (5, 0, 0, 0)


def test_a_digest_that_seems_to_hold_a_secret_goes_to_no_model(
    event: Event,
    load_handler: Load,
    model: FakeModel,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    planted = "ghp_0123456789abcdefghijABCDEFGHIJ012345"
    clean = outage()
    errors, calm = clean.templates
    lines = tuple(e.model_copy(update={"text": f"{e.text} token {planted}"}) for e in errors.exemplars)
    leaking = clean.model_copy(update={"templates": (errors.model_copy(update={"exemplars": lines}), calm)})
    monkeypatch.setitem(globals(), "outage", lambda source: leaking)

    answer = load_handler("analyze")(announced(event))

    assert answer == {"batchItemFailures": []}
    assert model.asked == []
    (insight,) = stored()
    assert insight.analyst == "offline"
    assert (
        "the model was not asked: the redacted digest seems to hold a secret (GitHub Token)" in insight.notes
    )
    printed = capsys.readouterr().out
    assert '"DigestsWithheld":[1.0]' in printed
    assert planted not in printed + insight.model_dump_json()
    assert insight.evidence[0].text == "[withheld: it looks like GitHub Token]"
