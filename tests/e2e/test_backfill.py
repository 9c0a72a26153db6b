"""What lay in a bucket before: stopped halfway, gone on with, nothing counted twice, and live logs come first."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner

from crosscut.aws import clients
from crosscut.aws.ledger import DynamoLedger
from crosscut.cli.local.deploy import ARCHIVE
from crosscut.cli.main import cli
from crosscut.conservation import LedgerEntry
from tests.e2e.harness import Local, eventually
from tests.e2e.logs import outage

PAST, MEANWHILE = "e2e-past", "e2e-meanwhile"
SOURCES, EACH, LINES = 8, 12, 20
OBJECTS = SOURCES * EACH


class Backfilled(NamedTuple):
    """What was seen on the way."""

    id: str
    told_first: str
    when_live_was_through: dict[str, Any]  # how the backfill stood
    when_stopped: list[LedgerEntry]
    resumed: str  # what `resume` printed


@pytest.fixture(scope="module")
def backfilled(local: Local, tmp_path_factory: pytest.TempPathFactory) -> Backfilled:
    """Begin, drop a live log, stop in the middle and resume."""
    log = outage(tmp_path_factory.mktemp("logs") / "orders.jsonl", lines=LINES)
    _fill(local, log)
    begun = local.run("backfill", f"s3://{ARCHIVE}/", "--local", "--yes", "--detach")
    id_ = begun.stdout.splitlines()[-1]
    local.drop(log, MEANWHILE)
    eventually(lambda: local.insights(MEANWHILE), seconds=150, what="the live log analysed")
    stood = _status(local, id_)
    eventually(lambda: _status(local, id_)["done"], seconds=120, what="a batch that is through")
    _here(local, "stop", "--local")
    entries = _quiet_ledger(local)
    resumed = local.run("backfill", "resume", id_, "--local")
    return Backfilled(id_, begun.stdout, stood, entries, resumed.stdout)


def test_its_size_and_cost_are_told_first(backfilled: Backfilled) -> None:
    first, second, third, _ = backfilled.told_first.splitlines()

    assert first.startswith(f"s3://{ARCHIVE}/: {OBJECTS} objects, ")
    assert f"of {SOURCES} sources" in first
    assert second.startswith(f"{SOURCES} batches, at most 2 at once: about ")
    assert third == "no model is asked: the rules alone"


def test_a_live_log_does_not_wait_for_it(backfilled: Backfilled) -> None:
    assert backfilled.when_live_was_through["state"] == "running"
    assert backfilled.when_live_was_through["left"] > 0


def test_after_a_stop_it_goes_on_where_it_was_and_does_nothing_twice(
    local: Local, backfilled: Backfilled
) -> None:
    before = {entry.part_id: entry.sanitized_at for entry in backfilled.when_stopped}
    assert 0 < len(before) < OBJECTS

    entries = _ledger(local)

    assert len(entries) == len({entry.key for entry in entries}) == OBJECTS
    assert {e.part_id: e.sanitized_at for e in entries if e.part_id in before} == before
    assert all(entry.analysed_at and len(entry.insights) == 1 for entry in entries)
    assert sum(entry.ledger.lines_read for entry in entries) == OBJECTS * LINES
    assert f"{OBJECTS} of {OBJECTS} objects done, 0 failed, 0 left" in backfilled.resumed


def test_each_record_counts_once(local: Local, backfilled: Backfilled) -> None:
    found = {insight.source: insight.count for insight in local.aws.insights() if PAST in insight.source}

    assert found == {f"{PAST}-{number}": EACH * LINES // 10 for number in range(SOURCES)}


def test_nobody_is_told_of_what_is_past(local: Local, backfilled: Backfilled) -> None:
    ids = [insight.id for insight in local.aws.insights() if PAST in insight.source]

    assert [local.messages(id_) for id_ in ids] == [[]] * SOURCES
    assert [letter for letter in local.aws.dead_letters() if PAST in letter.about] == []


def test_again_there_is_nothing_to_do(local: Local, backfilled: Backfilled) -> None:
    again = local.run("backfill", f"s3://{ARCHIVE}/", "--local", "--yes")

    assert again.stdout == f"Nothing in s3://{ARCHIVE}/ is left to do; {OBJECTS} more are through already.\n"
    [shown] = json.loads(_here(local, "status", "--local", "--json"))
    assert (shown["id"], shown["state"], shown["run"]) == (backfilled.id, "done", 2)


def test_a_bucket_that_is_not_named_is_refused_in_one_line(local: Local) -> None:
    refused = local.run("backfill", "s3://somebody-elses/", "--local", "--yes", check=False)

    assert refused.returncode == 2
    assert "may not read s3://somebody-elses/" in refused.stderr
    assert "-c backfillBuckets=somebody-elses" in refused.stderr


def _fill(local: Local, log: Path) -> None:
    s3 = clients.s3(local.aws.endpoint)
    s3.create_bucket(Bucket=ARCHIVE)
    body = log.read_bytes()
    for number in range(OBJECTS):
        s3.put_object(
            Bucket=ARCHIVE, Key=f"{PAST}-{number % SOURCES}/{number // SOURCES:03}.jsonl", Body=body
        )


def _status(local: Local, id_: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_here(local, "status", id_, "--local", "--json"))
    return found


def _here(local: Local, *arguments: str) -> str:
    """Run `crosscut backfill` in this process: a new one would come too late for the middle."""
    done = CliRunner().invoke(cli, ["backfill", *arguments], env={"CROSSCUT_HOME": str(local.home)})
    assert done.exit_code == 0, done.output
    return done.stdout


def _ledger(local: Local) -> list[LedgerEntry]:
    today, day = datetime.now(UTC).date(), timedelta(days=1)
    entries = DynamoLedger(clients.dynamodb(local.aws.endpoint), "crosscut-local-ledger").entries(
        today - day, today + day
    )
    return [entry for entry in entries if entry.source.startswith(PAST)]


def _quiet_ledger(local: Local) -> list[LedgerEntry]:
    """Return the entries once what was in hand is done."""
    seen: list[list[LedgerEntry]] = []

    def quiet() -> bool:
        seen.append(_ledger(local))
        # Ten looks without a change: two seconds, in which the slowest object is read.
        return len(seen) > 10 and all(len(entries) == len(seen[-1]) for entries in seen[-10:])

    eventually(quiet, seconds=60, what="an end after the stop")
    return seen[-1]
