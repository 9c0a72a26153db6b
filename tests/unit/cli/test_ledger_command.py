"""`crosscut ledger` on a bucket and a table such as the stack makes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner, Result

from crosscut.alerting.notice import Address, Notice, NoticeKey, Told
from crosscut.aws import clients
from crosscut.aws.insights import DynamoInsightStore
from crosscut.aws.ledger import DynamoLedger
from crosscut.aws.notices import DynamoNotices
from crosscut.cli.main import cli
from crosscut.conservation import LedgerEntry
from crosscut.model import DigestMessage, Insight, Ledger
from tests.fakes.tables import make_table

LOGS = "crosscut-dev-logs-123456789012-us-east-1"
TABLE = "crosscut-dev-ledger"
INSIGHTS = "crosscut-dev-insights"
KEYS = (("day", "HASH"), ("item", "RANGE"))


@pytest.fixture(autouse=True)
def deployment(account: None) -> None:
    """An object that got through, in two sources."""
    clients.s3().create_bucket(Bucket=LOGS)
    for table, keys in ((TABLE, KEYS), ("crosscut-dev-notices", (("about", "HASH"), ("item", "RANGE")))):
        clients.dynamodb().create_table(
            TableName=table,
            BillingMode="PAY_PER_REQUEST",
            KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in keys],
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name, _ in keys],
        )
    make_table(clients.dynamodb(), "insights", INSIGHTS)
    for source in ("shop-api", "shop-web"):
        got_through(source)


def put(key: str) -> str:
    return clients.s3().put_object(Bucket=LOGS, Key=key, Body=b"one\ntwo\n")["ETag"].strip('"')


def got_through(source: str, *, part_id: str = "", quarantined: int = 0) -> None:
    now = datetime.now(UTC)
    DynamoLedger(clients.dynamodb(), TABLE).sanitized(
        LedgerEntry(
            part_id=part_id or source[-3:],
            object_id=part_id or source[-3:],
            source=source,
            bucket=LOGS,
            key=f"{source}/app.log",
            etag=put(f"{source}/app.log"),
            arrived=now,
            size=8,
            ledger=Ledger(objects=1, bytes_read=8, lines_read=2, lines_folded=2),
            chunks=1,
            quarantined=quarantined,
            sanitized_at=now + timedelta(hours=1),  # not yet due for its analysis
        )
    )


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["ledger", "--grace", "0", *arguments])


def test_it_shows_what_came_in_and_that_it_adds_up() -> None:
    done = run()

    assert done.exit_code == 0, done.output
    assert [line.split()[1:6] for line in done.stdout.splitlines() if "shop-" in line] == [
        ["shop-api", "1", "8bytes", "2", "2"],
        ["shop-web", "1", "8bytes", "2", "2"],
    ]
    assert "It adds up" in done.stdout


def test_what_went_into_quarantine_is_said_with_where_to_look() -> None:
    assert "quarantine list" not in run().stdout
    got_through("shop-api", part_id="damaged", quarantined=2)

    done = run()

    assert done.exit_code == 0
    assert "2 pieces went into quarantine: `crosscut quarantine list` says what and why." in done.stdout


def test_each_object_is_shown_with_its_insights_and_what_was_told_of_them(
    insight: Callable[..., Insight],
) -> None:
    found = insight()
    DynamoInsightStore(clients.dynamodb(), INSIGHTS).save(found, digest_id="api")
    now = datetime.now(UTC)
    message = DigestMessage(
        source="shop-api",
        digest_key=f"digests/shop-api/{now:%Y/%m/%d}/api.json",
        object_id="api",
        arrived=now,
    )
    DynamoLedger(clients.dynamodb(), TABLE).analysed(message, [found], now=now)

    untold = run("--objects")
    assert untold.exit_code == 3
    assert (
        f"untold      {now:%Y-%m-%d %H:%M} UTC  shop-api/{found.id}: critical, and not told" in untold.stdout
    )

    notices = DynamoNotices(clients.dynamodb(), "crosscut-dev-notices")
    for channel in ("sns", "slack"):
        told = Told(
            at=now, address=Address(), severity=found.severity, status=found.status, explained=False, count=1,
            looks="", edited_at=now, spoken_at=now,
        )  # fmt: skip
        claim = notices.claim(NoticeKey("shop-api", found.id, channel, ""), now=now)
        assert claim is not None
        notices.release(claim, Notice(told=told), due=None)

    done = run("--objects")
    assert done.exit_code == 0, done.output
    head, api, web = (line.split() for line in done.stdout.splitlines()[:3])
    assert head[1:3] == ["object", "read"]
    assert dict(zip(head, api, strict=True)) | {"arrived": ""} == {
        "arrived": "", "object": "shop-api/app.log", "read": "8bytes", "lines": "2", "folded": "2", "quarantined": "0",
        "redacted": "0", "chunks": "1", "analysed": "1/1", "insights": "1", "notices": "2",
    }  # fmt: skip
    assert web[-2:] == ["0", "0"]
    document = json.loads(run("--objects", "--json").stdout)
    assert [(o["key"], o["notices"]) for o in document["objects"]] == [
        ("shop-api/app.log", 2),
        ("shop-web/app.log", 0),
    ]


def test_an_object_that_never_got_through_is_named_with_an_exit_status() -> None:
    put("shop-api/lost\x1b[31m.log")

    done = run("--source", "shop-api")

    assert done.exit_code == 3
    assert "unread" in done.stdout
    assert "lost" in done.stdout
    assert "\x1b[31m" not in done.stdout
    assert "1 difference. Look with `crosscut dlq list`, mend the cause, then `crosscut replay" in done.stdout


def test_it_looks_only_at_the_source_that_is_asked_for() -> None:
    put("shop-api/lost.log")

    done = run("--source", "shop-web", "--json")

    document = json.loads(done.stdout)
    assert (done.exit_code, document["differences"]) == (0, [])
    assert [day["source"] for day in document["days"]] == ["shop-web"]


def test_json_names_the_differences() -> None:
    put("elsewhere/lost.log")

    document = json.loads(run("--json").stdout)

    assert [(d["kind"], d["key"]) for d in document["differences"]] == [("unread", "elsewhere/lost.log")]


def test_where_nothing_came_it_says_so() -> None:
    done = run("--since", "2026-01-01", "--source", "nobody")

    assert done.exit_code == 0
    assert done.stdout == "Nothing arrived since 2026-01-01 00:00 UTC.\n"


def test_a_stage_that_is_not_deployed_is_one_line() -> None:
    done = run("--stage", "nowhere")

    assert done.exit_code == 2
    assert done.stderr.startswith("crosscut: ledger table crosscut-nowhere-ledger: ")
    assert done.stderr.count("\n") == 1
