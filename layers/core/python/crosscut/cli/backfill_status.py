"""`crosscut backfill status`: the backfills of a deployment, and how one of them stands."""

from __future__ import annotations

import json

import click

from crosscut.cli.backfill_deployment import asked
from crosscut.cli.backfill_follow import NAMED
from crosscut.cli.backfill_page import document, failures, line
from crosscut.cli.deployment import Where, place_options
from crosscut.cli.group import put


@click.command(short_help="Show how backfills stand.")
@click.argument("backfill_id", metavar="[ID]", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@place_options
def status(backfill_id: str | None, as_json: bool, local: bool, stage: str | None) -> None:
    """Show how a backfill stands, by its id or the beginning of it, with what has failed and why; without one, all."""
    found = asked(Where(local, stage))
    plans = [found.one(backfill_id)] if backfill_id else found.backfills.all()
    standings = [found.standing(plan) for plan in plans]
    if as_json:
        shown = [document(each) for each in standings]
        put(json.dumps(shown[0] if backfill_id else shown, indent=2))
        return
    for each in standings:
        put(line(each))
        for failure in failures(each, most=NAMED if backfill_id else 0) if backfill_id else ():
            put(failure)
    if not plans:
        put("No backfill was begun in this deployment.")
