"""Makes the digest of what a command was given, and says what could not be read of it."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import click
from pydantic import ValidationError

from crosscut.cli import terminal
from crosscut.cli.group import say
from crosscut.cli.inputs import Selection, Unreadable, listed
from crosscut.config import Source, ToolSettings, load_sources, sources_file
from crosscut.model import Digest
from crosscut.trail import Trail


def source_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add --source and --sources, which become the parameters `name` and `sources_file`."""
    command = click.option(
        "--sources", "sources_file", type=click.Path(path_type=Path), metavar="FILE",
        help="The sources file, for what it says about NAME.",
    )(command)  # fmt: skip
    return click.option(
        "--source", "name", metavar="NAME", help="What to call the system that wrote the logs."
    )(command)


def source_named(name: str, path: Path | None) -> Source:
    """Return the source. Raises `BadParameter` where that is no name, `ConfigurationError` for the file."""
    from crosscut.policies import check_policies
    from crosscut.rule_settings import check_rules

    sources = check_policies(load_sources(path), file=sources_file(path))
    check_rules(sources, file=sources_file(path))
    try:
        return sources.named(name)
    except ValidationError:
        rule = "lower-case letters, digits, '.', '_' and '-', at most 63, the first a letter or digit"
        raise click.BadParameter(f"{name!r} is no name of a source: {rule}", param_hint="--source") from None


def pseudonym_key(settings: ToolSettings) -> bytes:
    """Return the key that is set, or a new one: then pseudonyms are the same within the run only."""
    return settings.pseudonym_key.encode() or secrets.token_bytes(32)


def read_digest(
    selection: Selection, source: Source, settings: ToolSettings, *, key: bytes, trail: Trail | None = None
) -> tuple[Digest | None, tuple[Unreadable, ...]]:
    """Return the digest, None where nothing could be read, and what could not be."""
    from crosscut.cli.progress import ByteProgress
    from crosscut.cli.reading import Inputs
    from crosscut.policies import policy_of
    from crosscut.redaction import Redactor

    if not selection.inputs:
        return None, selection.unreadable
    say_of_stdin(selection)
    total = sum(each.size for each in selection.inputs)
    with ByteProgress(terminal.progress_output(), total=total) as progress:
        inputs = Inputs(selection.inputs, advance=progress.advance, format_=source.format)
        redactor = Redactor(key, policy=policy_of(source))
        digest = inputs.digest(source=source.name, redactor=redactor, limits=settings.limits, trail=trail)
    return digest, (*selection.unreadable, *inputs.unreadable)


def say_of_stdin(selection: Selection) -> None:
    """Tell who sits at the terminal that it is being read."""
    if any(each.path is None for each in selection.inputs) and sys.stdin.isatty():
        say("reading standard input; Ctrl-D ends it")


def say_unread(selection: Selection, unreadable: Iterable[Unreadable]) -> None:
    """Say what was not taken for a log, and what could not be read."""
    if selection.skipped:
        say(f"skipped {listed(selection.skipped)}: not logs, it seems; name a file to have it read")
    for each in unreadable:
        say(f"cannot read {each.name}: {each.reason}")
