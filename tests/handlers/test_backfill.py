"""A batch of a backfill through the real handlers, asked as Step Functions asks. The e2e test has its part too."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ClientError
from moto.stepfunctions.models import StepFunctionBackend

from crosscut.aws import clients
from crosscut.aws.backfill_planning import Wanted, groups_of, not_yet_through, still_to_do, tasks_of
from crosscut.aws.backfill_task import Task
from crosscut.aws.backfilling import TRIES
from crosscut.aws.backfills import Backfills
from crosscut.aws.forgetting import forget, holdings
from crosscut.aws.holdings import Asked
from crosscut.aws.ledger import DynamoLedger, listing
from crosscut.aws.quarantine import Quarantine
from crosscut.backfill import Failure, Outcome, Plan, progress_of
from crosscut.conservation import LedgerEntry, Listed
from crosscut.model import Digest
from tests.fakes.analyst import diligent
from tests.fakes.claude_server import ClaudeServer
from tests.handlers.conftest import ANTHROPIC_SECRET, IDEMPOTENCY, LEDGER, REGION
from tests.handlers.test_analyze import stored
from tests.handlers.test_river import of_queue

Event = Callable[..., dict[str, Any]]
Load = Callable[[str], Callable[[dict[str, Any]], dict[str, Any]]]
BUCKET = "their-logs"
ID = "20261129-120000"
NOW = datetime.now(UTC)
LOG = (
    "2026-03-01T09:12:44Z INFO orders: order 1 stored\n"
    '2026-03-01T09:12:45Z ERROR orders: connection to server at "orders-db.invalid" failed: Connection refused\n'
)


class Run:
    """Step Functions' part of a backfill, and a look at what has become of it."""

    def __init__(self, aws: Any, event: Event, load: Load) -> None:
        self.aws, self.event, self.load = aws, event, load
        self.backfills = Backfills(clients.dynamodb(), LEDGER)
        self.told: list[str] = []  # tokens of whom analyze has told

    def put(self, *keys: str, body: str | bytes = LOG) -> None:
        for key in keys:
            clients.s3().put_object(Bucket=BUCKET, Key=key, Body=body)

    def plan(self, **changes: object) -> tuple[Plan, list[Task]]:
        """Plan a backfill of all that lies there, and keep the plan."""
        items = list(listing(clients.s3(), BUCKET))
        groups = groups_of(items, source_of=lambda key: key.partition("/")[0])
        plan = Plan(
            id=ID, bucket=BUCKET, objects=len(items), bytes=sum(i.size for i in items), batches=len(groups),
            sources=("shop",), oldest=NOW.date(), newest=NOW.date(), started_at=NOW, run_at=NOW, at_once=2,
        ).model_copy(update=changes)  # fmt: skip
        self.backfills.put(plan)
        return plan, list(tasks_of(groups, plan))

    def asked(self, task: Task | dict[str, Any], **more: object) -> dict[str, Any]:
        """Ask sanitize once, as the state Sanitize does."""
        document = json.loads(task.to_json()) if isinstance(task, Task) else task
        return self.load("sanitize")({"backfill": {**document, **more}})

    def sanitized(self, task: Task) -> dict[str, Any]:
        """Ask until nothing is left."""
        answer = self.asked(task)
        while answer["next"] == "sanitize":
            answer = self.asked(answer)
        return answer

    def analysed(self, answer: dict[str, Any]) -> None:
        """Send what the state Analyse sends, and have it analysed."""
        past = {
            "backfill": answer["backfill"], "batch": answer["batch"], "parts": answer["done"],
            "notify": answer["notify"], "share": answer["share"], "token": f"token-{answer['batch']}",
        }  # fmt: skip
        message = {
            "source": answer["source"], "digest_key": answer["digest_key"], "object_id": answer["digest_id"],
            "past": past,
        }  # fmt: skip
        handler = self.load("analyze")
        assert handler(of_queue(self.event, "sqs_digest_message", message)) == {"batchItemFailures": []}

    def through(self, tasks: list[Task]) -> None:
        for task in tasks:
            answer = self.sanitized(task)
            if answer["next"] == "analyse":
                self.analysed(answer)

    def entries(self) -> list[LedgerEntry]:
        today = datetime.now(UTC).date()
        return list(
            DynamoLedger(clients.dynamodb(), LEDGER).entries(
                today - timedelta(days=1), today + timedelta(days=1)
            )
        )

    def progress(self, plan: Plan) -> tuple[int, int, int]:
        """Done, failed and left."""
        found = progress_of(plan, self.backfills.outcomes(plan.id))
        return found.done, found.failed, found.left


