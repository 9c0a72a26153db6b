"""What the Lambdas log, printed as it comes and shortened to what a person reads."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta

import click

from crosscut.aws.local import LocalAws, LogLine
from crosscut.plain import plain

_POLL_SECONDS = 1.0
_PREFIX = "crosscut-local-"
# The platform's own lines around each run.
_PLATFORM = ("START RequestId:", "END RequestId:", "REPORT RequestId:")
# What Powertools puts on every line, which here says nothing.
_USUAL = frozenset({
    "cold_start",
    "function_arn",
    "function_memory_size",
    "function_name",
    "function_request_id",
    "level",
    "location",
    "message",
    "service",
    "timestamp",
})  # fmt: skip


def print_logs(aws: LocalAws, *, since: timedelta, follow: bool) -> None:
    """Print the log lines of the last while, and with `follow` those to come until interrupted."""
    start = datetime.now(UTC) - since
    seen: set[LogLine] = set()
    while True:
        for line in aws.log_lines(since=start):
            text = readable(line.text)
            if text and line not in seen:
                function = line.function.removeprefix(_PREFIX)
                click.echo(f"{line.time.astimezone():%H:%M:%S} {function:<8} {text}")
            seen.add(line)
        if not follow:
            return
        time.sleep(_POLL_SECONDS)


def readable(text: str) -> str:
    """Return one line for people; nothing for the platform's lines and for metrics."""
    if text.startswith(_PLATFORM):
        return ""
    try:
        entry = json.loads(text)
    except ValueError:
        return plain(text)
    if not isinstance(entry, dict) or "message" not in entry:
        return "" if isinstance(entry, dict) and "_aws" in entry else plain(text)
    rest = " ".join(f"{name}={json.dumps(value)}" for name, value in entry.items() if name not in _USUAL)
    return plain(f"{entry.get('level', '')} {entry['message']} {rest}")
