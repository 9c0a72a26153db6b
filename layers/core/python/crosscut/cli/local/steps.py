"""One short line for each step, with its seconds; and running the tools that a step needs."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from crosscut.cli.local.errors import LocalError

_WIDTH = 46
_OURS = "crosscut: "
_printing = threading.Lock()  # two steps may run side by side


@contextmanager
def step(name: str) -> Iterator[None]:
    """Print `name` with the seconds it took, when it is done; a failure speaks for itself."""
    began = time.monotonic()
    yield
    say(f"{name:<{_WIDTH}} {time.monotonic() - began:5.1f} s")


def say(line: str) -> None:
    """Print a line of progress on standard error, so that results can be piped."""
    with _printing:
        click.echo(line, file=sys.stderr)


def run(
    command: Sequence[str | Path], *, what: str, environment: Mapping[str, str], folder: Path, log: Path
) -> None:
    """Run a tool to its end, its output going to `log`.

    Raises `LocalError` with the tool's own last words when it fails or cannot be started.
    """
    with log.open("a+b") as output:
        output.write(f"$ {' '.join(map(str, command))}\n".encode())
        output.flush()
        begin = output.tell()
        try:
            done = subprocess.run(  # noqa: S603 - the commands are this package's own
                [str(part) for part in command],
                env=dict(environment),
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
            )
        except OSError as error:
            raise LocalError(f"{what}: cannot start {command[0]} ({error.strerror})") from None
    if done.returncode:
        raise LocalError(f"{what} failed: {last_words(log, begin)} (all it said: {log})")


def last_words(log: Path, begin: int = 0) -> str:
    """Return the line of a log, from byte `begin` on, that most likely says why it failed."""
    said = log.read_bytes()[begin:].decode(errors="replace")
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    ours = [line.removeprefix(_OURS) for line in lines if line.startswith(_OURS)]  # the app's own word for it
    telling = [line for line in lines if "error" in line.lower()]
    return (ours or telling or lines or ["it said nothing"])[-1][:400]
