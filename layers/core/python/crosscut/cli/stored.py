"""What a deployment has stored: its insights and incidents, and the options that choose among them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import click

from crosscut.cli import quantities
from crosscut.cli.deployment import Where, deployment_of
from crosscut.cli.severities import SEVERITY
from crosscut.errors import CrosscutError, NoSuchIncidentError, NoSuchInsightError
from crosscut.model import Category, Status

if TYPE_CHECKING:
    from crosscut.aws.events import InsightBus
    from crosscut.aws.incidents import DynamoIncidents
    from crosscut.aws.insights import DynamoInsightStore

Command = TypeVar("Command", bound=Callable[..., None])


class Moment(click.ParamType[datetime]):
    """A span before now, or a date or time."""

    name = "moment"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            return quantities.since(str(value), datetime.now(UTC))
        except (ValueError, OverflowError):
            self.fail(
                f"{value!r} is neither a span such as 30m, 24h, 7d nor a time such as 2026-11-17T10:00",
                param,
                ctx,
            )


MOMENT = Moment()
as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON (docs/insight-schema.md).")
since = click.option(
    "--since", type=MOMENT, default="24h", show_default=True, metavar="WHEN", help="Last seen since then."
)
severity = click.option(
    "--severity", "at_least", type=SEVERITY, default="info", metavar="SEVERITY", help="This severe, or worse."
)
source = click.option("--source", metavar="NAME", help="Only of this source.")


def choosing(command: Command) -> Command:
    """Add the options that choose insights; their values make a `Wanted`."""
    options = (
        since,
        severity,
        source,
        click.option(
            "--category", type=click.Choice([each.value for each in Category]), help="Only of this category."
        ),
        click.option(
            "--status", type=click.Choice([each.value for each in Status]), help="Only in this status."
        ),
        click.option("--incident", metavar="ID", help="Only of this incident."),
        click.option("--text", default="", metavar="TEXT", help="Only with this in title, service or id."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def where_of(context: click.Context, local: bool, stage: str | None) -> Where:
    """Return which deployment is meant: options of the command, else those of its group before it."""
    outer: Where = context.obj
    return Where(local or outer.local, stage or outer.stage)


class Stored(NamedTuple):
    """The stores of a deployment."""

    insights: DynamoInsightStore
    incidents: DynamoIncidents
    bus: InsightBus | None  # on which changes are announced; None where only tables were named


@contextmanager
def stored(where: Where) -> Iterator[Stored]:
    """Open the stores of a deployment; what they fail with says which table was asked."""
    from crosscut.aws import clients
    from crosscut.aws.events import InsightBus
    from crosscut.aws.evidence import EvidenceStore
    from crosscut.aws.incidents import DynamoIncidents
    from crosscut.aws.insights import DynamoInsightStore

    deployment = deployment_of(where)
    table = deployment.table("insights")
    dynamodb = clients.dynamodb(deployment.endpoint)

    def evidence() -> EvidenceStore:
        return EvidenceStore(clients.s3(deployment.endpoint), deployment.work_bucket())

    try:
        yield Stored(
            DynamoInsightStore(dynamodb, table, evidence=evidence),
            DynamoIncidents(dynamodb, deployment.table("incidents")),
            None
            if table != deployment.name("insights")
            else InsightBus(clients.events(deployment.endpoint), f"crosscut-{deployment.stage}"),
        )
    except (NoSuchInsightError, NoSuchIncidentError):
        raise
    except CrosscutError as error:
        raise type(error)(f"insights table {table}: {error}") from error
