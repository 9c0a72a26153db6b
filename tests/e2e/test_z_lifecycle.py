"""Up, up again, a port in use, a crash, down. The last file by name: it takes down what the others use."""

from __future__ import annotations

import os
import signal
import socket
from pathlib import Path

import pytest

from crosscut.cli.local import process_table
from crosscut.cli.local.emulator import free_port
from tests.e2e.harness import Local


def test_a_port_in_use_is_one_clear_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        done = Local(home=tmp_path, port=port).run("local", "up", "--port", str(port), check=False)

    assert done.returncode != 0
    assert done.stderr.count("\n") == 1
    assert f"port {port} of 127.0.0.1 is in use" in done.stderr
    assert "--port" in done.stderr


def test_before_up_every_command_says_how_to_begin(tmp_path: Path) -> None:
    local = Local(home=tmp_path, port=free_port())

    assert "crosscut local up" in local.run("local", "status", check=False).stdout
    assert "crosscut local up" in local.run("local", "logs", check=False).stderr
    assert "crosscut local up" in local.run("local", "drop", __file__, check=False).stderr
    assert "Nothing was running" in local.run("local", "down").stdout


@pytest.mark.usefixtures("local")
def test_another_port_while_it_is_up_is_refused(local: Local) -> None:
    done = local.run("local", "up", "--port", str(free_port()), check=False)

    assert done.returncode != 0
    assert f"is up on port {local.port}" in done.stderr


def test_after_a_crash_up_mends_it_and_a_second_up_has_nothing_to_do(local: Local) -> None:
    before = local.state
    assert before.emulator is not None
    os.kill(before.emulator.pid, signal.SIGKILL)

    assert "half up" in local.run("local", "status", check=False).stdout
    mended = local.up()
    second = local.up()

    assert "cdk deploy" in mended.stderr
    assert local.state.emulator != before.emulator
    assert local.state.slack == before.slack
    assert second.stderr == ""
    assert "offline" in second.stdout
    assert "The local AWS is up" in local.run("local", "status").stdout


def test_down_leaves_nothing_running(local: Local) -> None:
    running = local.processes()
    assert len(running) >= 2

    local.run("local", "down")

    assert [pid for pid in running if process_table.started(pid)] == []
    assert local.state.emulator is None
    assert "Nothing was running" in local.run("local", "down").stdout
