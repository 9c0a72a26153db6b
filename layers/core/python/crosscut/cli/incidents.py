"""`crosscut incidents`: insights of a deployed Crosscut that belong together."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from crosscut.cli import terminal
from crosscut.cli.deployment import Where, place_options
from crosscut.cli.group import put
from crosscut.cli.stored import severity, since, source, stored, where_of
from crosscut.model import Decision, Said, Severity
from crosscut.plain import plain

if TYPE_CHECKING:
    from crosscut.incident import Incident

_as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON (docs/insights.md).")


def _choosing(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that choose incidents."""
    live = click.option("--live", is_flag=True, help="Only those that are not over.")
    for option in (place_options, _as_json, live, source, severity, since):
        command = option(command)
    return command


@click.group(invoke_without_command=True, short_help="Show which insights belong together.")
@_choosing
@click.pass_context
def incidents(context: click.Context, /, local: bool, stage: str | None, **chosen: Any) -> None:
    """Show which insights belong together: one trouble, with its first cause and whom it affects.

    Without a command it lists them, most severe first.
    """
    context.obj = Where(local, stage)
    if context.invoked_subcommand is None:
        _list(context.obj, **chosen)


@incidents.command("list")
@_choosing
@click.pass_context
def list_(context: click.Context, /, local: bool, stage: str | None, **chosen: Any) -> None:
    """List incidents, most severe first. What has become part of another one is left out."""
    _list(where_of(context, local, stage), **chosen)


def _list(
    where: Where, *, since: datetime, at_least: Severity, source: str | None, live: bool, as_json: bool
) -> None:
    from crosscut.cli.incidents_page import render_incidents
    from crosscut.cli.rendering import render_note

    with stored(where) as found:
        chosen = (
            incident
            for incident in found.incidents.list(since=since, at_least=at_least)
            if not incident.merged_into
            and (source is None or source in incident.sources)
            and not (live and incident.is_over)
        )
        if as_json:
            _write_json(list(chosen))
            return
        console = terminal.output()
        if not render_incidents(chosen, console):
            render_note(f"All quiet: no such incident seen since {since:%Y-%m-%d %H:%M} UTC.", console)


@incidents.command()
@click.argument("incident_id", metavar="ID")
@_as_json
@place_options
@click.pass_context
def show(context: click.Context, incident_id: str, as_json: bool, local: bool, stage: str | None) -> None:
    """Show one incident in full: its insights, what ties them, and what happened to it.

    One that has become part of another is shown as that one.
    """
    from crosscut import gathering

    with stored(where_of(context, local, stage)) as found:
        incident = gathering.living(incident_id, found.incidents)
    if as_json:
        _write_json([incident])
        return
    from crosscut.cli.incidents_page import render_incident

    render_incident(incident, terminal.output())


@incidents.command()
@click.argument("incident_ids", metavar="ID...", nargs=-1, required=True)
@click.option("--by", metavar="NAME", help="Who says so; the name of the user if not given.")
@click.option("--note", default="", metavar="TEXT", help="Why; kept with it.")
@place_options
@click.pass_context
def resolve(
    context: click.Context,
    incident_ids: tuple[str, ...],
    by: str | None,
    note: str,
    local: bool,
    stage: str | None,
) -> None:
    """Say that it is over, with each of its insights. When it is seen again within a day, it is reopened."""
    from crosscut import gathering
    from crosscut.cli.insights_decide import user

    decision = Decision(said=Said.RESOLVE, by=by or user(), at=datetime.now(UTC), note=note)
    with stored(where_of(context, local, stage)) as found:
        for incident_id in dict.fromkeys(incident_ids):
            incident = gathering.resolve(
                incident_id, decision, store=found.insights, incidents=found.incidents
            )
            put(plain(f"{incident.id} {incident.phase.value}: {incident.title}"))


def _write_json(found: list[Incident]) -> None:
    document = {"schema_version": 1, "incidents": [_document(incident) for incident in found]}
    put(json.dumps(document, indent=2, ensure_ascii=True))


def _document(incident: Incident) -> dict[str, object]:
    """What JSON shows: all but what only ties its insights together."""
    document: dict[str, object] = incident.model_dump(
        mode="json", exclude={"members": {"__all__": {"words", "traces"}}}
    )
    return document
