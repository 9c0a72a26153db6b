"""`crosscut replay` on queues, a bucket and a ledger such as the stack makes; tests/handlers/test_replay.py has what
becomes of it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from click.testing import CliRunner, Result

from crosscut.aws import clients
from crosscut.aws.insights import DynamoInsightStore
from crosscut.aws.ledger import DynamoLedger
from crosscut.aws.parts import parse_part
from crosscut.cli.main import cli
from crosscut.config import AnalyzeSettings
from crosscut.conservation import LedgerEntry
from crosscut.model import DigestMessage, Insight, Ledger

LOGS = "crosscut-dev-logs-123456789012-us-east-1"
KEYS = ("shop-api/a.log", "shop-api/b.log")
_KEYS = (("day", "HASH"), ("item", "RANGE"))


@pytest.fixture(autouse=True)
def deployment(tables: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two objects, of which the ledger knows the first."""
    monkeypatch.delenv("CROSSCUT_SOURCES", raising=False)
    monkeypatch.setattr("crosscut.aws.deployed_settings.analyze_settings", settings)
    clients.s3().create_bucket(Bucket=LOGS)
    clients.sqs().create_queue(QueueName="crosscut-dev-intake")
    clients.sqs().create_queue(
        QueueName="crosscut-dev-digests.fifo",
        Attributes={"FifoQueue": "true", "ContentBasedDeduplication": "true"},
    )
    clients.dynamodb().create_table(
        TableName="crosscut-dev-ledger",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in _KEYS],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name, _ in _KEYS],
    )
    etags = [clients.s3().put_object(Bucket=LOGS, Key=key, Body=key.encode())["ETag"] for key in KEYS]
    now = datetime.now(UTC)
    DynamoLedger(clients.dynamodb(), "crosscut-dev-ledger").sanitized(
        LedgerEntry(
            part_id="aa", object_id="aa", source="shop-api", bucket=LOGS, key=KEYS[0], etag=etags[0].strip('"'),
            sequencer="0055", arrived=now, size=14, ledger=Ledger(), sanitized_at=now,
        )
    )  # fmt: skip


def settings(function: str, endpoint: object) -> AnalyzeSettings:
    """What the deployed function would say; moto has no Lambda without Docker."""
    assert function == "crosscut-dev-analyze"
    names = ("work_bucket", "insights_table", "incidents_table", "catalog_table", "baselines_table", "ledger_table",
             "digest_queue_url", "event_bus", "budget_table")  # fmt: skip
    return AnalyzeSettings.model_validate(dict.fromkeys(names, "x"))


def run(*arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(cli, ["replay", "--source", "shop-api", *arguments], input=answer)


def bodies(queue: str) -> list[str]:
    url = clients.sqs().get_queue_url(QueueName=f"crosscut-dev-{queue}")["QueueUrl"]
    answer: Any = clients.sqs().receive_message(QueueUrl=url, MaxNumberOfMessages=10)
    return [message["Body"] for message in answer.get("Messages", [])]


def test_objects_go_back_to_the_intake_queue_as_what_they_were() -> None:
    done = run("--yes")

    assert done.exit_code == 0, done.output
    assert "2 objects on the way again, from sanitize" in done.stdout
    sent = {part.created.key: part for part in map(parse_part, bodies("intake"))}
    assert sent.keys() == set(KEYS)
    assert [sent[key].created.detail.object.sequencer for key in KEYS] == ["0055", ""]
    assert all(part.replay for part in sent.values())
    assert bodies("digests.fifo") == []


def test_digests_are_announced_anew() -> None:
    done = run("--begin", "analyze", "--yes")

    assert "1 digest on the way again" in done.stdout
    [message] = [DigestMessage.model_validate_json(body) for body in bodies("digests.fifo")]
    today = datetime.now(UTC).date()
    assert message.digest_key == f"digests/shop-api/{today:%Y/%m/%d}/aa.json"
    assert message.replay


def test_the_cost_is_told_first_and_nothing_is_sent_without_a_yes() -> None:
    assert (
        "2 objects would be done again from sanitize: at most 2 model calls and $" in run("--dry-run").stdout
    )
    assert run(answer="n\n").exit_code == 130
    assert bodies("intake") == []


def test_without_a_model_it_says_that_none_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    offline = settings("crosscut-dev-analyze", None).model_copy(update={"provider": "offline"})
    monkeypatch.setattr("crosscut.aws.deployed_settings.analyze_settings", lambda *_: offline)

    said = run("--dry-run").stdout
    assert said == "2 objects would be done again from sanitize: by the rules alone, at no cost of a model.\n"


def test_one_object_alone() -> None:
    run("--object", KEYS[1], "--yes")

    assert [parse_part(body).created.key for body in bodies("intake")] == [KEYS[1]]


def test_only_what_a_version_of_the_prompt_has_written(insight: Any) -> None:
    store = DynamoInsightStore(clients.dynamodb(), "crosscut-dev-insights")
    written: Insight = insight().model_copy(update={"prompt_version": "analyst-2"})
    store.save(written, digest_id="aa")
    message = DigestMessage(
        source="shop-api", digest_key=f"digests/shop-api/{datetime.now(UTC):%Y/%m/%d}/aa.json", object_id="aa"
    )
    DynamoLedger(clients.dynamodb(), "crosscut-dev-ledger").analysed(
        message, [written], now=datetime.now(UTC)
    )

    assert "Nothing of shop-api" in run("--prompt-version", "analyst-1", "--yes").stdout
    assert "1 digest on the way again, from analyze" in run("--prompt-version", "analyst-2", "--yes").stdout


def test_the_ledger_may_be_named_by_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    clients.dynamodb().create_table(
        TableName="named-ledger",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in _KEYS],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name, _ in _KEYS],
    )
    monkeypatch.setenv("CROSSCUT_LEDGER_TABLE", "named-ledger")

    assert "Nothing of shop-api arrived" in run("--begin", "analyze", "--dry-run").stdout
    assert "1 digest would be done" in run("--begin", "analyze", "--dry-run", "--stage", "dev").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--from", "2026-03-02", "--to", "2026-03-01"], "--to 2026-03-01 00:00 is not after --from"),
        (["--from", "yesterday"], "'yesterday' is neither a span"),
    ],
)
def test_what_cannot_be_is_one_line(arguments: list[str], said: str) -> None:
    done = run(*arguments, "--yes")

    assert done.exit_code == 2
    assert said in done.stderr


def test_where_nothing_arrived_it_says_so() -> None:
    done = run("--from", "2026-03-01", "--to", "2026-03-02", "--yes")

    assert done.stdout == "Nothing of shop-api arrived from 2026-03-01 00:00 to 2026-03-02 00:00 UTC.\n"
    assert bodies("intake") == []
