"""The `crosscut` command itself; every subcommand is imported only when it is called."""

from __future__ import annotations

import click

from crosscut.cli.group import LazyCommand, LazyGroup

COMMANDS = {
    "analyze": LazyCommand(
        "crosscut.cli.analyze:analyze", "Find what went wrong in log files, on this machine."
    ),
    "backfill": LazyCommand(
        "crosscut.cli.backfill:backfill", "Have what lies in a bucket already analysed, in the background."
    ),
    "budget": LazyCommand("crosscut.cli.budget:budget", "Show what model calls took in a day."),
    "diff": LazyCommand("crosscut.cli.diff:diff", "Say what changed from one log to another."),
    "digest": LazyCommand("crosscut.cli.digest:digest", "Print what an analyst reads of log files."),
    "incidents": LazyCommand("crosscut.cli.incidents:incidents", "Show which insights belong together."),
    "insights": LazyCommand("crosscut.cli.insights:insights", "List what a deployed Crosscut has found."),
    "inspect": LazyCommand(
        "crosscut.cli.inspect:inspect", "Show what log files are and hold: format, times, severities."
    ),
    "investigate": LazyCommand(
        "crosscut.cli.investigate:investigate", "Have Claude look into logs with read-only tools."
    ),
    "forget": LazyCommand(
        "crosscut.cli.forget:forget", "Remove everything that was made of one source's logs."
    ),
    "ledger": LazyCommand("crosscut.cli.conservation:ledger", "Show what became of all that was dropped."),
    "dlq": LazyCommand(
        "crosscut.cli.dlq:dlq", "Look into the dead-letter queues, and send back what lies there."
    ),
    "quarantine": LazyCommand(
        "crosscut.cli.quarantine:quarantine", "List and retry what could not be read or redacted."
    ),
    "redact": LazyCommand(
        "crosscut.cli.redact:redact", "Replace secrets and personal data in a log, in any pipe."
    ),
    "report": LazyCommand("crosscut.cli.report:report", "Write a page about what was found: one HTML file."),
    "replay": LazyCommand(
        "crosscut.cli.replay:replay", "Have objects sanitized, or digests analysed, again."
    ),
    "rules": LazyCommand("crosscut.cli.rules:rules", "List the rules of detection."),
    "templates": LazyCommand(
        "crosscut.cli.templates:templates", "Show what log files say, each thing once, with how often."
    ),
    "local": LazyCommand("crosscut.cli.local:local", "Run the deployed thing on this machine: a local AWS."),
}


@click.group(
    cls=LazyGroup,
    lazy=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="crosscut", message="%(prog)s %(version)s")
def cli() -> None:
    """Reads logs so that the people on call don't have to.

    Exit status: 0 done, 2 bad usage or unreadable input, 3 what --fail-on names was found.
    """


def main() -> None:
    """Run the command and exit; the console script of the project."""
    cli(prog_name="crosscut")


if __name__ == "__main__":
    main()
