"""A backfill followed at the terminal until it is over, or until somebody goes away."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import click

from crosscut.backfill import Plan
from crosscut.cli import terminal
from crosscut.cli.backfill_deployment import Asked, Standing
from crosscut.cli.backfill_page import Pace, beside_a_bar, document, failures, line
from crosscut.cli.group import EXIT_FAILED, EXIT_INTERRUPTED, put, say

_LOOK_SECONDS = 2.0
_BATCHES_A_SECOND = 1_000  # of a look, so that a large one is looked at less often
_LINE_SECONDS = 10.0  # between two lines where there is no terminal
NAMED = 20  # failures


def follow(context: click.Context, asked: Asked, plan: Plan, *, as_json: bool) -> None:
    """Show how it goes until it is over. Exit status 1 when something failed or is left, 130 after Ctrl-C."""
    try:
        last = _shown(asked, plan, as_json=as_json)
    except (KeyboardInterrupt, click.Abort):
        say(
            f"it runs on; see `crosscut backfill status {plan.id}`, or end it with `crosscut backfill stop {plan.id}`"
        )
        context.exit(EXIT_INTERRUPTED)
    tell(context, last, as_json=as_json)


def tell(context: click.Context, standing: Standing, *, as_json: bool) -> None:
    """Say how one stands that is over."""
    if as_json:
        put(json.dumps(document(standing)))
    else:
        put(line(standing))
        for each in failures(standing, most=NAMED):
            put(each)
    if standing.progress.failed or standing.progress.left:
        if not as_json:
            put(f"Go on with `crosscut backfill resume {standing.plan.id}`; what is done is not done again.")
        context.exit(EXIT_FAILED)


def _shown(asked: Asked, plan: Plan, *, as_json: bool) -> Standing:
    console = terminal.progress_output()
    if console.is_terminal and not as_json:
        return _with_a_bar(asked, plan)
    said, last = 0.0, ""
    for standing, pace in _looks(asked, plan):
        text = json.dumps(document(standing, pace)) if as_json else line(standing, pace)
        if not standing.is_over and text != last and time.monotonic() - said >= _LINE_SECONDS:
            put(text if as_json else f"{datetime.now(UTC):%H:%M:%S} {text}")
            said, last = time.monotonic(), text
    return standing


def _with_a_bar(asked: Asked, plan: Plan) -> Standing:
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (BarColumn(20), TextColumn("{task.percentage:>3.0f}%"), TextColumn("{task.description}"))
    with Progress(*columns, console=terminal.progress_output(), transient=True) as bar:
        task = bar.add_task(plan.id, total=plan.objects)
        for standing, pace in _looks(asked, plan):
            through = standing.progress.done + standing.progress.failed
            bar.update(task, completed=through, description=beside_a_bar(standing, pace))
    return standing


def _looks(asked: Asked, plan: Plan) -> Iterator[tuple[Standing, Pace]]:
    """Yield how it stands, again and again, the last time when it is over."""
    began, first = time.monotonic(), asked.standing(plan)
    standing = first
    yield standing, Pace()
    while not standing.is_over:
        time.sleep(max(_LOOK_SECONDS, plan.batches / _BATCHES_A_SECOND))
        standing = asked.standing(asked.backfills.find(plan.id) or plan)
        done = standing.progress.done - first.progress.done
        bytes_done = standing.progress.bytes_done - first.progress.bytes_done
        yield standing, Pace(done, bytes_done, time.monotonic() - began)
