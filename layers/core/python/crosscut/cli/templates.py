"""`crosscut templates`: what a log says, each thing once, with how often."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import click

from crosscut.cli import terminal
from crosscut.cli.digesting import (
    pseudonym_key,
    read_digest,
    say_unread,
    source_named,
    source_options,
)
from crosscut.cli.group import EXIT_BAD_INPUT, put
from crosscut.cli.inputs import Selection, Unreadable, select, source_name
from crosscut.cli.templates_document import TemplatesDocument
from crosscut.config import Source, ToolSettings
from crosscut.plain import plain
from crosscut.trail import LineAssignment, Trail

_SHOWN = 50  # templates on a terminal, where nothing else is asked for
_PRINTED_LINES = 5_000  # at a time


@click.command(short_help="Show what log files say, each thing once, with how often.")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document (docs/cli.md).")
@click.option("--assign", is_flag=True, help="Print `line number<TAB>template id` for every line instead.")
@click.option(
    "--lines", "plain_lines", is_flag=True, help="Take each line as one message, as it stands: no format."
)
@click.option(
    "--limit", type=click.IntRange(min=1), metavar="N",
    help=f"Show the N most frequent ({_SHOWN} if not given; all of them in JSON).",
)  # fmt: skip
@click.option("-v", "--values", is_flag=True, help="Show what the variable parts were.")
@source_options
@click.pass_context
def templates(
    context: click.Context,
    paths: tuple[str, ...],
    as_json: bool,
    assign: bool,
    plain_lines: bool,
    limit: int | None,
    values: bool,
    name: str | None,
    sources_file: Path | None,
) -> None:
    """Show what log files say, each thing once, with how often: templates, most frequent first.

    PATH is a file (plain, gzip, zstd or bzip2), a folder, which is walked, or - for standard input. What is shown
    of log text is redacted. Nothing leaves this machine.
    """
    if assign and (as_json or limit or values):
        raise click.UsageError("--assign prints every line, so it takes no --json, --limit or --values")
    settings = ToolSettings.from_environment()
    source = source_named(name or source_name(paths), sources_file)
    task = _Task(select(paths), source, settings)
    began = time.monotonic()
    if assign:
        lines, unreadable = (_assigned_lines if plain_lines else _assigned_records)(task)
        say_unread(task.selection, unreadable)
        _print_assignments(lines, with_file=len(paths) > 1 or Path(paths[0]).is_dir())
    else:
        most = limit or (None if as_json else _SHOWN)
        document, unreadable = (_of_lines if plain_lines else _of_records)(task, most)
        say_unread(task.selection, unreadable)
        if document is not None:
            seconds = time.monotonic() - began
            document = document.read(unreadable, task.selection.skipped, seconds=seconds)
            _print(document, as_json=as_json, values=values)
    if unreadable:
        context.exit(EXIT_BAD_INPUT)


class _Task(NamedTuple):
    selection: Selection
    source: Source
    settings: ToolSettings


_Unread = tuple[Unreadable, ...]


def _of_records(task: _Task, limit: int | None) -> tuple[TemplatesDocument | None, _Unread]:
    key = pseudonym_key(task.settings)
    digest, unreadable = read_digest(task.selection, task.source, task.settings, key=key)
    return TemplatesDocument.of_digest(digest, limit=limit) if digest else None, unreadable


def _of_lines(task: _Task, limit: int | None) -> tuple[TemplatesDocument | None, _Unread]:
    from crosscut.cli.plain_reading import PlainReading
    from crosscut.folding import fold_lines
    from crosscut.redaction import Redactor

    redactor = Redactor(pseudonym_key(task.settings))
    with PlainReading(task.selection, task.settings.limits, redactor) as reading:
        folded = fold_lines(reading.lines)
    if not reading.any_read:
        return None, reading.unreadable
    document = TemplatesDocument.of_lines(folded, reading.lines, source=task.source.name, limit=limit)
    return document, reading.unreadable


def _assigned_records(task: _Task) -> tuple[Iterable[LineAssignment], _Unread]:
    trail = Trail(assign=True)
    key = pseudonym_key(task.settings)
    _, unreadable = read_digest(task.selection, task.source, task.settings, key=key, trail=trail)
    return trail.lines(), unreadable


def _assigned_lines(task: _Task) -> tuple[Iterable[LineAssignment], _Unread]:
    from crosscut.cli.plain_reading import PlainReading
    from crosscut.folding import fold_lines

    with PlainReading(task.selection, task.settings.limits, None) as reading:
        folded = fold_lines(reading.lines, assign=True)
    ids = folded.template_ids()

    def each() -> Iterator[LineAssignment]:
        for file, count in reading.lines.files:
            for line, template_id in enumerate(islice(ids, count), start=1):
                yield LineAssignment(file, line, template_id)

    return each(), reading.unreadable


def _print_assignments(lines: Iterable[LineAssignment], *, with_file: bool) -> None:
    stream = iter(lines)
    while block := list(islice(stream, _PRINTED_LINES)):
        if with_file:
            put("\n".join(f"{plain(file)}:{line}\t{template_id}" for file, line, template_id in block))
        else:
            put("\n".join(f"{line}\t{template_id}" for _, line, template_id in block))


def _print(document: TemplatesDocument, *, as_json: bool, values: bool) -> None:
    if as_json:
        put(document.to_json())
        return
    from crosscut.cli.templates_page import render_templates

    render_templates(document, terminal.output(), values=values)
