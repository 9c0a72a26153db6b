"""`crosscut backfill stop` and `resume`: ended in the middle, and gone on with from there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from crosscut.backfill import Outcome, Plan
from crosscut.cli.backfill_deployment import Asked, asked
from crosscut.cli.backfill_follow import follow
from crosscut.cli.backfill_page import line
from crosscut.cli.deployment import Where, place_options
from crosscut.cli.group import put, say
from crosscut.cli.quantities import counted
from crosscut.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crosscut.aws.backfill_task import Task

_id = click.argument("backfill_id", metavar="[ID]", required=False)


@click.command(short_help="End one in the middle.")
@_id
@place_options
def stop(backfill_id: str | None, local: bool, stage: str | None) -> None:
    """End a backfill in the middle: the one that is running, or that of the id.

    Objects in hand are done to their end.
    """
    found = asked(Where(local, stage))
    plan = found.one(backfill_id) if backfill_id else found.running()
    if plan is None or found.machine.run(plan).status != "RUNNING":
        raise ConfigurationError(f"backfill {plan.id} is not running" if plan else "no backfill is running")
    plan = plan.model_copy(update={"stopped": True})
    found.backfills.put(plan)  # first: whoever begins with an object from now on sees it
    found.machine.stop(plan)
    put(line(found.standing(plan)))
    put(f"Go on with `crosscut backfill resume {plan.id}`.")


@click.command(short_help="Go on with one that was stopped, or in which objects failed.")
@_id
@click.option(
    "--max-concurrency",
    type=click.IntRange(1, 1000),
    metavar="N",
    help="So many batches at once, as from now.",
)
@click.option("--detach", is_flag=True, help="Do not wait for its end.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, a line each time.")
@place_options
@click.pass_context
def resume(
    context: click.Context,
    backfill_id: str | None,
    max_concurrency: int | None,
    detach: bool,
    as_json: bool,
    local: bool,
    stage: str | None,
) -> None:
    """Go on with a backfill: what is left of it, and what has failed. What is done is not done again.

    One that is running is only followed.
    """
    found = asked(Where(local, stage))
    plan = found.one(backfill_id)
    running = found.running()
    if running and running.id != plan.id:
        raise ConfigurationError(f"backfill {running.id} is running; wait for its end, or stop it")
    if running is None:
        again = _begun_again(found, plan, max_concurrency or plan.at_once)
        if again is None:
            put(f"Nothing is left of backfill {plan.id}.")
            return
        plan = again
    elif max_concurrency:
        raise ConfigurationError(
            f"backfill {plan.id} is running; stop it to go on with another --max-concurrency"
        )
    if not detach:
        follow(context, found, plan, as_json=as_json)


def _begun_again(found: Asked, plan: Plan, at_once: int) -> Plan | None:
    """Start a further run, where anything is left.

    The plan stands with its list before the run begins, so that it can be begun anew.
    """
    from crosscut.aws.backfill_planning import still_to_do

    outcomes = list(found.backfills.outcomes(plan.id))
    again = plan.model_copy(
        update={"run": plan.run + 1, "stopped": False, "run_at": datetime.now(UTC), "at_once": at_once}
    )
    retried: set[str] = set()
    tasks = still_to_do(found.lists.read(plan.id, plan.run), outcomes, run=again.run)
    count = found.lists.write(again, _noting(tasks, retried))
    if not count:
        return None
    found.backfills.put(again)
    for outcome in outcomes:
        if outcome.batch in retried and outcome.failures:
            _forget_failures(found, again, outcome)
    found.machine.start(again, bucket=found.lists.bucket)
    say(f"backfill {plan.id} goes on with {counted(count, 'batch').replace('batchs', 'batches')}")
    return again


def _noting(tasks: Iterable[Task], retried: set[str]) -> Iterator[Task]:
    """Yield the tasks, and note of which batches some are what had failed."""
    for task in tasks:
        before, dash, _ = task.batch.rpartition("-")
        if dash:
            retried.add(before)
        yield task


def _forget_failures(found: Asked, plan: Plan, outcome: Outcome) -> None:
    """What has failed is now of another batch."""
    left = outcome._replace(objects=outcome.objects - len(outcome.failures), failures=())
    found.backfills.sanitized(plan.id, left, now=datetime.now(UTC))
