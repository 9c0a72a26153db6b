"""A source that is not urgent: the rules tell at once, a batch is asked, and the clock's ticks collect what it says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crosscut.analysis.asks import Waiting
from crosscut.analysis.budget import ScopeSpent, day_of
from crosscut.aws import clients
from crosscut.aws.asks import DynamoAsks
from crosscut.aws.spending import DynamoSpending
from crosscut.model import Severity
from tests.fakes.analyst import diligent
from tests.fakes.claude_server import ClaudeServer, Fault, Reply, Request, Unanswered
from tests.handlers.conftest import ANTHROPIC_SECRET, BUDGET, WORK_BUCKET
from tests.handlers.test_analyze import announced, published, stored
from tests.handlers.test_listening import message

Event = Callable[..., dict[str, Any]]
Load = Callable[[str], Callable[[dict[str, Any]], dict[str, Any]]]
FIRST = f"{1:032x}"


class Scripted(ClaudeServer):
    """A server whose script a test may change."""

    reply: Callable[[Request], Reply] | Reply


@pytest.fixture
def claude(aws: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scripted]:
    file = tmp_path / "sources.yaml"
    file.write_text("sources:\n- {name: shop-api, urgent: false}\n- {name: shop-web}\n")
    monkeypatch.setenv("CROSSCUT_SOURCES", str(file))
    clients.secretsmanager().put_secret_value(
        SecretId=ANTHROPIC_SECRET, SecretString='{"api_key": "sk-ant-synthetic"}'
    )
    server = Scripted(lambda request: _reply(server.reply, request))
    server.reply = diligent
    with server:
        monkeypatch.setenv("CROSSCUT_ANTHROPIC_URL", server.url)
        yield server


def _reply(reply: Callable[[Request], Reply] | Reply, request: Request) -> Reply:
    return reply(request) if callable(reply) else reply


def asks() -> DynamoAsks:
    return DynamoAsks(clients.dynamodb(), BUDGET)


def spent() -> ScopeSpent:
    return DynamoSpending(clients.dynamodb(), BUDGET).spent(day_of(datetime.now(UTC)))[0]


def test_the_rules_tell_at_once_and_the_answer_takes_their_place(
    aws: Any, event: Event, load_handler: Load, claude: Scripted, capsys: pytest.CaptureFixture[str]
) -> None:
    handler = load_handler("analyze")

    assert handler(announced(event)) == {"batchItemFailures": []}

    (told,) = stored()
    assert (told.analyst, told.severity, told.usage) == ("offline", Severity.CRITICAL, None)
    assert "was asked in a batch, at half the price" in told.notes[0]
    assert published(aws)[-1] == told
    held = spent()
    assert (held.calls, held.answered) == (1, 0)
    assert held.micro_usd > 0

    handler(message(event, tick="2026-03-01T09:05:00Z"))
    (due,) = aws.received(aws.digest_queue_url)
    assert due == {"collect": FIRST, "source": "shop-api", "_group": "shop-api"}
    handler(message(event, collect=FIRST, source="shop-api"))

    (answered,) = stored()
    assert (answered.id, answered.analyst, answered.count) == (told.id, "claude-sonnet-5-5", told.count)
    assert answered.title.startswith("The model says: ")
    assert answered.explained_at is not None
    assert answered.usage is not None
    assert (answered.usage.batch, answered.usage.cost_usd) == (True, 0.00195)
    assert published(aws)[-1] == answered
    after = spent()
    assert (after.answered, after.input_tokens, after.output_tokens) == (1, 1_200, 150)
    assert after.micro_usd == after.settled_micro_usd == 1_950
    assert asks().waiting() == []
    printed = capsys.readouterr().out
    assert '"CostMilliUsd":[1.95]' in printed
    assert "sk-ant-synthetic" not in printed
    # Read from the endpoint that was named, not from where the batch points to.
    assert [r.path for r in claude.requests] == [
        "/v1/messages/batches",
        "/v1/messages/batches/msgbatch_fake_000001",
        "/v1/messages/batches/msgbatch_fake_000001/results",
    ]


def test_half_of_what_a_call_at_once_may_take_is_reserved(
    event: Event, load_handler: Load, claude: Scripted
) -> None:
    handler = load_handler("analyze")
    handler(announced(event))
    batch = spent().micro_usd

    handler(announced(event, source="shop-web", number=2))

    table = clients.dynamodb().scan(TableName=BUDGET)["Items"]
    calls = {i["source"]["S"]: int(i["micro_usd"]["N"]) for i in table if i["item"]["S"].startswith("call#")}
    assert batch == calls["shop-api"]
    assert calls["shop-api"] == pytest.approx(calls["shop-web"] / 2, abs=500)


def test_a_digest_delivered_twice_is_asked_about_once(
    aws: Any, event: Event, load_handler: Load, claude: Scripted
) -> None:
    handler = load_handler("analyze")

    handler(announced(event))
    handler(announced(event, delivery=2))
    handler(message(event, collect=FIRST, source="shop-api"))
    handler(message(event, collect=FIRST, source="shop-api"))  # twice, too
    handler(announced(event, delivery=3))

    assert len(claude.batches) == 1
    assert spent().calls == 1
    (insight,) = stored()
    assert (insight.analyst, insight.count) == ("claude-sonnet-5-5", 400)


def test_a_storm_is_one_batch_and_its_records_count_once(
    event: Event, load_handler: Load, claude: Scripted
) -> None:
    handler = load_handler("analyze")
    for number in range(1, 6):
        handler(announced(event, number=number))

    assert len(claude.batches) == 1
    (meanwhile,) = stored()
    assert meanwhile.count == 5 * 400
    assert meanwhile.triage.endswith("asked about this in a batch, and its answer will follow.")
    handler(message(event, collect=FIRST, source="shop-api"))
    (answered,) = stored()
    assert (answered.analyst, answered.count) == ("claude-sonnet-5-5", 5 * 400)

    handler(announced(event, number=6))  # explained lately
    assert len(claude.batches) == 1


def test_what_has_not_ended_is_looked_at_again(event: Event, load_handler: Load, claude: Scripted) -> None:
    handler = load_handler("analyze")
    claude.status = "in_progress"
    handler(announced(event))

    assert handler(message(event, collect=FIRST, source="shop-api")) == {"batchItemFailures": []}

    assert asks().waiting() == [Waiting("shop-api", FIRST)]
    assert stored()[0].analyst == "offline"
    claude.status = "ended"
    handler(message(event, collect=FIRST, source="shop-api"))
    assert stored()[0].analyst == "claude-sonnet-5-5"


@pytest.mark.parametrize(
    ("reply", "held"), [(Unanswered("expired"), False), (Unanswered("canceled"), False), (Fault(500), False)]
)
def test_without_an_answer_the_rules_stand_and_the_money_is_back(
    reply: Reply, held: bool, event: Event, load_handler: Load, claude: Scripted,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    handler = load_handler("analyze")
    claude.reply = reply
    handler(announced(event))
    handler(message(event, collect=FIRST, source="shop-api"))

    (insight,) = stored()
    assert (insight.analyst, insight.severity, insight.count) == ("offline", Severity.CRITICAL, 400)
    assert insight.notes[0].startswith("no answer of the model can be used: ")
    assert (spent().micro_usd > 0) == held
    assert '"BatchesUnanswered":[1.0]' in capsys.readouterr().out
    handler(announced(event, number=2))  # the problem is still there, and is asked about anew
    assert len(claude.batches) == 2


def test_a_batch_that_does_not_end_is_given_up_after_a_day(
    event: Event, load_handler: Load, claude: Scripted
) -> None:
    handler = load_handler("analyze")
    claude.status = "in_progress"
    handler(announced(event))
    ask = asks().find("shop-api", FIRST)
    assert ask is not None
    clients.dynamodb().delete_item(
        TableName=BUDGET, Key={"day": {"S": "asks"}, "item": {"S": f"shop-api#{FIRST}"}}
    )
    asks().add(ask.model_copy(update={"asked_at": ask.asked_at - timedelta(hours=27)}))

    handler(message(event, collect=FIRST, source="shop-api"))

    assert "the batch has not answered within 26 hours" in stored()[0].notes[0]
    assert spent().unknown == 1
    assert asks().waiting() == []


def test_a_batch_over_budget_is_not_asked(
    event: Event, load_handler: Load, claude: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CROSSCUT_BUDGET_USD_PER_DAY", "0.01")

    load_handler("analyze")(announced(event))

    assert claude.requests == []
    assert "the model was not asked: the budget of the deployment" in stored()[0].notes[0]


def test_a_digest_that_is_gone_makes_one_dead_letter(
    event: Event, load_handler: Load, claude: Scripted
) -> None:
    handler = load_handler("analyze")
    handler(announced(event))
    (key,) = [
        i["Key"] for i in clients.s3().list_objects_v2(Bucket=WORK_BUCKET, Prefix="digests/")["Contents"]
    ]
    clients.s3().delete_object(Bucket=WORK_BUCKET, Key=key)

    answer = handler(message(event, collect=FIRST, source="shop-api"))

    assert len(answer["batchItemFailures"]) == 1
    assert asks().waiting() == []


def test_an_urgent_source_is_asked_about_at_once(event: Event, load_handler: Load, claude: Scripted) -> None:
    load_handler("analyze")(announced(event, source="shop-web"))

    assert [r.path for r in claude.requests] == ["/v1/messages"]
    assert stored()[0].analyst == "claude-sonnet-5-5"
    assert json.loads(claude.requests[0].text)["model"] == "claude-sonnet-5-5"
