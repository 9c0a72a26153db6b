"""`crosscut inspect`: what a log is and holds, without looking for what went wrong in it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple

import click

from crosscut.cli import terminal
from crosscut.cli.digesting import pseudonym_key, say_of_stdin
from crosscut.cli.group import EXIT_BAD_INPUT, put, say
from crosscut.cli.inputs import Selection, Unreadable, listed, select
from crosscut.cli.inspected import Inspected
from crosscut.cli.reading import Inputs
from crosscut.config import ToolSettings
from crosscut.formats import format_names
from crosscut.limits import ReadLimits
from crosscut.redaction import Redactor


class _FormatType(click.ParamType[str]):
    name = "format"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value not in format_names():
            self.fail(f"{value!r} is no format; it is one of {', '.join(format_names())}", param, ctx)
        return str(value)


@click.command(short_help="Show what log files are and hold: format, times, severities.")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document (docs/cli.md).")
@click.option("--records", "as_records", is_flag=True, help="Print every record as parsed, a JSON line each.")
@click.option(
    "--format", "format_name", type=_FormatType(), metavar="NAME",
    help="Parse as this format, whatever the content looks like.",
)  # fmt: skip
@click.option("--raw", is_flag=True, help="Show log text as it stands, not redacted.")
@click.pass_context
def inspect(
    context: click.Context,
    paths: tuple[str, ...],
    as_json: bool,
    as_records: bool,
    format_name: str | None,
    raw: bool,
) -> None:
    """Show what log files are and hold: format, times, severities, a sample record as parsed.

    PATH is a file (plain, gzip, zstd or bzip2), a folder, which is walked, or - for standard input. What is shown
    of log text is redacted unless --raw is given. Nothing leaves this machine.
    """
    if as_json and as_records:
        raise click.UsageError("--json and --records cannot be given together")
    settings = ToolSettings.from_environment()
    redactor = None if raw else Redactor(pseudonym_key(settings))
    selection = select(paths)
    if selection.skipped:
        say(f"skipped {listed(selection.skipped)}: not logs, it seems; name a file to have it read")
    say_of_stdin(selection)
    task = _Task(selection, format_name or "", redactor, settings.limits)
    complete = _print_records(task) if as_records else _print_summary(task, as_json=as_json)
    if not complete:
        context.exit(EXIT_BAD_INPUT)


class _Task(NamedTuple):
    selection: Selection
    format_name: str
    redactor: Redactor | None
    limits: ReadLimits

    def inspected(self, advance: Callable[[int], None]) -> Inspected:
        """Return the logs; `advance` is told of every stretch of bytes that is read."""
        return Inspected(
            Inputs(self.selection.inputs, advance=advance, format_=self.format_name), self.limits
        )


def _print_summary(task: _Task, *, as_json: bool) -> bool:
    from crosscut.cli.progress import ByteProgress
    from crosscut.inspection import inspect as inspection_of

    began = time.monotonic()
    total = sum(each.size for each in task.selection.inputs)
    with ByteProgress(terminal.progress_output(), total=total) as progress:
        inspected = task.inspected(progress.advance)
        inspections = [inspection_of(each.reading, task.redactor, file=each.name) for each in inspected]
    unreadable = _unread(task.selection, inspected)
    # What could not be read at all has its line on standard error, and nothing to show.
    seen = tuple(each for each in inspections if each.lines_read or not each.problem)
    seconds = time.monotonic() - began
    if as_json:
        from crosscut.cli.inspect_document import InspectDocument

        document = InspectDocument.of(seen, unreadable, task.selection.skipped, seconds=seconds)
        put(document.to_json())
    elif seen:
        from crosscut.cli.inspect_page import render_page

        render_page(seen, terminal.output(), seconds=seconds)
    return not unreadable


def _print_records(task: _Task) -> bool:
    from crosscut.cli.inspect_records import RecordLines

    lines = RecordLines(task.redactor)
    inspected = task.inspected(lambda _: None)
    for each in inspected:
        for batch in lines.of(each):
            put(batch)
    unreadable = _unread(task.selection, inspected)
    for sentence in lines.withheld:
        say(sentence)
    return not (unreadable or lines.withheld)


def _unread(selection: Selection, inspected: Inspected) -> tuple[Unreadable, ...]:
    """Say what could not be read, or not to its end, and return both."""
    none_of = (*selection.unreadable, *inspected.unreadable)
    for each in none_of:
        say(f"cannot read {each.name}: {each.reason}")
    for each in inspected.in_part:
        say(f"cannot read all of {each.name}: {each.reason}")
    return (*none_of, *inspected.in_part)
