"""`crosscut ledger`: what became of all that was dropped, and what never got through."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import click

from crosscut.cli.deployment import Where, deployment_of, place_options
from crosscut.cli.group import EXIT_FOUND, put
from crosscut.cli.quantities import counted, number, size
from crosscut.cli.stored import MOMENT
from crosscut.config import load_sources
from crosscut.conservation import GRACE, DaySum, Difference, Kind, sums
from crosscut.errors import CrosscutError
from crosscut.plain import plain

_FIGURES = (
    "objects", "read", "lines", "folded", "quarantined", "redacted", "chunks", "analysed", "insights",
)  # fmt: skip


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
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@place_options
@click.pass_context
def ledger(
    context: click.Context,
    since: datetime,
    source: str | None,
    grace: int,
    as_json: bool,
    local: bool,
    stage: str | None,
) -> None:
    """Show, for each day and source, what came in and what became of it, and hold the log bucket against it.

    An object that lies in the log bucket and never got through, that was never analysed, or of which lines are
    missing, is named; the exit status is then 3. WHEN is a span before now (30m, 24h, 7d) or an ISO 8601 date or time
    in UTC, at most 90 days ago.
    """
    now = datetime.now(UTC)
    days, found = _asked(Where(local, stage), since, source, now, timedelta(minutes=grace))
    if as_json:
        click.echo(json.dumps(_document(since, days, found), indent=2))
    else:
        _print(since, days, found)
    if found:
        context.exit(EXIT_FOUND)


def _asked(
    where: Where,
    since: datetime,
    source: str | None,
    now: datetime,
    grace: timedelta,
) -> tuple[list[DaySum], list[Difference]]:
    from crosscut.aws import clients
    from crosscut.aws.ledger import DynamoLedger, differences

    deployment = deployment_of(where)
    table = deployment.table("ledger")
    kept = DynamoLedger(clients.dynamodb(deployment.endpoint), table)
    try:
        entries = kept.entries(since.date(), now.date(), source=source)
        days = sums(entry for entry in entries if entry.arrived >= since)
        s3 = clients.s3(deployment.endpoint)
        found = differences(
            s3, deployment.log_bucket(), kept,
            since=since, now=now, grace=grace, source=source, sources=load_sources(),
        )  # fmt: skip
        return days, list(found)
    except CrosscutError as error:
        raise type(error)(f"ledger table {table}: {error}") from error


def _print(since: datetime, days: Sequence[DaySum], found: Sequence[Difference]) -> None:
    for line in _lines(days):
        put(line)
    if not days:
        put(f"Nothing arrived since {since:%Y-%m-%d %H:%M} UTC.")
    for each in found:
        head = f"{each.kind:<12}{each.arrived:%Y-%m-%d %H:%M} UTC  {plain(each.key)}"
        put(f"{head}: {plain(each.detail)}")
    if found:
        put(f"{counted(len(found), 'difference')}. {_next({each.kind for each in found})}")
    elif days:
        put("It adds up: every object got through.")
    if kept_out := sum(day.sent_to_quarantine for day in days):
        put(
            f"{counted(kept_out, 'piece')} went into quarantine: `crosscut quarantine list` says what and why."
        )


def _next(kinds: set[Kind]) -> str:
    """Return what to do about differences of these kinds."""
    if kinds == {Kind.UNACCOUNTED}:
        return "Lines were lost by a fault of Crosscut: keep the objects, and report it."
    begin = " --begin analyze" if kinds == {Kind.UNANALYSED} else ""
    return f"Look with `crosscut dlq list`, mend the cause, then `crosscut replay --source NAME --object KEY{begin}`."


def _lines(days: Sequence[DaySum]) -> list[str]:
    """A table as plain lines: whole in a pipe, and for `column`, `awk` and eyes alike."""
    rows: list[tuple[str, ...]] = [("day", "source", *_FIGURES)] if days else []
    for day in days:
        figures = (day.lines, day.folded, day.quarantined, day.redactions, day.chunks)
        rows.append(
            (
                day.day.isoformat(),
                plain(day.source),
                number(day.objects),
                size(day.bytes).replace(" ", ""),
                *map(number, figures),
                f"{number(day.analysed)}/{number(day.parts)}",
                number(day.insights),
            )
        )
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    names = 2  # day and source stand on the left
    return [
        "  ".join(
            text.ljust(width) if column < names else text.rjust(width)
            for column, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]


def _document(since: datetime, days: Sequence[DaySum], found: Sequence[Difference]) -> dict[str, object]:
    return {
        "since": since.isoformat(),
        "days": [day.model_dump(mode="json") for day in days],
        "differences": [
            {"kind": d.kind, "key": d.key, "arrived": d.arrived.isoformat(), "detail": d.detail}
            for d in found
        ],
    }
