"""`crosscut backfill s3://BUCKET/PREFIX`: what it takes told first, then begun and followed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from crosscut.backfill import LOCAL_AT_ONCE, Plan, estimated
from crosscut.cli.backfill_deployment import Asked, asked
from crosscut.cli.backfill_follow import follow
from crosscut.cli.deployment import LOCAL_STAGE, Where, place_options
from crosscut.cli.group import put, say
from crosscut.cli.quantities import counted, duration, number, size
from crosscut.cli.replay import most_usd
from crosscut.cli.stored import MOMENT
from crosscut.config import AnalyzeSettings, Sources, load_sources
from crosscut.conservation import GRACE
from crosscut.errors import ConfigurationError
from crosscut.grants import Grant, covers, grants_of

if TYPE_CHECKING:
    from crosscut.aws.backfill_planning import Group

_EVER = datetime(2006, 1, 1, tzinfo=UTC)  # S3 is not older
_PLACE = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/(.*))?", re.DOTALL)


@click.command(short_help="Begin one: `crosscut backfill s3://BUCKET/PREFIX` does the same.")
@click.argument("place", metavar="s3://BUCKET/PREFIX")
@click.option("--since", type=MOMENT, metavar="WHEN", help="Only what was written from then on.")
@click.option("--until", type=MOMENT, metavar="WHEN", help="Only what was written before then.")
@click.option(
    "--pattern", default="", metavar="GLOB", help="Only these keys, as '*/app-*.log.gz'; * takes / too."
)
@click.option(
    "--source", metavar="NAME", help="The source of all of it; otherwise the keys tell, as for live logs."
)
@click.option(
    "--max-concurrency",
    type=click.IntRange(1, 1000),
    default=4,
    show_default=True,
    metavar="N",
    help="So many batches at once.",
)
@click.option(
    "--budget-share",
    type=click.IntRange(0, 100),
    default=50,
    show_default=True,
    metavar="PERCENT",
    help="Ask a model until so much of the day's budget is spent; 0: the rules alone.",
)
@click.option("--notify", is_flag=True, help="Tell people what is found, as of live logs.")
@click.option("--dry-run", is_flag=True, help="Say what it takes and costs, and begin nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--detach", is_flag=True, help="Do not wait for its end.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print JSON, a line each time; asks nothing, so give --yes."
)
@place_options
@click.pass_context
def start(
    context: click.Context,
    place: str,
    since: datetime | None,
    until: datetime | None,
    pattern: str,
    source: str | None,
    max_concurrency: int,
    budget_share: int,
    notify: bool,
    dry_run: bool,
    yes: bool,
    detach: bool,
    as_json: bool,
    local: bool,
    stage: str | None,
) -> None:
    """Have what lies in a bucket already analysed, in the background.

    Objects that are through already, by the ledger, are left out. Ctrl-C leaves it running. Exit status 1 when objects
    failed or are left. WHEN is a span before now (30m, 24h, 7d) or an ISO 8601 date or time in UTC.
    """
    bucket, prefix = _parsed(place)
    if as_json and not (yes or dry_run):
        raise click.UsageError("--json asks nothing: give --yes or --dry-run as well")
    found = asked(Where(local, stage))
    own = _check(found, bucket, prefix)
    now = datetime.now(UTC)
    # What has just arrived in the log bucket is on its way by itself.
    span = (since or _EVER, until or (now - GRACE if own else now))
    if span[1] <= span[0]:
        raise click.UsageError(
            f"--until {span[1]:%Y-%m-%d %H:%M} is not after --since {span[0]:%Y-%m-%d %H:%M}"
        )
    sources = load_sources()
    groups, through = _to_do(found, bucket, prefix, span, pattern, source, sources)
    if not groups:
        put(f"Nothing in s3://{bucket}/{prefix} is left to do{_of_those(through)}.")
        return
    at_once = LOCAL_AT_ONCE if found.deployment.stage == LOCAL_STAGE else max_concurrency
    plan = _plan(groups, bucket, prefix, source, at_once, notify=notify, share=budget_share, now=now)
    for line in _told(found, plan, groups, through, sources):
        say(line) if as_json else put(line)
    if dry_run:
        return
    if not yes:
        click.confirm("Begin?", abort=True)
    plan = _begun(found, plan, groups)
    say(f"backfill {plan.id} has begun")
    if detach:
        put(plan.id)
    else:
        follow(context, found, plan, as_json=as_json)


def _parsed(place: str) -> tuple[str, str]:
    match = _PLACE.fullmatch(place)
    if match is None:
        raise click.UsageError(f"{place!r} is no place in S3, such as s3://their-logs/app/, nor a subcommand")
    return match[1], match[2] or ""


def _check(found: Asked, bucket: str, prefix: str) -> bool:
    """Return whether it is the deployment's log bucket. Raises `ConfigurationError` for what it may not read."""
    from crosscut.aws.deployed_settings import sanitize_settings

    deployment = found.deployment
    settings = sanitize_settings(deployment.name("sanitize"), deployment.endpoint)
    grants = [Grant(settings.log_bucket), *grants_of(settings.backfill_buckets)]
    if not covers(grants, bucket, prefix):
        raise ConfigurationError(
            f"the stage {deployment.stage} may not read s3://{bucket}/{prefix}, only "
            f"{', '.join(map(str, grants))}; deploy it with -c backfillBuckets={bucket} (docs/backfill.md)"
        )
    running = found.running()
    if running:
        raise ConfigurationError(f"backfill {running.id} is running; wait for its end, or stop it")
    return bucket == settings.log_bucket


