"""Processes that outlive the command that starts them, told apart from strangers that reuse their ids."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from crosscut.cli.local import process_table


class Process(BaseModel):
    """A process that was started here, and leads a process group of its own."""

    model_config = ConfigDict(frozen=True)

    pid: int
    started: str  # when, as this system says it: together with the pid it names one process for ever


def start(command: Sequence[str], *, environment: Mapping[str, str], folder: Path, log: Path) -> Process:
    """Start a process that stays when this one ends, with its output going to `log`.

    Raises `OSError` when it cannot be started.
    """
    with log.open("ab") as output:
        child = subprocess.Popen(  # noqa: S603 - the commands are this package's own
            list(command),
            env=dict(environment),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    child.returncode = 0  # it stays on purpose: no warning, when this object goes, that it still runs
    return Process(pid=child.pid, started=process_table.started(child.pid) or "")


def alive(process: Process | None) -> bool:
    """Whether that very process is still running."""
    return (
        process is not None
        and bool(process.started)
        and process_table.started(process.pid) == process.started
    )


def end(process: Process, *, below: Path, seconds: float = 10.0) -> None:
    """End the process and every member of its group, by force after `seconds`, and return when they are gone.

    Of a group whose leader died earlier, only members whose command names a path below `below` are ended:
    another program may lead a group of that number by now.
    """
    deadline = time.monotonic() + seconds
    asked: set[int] = set()
    while (
        ours := list(process_table.members(process.pid)) if alive(process) else _orphans(process.pid, below)
    ):
        late = time.monotonic() > deadline
        for pid in ours:
            if late or pid not in asked:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL if late else signal.SIGTERM)
                asked.add(pid)
        with contextlib.suppress(ChildProcessError):  # when this very command started it, it is our child
            os.waitpid(process.pid, os.WNOHANG)
        time.sleep(0.05)


def _orphans(group: int, below: Path) -> list[int]:
    return [pid for pid, command in process_table.members(group).items() if str(below) in command]
