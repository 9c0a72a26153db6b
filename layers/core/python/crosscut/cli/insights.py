"""`crosscut insights`: what a deployed Crosscut has found, in AWS or in the local AWS."""

from __future__ import annotations

from typing import Any

import click

from crosscut.cli import terminal
from crosscut.cli.deployment import Where, place_options
from crosscut.cli.group import LazyCommand, LazyGroup
from crosscut.cli.stored import as_json, choosing, stored, where_of
from crosscut.insights.listing import Wanted
from crosscut.model import Severity

_MORE = {
    "ack": LazyCommand("crosscut.cli.insights_decide:ack", "Say that somebody is on it."),
    "resolve": LazyCommand("crosscut.cli.insights_decide:resolve", "Say that it is mended."),
    "false-alarm": LazyCommand("crosscut.cli.insights_decide:false_alarm", "Say that it is no problem."),
    "mute": LazyCommand("crosscut.cli.insights_decide:mute", "Tell nobody of it for a while."),
    "unmute": LazyCommand("crosscut.cli.insights_decide:unmute", "Tell people of it again."),
    "reopen": LazyCommand("crosscut.cli.insights_decide:reopen", "Take back what was said."),
    "export": LazyCommand("crosscut.cli.insights_export:export", "Write insights as JSON, CSV or Markdown."),
    "watch": LazyCommand("crosscut.cli.insights_watch:watch", "Print what is new, as it comes."),
}
_HELP = {"list": "List what was found.", "show": "Show one insight in full."}


class _Insights(LazyGroup):
    """The group; without a command it lists."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        helps = {**_HELP, **{name: each.help for name, each in _MORE.items()}}
        with formatter.section("Commands"):
            formatter.write_dl(sorted(helps.items()))


@click.group(
    cls=_Insights,
    lazy=_MORE,
    invoke_without_command=True,
    short_help="List what a deployed Crosscut has found.",
)
@choosing
@as_json
@place_options
@click.pass_context
def insights(context: click.Context, /, as_json: bool, local: bool, stage: str | None, **chosen: Any) -> None:
    """List what a deployed Crosscut has found, most severe first.

    WHEN is a span before now (30m, 24h, 7d, 2w) or an ISO 8601 date or time in UTC; it is compared with the
    times in the logs. AWS is chosen as for any AWS tool: AWS_PROFILE, AWS_DEFAULT_REGION.
    """
    context.obj = Where(local, stage)
    if context.invoked_subcommand is None:
        _list(context.obj, Wanted(**chosen), as_json)


@insights.command("list", short_help=_HELP["list"])
@choosing
@as_json
@place_options
@click.pass_context
def list_(context: click.Context, /, as_json: bool, local: bool, stage: str | None, **chosen: Any) -> None:
    """List what was found, most severe first, as `crosscut insights` alone does."""
    _list(where_of(context, local, stage), Wanted(**chosen), as_json)


@insights.command(short_help=_HELP["show"])
@click.argument("insight_id", metavar="ID")
@as_json
@place_options
@click.pass_context
def show(context: click.Context, insight_id: str, as_json: bool, local: bool, stage: str | None) -> None:
    """Show one insight in full, by its id, with what people said of it and when it was seen."""
    with stored(where_of(context, local, stage)) as found:
        insight = found.insights.get(insight_id)
    if insight is None:
        raise click.UsageError(f"there is no insight {insight_id!r}; `crosscut insights` lists their ids")
    if as_json:
        from crosscut.cli.insights_export import write_json

        write_json([insight])
        return
    from crosscut.cli.insights_page import render_life
    from crosscut.cli.rendering import render_insights

    console = terminal.output()
    render_insights([insight], console)
    render_life(insight, console)


def _list(where: Where, wanted: Wanted, as_json: bool) -> None:
    with stored(where) as found:
        rows = found.insights.rows(wanted)
        if as_json:
            from crosscut.cli.insights_export import write_json

            write_json(found.insights.whole(rows))
            return
        from crosscut.cli.insights_page import render_rows
        from crosscut.cli.rendering import render_note

        console = terminal.output()
        if not render_rows(rows, console):
            render_note(_quiet(wanted), console)


def _quiet(wanted: Wanted) -> str:
    about = f" of {wanted.source}" if wanted.source else ""
    least = f"{wanted.at_least.value} or worse" if wanted.at_least is not Severity.INFO else "any severity"
    more = any((wanted.category, wanted.status, wanted.incident, wanted.text))
    such = "no such insight" if more else "no insight"
    return f"All quiet: {such}{about} of {least} seen since {wanted.since:%Y-%m-%d %H:%M} UTC."