def _to_do(
    found: Asked,
    bucket: str,
    prefix: str,
    span: tuple[datetime, datetime],
    pattern: str,
    source: str | None,
    sources: Sources,
) -> tuple[list[Group], int]:
    """Return the batches, and how many objects are through already."""
    from crosscut.aws import clients
    from crosscut.aws.backfill_planning import Wanted, groups_of, not_yet_through
    from crosscut.aws.ledger import listing

    wanted = Wanted(*span, pattern)
    listed = listing(clients.s3(found.deployment.endpoint), bucket, prefix=prefix)
    items = [item for item in listed if wanted.takes(item)]
    left = not_yet_through(items, found.ledger, bucket=bucket)
    name = sources.named(source).name if source else ""
    return groups_of(left, source_of=lambda key: name or sources.for_key(key).name), len(items) - len(left)


def _plan(
    groups: Sequence[Group],
    bucket: str,
    prefix: str,
    source: str | None,
    at_once: int,
    *,
    notify: bool,
    share: int,
    now: datetime,
) -> Plan:
    return Plan(
        id=f"{now:%Y%m%d-%H%M%S}",
        bucket=bucket,
        prefix=prefix,
        source=source or "",
        objects=sum(len(group.items) for group in groups),
        bytes=sum(item.size for group in groups for item in group.items),
        batches=len(groups),
        sources=tuple(sorted({group.source for group in groups})),
        oldest=min(group.day for group in groups),
        newest=max(group.day for group in groups),
        started_at=now,
        run_at=now,
        at_once=at_once,
        notify=notify,
        share=share,
    )


def _told(found: Asked, plan: Plan, groups: Sequence[Group], through: int, sources: Sources) -> list[str]:
    """What it takes and costs, in lines."""
    from crosscut.aws.deployed_settings import analyze_settings

    takes = estimated(
        ((item.key, item.size) for group in groups for item in group.items),
        batches=plan.batches,
        at_once=plan.at_once,
    )
    deployment = found.deployment
    settings = analyze_settings(deployment.name("analyze"), deployment.endpoint)
    batches = f"{number(plan.batches)} batch{'' if plan.batches == 1 else 'es'}"
    return [
        f"s3://{plan.bucket}/{plan.prefix}: {counted(plan.objects, 'object')}, {size(plan.bytes)}, of "
        f"{counted(len(plan.sources), 'source')} ({', '.join(plan.sources[:5])}{', ...' if plan.sources[5:] else ''}), "
        f"written from {plan.oldest} to {plan.newest}{_of_those(through)}",
        f"{batches}, at most {number(plan.at_once)} at once: about {duration(takes.span)}, and ${takes.usd:,.2f} of "
        "AWS (Lambda, Step Functions, DynamoDB, S3)",
        _of_the_model(plan, settings, sources, deployment.stage),
    ]


def _of_the_model(plan: Plan, settings: AnalyzeSettings, sources: Sources, stage: str) -> str:
    if plan.share == 0 or settings.provider == "offline":
        return "no model is asked: the rules alone"
    usd, tokens = most_usd(settings, sources, plan.batches)
    share = settings.budget_usd_per_day * plan.share / 100
    return (
        f"at most {counted(plan.batches, 'model call')}, {number(tokens)} tokens in and ${usd:,.2f}, where each batch "
        f"shows something new; on any day until {plan.share} % of the budget of {stage} (${share:,.2f}) is spent, "
        "then the rules alone"
    )


def _of_those(through: int) -> str:
    return f"; {number(through)} more are through already" if through else ""


def _begun(found: Asked, plan: Plan, groups: Sequence[Group]) -> Plan:
    from crosscut.aws.backfill_planning import tasks_of

    if not found.backfills.add(plan):
        raise ConfigurationError(f"backfill {plan.id} was begun by somebody else in this second; try again")
    found.lists.write(plan, tasks_of(groups, plan))
    found.machine.start(plan, bucket=found.lists.bucket)
    return plan
