"""`crosscut investigate`: Claude looks into redacted logs with read-only tools, within limits."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import click

from crosscut.cli import terminal
from crosscut.cli.deployment import Where, place_options
from crosscut.cli.group import EXIT_FAILED, EXIT_INTERRUPTED, put, say
from crosscut.cli.stored import MOMENT
from crosscut.investigation import QUESTION, Ending, Limits, Report

_INSIGHT = re.compile(r"[0-9a-f]{12,16}")
_LIMITS = Limits()


@click.command(short_help="Have Claude look into logs with read-only tools.")
@click.argument("what", metavar="[INSIGHT | PATH...]", nargs=-1)
@click.option("-q", "--question", default=QUESTION, metavar="TEXT", help="What you want to know.")
@click.option("--source", "name", metavar="NAME", help="The deployed source, or what to call PATH's system.")
@click.option("--since", type=MOMENT, metavar="WHEN", help="Of a deployed source: from then on.")
@click.option("--until", type=MOMENT, metavar="WHEN", help="Of a deployed source: until then.")
@click.option(
    "--sources", "sources_file", type=click.Path(path_type=Path), metavar="FILE", help="The sources file."
)
@click.option("--budget", type=click.FloatRange(min=0, min_open=True), default=_LIMITS.usd, show_default=True,
              metavar="USD", help="The most that it may cost.")  # fmt: skip
@click.option("--turns", type=click.IntRange(2, 200), default=_LIMITS.turns, show_default=True, metavar="N",
              help="Calls of the model.")  # fmt: skip
@click.option("--tool-calls", type=click.IntRange(1, 500), default=_LIMITS.tool_calls, show_default=True,
              metavar="N", help="Uses of tools.")  # fmt: skip
@click.option("--tokens", type=click.IntRange(min=1_000), default=_LIMITS.tokens, show_default=True, metavar="N",
              help="Tokens of all turns.")  # fmt: skip
@click.option("--deadline", type=click.FloatRange(min=1), default=_LIMITS.seconds, show_default=True,
              metavar="SECONDS", help="By the clock.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document (docs/investigate.md).")
@place_options
@click.pass_context
def investigate(
    context: click.Context,
    what: tuple[str, ...],
    question: str,
    name: str | None,
    since: datetime | None,
    until: datetime | None,
    sources_file: Path | None,
    budget: float,
    turns: int,
    tool_calls: int,
    tokens: int,
    deadline: float,
    as_json: bool,
    local: bool,
    stage: str | None,
) -> None:
    """Have Claude look into logs with read-only tools, and report what it finds, with lines that code has checked.

    INSIGHT is the id of something that a deployed Crosscut has found; --source and --since name a time of a deployed
    source; PATH is a file, a folder or - on this machine. It needs ANTHROPIC_API_KEY. Ctrl-C ends it with what is
    known so far.
    """
    from crosscut.cli.investigating import Scope, investigate_deployed, investigate_files

    limits = Limits(turns=turns, tool_calls=tool_calls, tokens=tokens, usd=budget, seconds=deadline)
    scope = Scope(question, name, sources_file, limits)
    insight = what[0] if len(what) == 1 and _INSIGHT.fullmatch(what[0]) and not Path(what[0]).exists() else ""
    if what and not insight:
        if since or until or local or stage:
            raise click.UsageError(
                "--since, --until, --local and --stage are of a deployment; PATH is read whole"
            )
        report = investigate_files(scope, what)
    else:
        if not insight and not (name and since):
            raise click.UsageError(
                "say what to look into: an INSIGHT, a PATH, or --source NAME with --since WHEN"
            )
        report = investigate_deployed(
            scope, Where(local, stage), insight_id=insight, since=since, until=until
        )
    _show(report, as_json=as_json)
    if not report.complete:
        say(f"cut short: {report.ended}")
        context.exit(EXIT_INTERRUPTED if report.ended is Ending.INTERRUPTED else EXIT_FAILED)


def _show(report: Report, *, as_json: bool) -> None:
    if as_json:
        import json

        # In ASCII: what a log holds cannot reach a terminal as control characters.
        put(json.dumps(report.model_dump(mode="json"), indent=2, ensure_ascii=True))
        return
    from crosscut.cli.investigate_page import render_report

    render_report(report, terminal.output())
