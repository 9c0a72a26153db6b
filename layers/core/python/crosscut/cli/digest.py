"""`crosscut digest`: what an analyst would read of a log, on standard output."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

import click

from crosscut.cli.digesting import pseudonym_key, read_digest, say_unread, source_named, source_options
from crosscut.cli.group import EXIT_BAD_INPUT, put, say
from crosscut.cli.inputs import select, source_name
from crosscut.cli.quantities import number
from crosscut.config import ToolSettings
from crosscut.trail import Trail

_LEAST_TOKENS = 500  # in less there is hardly room for the header
_NOT_ASCII = re.compile(r"[^\x00-\x7e]")
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co"})


@click.command(short_help="Print what an analyst reads of log files.")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option(
    "--tokens", type=click.IntRange(min=_LEAST_TOKENS), metavar="N",
    help="How long it may be, in tokens of a model (6000 if not given).",
)  # fmt: skip
@source_options
@click.pass_context
def digest(
    context: click.Context,
    paths: tuple[str, ...],
    tokens: int | None,
    name: str | None,
    sources_file: Path | None,
) -> None:
    """Print what an analyst reads of log files: one redacted JSON document, within a budget of tokens.

    PATH is a file (plain, gzip, zstd or bzip2), a folder, which is walked, or - for standard input. The same logs
    give the same document; pseudonyms are the same in every run when CROSSCUT_PSEUDONYM_KEY is set. Nothing leaves
    this machine.
    """
    from crosscut.detection import History, detect
    from crosscut.digest import render, tokens_of

    settings = ToolSettings.from_environment()
    source = source_named(name or source_name(paths), sources_file)
    selection = select(paths)
    trail = Trail()
    found, unreadable = read_digest(selection, source, settings, key=pseudonym_key(settings), trail=trail)
    say_unread(selection, unreadable)
    if found is not None:
        rendered = render(found, detect(found, History()), tokens=tokens or settings.digest_tokens)
        put(_printable(rendered.text))
        raw = tokens_of(trail.content_bytes)
        records = sum(found.severities.values())
        share = rendered.records_represented / records if records else 1.0
        say(
            f"about {number(raw)} tokens raw, {number(rendered.tokens)} in the digest; "
            f"it represents {share:.1%} of the records"
        )
    if unreadable:
        context.exit(EXIT_BAD_INPUT)


def _printable(document: str) -> str:
    """Return the same JSON with what a terminal would obey, or the eye not see, as escapes."""
    return _NOT_ASCII.sub(_escaped, document)


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    return json.dumps(character)[1:-1] if unicodedata.category(character) in _HIDDEN else character
