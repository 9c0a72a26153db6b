"""`crosscut forget`: everything that was made of one source's logs, removed, with the proof."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from crosscut.cli.deployment import Where, deployment_of, place_options
from crosscut.cli.group import EXIT_FAILED, put, say
from crosscut.cli.quantities import counted, number
from crosscut.cli.stored import MOMENT
from crosscut.config import load_sources
from crosscut.errors import ConfigurationError


@click.command(short_help="Remove everything that was made of one source's logs.")
@click.option("--source", required=True, metavar="NAME", help="Of which source.")
@click.option(
    "--before", type=MOMENT, metavar="WHEN", help="Only what arrived, or was last seen, before then."
)
@click.option("--logs", is_flag=True, help="The raw logs in the log bucket as well.")
@click.option("--dry-run", is_flag=True, help="Count it, and remove nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@place_options
@click.pass_context
def forget(
    context: click.Context,
    source: str,
    before: datetime | None,
    logs: bool,
    dry_run: bool,
    yes: bool,
    local: bool,
    stage: str | None,
) -> None:
    """Remove everything that a deployment has made of one source's logs, and look for it again.

    Chunks, digests, quarantine, evidence, pages, insights, incidents with a part of it, catalog, baselines and ledger.
    Exit status 1 when something is left, as when logs of it still arrive: stop them first. WHEN is a span before now
    (30d) or an ISO 8601 date or time in UTC. What is gone is gone.
    """
    from crosscut.aws import clients
    from crosscut.aws.forgetting import forget as forgotten
    from crosscut.aws.forgetting import holdings
    from crosscut.aws.holdings import Asked

    deployment = deployment_of(Where(local, stage))
    folder = _folder_of(source) if logs else ""
    places = holdings(
        clients.s3(deployment.endpoint),
        clients.dynamodb(deployment.endpoint),
        table=deployment.table,
        work_bucket=deployment.work_bucket(),
        logs=(deployment.log_bucket(), folder) if logs else None,
        now=datetime.now(UTC),
    )
    asked = Asked(source, before)
    if dry_run or not yes:  # each look takes as long as the removal does
        held = {place.name: place.count(asked) for place in places}
        total = counted(sum(held.values()), "thing")
        if dry_run:
            for name, count in held.items():
                put(f"{name:<12}{number(count):>12}")
            put(f"{total} would be removed.")
            return
        click.confirm(f"Remove {total} of {source} from the stage {deployment.stage} for good?", abort=True)
    left = 0
    put(f"{'':<12}{'removed':>12}{'left':>12}")
    for each in forgotten(places, asked):
        put(f"{each.name:<12}{number(each.removed):>12}{number(each.left):>12}")
        left += each.left
    if left:
        say(f"{counted(left, 'thing')} of {source} came meanwhile; stop its logs and run this again")
        context.exit(EXIT_FAILED)
    put(f"Nothing of {source} is left.")


def _folder_of(source: str) -> str:
    """What stands before the source's name in the keys of its raw logs."""
    sources = load_sources()
    prefix = sources.named(source).prefix
    others = [s.name for s in sources.sources if s.name != source and s.prefix.startswith(prefix)]
    if others or not prefix.endswith(f"{source}/"):
        whose = f"also begin those of {', '.join(others)}" if others else "are not named after it"
        raise ConfigurationError(
            f"--logs: the keys of {source} begin with {prefix!r}, which {whose}; remove its raw logs by hand"
        )
    return prefix.removesuffix(f"{source}/")
