"""`crosscut backfill` on buckets, a ledger and a state machine such as the stack makes; what its batches become is in
tests/handlers/test_backfill.py.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from click.testing import CliRunner, Result

from crosscut.aws import clients
from crosscut.aws.backfill_runs import Lists, Machine, Run
from crosscut.aws.backfill_task import Task
from crosscut.aws.backfills import Backfills
from crosscut.aws.ledger import DynamoLedger
from crosscut.backfill import Failure, Outcome
from crosscut.cli.main import cli
from crosscut.config import AnalyzeSettings, SanitizeSettings
from crosscut.conservation import LedgerEntry
from crosscut.model import DigestMessage, Ledger
from tests.unit.cli.test_replay import settings

WORK, LOGS = (f"crosscut-dev-{part}-123456789012-us-east-1" for part in ("work", "logs"))
THEIRS = "their-logs"
KEYS = ("app/a.log", "app/b.log.gz", "web/c.log")
TABLE = "crosscut-dev-ledger"
_KEYS = (("day", "HASH"), ("item", "RANGE"))


@pytest.fixture(autouse=True)
def deployment(account: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three objects in a bucket that the stage dev may read."""
    monkeypatch.setattr("crosscut.aws.deployed_settings.analyze_settings", settings)
    monkeypatch.setattr("crosscut.aws.deployed_settings.sanitize_settings", sanitize_settings)
    monkeypatch.setattr("crosscut.cli.backfill_follow._LOOK_SECONDS", 0.01)
    monkeypatch.setattr("crosscut.cli.backfill_follow._LINE_SECONDS", 0)
    for bucket in (WORK, LOGS, THEIRS):
        clients.s3().create_bucket(Bucket=bucket)
    clients.dynamodb().create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": name, "KeyType": kind} for name, kind in _KEYS],
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name, _ in _KEYS],
    )
    boto3.client("stepfunctions").create_state_machine(
        name="crosscut-dev-backfill",
        definition='{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}',
        roleArn="arn:aws:iam::123456789012:role/synthetic",
    )
    for key in KEYS:
        clients.s3().put_object(Bucket=THEIRS, Key=key, Body=key.encode() * 10)
    clients.s3().put_object(Bucket=THEIRS, Key="app/", Body=b"")


def sanitize_settings(function: str, endpoint: object) -> SanitizeSettings:
    """What the deployed function would say; moto has no Lambda without Docker."""
    assert function == "crosscut-dev-sanitize"
    names = ("work_bucket", "intake_queue_url", "digest_queue_url", "pseudonym_key_secret", "idempotency_table",
             "ledger_table")  # fmt: skip
    return SanitizeSettings.model_validate(
        {
            **dict.fromkeys(names, "x"),
            "stage": "dev",
            "log_bucket": LOGS,
            "backfill_buckets": f"{THEIRS}, others/app/",
        }
    )


