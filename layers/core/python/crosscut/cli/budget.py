"""`crosscut budget`: what the model calls of a deployed Crosscut took in a day, by source."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from crosscut.analysis.budget import WHOLE, ScopeSpent, day_of
from crosscut.cli import terminal
from crosscut.cli.deployment import Where, deployment_of, place_options
from crosscut.cli.quantities import number
from crosscut.errors import CrosscutError
from crosscut.model_table import MICRO

if TYPE_CHECKING:
    from collections.abc import Sequence


@click.command(short_help="Show what model calls took in a day.")
@click.option(
    "--day", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="A day in UTC, as 2026-11-29; today."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@place_options
def budget(day: datetime | None, as_json: bool, local: bool, stage: str | None) -> None:
    """Show what model calls took in a day: dollars, tokens and calls, in all and by source.

    'held' is what is reserved for calls that are being made, and for those of which nobody knows what they took; it
    counts against the limits, which docs/cost.md explains.
    """
    on = day.date().isoformat() if day else day_of(datetime.now(UTC))
    spent = _asked(Where(local, stage), on)
    if as_json:
        click.echo(json.dumps({"day": on, "scopes": [_shown(each) for each in spent]}, indent=2))
        return
    console = terminal.output()
    if not spent:
        console.print(f"No model was asked on {on} (UTC).", highlight=False)
        return
    from rich.table import Table

    table = Table(title=f"Model calls on {on} (UTC)", title_justify="left", box=None, pad_edge=False)
    table.add_column("source")
    for name in ("spent", "held", "calls", "answered", "tokens in", "tokens out"):
        table.add_column(name, justify="right")
    for each in spent:
        table.add_row(
            "all sources" if each.scope == WHOLE else each.scope,
            f"${each.settled_micro_usd / MICRO:,.4f}",
            f"${(each.micro_usd - each.settled_micro_usd) / MICRO:,.4f}",
            *map(number, (each.calls, each.answered, each.input_tokens, each.output_tokens)),
        )
    console.print(table)


def _shown(spent: ScopeSpent) -> dict[str, str | int | float]:
    return {
        "scope": spent.scope,
        "usd_spent": spent.settled_micro_usd / MICRO,
        "usd_held": (spent.micro_usd - spent.settled_micro_usd) / MICRO,
        "calls": spent.calls,
        "answered": spent.answered,
        "unknown": spent.unknown,
        "input_tokens": spent.input_tokens,
        "output_tokens": spent.output_tokens,
    }


def _asked(where: Where, day: str) -> Sequence[ScopeSpent]:
    """Ask a deployment; what it fails with says which table was asked."""
    from crosscut.aws import clients
    from crosscut.aws.spending import DynamoSpending

    deployment = deployment_of(where)
    table = deployment.table("budget")
    try:
        return DynamoSpending(clients.dynamodb(deployment.endpoint), table).spent(day)
    except CrosscutError as error:
        raise type(error)(f"budget table {table}: {error}") from error
