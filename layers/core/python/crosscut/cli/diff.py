"""`crosscut diff`: what changed from one log to another, or from one stretch of time to another."""

from __future__ import annotations

import click

from crosscut.cli import terminal
from crosscut.cli.deployment import Where, place_options
from crosscut.cli.digesting import pseudonym_key, read_digest, say_unread
from crosscut.cli.group import EXIT_BAD_INPUT, EXIT_FAILED, put
from crosscut.cli.inputs import STDIN, Unreadable, select
from crosscut.config import Source, ToolSettings
from crosscut.model import Digest

_SHOWN = 20  # changes on a terminal


@click.command(short_help="Say what changed from one log to another.")
@click.argument("paths", metavar="[BEFORE AFTER]", nargs=-1)
@click.option("--source", "name", metavar="NAME", help="Compare two windows of this source of a deployment.")
@click.option(
    "--before", "before", metavar="FROM..TO", help="The first window: times in UTC, or 3d..2d (ago)."
)
@click.option("--after", "after", metavar="FROM..TO", help="The second window; without TO until now.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document (docs/cli.md).")
@click.option("--exit-code", is_flag=True, help="Exit 1 when something changed.")
@click.option(
    "--limit", type=click.IntRange(min=1), metavar="N",
    help=f"Show the N most important changes ({_SHOWN} if not given; all of them in JSON).",
)  # fmt: skip
@place_options
@click.pass_context
def diff(
    context: click.Context,
    paths: tuple[str, ...],
    name: str | None,
    before: str | None,
    after: str | None,
    as_json: bool,
    exit_code: bool,
    limit: int | None,
    local: bool,
    stage: str | None,
) -> None:
    """Say what changed from one log to another: what is new, gone, rising, falling, or has other values.

    BEFORE and AFTER are files or folders; one may be - for standard input. Or, with --source, two windows of what
    a deployment has read: its digests are compared, of every object whose first record is in the window.
    """
    from crosscut.cli.diff_document import DiffDocument
    from crosscut.comparison import compare

    digests: tuple[Digest, Digest] | None
    unreadable: tuple[Unreadable, ...] = ()
    if name is not None:
        from crosscut.cli.diff_windows import windows

        if paths or before is None or after is None:
            raise click.UsageError("--source takes --before FROM..TO and --after FROM..TO, and no paths")
        digests = windows(Where(local, stage), name, before, after)
    else:
        if len(paths) != 2 or before is not None or after is not None or local or stage:
            raise click.UsageError("give two paths, BEFORE and AFTER, or --source with --before and --after")
        digests, unreadable = _of_paths(paths)
    if digests is None:
        context.exit(EXIT_BAD_INPUT)
    comparison = compare(*digests)
    document = DiffDocument.of(digests, comparison, unreadable, limit=limit or (None if as_json else _SHOWN))
    if as_json:
        put(document.to_json())
    else:
        from crosscut.cli.diff_page import render_diff

        render_diff(document, terminal.output())
    if unreadable:
        context.exit(EXIT_BAD_INPUT)
    if exit_code and comparison.changes:
        context.exit(EXIT_FAILED)


def _of_paths(paths: tuple[str, ...]) -> tuple[tuple[Digest, Digest] | None, tuple[Unreadable, ...]]:
    """Return the digests of the two sides, None when nothing of one could be read, and what could not be."""
    if paths == (STDIN, STDIN):
        raise click.UsageError("only one of BEFORE and AFTER can be standard input")
    settings = ToolSettings.from_environment()
    key = pseudonym_key(settings)  # one for both: the same value is the same pseudonym
    digests = []
    problems: tuple[Unreadable, ...] = ()
    for side, path in zip(("before", "after"), paths, strict=True):
        selection = select([path])
        digest, unreadable = read_digest(selection, Source(name=side), settings, key=key)
        say_unread(selection, unreadable)
        problems += unreadable
        if digest is not None:
            digests.append(digest)
    return ((digests[0], digests[1]) if len(digests) == 2 else None), problems