def run(*arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(cli, ["backfill", *arguments], input=answer)


def backfills() -> Backfills:
    return Backfills(clients.dynamodb(), TABLE)


def executions() -> list[str]:
    states = boto3.client("stepfunctions")
    [machine] = states.list_state_machines()["stateMachines"]
    found = states.list_executions(stateMachineArn=machine["stateMachineArn"])["executions"]
    return sorted(f"{execution['name']} {execution['status']}" for execution in found)


def listed(plan_id: str, number: int = 1) -> list[Task]:
    return list(Lists(clients.s3(), WORK).read(plan_id, number))


def begun(*arguments: str) -> str:
    """Begin one, and return its id."""
    done = run(f"s3://{THEIRS}/", "--yes", "--detach", *arguments)
    assert done.exit_code == 0, done.output
    return done.stdout.splitlines()[-1]


def through(plan_id: str, tasks: list[Task], *failed: str) -> None:
    """As if these batches were done, but for what has failed."""
    for task in tasks:
        keys = [part.created.key for part in task.left]
        failures = tuple(Failure(key=key, reason="it was deleted") for key in keys if key in failed)
        outcome = Outcome(task.batch, task.objects, task.bytes, failures, analysed=False)
        backfills().sanitized(plan_id, outcome, now=datetime.now(UTC))
        backfills().analysed(plan_id, task.batch, now=datetime.now(UTC))


def ends(monkeypatch: pytest.MonkeyPatch, status: str = "SUCCEEDED", reason: str = "") -> None:
    """As if the executions had come to their end; moto's run for ever."""
    monkeypatch.setattr(Machine, "run", lambda self, plan: Run(status, reason))


def test_what_it_takes_is_told_first_and_nothing_is_begun_by_a_dry_run() -> None:
    done = run(f"s3://{THEIRS}/", "--dry-run")

    assert done.exit_code == 0, done.output
    what, work, model = done.stdout.splitlines()
    assert what.startswith(f"s3://{THEIRS}/: 3 objects, 300 bytes, of 2 sources (app, web), written from ")
    assert re.match(r"2 batches, at most 4 at once: about 0\.8 s, and \$0\.01 of AWS \(Lambda, ", work)
    assert re.match(r"at most 2 model calls, 20,000 tokens in and \$\d+\.\d\d, where each batch shows", model)
    assert "until 50 % of the budget of dev ($5.00) is spent" in model
    assert executions() == []
    assert backfills().all() == []


def test_it_asks_first() -> None:
    assert run(f"s3://{THEIRS}/", answer="n\n").exit_code == 130
    assert executions() == []


def test_it_lists_batches_of_one_source_and_day_and_starts_an_execution() -> None:
    plan_id = begun("--max-concurrency", "9", "--budget-share", "20", "--notify")

    tasks = listed(plan_id)
    assert [(task.batch, task.source, task.objects) for task in tasks] == [
        ("000001", "app", 2),
        ("000002", "web", 1),
    ]
    assert [part.created.key for task in tasks for part in task.left] == list(KEYS)
    assert all((task.notify, task.share, task.run) == (True, 20, 1) for task in tasks)
    assert executions() == [f"{plan_id}-1 RUNNING"]
    [execution] = boto3.client("stepfunctions").list_executions(
        stateMachineArn="arn:aws:states:us-east-1:123456789012:stateMachine:crosscut-dev-backfill"
    )["executions"]
    given = boto3.client("stepfunctions").describe_execution(executionArn=execution["executionArn"])["input"]
    assert json.loads(given) == {
        "bucket": WORK, "list": f"backfills/{plan_id}/run-1.jsonl", "results": f"backfills/{plan_id}/results",
        "at_once": 9,
    }  # fmt: skip


def test_filters_and_a_source_by_name() -> None:
    plan_id = begun("--pattern", "*.log", "--since", "1h", "--source", "shop")

    [task] = listed(plan_id)
    assert (task.source, task.objects) == ("shop", 2)
    assert {part.source for part in task.left} == {"shop"}


def test_what_is_through_is_left_out() -> None:
    [item] = clients.s3().list_objects_v2(Bucket=THEIRS, Prefix="web/")["Contents"]
    etag = item["ETag"].strip('"')
    now, ledger = datetime.now(UTC), DynamoLedger(clients.dynamodb(), TABLE)
    ledger.sanitized(
        LedgerEntry(
            part_id="cc", object_id="cc", source="web", bucket=THEIRS, key="web/c.log", etag=etag, arrived=now,
            size=90, ledger=Ledger(), sanitized_at=now,
        )
    )  # fmt: skip
    message = DigestMessage(source="web", digest_key=f"digests/web/{now:%Y/%m/%d}/cc.json", object_id="cc")

    assert "3 objects" in run(f"s3://{THEIRS}/", "--dry-run").stdout  # sanitized, and not analysed
    ledger.analysed(message, [], now=now)
    assert "2 objects" in (told := run(f"s3://{THEIRS}/", "--dry-run").stdout)
    assert "; 1 more are through already" in told
    assert run(f"s3://{THEIRS}/web/", "--yes").stdout == (
        f"Nothing in s3://{THEIRS}/web/ is left to do; 1 more are through already.\n"
    )


def test_what_has_just_arrived_in_the_log_bucket_is_left_to_its_own_event() -> None:
    clients.s3().put_object(Bucket=LOGS, Key="app/live.log", Body=b"x")

    assert "Nothing in" in run(f"s3://{LOGS}/", "--yes").stdout
    soon = (datetime.now(UTC) + timedelta(minutes=1)).isoformat()
    assert "1 object," in run(f"s3://{LOGS}/", "--until", soon, "--dry-run").stdout


def test_it_is_followed_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = iter(["RUNNING", "RUNNING", "SUCCEEDED"])

    def going(self: object, plan: Any) -> Run:
        status = next(looks, "SUCCEEDED")
        if status == "RUNNING":
            through(plan.id, listed(plan.id)[:1])
        else:
            through(plan.id, listed(plan.id))
        return Run(status)

    monkeypatch.setattr("crosscut.cli.backfill_deployment.Asked.running", lambda self: None)
    monkeypatch.setattr(Machine, "run", going)

    done = run(f"s3://{THEIRS}/", "--yes")

    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert re.match(
        r"\d\d:\d\d:\d\d \S+ running: 2 of 3 objects done, 0 failed, 1 left, 210 bytes of 300", lines[3]
    )
    assert lines[-1].endswith("done: 3 of 3 objects done, 0 failed, 0 left, 300 bytes of 300 bytes")


def test_json_is_a_line_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crosscut.cli.backfill_deployment.Asked.running", lambda self: None)
    ends(monkeypatch)

    done = run(f"s3://{THEIRS}/", "--yes", "--json")

    assert done.exit_code == 1
    [line] = done.stdout.splitlines()
    assert {**json.loads(line), "id": "", "started_at": ""} == {
        "id": "", "state": "incomplete", "bucket": THEIRS, "prefix": "", "sources": ["app", "web"], "started_at": "",
        "run": 1, "objects": 3, "done": 0, "failed": 0, "left": 3, "bytes": 300, "bytes_done": 0, "seconds_left": None,
        "failures": [], "reason": "",
    }  # fmt: skip


def test_ctrl_c_leaves_it_running(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("time.sleep", interrupted)

    done = run(f"s3://{THEIRS}/", "--yes")

    assert done.exit_code == 130
    [plan] = backfills().all()
    assert f"it runs on; see `crosscut backfill status {plan.id}`" in done.stderr
    assert executions() == [f"{plan.id}-1 RUNNING"]


def test_stop_ends_the_one_that_runs_and_resume_does_what_is_left() -> None:
    plan_id = begun()
    through(plan_id, listed(plan_id)[:1])

    stopped = run("stop")

    assert stopped.exit_code == 0, stopped.output
    assert f"{plan_id} stopped: 2 of 3 objects done, 0 failed, 1 left" in stopped.stdout
    assert backfills().all()[0].stopped
    assert executions() == [f"{plan_id}-1 ABORTED"]
    assert run("stop").stderr == "crosscut: no backfill is running\n"

    resumed = run("resume", "--detach", "--max-concurrency", "2")

    assert resumed.exit_code == 0, resumed.output
    assert f"backfill {plan_id} goes on with 1 batch\n" in resumed.stderr
    assert executions() == [f"{plan_id}-1 ABORTED", f"{plan_id}-2 RUNNING"]
    assert [(task.batch, task.run) for task in listed(plan_id, 2)] == [("000002", 2)]
    [plan] = backfills().all()
    assert (plan.run, plan.stopped, plan.at_once) == (2, False, 2)


def test_what_has_failed_is_listed_with_reasons_and_resumed(monkeypatch: pytest.MonkeyPatch) -> None:
    plan_id = begun()
    through(plan_id, listed(plan_id), "app/a.log")
    ends(monkeypatch)

    shown = run("status", plan_id[:13])

    assert shown.stdout.splitlines() == [
        f"{plan_id} done: 2 of 3 objects done, 1 failed, 0 left, 300 bytes of 300 bytes",
        "  app/a.log: it was deleted",
    ]
    resumed = run("resume", plan_id, "--detach")
    assert resumed.exit_code == 0, resumed.output
    [task] = listed(plan_id, 2)
    assert (task.batch, [part.created.key for part in task.left]) == ("000001-2", ["app/a.log"])
    assert "2 of 3 objects done, 0 failed, 1 left" in run("status", plan_id).stdout
    through(plan_id, [task])
    assert "3 of 3 objects done, 0 failed, 0 left" in run("status", plan_id).stdout
    assert run("resume", plan_id).stdout == f"Nothing is left of backfill {plan_id}.\n"


def test_a_run_that_has_failed_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    plan_id = begun()
    ends(monkeypatch, "FAILED", "States.ExceedToleratedFailureThreshold: too many")

    done = run("status", plan_id)

    assert f"{plan_id} failed: 0 of 3" in done.stdout
    assert "the run has failed: States.ExceedToleratedFailureThreshold: too many" in done.stdout


def test_one_at_a_time() -> None:
    plan_id = begun()

    second = run(f"s3://{THEIRS}/", "--yes")

    assert second.exit_code == 2
    assert second.stderr == f"crosscut: backfill {plan_id} is running; wait for its end, or stop it\n"
    assert "stop it to go on with another --max-concurrency" in run("resume", "--max-concurrency", "2").stderr


def test_status_of_all_and_of_none() -> None:
    assert run("status").stdout == "No backfill was begun in this deployment.\n"
    plan_id = begun()

    assert run("status").stdout.startswith(f"{plan_id} running: 0 of 3 objects done, 0 failed, 3 left")
    [shown] = json.loads(run("status", "--json").stdout)
    assert (shown["id"], shown["state"]) == (plan_id, "running")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["their-logs/app"],
            "'their-logs/app' is no place in S3, such as s3://their-logs/app/, nor a subcommand",
        ),
        (["s3://Their_Logs/"], "is no place in S3"),
        (
            ["s3://others/web/", "--yes"],
            f"may not read s3://others/web/, only {LOGS}, their-logs, others/app/; deploy",
        ),
        (
            ["s3://their-logs/", "--since", "2026-03-02", "--until", "2026-03-01"],
            "is not after --since 2026-03-02",
        ),
        (["s3://their-logs/", "--since", "yesterday"], "'yesterday' is neither a span"),
        (["s3://their-logs/", "--max-concurrency", "0"], "0 is not in the range 1<=x<=1000"),
        (["s3://their-logs/", "--json"], "--json asks nothing: give --yes or --dry-run as well"),
        (["status", "2020"], "no backfill '2020'; there is none in this deployment"),
        (["resume"], "there is none in this deployment"),
        (["s3://their-logs/", "--stage", "dev", "--local"], "--local and --stage exclude each other"),
    ],
)
def test_what_cannot_be_is_one_line(arguments: list[str], said: str) -> None:
    done = run(*arguments)

    assert done.exit_code == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_stage_without_the_state_machine_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    states = boto3.client("stepfunctions")
    [machine] = states.list_state_machines()["stateMachines"]
    states.delete_state_machine(stateMachineArn=machine["stateMachineArn"])

    done = run(f"s3://{THEIRS}/", "--yes")

    assert done.exit_code == 2
    assert "there is no state machine crosscut-dev-backfill; check the stage" in done.stderr


def test_no_model_is_asked_where_none_is_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def offline(function: str, endpoint: object) -> AnalyzeSettings:
        return settings(function, endpoint).model_copy(update={"provider": "offline"})

    monkeypatch.setattr("crosscut.aws.deployed_settings.analyze_settings", offline)

    assert "no model is asked: the rules alone" in run(f"s3://{THEIRS}/", "--dry-run").stdout


def test_its_help_names_what_it_can() -> None:
    done = run("--help")

    assert done.exit_code == 0
    assert "s3://BUCKET/PREFIX" in done.stdout
    for name in ("status", "stop", "resume"):
        assert re.search(rf"^  {name} ", done.stdout, re.MULTILINE)
    assert "--max-concurrency" in run("start", "--help").stdout
