"""`crosscut analyze`: the whole core in one process, on files of this machine."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from crosscut.cli import terminal
from crosscut.cli.digesting import pseudonym_key, read_digest, say_unread, source_named, source_options
from crosscut.cli.group import EXIT_BAD_INPUT, EXIT_FOUND, put
from crosscut.cli.html_option import html_option
from crosscut.cli.inputs import Selection, Unreadable, select, source_name
from crosscut.cli.severities import SEVERITY
from crosscut.config import Source, ToolSettings, load_sources
from crosscut.model import Digest, Insight, Severity
from crosscut.model_table import ModelEntry

if TYPE_CHECKING:
    from crosscut.cli.baseline_file import BaselineFile, FileBaselines


@click.command(short_help="Find what went wrong in log files, on this machine.")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@source_options
@click.option(
    "--baseline",
    "baseline_path",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Judge against what the source usually does, kept in FILE; it is made, and brought up to date.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document (docs/insight-schema.md).")
@html_option
@click.option("--offline", is_flag=True, help="Never ask Claude: rules only.")
@click.option(
    "--budget",
    type=click.FloatRange(min=0, min_open=True, max=1_000_000),
    metavar="USD",
    help="The most that Claude may cost ($1 if not given); else rules only.",
)
@click.option(
    "--fail-on", type=SEVERITY, metavar="SEVERITY", help="Exit 3 for a finding this severe, or worse."
)
@click.pass_context
def analyze(
    context: click.Context,
    paths: tuple[str, ...],
    name: str | None,
    as_json: bool,
    baseline_path: Path | None,
    offline: bool,
    budget: float | None,
    fail_on: Severity | None,
    sources_file: Path | None,
    html_file: Path | None,
    quiet: bool = False,
) -> None:
    """Find what went wrong in log files, on this machine.

    PATH is a file (plain or gzip), a folder, which is walked, or - for standard input. All of them are
    taken as the logs of one system. Nothing leaves this machine, unless ANTHROPIC_API_KEY is set: then
    Claude reads the redacted digest.
    """
    settings = ToolSettings.from_environment()
    if budget is not None:
        settings = settings.model_copy(update={"budget_usd": budget})
    source = source_named(name or source_name(paths), sources_file)
    baseline = _opened(baseline_path)
    began = time.monotonic()
    selection = select(paths)
    kept = _Kept() if html_file else None
    trail = kept.trail if kept else None
    if kept:
        context.call_on_close(kept.close)
    digest, unreadable = read_digest(selection, source, settings, key=pseudonym_key(settings), trail=trail)
    say_unread(selection, unreadable)
    if digest is None:
        context.exit(EXIT_BAD_INPUT)
    seen = _seen_before(baseline, digest)
    models = load_sources(sources_file).models
    insights = _findings(digest, source, offline, settings, seen, models)
    if kept and html_file:
        kept.write(html_file, digest, insights, unreadable)
    if not quiet:
        report = _as_json if as_json else _as_text
        report(digest, insights, selection, unreadable, seconds=time.monotonic() - began)
    if baseline and seen:
        baseline.save(source.name, seen)
    if unreadable:
        context.exit(EXIT_BAD_INPUT)
    if fail_on is not None and any(insight.severity.rank >= fail_on.rank for insight in insights):
        context.exit(EXIT_FOUND)


class _Kept:
    """The redacted records, for the page to show what stands around a line."""

    def __init__(self) -> None:
        from crosscut.spool import Spool
        from crosscut.trail import Trail

        self._spool = Spool()
        self.trail = Trail(assign=True, keep=self._spool.add)

    def write(
        self, file: Path, digest: Digest, insights: list[Insight], unreadable: tuple[Unreadable, ...]
    ) -> None:
        from crosscut.cli.html_page import write_report

        self._spool.finish(digest, self.trail.fold.assignments())
        write_report(
            file,
            source=digest.source,
            insights=insights,
            digest=digest,
            spool=self._spool,
            unreadable=unreadable,
        )

    def close(self) -> None:
        self._spool.close()


def _opened(path: Path | None) -> BaselineFile | None:
    from crosscut.cli.baseline_file import BaselineFile

    return BaselineFile(path) if path else None


def _seen_before(baseline: BaselineFile | None, digest: Digest) -> FileBaselines | None:
    from crosscut.detection import rates_of

    return baseline.of(digest.source, rates_of(digest)) if baseline else None


def _findings(
    digest: Digest,
    source: Source,
    offline: bool,
    settings: ToolSettings,
    seen: FileBaselines | None,
    models: Mapping[str, ModelEntry],
) -> list[Insight]:
    from crosscut.cli.analysts import find

    console = terminal.progress_output()
    if not console.is_terminal:
        return find(digest, source=source, offline=offline, settings=settings, baselines=seen, models=models)
    with console.status("looking for what went wrong"):
        return find(digest, source=source, offline=offline, settings=settings, baselines=seen, models=models)


def _as_json(
    digest: Digest,
    insights: list[Insight],
    selection: Selection,
    unreadable: tuple[Unreadable, ...],
    *,
    seconds: float,
) -> None:
    from crosscut.cli.document import Document, Unread

    document = Document(
        insights=tuple(insights),
        ledger=digest.ledger,
        templates=len(digest.templates),
        seconds=round(seconds, 3),
        unreadable=tuple(Unread(file=each.name, reason=each.reason) for each in unreadable),
        skipped=selection.skipped,
    )
    put(document.to_json())


def _as_text(
    digest: Digest,
    insights: list[Insight],
    selection: Selection,
    unreadable: tuple[Unreadable, ...],
    *,
    seconds: float,
) -> None:
    from crosscut.cli.ledger import ledger_line
    from crosscut.cli.rendering import render_insights, render_note, render_quiet, summary

    console = terminal.output()
    if insights:
        render_insights(insights, console)
        console.print()
        render_note(f"{summary(insights)}.", console, style="bold")
    else:
        render_quiet(digest.ledger.lines_read, console)
    line = ledger_line(digest.ledger, templates=len(digest.templates), insights=insights, seconds=seconds)
    render_note(line, console, style="dim")