@pytest.fixture
def run(aws: Any, event: Event, load_handler: Load, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """A bucket of somebody else's that the deployment may read."""
    clients.s3().create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    monkeypatch.setenv("CROSSCUT_BACKFILL_BUCKETS", BUCKET)
    monkeypatch.setenv("CROSSCUT_RETRY_SECONDS", "7")
    made = Run(aws, event, load_handler)
    # moto takes any token; what is told to whom is seen here.
    monkeypatch.setattr(
        StepFunctionBackend,
        "send_task_success",
        lambda self, task_token, outcome: made.told.append(task_token),
    )
    yield made


def test_a_batch_becomes_one_digest_one_insight_and_an_entry_for_each_object(run: Run) -> None:
    run.put("shop/a.log", "shop/b.log", "shop/c.log")
    plan, [task] = run.plan()

    run.through([task])

    [insight] = stored()
    assert insight.count == 3
    assert set(insight.objects) == {"shop/a.log", "shop/b.log", "shop/c.log"}
    assert run.progress(plan) == (3, 0, 0)
    entries = run.entries()
    assert sorted(entry.key for entry in entries) == ["shop/a.log", "shop/b.log", "shop/c.log"]
    assert all(entry.analysed_at and entry.insights == (insight.id,) for entry in entries)
    assert sum(entry.ledger.lines_read for entry in entries) == 6
    [key] = run.aws.keys("merged/")
    assert Digest.model_validate_json(run.aws.read(key)).ledger.lines_read == 6
    assert run.told == ["token-000001"]


def test_nothing_is_put_on_a_queue_and_nobody_is_told_of_old_findings(run: Run) -> None:
    run.put("shop/a.log")
    _, tasks = run.plan()

    run.through(tasks)

    assert stored()
    for url in (run.aws.intake_url, run.aws.digest_queue_url, run.aws.seen_url, run.aws.incidents_url):
        assert run.aws.received(url) == []
    assert run.aws.keys("reports/") == []


def test_people_are_told_where_it_is_asked_for(run: Run) -> None:
    run.put("shop/a.log")
    _, tasks = run.plan(notify=True)

    run.through(tasks)

    assert [message["detail"]["id"] for message in run.aws.received(run.aws.seen_url)] == [stored()[0].id]


def test_the_same_again_changes_nothing(run: Run) -> None:
    run.put("shop/a.log", "shop/b.log")
    plan, tasks = run.plan()
    run.through(tasks)
    once, entries = stored(), run.entries()

    run.through(tasks)

    assert stored()[0].count == once[0].count == 2
    assert [e.sanitized_at for e in run.entries()] == [e.sanitized_at for e in entries]
    assert run.progress(plan) == (2, 0, 0)


def test_what_has_failed_is_named_with_the_reason_and_the_others_go_on(run: Run) -> None:
    run.put("shop/a.log", "shop/gone.log", "shop/written-again.log")
    plan, tasks = run.plan()
    clients.s3().delete_object(Bucket=BUCKET, Key="shop/gone.log")
    run.put("shop/written-again.log", body="another\n")

    run.through(tasks)

    assert run.progress(plan) == (1, 2, 0)
    [outcome] = run.backfills.outcomes(ID)
    reasons = {failure.key: failure.reason for failure in outcome.failures}
    assert "was deleted before it could be read" in reasons["shop/gone.log"]
    assert "was written again before it could be read" in reasons["shop/written-again.log"]
    assert stored()[0].count == 1


def test_what_has_failed_is_redriven_as_a_batch_of_its_own(run: Run) -> None:
    run.put("shop/a.log", "shop/gone.log")
    plan, tasks = run.plan()
    clients.s3().delete_object(Bucket=BUCKET, Key="shop/gone.log")
    run.through(tasks)
    run.put("shop/gone.log")

    [again] = still_to_do(tasks, run.backfills.outcomes(ID), run=2)

    assert (again.batch, [part.created.key for part in again.left]) == ("000001-2", ["shop/gone.log"])
    run.backfills.put(plan.model_copy(update={"run": 2}))
    run.through([again])
    assert stored()[0].count == 2


def test_a_batch_of_which_all_has_failed_needs_no_analysis(run: Run) -> None:
    run.put("shop/a.log")
    plan, [task] = run.plan()
    clients.s3().delete_object(Bucket=BUCKET, Key="shop/a.log")

    assert run.sanitized(task)["next"] == "end"

    assert run.progress(plan) == (0, 1, 0)
    assert run.aws.keys("merged/") == []


def test_a_run_that_nears_its_end_hands_the_rest_back_and_goes_on_from_there(
    run: Run, short_lived: Load
) -> None:
    run.put(*(f"shop/{number}.log" for number in range(9)))
    plan, [task] = run.plan()
    run.load = short_lived

    runs, answer = 1, run.asked(task)
    while answer["next"] == "sanitize":
        assert answer["left"]
        assert answer["pause"] == 0
        runs, answer = runs + 1, run.asked(answer)
    run.analysed(answer)

    assert runs > 2
    assert run.progress(plan) == (9, 0, 0)
    assert stored()[0].count == 9


def test_a_large_object_is_read_by_one_run_after_the_other_and_never_by_the_queue(
    run: Run, short_lived: Load
) -> None:
    run.put("shop/large.log", body=LOG * 3_000)
    plan, [task] = run.plan()
    whole, run.load = run.load, short_lived
    answer = run.asked(task)
    assert [part["start"]["line"] > 1 for part in answer["left"]] == [True]

    while answer["next"] == "sanitize":
        answer = run.asked(answer)
    run.load = whole
    run.analysed(answer)

    assert len(run.entries()) > 1
    assert sum(entry.ledger.lines_read for entry in run.entries()) == 6_000
    assert stored()[0].count == 3_000
    assert run.progress(plan) == (1, 0, 0)
    assert run.aws.received(run.aws.intake_url) == []


def test_a_run_that_died_after_its_work_has_it_found_by_the_next(run: Run, short_lived: Load) -> None:
    run.put("shop/large.log", body=LOG * 3_000)
    _, [task] = run.plan()
    whole, run.load = run.load, short_lived
    lost = run.asked(task)  # its answer never arrives
    assert lost["left"]
    run.load = whole

    answer = run.sanitized(task)
    run.analysed(answer)

    assert sum(entry.ledger.lines_read for entry in run.entries()) == 6_000
    assert stored()[0].count == 3_000


def test_one_that_was_stopped_begins_nothing_more_and_goes_on_in_a_further_run(run: Run) -> None:
    run.put("shop/a.log", "web/b.log")
    plan, [first, second] = run.plan()
    run.through([first])
    run.backfills.put(plan.model_copy(update={"stopped": True}))

    assert run.asked(second)["next"] == "end"
    assert run.progress(plan) == (1, 0, 1)

    run.backfills.put(plan.model_copy(update={"run": 2}))
    assert run.asked(second)["next"] == "end"  # a straggler of the first run
    [left] = still_to_do([first, second], run.backfills.outcomes(ID), run=2)
    run.through([left])
    assert run.progress(plan) == (2, 0, 0)


def test_what_another_run_has_in_hand_waits_and_is_given_up_in_the_end(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    clients.secretsmanager().delete_secret(
        SecretId="crosscut/test/pseudonym-key", ForceDeleteWithoutRecovery=True
    )  # worth a retry: it may come back
    monkeypatch.setattr("crosscut.aws.secrets.Secrets.text", unavailable)
    run.put("shop/a.log")
    plan, [task] = run.plan()

    pauses, answer = [], run.asked(task)
    while answer["next"] == "sanitize":
        pauses.append(answer["pause"])
        answer = run.asked(answer)

    assert pauses == [7 * 2**tries for tries in range(1, TRIES)]
    [outcome] = run.backfills.outcomes(ID)
    assert outcome.failures == (Failure(key="shop/a.log", reason="the secret cannot be read now"),)
    assert run.progress(plan) == (0, 1, 0)


@pytest.mark.parametrize("operation", ["PutItem", "UpdateItem"])
def test_a_table_of_what_was_done_that_refuses_once_costs_no_object(
    run: Run, monkeypatch: pytest.MonkeyPatch, operation: str
) -> None:
    run.put("shop/a.log")
    plan, [task] = run.plan()
    refused: list[str] = []
    call = BaseClient._make_api_call

    def refusing(self: BaseClient, name: str, parameters: dict[str, Any]) -> Any:
        if name == operation and "idempotency" in parameters["TableName"] and not refused:
            refused.append(name)
            raise ClientError({"Error": {"Code": "ProvisionedThroughputExceededException"}}, name)
        return call(self, name, parameters)

    monkeypatch.setattr(BaseClient, "_make_api_call", refusing)
    first = run.asked(task)
    assert refused
    assert (first["next"], first["failed"], len(first["left"])) == ("sanitize", [], 1)

    release(run)
    run.analysed(run.sanitized(first | {"tries": 0}))

    assert run.progress(plan) == (1, 0, 0)
    assert stored()[0].count == 1


def release(run: Run) -> None:
    """Make the time pass for which a run has a part in hand."""
    dynamodb = clients.dynamodb()
    for item in dynamodb.scan(TableName=IDEMPOTENCY)["Items"]:
        if item.get("status") == {"S": "INPROGRESS"}:
            dynamodb.update_item(
                TableName=IDEMPOTENCY,
                Key={"id": item["id"]},
                UpdateExpression="SET in_progress_expiration = :past",
                ExpressionAttributeValues={":past": {"N": "1"}},
            )


def test_what_a_killed_run_has_in_hand_is_waited_for_until_it_is_let_go(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object, **__: object) -> None:
        raise SystemExit  # past all that would let go of it

    run.put("shop/a.log")
    plan, [task] = run.plan()
    with monkeypatch.context() as patch:
        patch.setattr("crosscut.aws.digests.DigestStore.write", killed)
        with pytest.raises(SystemExit):
            run.asked(task)

    pauses, answer = [], run.asked(task)
    for _ in range(TRIES - 2):
        pauses.append(answer["pause"])
        answer = run.asked(answer)

    assert pauses == [14, 28]
    # As long as the dead run may have had.
    assert answer["pause"] >= 60  # seconds, as the runs of these tests may take
    release(run)
    run.analysed(run.sanitized(answer))
    assert run.progress(plan) == (1, 0, 0)


def unavailable(self: object, name: str) -> str:
    from crosscut.errors import RetryableError

    raise RetryableError("the secret cannot be read now")


def test_runs_that_are_killed_end_in_a_failure_and_what_was_done_counts(run: Run) -> None:
    run.put("shop/a.log", "shop/kills.log")
    plan, [task] = run.plan()
    run.sanitized(task.model_copy(update={"left": task.left[:1]}))  # a run that died at the second object

    answer = run.asked(task, error={"Error": "Lambda.Unknown", "Cause": "signal: killed"})

    assert answer["next"] == "analyse"
    assert len(answer["done"]) == 1
    [outcome] = run.backfills.outcomes(ID)
    [failure] = outcome.failures
    assert (failure.key, failure.reason) == ("shop/kills.log", "its run was ended each time (Lambda.Unknown)")
    run.analysed(answer)
    assert run.progress(plan) == (1, 1, 0)


def test_a_bucket_that_the_deployment_does_not_name_is_not_read(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CROSSCUT_BACKFILL_BUCKETS", f"{BUCKET}/web/")
    run.put("shop/a.log")
    _, [task] = run.plan()

    run.sanitized(task)

    [outcome] = run.backfills.outcomes(ID)
    assert "is not among the deployment's backfillBuckets" in outcome.failures[0].reason
    assert run.entries() == []


def test_a_source_that_the_deployment_takes_for_another_is_a_failure_that_says_so(run: Run) -> None:
    run.put("shop/a.log")
    _, [task] = run.plan()

    run.sanitized(task.model_copy(update={"source": "elsewhere"}))

    [outcome] = run.backfills.outcomes(ID)
    assert outcome.failures[0].reason.startswith("of source elsewhere here, of shop in the deployment")


def test_a_source_may_be_named_and_quarantine_remembers_it(run: Run) -> None:
    run.put("whatever/cut.log.gz", body=gzip.compress(LOG.encode() * 100)[:-20])
    items = list(listing(clients.s3(), BUCKET))
    plan, _ = run.plan(source="shop")
    tasks = list(tasks_of(groups_of(items, source_of=lambda _: "shop"), plan))

    run.through(tasks)

    assert {entry.source for entry in run.entries()} == {"shop"}
    [entry] = Quarantine(clients.s3(), "example-work").entries()
    assert (entry.source, entry.part.source) == ("shop", "shop")


def test_a_task_that_is_none_is_a_permanent_error(run: Run) -> None:
    from crosscut.errors import PermanentError

    with pytest.raises(PermanentError, match="task is not one of this version's: backfill: missing"):
        run.load("sanitize")({"backfill": {}})


def test_a_model_is_asked_within_the_share_of_the_budget_and_then_the_rules_answer(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    clients.secretsmanager().put_secret_value(
        SecretId=ANTHROPIC_SECRET, SecretString=json.dumps({"api_key": "sk-ant-synthetic"})
    )
    run.put("shop/a.log", "web/b.log", "pay/c.log", "old/d.log")
    with ClaudeServer(diligent) as server:
        monkeypatch.setenv("CROSSCUT_ANTHROPIC_URL", server.url)
        monkeypatch.setenv("CROSSCUT_BUDGET_USD_PER_DAY", "1")
        _, tasks = run.plan(share=50)
        by_source = {task.source: task for task in tasks}
        run.through([by_source["shop"]])
        asked = len(server.requests)
        spend(micro_usd=500_000)
        run.through([by_source["web"]])
        nothing = by_source["pay"].model_copy(update={"share": 0})
        run.through([nothing])

    assert (asked, len(server.requests)) == (1, 1)
    notes = {insight.source: " ".join(insight.notes) for insight in stored()}
    analysts = {insight.source: insight.analyst for insight in stored()}
    assert analysts["shop"] != "offline" == analysts["web"]
    assert "50 % of the day's budget ($1.00 and 50,000,000 tokens a day) is spent" in notes["web"]
    assert "leaves the model out" in notes["pay"]


def spend(*, micro_usd: int) -> None:
    """As if live logs had spent so much today."""
    clients.dynamodb().update_item(
        TableName="crosscut-test-budget",
        Key={"day": {"S": datetime.now(UTC).date().isoformat()}, "item": {"S": "scope#*"}},
        UpdateExpression="ADD micro_usd :m",
        ExpressionAttributeValues={":m": {"N": str(micro_usd)}},
    )


def test_the_present_is_not_judged_by_what_is_past(run: Run) -> None:
    run.put("shop/a.log")
    _, tasks = run.plan()

    run.through(tasks)

    for table in ("baselines", "incidents"):
        assert clients.dynamodb().scan(TableName=f"crosscut-test-{table}")["Items"] == []
    assert clients.dynamodb().scan(TableName="crosscut-test-catalog")["Items"]  # and is known from now on


def test_what_is_through_is_not_planned_again_and_filters_hold(run: Run) -> None:
    run.put("shop/a.log", "shop/b.log", "shop/c.txt")
    _, [task] = run.plan()
    run.through([task.model_copy(update={"left": task.left[:1]})])
    items = list(listing(clients.s3(), BUCKET))
    ledger = DynamoLedger(clients.dynamodb(), LEDGER)

    left = not_yet_through(items, ledger, bucket=BUCKET)

    assert [item.key for item in left] == ["shop/b.log", "shop/c.txt"]
    assert len(not_yet_through(items, ledger, bucket="another")) == 3
    always = Wanted(NOW - timedelta(days=1), NOW + timedelta(days=1), "*.log")
    assert [item.key for item in left if always.takes(item)] == ["shop/b.log"]
    assert not any(Wanted(NOW + timedelta(hours=1), NOW + timedelta(days=1)).takes(item) for item in items)
    assert not always.takes(Listed("shop/", "x", 0, NOW))


def test_batches_are_of_one_source_and_day_and_of_bounded_bytes() -> None:
    day = datetime(2026, 3, 1, 12, tzinfo=UTC)
    items = [
        *(Listed(f"shop/{n:03}.log", "e", 10, day + timedelta(days=n % 2)) for n in range(120)),
        *(Listed(f"web/{n}.log", "e", 40_000_000, day) for n in range(3)),
    ]

    groups = groups_of(items, source_of=lambda key: key.partition("/")[0])

    shapes = [(group.day.day, group.source, len(group.items)) for group in groups]
    assert shapes == [
        (1, "shop", 50), (1, "shop", 10), (1, "web", 1), (1, "web", 1), (1, "web", 1), (2, "shop", 50), (2, "shop", 10),
    ]  # fmt: skip
    assert sorted(item.key for group in groups for item in group.items) == sorted(item.key for item in items)


def test_the_ledger_keeps_what_has_arrived_long_ago_until_it_expires_or_is_forgotten(run: Run) -> None:
    old = datetime(2025, 3, 1, 12, tzinfo=UTC)
    run.put("shop/a.log")
    plan, [task] = run.plan(oldest=old.date())
    [part] = task.left
    created = part.created.model_copy(update={"time": old})
    task = task.model_copy(
        update={"day": date(2025, 3, 1), "left": (part.model_copy(update={"created": created}),)}
    )

    run.through([task])

    [entry] = DynamoLedger(clients.dynamodb(), LEDGER).entries(date(2025, 3, 1), date(2025, 3, 1))
    assert entry.analysed_at
    item = clients.dynamodb().get_item(
        TableName=LEDGER, Key={"day": {"S": "2025-03-01"}, "item": {"S": entry.part_id}}
    )["Item"]
    assert int(item["expires_at"]["N"]) > (NOW + timedelta(days=89)).timestamp()
    assert progress_of(plan, run.backfills.outcomes(ID)).done == 1
    assert run.aws.keys("merged/shop/2025/03/01/")
    table = "crosscut-test-{}".format
    places = holdings(
        clients.s3(), clients.dynamodb(), table=table, work_bucket="example-work", logs=None, now=NOW
    )
    gone = {each.name: (each.removed, each.left) for each in forget(places, Asked("shop"))}
    assert (gone["ledger"], gone["merged"]) == ((1, 0), (1, 0))


def test_outcomes_add_up() -> None:
    day = NOW.date()
    plan = Plan(
        id=ID, bucket=BUCKET, objects=10, bytes=100, batches=3, sources=("shop",), oldest=day, newest=day,
        started_at=NOW, run_at=NOW, at_once=1,
    )  # fmt: skip
    outcomes = [
        Outcome("000001", 4, 30, (Failure(key="b", reason="x"),), analysed=True),
        Outcome("000002", 3, 30, (Failure(key="a", reason="y"),), analysed=False),
    ]

    found = progress_of(plan, outcomes)

    assert (found.done, found.failed, found.waiting, found.left, found.bytes_done) == (3, 2, 2, 5, 30)
    assert [failure.key for failure in found.failures] == ["a", "b"]
