"""What a person says of insights, and what other programs get of them."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner, Result

from crosscut import gathering
from crosscut.aws import clients
from crosscut.aws.incidents import DynamoIncidents
from crosscut.aws.insights import DynamoInsightStore
from crosscut.cli import insights_watch
from crosscut.cli.document import Document
from crosscut.cli.main import cli
from crosscut.model import Insight, Said, Severity, Sighting, Status
from crosscut.rates import minute_of, rate_of

FIRST, SECOND = "7f3a9c01d2e4b001", "7f3a9c01d2e4b002"
SINCE = ("--since", "2026-01-01")  # the findings are of a fixed day, and the clock of the machine goes on
NOW = datetime.now(UTC)


@pytest.fixture
def store(tables: None, insight: Callable[..., Insight]) -> DynamoInsightStore:
    """A deployment with a critical and a medium insight of one incident."""
    clients.events().create_event_bus(Name="crosscut-dev")
    found = DynamoInsightStore(clients.dynamodb(), "crosscut-dev-insights")
    for number, severity in ((2, Severity.MEDIUM), (1, Severity.CRITICAL)):
        save(found, seen(insight(severity, number=number)))
    return found


def seen(insight: Insight, **changes: object) -> Insight:
    assert insight.last_seen is not None
    sighting = Sighting(
        at=insight.last_seen, count=177, digest=insight.id, object="logs/app.log", severity=insight.severity
    )
    minute = minute_of(insight.last_seen)
    rate = rate_of({minute: 90, minute - 2: 10})
    return insight.model_copy(update={"sightings": (sighting,), "rate": rate, "traces": ("t1",), **changes})


def save(store: DynamoInsightStore, insight: Insight) -> None:
    stored = store.save(insight, digest_id="d")
    incidents = DynamoIncidents(clients.dynamodb(), "crosscut-dev-incidents")
    gathering.gathered([stored], incidents=incidents, store=store, now=NOW)


def run(*arguments: str, read: str = "") -> Result:
    return CliRunner().invoke(cli, [*arguments], input=read)


def stored(store: DynamoInsightStore, insight_id: str = FIRST) -> Insight:
    insight = store.get(insight_id)
    assert insight is not None
    return insight


@pytest.mark.parametrize(
    ("command", "said", "status"),
    [
        ("ack", Said.ACKNOWLEDGE, Status.ACKNOWLEDGED),
        ("resolve", Said.RESOLVE, Status.RESOLVED),
        ("false-alarm", Said.FALSE_ALARM, Status.RESOLVED),
        ("unmute", Said.UNMUTE, Status.OPEN),
        ("reopen", Said.REOPEN, Status.OPEN),
    ],
)
def test_what_a_person_says_is_stored(
    store: DynamoInsightStore, command: str, said: Said, status: Status
) -> None:
    done = run("insights", command, FIRST, "--by", "ada", "--note", "on it")

    assert done.exit_code == 0
    title = "orders cannot reach its database: connection refused"
    assert done.stdout == f"{FIRST} {status}: {title}\n"
    [decision] = stored(store).decisions
    assert (decision.said, decision.by, decision.note) == (said, "ada", "on it")
    assert timedelta(0) <= datetime.now(UTC) - decision.at < timedelta(minutes=1)


def test_a_mute_has_an_end(store: DynamoInsightStore) -> None:
    assert run("insights", "mute", FIRST, "--until", "2h").exit_code == 0
    muted = stored(store).muted_until
    assert muted is not None
    assert timedelta(hours=1) < muted - datetime.now(UTC) <= timedelta(hours=2)
    assert "muted until" in run("insights", *SINCE).stdout


@pytest.mark.parametrize("until", ["2020-01-01", "0h", "soon"])
def test_a_mute_that_is_over_is_refused(store: DynamoInsightStore, until: str) -> None:
    done = run("insights", "mute", FIRST, "--until", until)

    assert (done.exit_code, done.stdout) == (2, "")
    assert "neither a span such as 2h, 1d nor a time to come" in done.stderr


def test_several_come_from_a_pipe_and_an_unknown_one_is_status_2(store: DynamoInsightStore) -> None:
    done = run("insights", "resolve", "-", "nosuch", "--by", "ada", read=f"{FIRST}\n{SECOND} {FIRST}\n")

    assert done.exit_code == 2
    assert [line.split()[0] for line in done.stdout.splitlines()] == [FIRST, SECOND]
    assert done.stderr == "crosscut: there is no insight 'nosuch'; `crosscut insights` lists their ids\n"
    assert {stored(store, id_).status for id_ in (FIRST, SECOND)} == {Status.RESOLVED}
    # With each of its insights the incident is over.
    shown = run("incidents", "show", stored(store).incident).stdout
    assert "resolved by ada: each of its insights was resolved" in " ".join(shown.split())


def test_lists_are_narrowed(store: DynamoInsightStore) -> None:
    run("insights", "ack", FIRST)

    def ids(*options: str) -> list[str]:
        done = run("insights", "list", *SINCE, *options, "--json")
        return [each["id"] for each in json.loads(done.stdout)["insights"]]

    assert ids() == [FIRST, SECOND]
    assert ids("--status", "acknowledged") == [FIRST]
    assert ids("--status", "open") == [SECOND]
    assert ids("--category", "dependency", "--text", "PAYMENTS") == [FIRST, SECOND]
    assert ids("--category", "security") == []
    assert ids("--incident", stored(store).incident, "--severity", "high") == [FIRST]
    assert "acknowledged, last seen" in run("insights", *SINCE).stdout


def test_one_is_shown_with_what_became_of_it(store: DynamoInsightStore) -> None:
    run("insights", "mute", FIRST, "--by", "ada", "--note", "known \x1b[31mred")

    shown = run("insights", "show", FIRST).stdout
    assert "Rate" in shown
    assert "records by 1 min from 2026-11-17 10:17:00 UTC, at most 90" in shown
    assert "2026-11-17 10:19:33 177 records in logs/app.log" in shown
    assert "by ada, " in shown
    assert ": known red" in " ".join(shown.split())
    assert stored(store).incident in shown
    assert "\x1b" not in shown


def test_json_is_the_document_whether_there_is_one_or_none(store: DynamoInsightStore) -> None:
    for options in (SINCE, ("--since", "2026-12-30")):
        for command in (("insights", *options, "--json"), ("insights", "export", *options)):
            done = run(*command)
            document = Document.model_validate_json(done.stdout)
            assert done.stdout == document.to_json() + "\n"


def test_csv_and_markdown_are_inert(store: DynamoInsightStore, insight: Callable[..., Insight]) -> None:
    hostile = '=HYPERLINK("http://192.0.2.1")\x1b[31m|\n<b>`x`'
    save(
        store, seen(insight(Severity.HIGH, number=3), title=hostile, services=("@x", "-y"), source="shop-web")
    )

    table = run("insights", "export", *SINCE, "--format", "csv", "--source", "shop-web").stdout
    markdown = run("insights", "export", *SINCE, "--format", "markdown", "--source", "shop-web").stdout

    [row] = csv.DictReader(io.StringIO(table))
    assert row["title"] == '\'=HYPERLINK("http://192.0.2.1")| <b>`x`'
    assert (row["services"], row["rank"], row["count"]) == ("'@x, -y", "0", "177")
    assert row["last_seen"] == "2026-11-17T10:19:33Z"
    [_, _, line] = markdown.splitlines()
    assert r"\=HYPERLINK" not in line  # Markdown knows no formulas
    assert r"\| &lt;b&gt;\`x\`" in line
    assert line.count(" | ") == 8


def test_watch_prints_what_is_new_and_what_has_changed(
    store: DynamoInsightStore, insight: Callable[..., Insight], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(range(1_000))
    events = [
        lambda: None,
        lambda: save(store, seen(insight(Severity.LOW, number=3))),
        lambda: run("insights", "ack", SECOND),
    ]
    pauses = iter(events)

    def sleep(_: float) -> None:
        next(pauses, lambda: None)()

    monkeypatch.setattr(insights_watch.time, "sleep", sleep)
    monkeypatch.setattr(insights_watch.time, "monotonic", lambda: next(clock))

    done = run("insights", "watch", *SINCE, "--every", "1", "--for", "8")

    assert done.exit_code == 0
    shown = [line for line in done.stdout.splitlines() if "id 7f3a" in line]
    assert sorted(line.split()[1].rstrip(",") for line in shown[:2]) == [FIRST, SECOND]
    assert [line.split()[1].rstrip(",") for line in shown[2:]] == [f"{FIRST[:-1]}3", SECOND]
    assert "acknowledged" in shown[-1]


def test_incidents_are_listed_shown_and_resolved(store: DynamoInsightStore) -> None:
    id_ = stored(store).incident

    listed = run("incidents", "list", *SINCE)
    assert f"id {id_}, updated, 2 insights, of shop-api, last seen" in listed.stdout
    assert run("incidents", *SINCE).stdout == listed.stdout
    assert (
        run("incidents", "--stage", "gone", "show", id_).exit_code == 2
    )  # the group's options are its commands'
    shown = run("incidents", "show", id_).stdout
    assert f"{FIRST} critical (first cause), shop-api" in shown
    assert "shares the id t1" in " ".join(shown.split())
    document = json.loads(run("incidents", "show", id_, "--json").stdout)
    assert [m["insight"] for m in document["incidents"][0]["members"]] == [FIRST, SECOND]

    done = run("incidents", "resolve", id_, "--by", "ada", "--note", "failed over")
    assert done.stdout.startswith(f"{id_} resolved: orders cannot reach")
    assert {stored(store, each).status for each in (FIRST, SECOND)} == {Status.RESOLVED}
    assert "All quiet" in run("incidents", "list", *SINCE, "--live").stdout
    assert json.loads(run("incidents", "list", *SINCE, "--json").stdout)["incidents"][0]["id"] == id_


@pytest.mark.parametrize("command", [("show",), ("resolve",)])
def test_an_unknown_incident_is_one_line_and_status_2(
    store: DynamoInsightStore, command: tuple[str, ...]
) -> None:
    done = run("incidents", *command, "inc-none")

    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == "crosscut: there is no incident 'inc-none'; `crosscut incidents` lists their ids\n"


def test_a_reader_that_goes_away_ends_an_export_quietly() -> None:
    """`crosscut insights export | head -1`: 128 + SIGPIPE, and not a word."""
    script = (
        "import sys\n"
        "from crosscut.cli import insights_export as export\n"
        "from crosscut.cli.group import LazyGroup\n"
        "import click\n"
        "@click.command()\n"
        "def flood():\n"
        "    for _ in range(1_000_000): export.put('x' * 100)\n"
        "group = LazyGroup('crosscut', lazy={})\n"
        "group.add_command(flood)\n"
        "group(['flood'])\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (141, b"")


def test_what_is_decided_here_is_announced_so_that_messages_change(store: DynamoInsightStore) -> None:
    queue = clients.sqs().create_queue(QueueName="heard")["QueueUrl"]
    region = clients.sqs().meta.region_name
    arn = f"arn:aws:sqs:{region}:123456789012:heard"
    clients.events().put_rule(
        Name="all", EventBusName="crosscut-dev", EventPattern='{"source": ["crosscut"]}'
    )
    clients.events().put_targets(Rule="all", EventBusName="crosscut-dev", Targets=[{"Id": "q", "Arn": arn}])

    assert run("insights", "resolve", FIRST).exit_code == 0

    (message,) = clients.sqs().receive_message(QueueUrl=queue, MaxNumberOfMessages=10)["Messages"]
    detail = json.loads(message["Body"])["detail"]
    assert (detail["id"], detail["status"]) == (FIRST, "resolved")


def test_where_it_cannot_be_announced_it_is_stored_and_that_is_said(store: DynamoInsightStore) -> None:
    clients.events().delete_event_bus(Name="crosscut-dev")

    done = run("insights", "resolve", FIRST)

    assert done.exit_code == 1
    assert "it is stored, but its message on Slack changes only when it is seen again" in done.output
    assert stored(store).status is Status.RESOLVED
