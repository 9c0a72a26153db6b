"""`crosscut ledger`: what became of all that was dropped, and what never got through."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import NamedTuple

import click

from crosscut.cli.deployment import Where, deployment_of, place_options
from crosscut.cli.group import EXIT_FOUND, put
from crosscut.cli.quantities import counted, number, size
from crosscut.cli.stored import MOMENT
from crosscut.config import load_sources
from crosscut.conservation import GRACE, Difference, Kind
from crosscut.errors import CrosscutError
from crosscut.ledger_sums import DaySum, Figures, ObjectSum, by_day, by_object
from crosscut.plain import plain

_FIGURES = (
    "read", "lines", "folded", "quarantined", "redacted", "chunks", "analysed", "insights", "notices",
)  # fmt: skip


class _Found(NamedTuple):
    """What a deployment's ledger says."""

    days: Sequence[DaySum]
    objects: Sequence[ObjectSum]
    differences: Sequence[Difference]


@click.command("ledger", short_help="Show what became of all that was dropped.")
@click.option(
    "--since", type=MOMENT, default="24h", show_default=True, metavar="WHEN", help="What arrived since then."
)
@click.option("--source", metavar="NAME", help="Only of this source.")
@click.option(
    "--grace",
    type=click.IntRange(0, 7 * 24 * 60),
    default=int(GRACE.total_seconds() // 60),
    show_default=True,
    metavar="MINUTES",
    help="What arrived so recently may still be on its way.",
)
@click.option("--objects", "each_object", is_flag=True, help="Show each object, and not days.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@place_options
@click.pass_context
def ledger(
    context: click.Context,
    since: datetime,
    source: str | None,
    grace: int,
    each_object: bool,
    as_json: bool,
    local: bool,
    stage: str | None,
) -> None:
    """Show, for each day and source, what came in and what became of it, and hold the log bucket against it.

    An object that lies in the log bucket and never got through, that was never analysed, or of which lines are missing,
    is named, and so is an insight that people should have been told of and nobody was; the exit status is then 3. WHEN
    is a span before now (30m, 24h, 7d) or an ISO 8601 date or time in UTC, at most 90 days ago.
    """
    now = datetime.now(UTC)
    found = _asked(Where(local, stage), since, source, now, timedelta(minutes=grace))
    if as_json:
        click.echo(json.dumps(_document(since, found, each_object), indent=2))
    else:
        _print(since, found, each_object)
    if found.differences:
        context.exit(EXIT_FOUND)


def _asked(where: Where, since: datetime, source: str | None, now: datetime, grace: timedelta) -> _Found:
    from crosscut.aws import clients
    from crosscut.aws.insights import DynamoInsightStore
    from crosscut.aws.ledger import DynamoLedger, differences
    from crosscut.aws.told import DynamoTold
    from crosscut.untold import untold

    deployment, sources = deployment_of(where), load_sources()
    table = deployment.table("ledger")
    dynamodb, s3 = clients.dynamodb(deployment.endpoint), clients.s3(deployment.endpoint)
    kept = DynamoLedger(dynamodb, table)
    told = DynamoTold(dynamodb, deployment.table("notices"))
    store = DynamoInsightStore(dynamodb, deployment.table("insights"))
    missing = partial(untold, find=store.find, noted=told.noted, sources=sources, now=now, grace=grace)
    try:
        entries = [e for e in kept.entries(since.date(), now.date(), source=source) if e.arrived >= since]
        counts = told.counts(insight for entry in entries for insight in entry.insights)
        found = differences(
            s3, deployment.log_bucket(), kept,
            since=since, now=now, grace=grace, source=source, sources=sources, untold=missing,
        )  # fmt: skip
        return _Found(by_day(entries, counts), by_object(entries, counts), list(found))
    except CrosscutError as error:
        raise type(error)(f"ledger table {table}: {error}") from error


def _print(since: datetime, found: _Found, each_object: bool) -> None:
    for line in _lines(_of_objects(found.objects) if each_object else _of_days(found.days)):
        put(line)
    if not found.days:
        put(f"Nothing arrived since {since:%Y-%m-%d %H:%M} UTC.")
    for each in found.differences:
        head = f"{each.kind:<12}{each.arrived:%Y-%m-%d %H:%M} UTC  {plain(each.key)}"
        put(f"{head}: {plain(each.detail)}")
    if found.differences:
        kinds = {each.kind for each in found.differences}
        put(f"{counted(len(found.differences), 'difference')}. {_next(kinds)}")
    elif found.days:
        put("It adds up: every object got through.")
    if kept_out := sum(day.sent_to_quarantine for day in found.days):
        put(
            f"{counted(kept_out, 'piece')} went into quarantine: `crosscut quarantine list` says what and why."
        )


def _next(kinds: set[Kind]) -> str:
    """Return what to do about differences of these kinds."""
    if kinds == {Kind.UNACCOUNTED}:
        return "Lines were lost by a fault of Crosscut: keep the objects, and report it."
    if kinds == {Kind.UNTOLD}:
        return "Look with `crosscut dlq list`, mend the cause, then `crosscut dlq redrive notices --all`."
    begin = " --begin analyze" if kinds == {Kind.UNANALYSED} else ""
    return f"Look with `crosscut dlq list`, mend the cause, then `crosscut replay --source NAME --object KEY{begin}`."


def _of_days(days: Sequence[DaySum]) -> list[tuple[str, ...]]:
    rows = [(day.day.isoformat(), plain(day.source), number(day.objects), *_figures(day)) for day in days]
    return [("day", "source", "objects", *_FIGURES), *rows] if rows else []


def _of_objects(objects: Sequence[ObjectSum]) -> list[tuple[str, ...]]:
    rows = [(f"{each.arrived:%Y-%m-%dT%H:%M:%SZ}", plain(each.key), *_figures(each)) for each in objects]
    return [("arrived", "object", *_FIGURES), *rows] if rows else []


def _figures(row: Figures) -> tuple[str, ...]:
    figures = (row.lines, row.folded, row.quarantined, row.redactions, row.chunks)
    analysed = f"{number(row.analysed)}/{number(row.parts)}"
    read = size(row.bytes).replace(" ", "")
    return (read, *map(number, figures), analysed, number(row.insights), number(row.notices))


def _lines(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """A table as plain lines: whole in a pipe, and for `column`, `awk` and eyes alike."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    names = 2  # stand on the left
    return [
        "  ".join(
            text.ljust(width) if column < names else text.rjust(width)
            for column, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]


def _document(since: datetime, found: _Found, each_object: bool) -> dict[str, object]:
    rows: Sequence[Figures] = found.objects if each_object else found.days
    return {
        "since": since.isoformat(),
        "objects" if each_object else "days": [row.model_dump(mode="json") for row in rows],
        "differences": [
            {"kind": d.kind, "key": d.key, "arrived": d.arrived.isoformat(), "detail": d.detail}
            for d in found.differences
        ],
    }
