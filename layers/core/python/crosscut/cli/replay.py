"""`crosscut replay`: objects sanitized again, or digests analysed again, with the cost told first."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click

from crosscut.cli.deployment import Deployment, Where, deployment_of, place_options
from crosscut.cli.group import put
from crosscut.cli.quantities import counted
from crosscut.cli.stored import MOMENT
from crosscut.config import SAME_MODEL, AnalyzeSettings, Sources, load_sources
from crosscut.conservation import LedgerEntry
from crosscut.model import DigestMessage, Severity
from crosscut.model_table import MICRO, model_entry

if TYPE_CHECKING:
    from crosscut.aws.parts import ObjectPart
    from crosscut.aws.replaying import Chosen

_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
_PROMPT_TOKENS = 4_000  # of the fixed prompt and the knowledge base's entries, at most, beside the digest


@click.command(short_help="Have objects sanitized, or digests analysed, again.")
@click.option("--source", required=True, metavar="NAME", help="Of which source.")
@click.option(
    "--from",
    "since",
    type=MOMENT,
    default="24h",
    show_default=True,
    metavar="WHEN",
    help="What arrived from then on.",
)
@click.option(
    "--to", "until", type=MOMENT, metavar="WHEN", help="What arrived before then; now if not given."
)
@click.option("--object", "keys", multiple=True, metavar="KEY", help="Only this object; may be given again.")
@click.option(
    "--begin",
    type=click.Choice(["sanitize", "analyze"]),
    default="sanitize",
    show_default=True,
    help="From reading the object, or from its digest.",
)
@click.option(
    "--prompt-version",
    metavar="VERSION",
    help="Only digests of insights with this version; begins at analyze.",
)
@click.option("--dry-run", is_flag=True, help="Say what would be done and cost, and do nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@place_options
def replay(
    source: str,
    since: datetime,
    until: datetime | None,
    keys: Sequence[str],
    begin: str,
    prompt_version: str | None,
    dry_run: bool,
    yes: bool,
    local: bool,
    stage: str | None,
) -> None:
    """Have objects sanitized again, or digests analysed again.

    What is made takes the place of what was made before: nothing is counted twice. A model may be asked again, within
    the budget. WHEN is a span before now (30m, 24h, 7d) or an ISO 8601 date or time in UTC.
    """
    from crosscut.aws.replaying import Chosen

    deployment = deployment_of(Where(local, stage))
    until = until or datetime.now(UTC)
    if until <= since:
        raise click.UsageError(f"--to {until:%Y-%m-%d %H:%M} is not after --from {since:%Y-%m-%d %H:%M}")
    sources = load_sources()
    chosen = Chosen(since, until, frozenset(keys))
    begin = "analyze" if prompt_version else begin
    if begin == "sanitize":
        messages: Sequence[ObjectPart | DigestMessage] = _objects(deployment, source, sources, chosen)
    else:
        messages = _digests(deployment, source, chosen, prompt_version)
    if not messages:
        about = f"these objects of {source}" if keys else source
        put(f"Nothing of {about} arrived from {since:%Y-%m-%d %H:%M} to {until:%Y-%m-%d %H:%M} UTC.")
        return
    usd = _most(deployment, sources, len(messages))
    what = counted(len(messages), "object" if begin == "sanitize" else "digest")
    calls = f"at most {counted(len(messages), 'model call')} and ${usd:,.2f}, within the day's budget"
    cost = calls if usd else "by the rules alone, at no cost of a model"
    if dry_run:
        put(f"{what} would be done again from {begin}: {cost}.")
        return
    if not yes:
        click.confirm(f"Do {what} of {source} again from {begin} ({cost})?", abort=True)
    _send(deployment, messages)
    put(f"{what} on the way again, from {begin}. `crosscut ledger` shows when they are through.")


def _objects(deployment: Deployment, source: str, sources: Sources, chosen: Chosen) -> list[ObjectPart]:
    from crosscut.aws import clients
    from crosscut.aws.ledger import listing
    from crosscut.aws.replaying import objects

    bucket = deployment.log_bucket()
    listed = listing(clients.s3(deployment.endpoint), bucket, prefix=sources.named(source).prefix)
    own = (item for item in listed if sources.for_key(item.key).name == source)
    return list(objects(own, _entries(deployment, source, chosen), chosen, bucket=bucket, replay=_number()))


def _digests(
    deployment: Deployment, source: str, chosen: Chosen, prompt_version: str | None
) -> list[DigestMessage]:
    from crosscut.aws.replaying import digests

    entries = _entries(deployment, source, chosen)
    if prompt_version is not None:
        written = _written_with(deployment, source, prompt_version)
        entries = (entry for entry in entries if not written.isdisjoint(entry.insights))
    return list(digests(entries, chosen, replay=_number()))


def _entries(deployment: Deployment, source: str, chosen: Chosen) -> Iterable[LedgerEntry]:
    from crosscut.aws import clients
    from crosscut.aws.ledger import DynamoLedger

    ledger = DynamoLedger(clients.dynamodb(deployment.endpoint), deployment.table("ledger"))
    return ledger.entries((chosen.since - _DAY).date(), (chosen.until + _DAY).date(), source=source)


def _written_with(deployment: Deployment, source: str, version: str) -> frozenset[str]:
    """The ids of the source's insights that a prompt of this version has written."""
    from crosscut.aws import clients
    from crosscut.aws.insights import DynamoInsightStore

    store = DynamoInsightStore(clients.dynamodb(deployment.endpoint), deployment.table("insights"))
    found = store.list(since=_EVER, at_least=Severity.INFO, source=source)
    return frozenset(insight.id for insight in found if insight.prompt_version == version)


def _most(deployment: Deployment, sources: Sources, calls: int) -> float:
    """The most US dollars that so many calls can cost, by the dearest of the deployment's models; 0 without one."""
    from crosscut.aws.deployed_settings import analyze_settings

    return most_usd(analyze_settings(deployment.name("analyze"), deployment.endpoint), sources, calls)[0]


def most_usd(settings: AnalyzeSettings, sources: Sources, calls: int) -> tuple[float, int]:
    """Return the most US dollars and tokens in that so many calls of a deployment can take."""
    if settings.provider == "offline":
        return 0.0, 0
    models = {settings.model, settings.model_small, settings.model_large} - {SAME_MODEL}
    tokens = settings.digest_tokens + _PROMPT_TOKENS
    most = max(model_entry(model, sources.models).most_micro_usd(tokens) for model in models)
    return calls * most / MICRO, calls * tokens


def _send(deployment: Deployment, messages: Sequence[ObjectPart | DigestMessage]) -> None:
    from crosscut.aws import clients
    from crosscut.aws.digests import DigestQueue
    from crosscut.aws.parts import ObjectPart, PartQueue

    sqs = clients.sqs(deployment.endpoint)
    parts = [message for message in messages if isinstance(message, ObjectPart)]
    if parts:
        PartQueue(sqs, deployment.queue_url("intake"), load_sources()).send(parts)
        return
    queue = DigestQueue(sqs, deployment.queue_url("digests.fifo"))
    for message in messages:
        if isinstance(message, DigestMessage):
            queue.send(message)


def _number() -> int:
    """The number of a replay: the minute, so that a command that is given twice at once is done once."""
    return int(time.time() // 60)
