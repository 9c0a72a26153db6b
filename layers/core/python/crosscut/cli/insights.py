"""`crosscut insights`: what a deployed Crosscut has found, in AWS or in the local AWS."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from crosscut.cli import quantities, terminal
from crosscut.cli.deployment import Where, deployment_of, place_options
from crosscut.cli.severities import SEVERITY
from crosscut.config import ToolSettings
from crosscut.errors import CrosscutError
from crosscut.insights.port import InsightStore
from crosscut.model import Insight, Severity

if TYPE_CHECKING:
    pass


class _Moment(click.ParamType[datetime]):
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


MOMENT = _Moment()

_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON (docs/insight-schema.md).")


@click.group(invoke_without_command=True, short_help="List what a deployed Crosscut has found.")
@click.option(
    "--since", type=MOMENT, default="24h", show_default=True, metavar="WHEN", help="Last seen since then."
)
@click.option("--severity", type=SEVERITY, default="info", metavar="SEVERITY", help="This severe, or worse.")
@click.option("--source", metavar="NAME", help="Only of this source.")
@_as_json
@place_options
@click.pass_context
def insights(
    context: click.Context,
    since: datetime,
    severity: Severity,
    source: str | None,
    as_json: bool,
    local: bool,
    stage: str | None,
) -> None:
    """List what a deployed Crosscut has found, most severe first.

    WHEN is a span before now (30m, 24h, 7d, 2w) or an ISO 8601 date or time in UTC; it is compared with the
    times in the logs. AWS is chosen as for any AWS tool: AWS_PROFILE, AWS_DEFAULT_REGION.
    """
    context.obj = Where(local, stage)
    if context.invoked_subcommand is not None:
        return
    with _asked(context.obj) as store:
        found = list(store.list(since=since, at_least=severity, source=source))
    if as_json:
        _print_json(found)
        return
    from crosscut.cli.rendering import render_list, render_note

    console = terminal.output()
    render_list(found, console)
    if not found:
        about = f" of {source}" if source else ""
        least = f"{severity.value} or worse" if severity is not Severity.INFO else "any severity"
        render_note(
            f"All quiet: no insight{about} of {least} seen since {since:%Y-%m-%d %H:%M} UTC.", console
        )


@insights.command(short_help="Show one insight in full.")
@click.argument("insight_id", metavar="ID")
@_as_json
@place_options
@click.pass_context
def show(context: click.Context, insight_id: str, as_json: bool, local: bool, stage: str | None) -> None:
    """Show one insight in full, by its id."""
    outer: Where = context.obj
    with _asked(Where(local or outer.local, stage or outer.stage)) as store:
        insight = store.get(insight_id)
    if insight is None:
        raise click.UsageError(f"there is no insight {insight_id!r}; `crosscut insights` lists their ids")
    if as_json:
        _print_json([insight])
        return
    from crosscut.cli.rendering import render_insights

    render_insights([insight], terminal.output())


def _print_json(found: list[Insight]) -> None:
    from crosscut.cli.document import Document

    click.echo(Document(insights=tuple(found)).to_json())


@contextmanager
def _asked(where: Where) -> Iterator[InsightStore]:
    """The store of a deployment; what it fails with says which table was asked."""
    from crosscut.aws import clients
    from crosscut.aws.insights import DynamoInsightStore

    deployment = deployment_of(where)
    table = ToolSettings.from_environment().insights_table if where.is_default else ""
    table = table or deployment.name("insights")
    try:
        yield DynamoInsightStore(clients.dynamodb(deployment.endpoint), table)
    except CrosscutError as error:
        raise type(error)(f"insights table {table}: {error}") from error
