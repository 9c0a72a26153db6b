"""What breaks on the way ends in a retry and then in an insight or a dead letter, never in silence.

The three faults happen at the same time, so that their waits overlap.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, cast

import pytest

from crosscut.aws import clients
from tests.e2e.harness import Local, eventually
from tests.e2e.logs import DAMAGED, KILLED, OVERLOADED, damaged_gzip, outage
from tests.fakes.claude_server import ClaudeServer

# Long enough for the large log on a busy machine, and short enough to wait for: a killed Lambda's message comes
# back after the queue's visibility timeout, and may be worked on once the Lambda's own time is over.
LAMBDA_SECONDS = 25
VISIBILITY_SECONDS = 27
LARGE = 60_000  # lines
PART_BYTES = 2_500_000
PARTS = 3  # into which the large log is cut, or more

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="finds the busy Lambda in /proc")


class Faults(NamedTuple):
    """The keys of what was dropped, and when."""

    killed: str
    damaged: str
    overloaded: str
    since: datetime


@pytest.fixture(scope="module")
def faults(local: Local, claude: ClaudeServer, tmp_path_factory: pytest.TempPathFactory) -> Faults:
    """A large log, a damaged one and one that Claude has no time for are dropped, and a Lambda is killed."""
    folder = tmp_path_factory.mktemp("logs")
    large = outage(folder / "large.jsonl", lines=LARGE)
    small = outage(folder / "small.jsonl", lines=400)
    damaged = damaged_gzip(folder / "damaged.jsonl.gz", source=small)
    _hurry(local)
    since = datetime.now(UTC) - timedelta(seconds=1)
    killed = local.drop(large, KILLED)
    _kill_the_one_at_work(local)
    return Faults(killed, local.drop(damaged, DAMAGED), local.drop(small, OVERLOADED), since)


def test_what_can_be_read_of_a_damaged_object_goes_on_and_the_rest_can_be_retried(
    local: Local, faults: Faults
) -> None:
    (insight,) = eventually(lambda: local.insights(DAMAGED), seconds=60, what="an insight about the damage")

    assert insight.rules == ("unreadable-object",)
    assert insight.severity == "low"
    assert "cannot inflate this gzip after" in insight.summary
    (entry,) = _quarantined(local)
    assert entry["part"]["created"]["detail"]["object"]["key"] == faults.damaged
    assert entry["part"]["start"]["line"] > 1
    shown = local.run("quarantine", "show", entry["id"], "--local").stdout
    assert "it is damaged; fetch it again" in " ".join(shown.split())
    assert faults.damaged not in {letter.about for letter in local.aws.dead_letters()}

    local.run("quarantine", "retry", entry["id"], "--local")

    again = eventually(lambda: _quarantined(local), seconds=60, what="the damage in quarantine again")
    assert [each["part"]["attempt"] for each in again] == [1]


def _quarantined(local: Local) -> list[dict[str, Any]]:
    done = local.run("quarantine", "list", "--local", "--source", DAMAGED, "--json")
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_a_message_that_is_none_is_tried_again_and_then_a_dead_letter(local: Local, faults: Faults) -> None:
    sqs = clients.sqs(local.aws.endpoint)
    url = sqs.get_queue_url(QueueName="crosscut-local-intake")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody='{"detail": "nonsense"}')

    letters = eventually(local.aws.dead_letters, seconds=60, what="a dead letter")

    assert [letter.queue for letter in letters] == ["crosscut-local-intake-dlq"]
    logged = [
        json.loads(line.text)
        for line in local.aws.log_lines(since=faults.since)
        if "is not a ObjectCreated" in line.text
    ]
    assert sorted(entry["delivery"] for entry in logged) == [1, 2, 3]


def test_a_claude_that_stays_overloaded_is_asked_again_and_then_the_rules_answer(
    local: Local, claude: ClaudeServer, faults: Faults
) -> None:
    insights = eventually(lambda: local.insights(OVERLOADED), seconds=90, what="an insight in spite of 529")

    assert len(claude.received(OVERLOADED)) >= 2
    assert insights[0].analyst == "offline"
    assert any("the model gave no answer" in note for note in insights[0].notes)
    assert insights[0].objects == (faults.overloaded,)


def test_the_log_of_a_killed_lambda_is_read_again(local: Local, faults: Faults) -> None:
    def all_of_it() -> bool:
        return sum(insight.count for insight in local.insights(KILLED)) >= LARGE // 10

    eventually(all_of_it, seconds=120, what="an insight of the whole large log")

    (insight,) = local.insights(KILLED)
    assert insight.objects == (faults.killed,)
    assert insight.count == LARGE // 10
    assert len(local.aws.digest_keys(KILLED)) >= PARTS
    log = local.where.emulator_log.read_text(encoding="utf-8", errors="replace")
    assert "Worker process died" in log
    assert faults.killed not in {letter.about for letter in local.aws.dead_letters()}


@pytest.mark.usefixtures("faults")
def test_the_demo_says_what_did_not_arrive(local: Local, claude: ClaudeServer, tmp_path: Path) -> None:
    small = outage(tmp_path / "fine.jsonl", lines=400)
    damaged_gzip(tmp_path / "torn.jsonl.gz", source=small)

    done = local.run("local", "demo", str(tmp_path), "--claude-url", claude.url, check=False)

    assert done.returncode == 1
    assert re.search(r"Not read to its end: torn/\S+/torn\.jsonl\.gz", done.stdout)
    assert "fine.jsonl" in done.stdout
    assert DAMAGED not in done.stdout


def _hurry(local: Local) -> None:
    """Set the sanitize Lambda's clocks so that the test need not wait as long as a deployment would."""
    functions = cast(Any, clients.client("lambda", local.aws.endpoint))
    name = "crosscut-local-sanitize"
    variables = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    functions.update_function_configuration(
        FunctionName=name,
        Timeout=LAMBDA_SECONDS,
        Environment={"Variables": {**variables, "CROSSCUT_PART_BYTES": str(PART_BYTES)}},
    )
    sqs = clients.sqs(local.aws.endpoint)
    url = sqs.get_queue_url(QueueName="crosscut-local-intake")["QueueUrl"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": str(VISIBILITY_SECONDS)})


def _kill_the_one_at_work(local: Local) -> None:
    """Kill the Lambda that reads the large log, once it has begun and before it is through."""
    dynamodb = clients.dynamodb(local.aws.endpoint)

    def begun() -> bool:
        items = dynamodb.scan(TableName="crosscut-local-idempotency")["Items"]
        return any(item.get("status", {}).get("S") == "INPROGRESS" for item in items)

    eventually(begun, seconds=60, what="a Lambda that reads the large log")
    os.kill(local.busiest_worker("sanitize"), signal.SIGKILL)
    assert len(local.aws.digest_keys(KILLED)) < PARTS, (
        "the large log was read before its Lambda could be killed: make it larger"
    )
