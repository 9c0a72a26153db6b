"""`crosscut report`: a page to look at, about files of this machine or about what a deployment has found."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import click

from crosscut.cli.deployment import Where, place_options
from crosscut.cli.digesting import source_options
from crosscut.cli.stored import MOMENT

_FOUND = re.compile(r"(?:inc-)?[0-9a-z][0-9a-z-]{7,63}")


@click.command(short_help="Write a page about what was found: one HTML file.")
@click.argument("what", metavar="[INSIGHT | INCIDENT | PATH...]", nargs=-1)
@click.option(
    "--html",
    "html_file",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE",
    help="Write the page to FILE.",
)
@click.option("--offline", is_flag=True, help="Never ask Claude: rules only.")
@click.option(
    "--since", type=MOMENT, default="30d", show_default=True, metavar="WHEN",
    help="Of a deployment's list: last seen since then.",
)  # fmt: skip
@source_options
@place_options
@click.pass_context
def report(
    context: click.Context,
    what: tuple[str, ...],
    html_file: Path,
    offline: bool,
    since: datetime,
    name: str | None,
    sources_file: Path | None,
    local: bool,
    stage: str | None,
) -> None:
    """Write a page about what was found: one HTML file that needs no network.

    PATH is a file, a folder or - on this machine, and is analysed. INSIGHT or INCIDENT is the id of what a deployed
    Crosscut has found. Without any of them the page lists every insight of the deployment.
    """
    if what and not (len(what) == 1 and _FOUND.fullmatch(what[0]) and not Path(what[0]).exists()):
        if local or stage:
            raise click.UsageError("--local and --stage are of a deployment; PATH is read on this machine")
        from crosscut.cli.analyze import analyze

        context.invoke(
            analyze,
            paths=what,
            name=name,
            sources_file=sources_file,
            offline=offline,
            html_file=html_file,
            quiet=True,
        )
        return
    from crosscut.cli.report_deployed import list_page, report_page

    where = Where(local, stage)
    if what:
        report_page(where, what[0], html_file)
    else:
        list_page(where, html_file, since=since, source=name)
