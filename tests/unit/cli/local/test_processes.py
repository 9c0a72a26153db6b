"""Processes that were started stay, are told apart from strangers, and are ended with all that they started."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crosscut.cli.local.process_table import members
from crosscut.cli.local.processes import Process, alive, end, start

SLEEPER = "import time; time.sleep(60)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"
)
# Starts a child whose command names the folder that it is given, and dies.
DYING_PARENT = (
    "import subprocess, sys, time; "
    "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)', sys.argv[1] + '/worker.py'])"
)


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Callable[..., Process]]:
    """Starts Python on a line of code; whatever still runs afterwards is ended."""
    running: list[Process] = []

    def start_python(code: str, *arguments: str) -> Process:
        command = [sys.executable, "-c", code, *arguments]
        process = start(command, environment=os.environ, folder=tmp_path, log=tmp_path / "log")
        running.append(process)
        return process

    yield start_python
    for process in running:
        end(process, below=tmp_path, seconds=1)


def test_a_started_process_is_alive_until_it_is_ended(
    started: Callable[..., Process], tmp_path: Path
) -> None:
    process = started(SLEEPER)
    assert alive(process)

    end(process, below=tmp_path)

    assert not alive(process)
    assert not members(process.pid)


def test_a_process_that_ignores_the_request_is_ended_by_force(
    started: Callable[..., Process], tmp_path: Path
) -> None:
    process = started(STUBBORN)
    _eventually(lambda: bool((tmp_path / "log").read_bytes()))

    end(process, below=tmp_path, seconds=0.2)

    assert not alive(process)


def test_a_stranger_with_a_reused_id_is_not_ours_and_is_left_alone(tmp_path: Path) -> None:
    stranger = subprocess.Popen([sys.executable, "-c", SLEEPER], start_new_session=True)
    try:
        remembered = Process(pid=stranger.pid, started="another boot/12345")
        assert not alive(remembered)

        end(remembered, below=tmp_path)

        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_what_a_dead_leader_left_behind_is_ended(started: Callable[..., Process], tmp_path: Path) -> None:
    process = started(DYING_PARENT, str(tmp_path))
    _eventually(lambda: not alive(process) and bool(members(process.pid)))

    end(process, below=tmp_path)

    assert not members(process.pid)


def _eventually(condition: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)
