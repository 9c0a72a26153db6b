"""`crosscut insights watch`: what is new or has changed, as it comes."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any, NamedTuple

import click

from crosscut.cli import terminal
from crosscut.cli.deployment import place_options
from crosscut.cli.insights_page import render_row
from crosscut.cli.stored import choosing, stored, where_of
from crosscut.insights.listing import Listed, Wanted
from crosscut.model import Severity, Status


class _Known(NamedTuple):
    severity: Severity
    status: Status
    records: int
    incident: str


@click.command()
@choosing
@click.option(
    "--every", type=click.FloatRange(min=0.1), default=10.0, show_default=True, metavar="SECONDS",
    help="Between two looks.",
)  # fmt: skip
@click.option(
    "--for", "seconds", type=click.FloatRange(min=0), metavar="SECONDS", help="End after this time."
)
@place_options
@click.pass_context
def watch(
    context: click.Context,
    /,
    every: float,
    seconds: float | None,
    local: bool,
    stage: str | None,
    **chosen: Any,
) -> None:
    """Print insights as they are found, and again when they have changed, until Ctrl-C.

    The options that choose are those of `crosscut insights`. What is there already is printed first.
    """
    console = terminal.output()
    known: dict[str, _Known] = {}
    end = None if seconds is None else time.monotonic() + seconds
    with stored(where_of(context, local, stage)) as found:
        while True:
            now = datetime.now(UTC)
            # The latest last, as in a log.
            for row in sorted(found.insights.rows(Wanted(**chosen)), key=lambda r: r.last_seen):
                if known.get(row.id) != _seen(row):
                    known[row.id] = _seen(row)
                    render_row(row, console, now=now)
            console.file.flush()
            left = every if end is None else min(every, end - time.monotonic())
            if left <= 0:
                return
            time.sleep(left)


def _seen(row: Listed) -> _Known:
    return _Known(row.severity, row.status, row.count, row.incident)
