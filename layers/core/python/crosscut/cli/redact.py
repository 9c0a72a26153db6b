"""`crosscut redact`: redacted text in any pipe, and what was replaced in it and by which rule."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

import click

from crosscut.cli.group import EXIT_BAD_INPUT, EXIT_FAILED, say
from crosscut.cli.inputs import STDIN, why
from crosscut.cli.quantities import counted
from crosscut.cli.redact_input import ArrivingLines
from crosscut.cli.redact_output import Printed
from crosscut.cli.redact_report import RedactReport
from crosscut.collecting import rare_collections
from crosscut.config import ToolSettings
from crosscut.errors import UnreadableInputError
from crosscut.policies import load_policy
from crosscut.redaction import Policy, Redactor
from crosscut.withholding import redacted_parts

if TYPE_CHECKING:
    from crosscut.cli.redact_explained import Explained


@click.command(short_help="Replace secrets and personal data in a log, in any pipe.")
@click.argument("path", metavar="[PATH|-]", default=STDIN, type=click.Path(dir_okay=False, allow_dash=True))
@click.option(
    "--policy", "policy_file", type=click.Path(path_type=Path), metavar="FILE",
    help="What to redact and what to keep: YAML as below `redaction:` in a sources file.",
)  # fmt: skip
@click.option(
    "--report", "report_file", type=click.Path(path_type=Path), metavar="FILE",
    help="Write a JSON document of what was replaced: kinds, rules and counts.",
)  # fmt: skip
@click.option("--explain", is_flag=True, help="Show with each replacement the rule that made it, in colour.")
@click.option(
    "--show-values", is_flag=True, help="With --explain: show also what was replaced, struck through."
)
@click.pass_context
def redact(
    context: click.Context,
    path: str,
    policy_file: Path | None,
    report_file: Path | None,
    explain: bool,
    show_values: bool,
) -> None:
    """Replace secrets and personal data in a log by typed pseudonyms, and print the rest as it is.

    PATH is a file (plain, gzip, zstd or bzip2), or - or nothing for standard input, whose lines are printed as they
    arrive. The same value becomes the same pseudonym throughout a run; set CROSSCUT_PSEUDONYM_KEY to have it so in
    every run. What cannot be redacted is not printed, and the exit status is then 1.
    """
    if show_values and not explain:
        raise click.UsageError("--show-values goes with --explain")
    settings = ToolSettings.from_environment()
    policy = load_policy(policy_file) if policy_file else Policy()
    redactor = Redactor(settings.pseudonym_key.encode() or secrets.token_bytes(32), policy=policy)
    printed: _Output = _explained(redactor, show_values) if explain else Printed(redactor)
    status = 0
    with rare_collections(), _opened(path) as stream, _reported(report_file, redactor) as report:
        lines = ArrivingLines(stream, name=path, limits=settings.limits)
        try:
            for batch in lines:
                if _print(batch, redactor, printed, report):
                    status = EXIT_FAILED
        except UnreadableInputError as error:
            lines.problem = str(error)
        if lines.problem:
            say(
                f"cannot read all of {path}: {lines.problem}"
                if report.lines
                else f"cannot read {lines.problem}"
            )
            status = EXIT_BAD_INPUT
        if lines.lines_cut:
            say(f"cut {counted(lines.lines_cut, 'line')} longer than {settings.max_line_bytes:,} bytes")
        report.complete = not status
    if explain:
        say(report.summary())
    context.exit(status)


class _Output(Protocol):
    def redacted(self, lines: Sequence[str]) -> Sequence[Any]: ...

    def put(self, redacted: Sequence[Any]) -> None: ...


def _print(batch: Sequence[str], redactor: Redactor, printed: _Output, report: RedactReport) -> bool:
    """Print the lines of a batch that can be redacted. Return whether some can't."""
    is_withheld = False
    for part in redacted_parts(batch, printed.redacted, redactor):
        first = report.lines + 1
        report.lines += len(part.raw)
        if part.reason:
            report.lines_withheld += len(part.raw)
            say(f"withheld {counted(len(part.raw), 'line')} from line {first}: {part.reason}")
            is_withheld = True
        else:
            printed.put(part.redacted)
    return is_withheld


def _explained(redactor: Redactor, show_values: bool) -> Explained:
    from crosscut.cli.redact_explained import Explained  # with it comes rich

    return Explained(redactor, show_values=show_values)


@contextmanager
def _opened(path: str) -> Iterator[BinaryIO]:
    if path == STDIN:
        if sys.stdin.isatty():
            say("reading standard input; Ctrl-D ends it")
        yield sys.stdin.buffer
        return
    try:
        stream = Path(path).open("rb")  # noqa: SIM115 - closed below
    except OSError as error:
        raise UnreadableInputError(f"cannot read {path}: {why(error)}") from None
    with stream:
        yield stream


@contextmanager
def _reported(file: Path | None, redactor: Redactor) -> Iterator[RedactReport]:
    """Hand out a report and write it at the end, also when the reading was interrupted."""
    report = RedactReport(redactor)
    if file is not None:
        report.write(file)  # before the work, so that a place that cannot be written to is known at once
    try:
        yield report
    finally:
        if file is not None:
            report.write(file)
