"""`crosscut backfill`: what lies in a bucket already, through the deployed river in the background."""

from __future__ import annotations

import click

from crosscut.cli.backfill_resume import resume, stop
from crosscut.cli.backfill_start import start
from crosscut.cli.backfill_status import status

_START = "start"


class _WithPlace(click.Group):
    """Begins a backfill where its first argument is no subcommand."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        words = [arg for arg in args if not arg.startswith("-")]
        if args and not (words and words[0] in self.commands) and not {"-h", "--help"} & set(args):
            args = [_START, *args]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in super().list_commands(ctx) if name != _START]


@click.group(
    cls=_WithPlace,
    short_help="Have what lies in a bucket already analysed, in the background.",
    subcommand_metavar="s3://BUCKET/PREFIX [OPTIONS] | COMMAND [ARGS]...",
)
def backfill() -> None:
    """Have what lies in a bucket already analysed, in the background: `crosscut backfill s3://BUCKET/PREFIX`.

    The bucket is the deployment's log bucket, or one that it was deployed with (-c backfillBuckets=BUCKET). What it
    takes and costs is told first. Ctrl-C leaves it running. People are not told of old findings, but with --notify. All
    options: `crosscut backfill start --help`.
    """


for _command in (start, status, stop, resume):
    backfill.add_command(_command)
