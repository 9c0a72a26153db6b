"""The emulator stopped in the middle of its work, and started again with the state that it has kept.

It keeps what it has at an orderly end, when its environment says so. `crosscut local` does not want that, so a .pth
file in the emulator's own Python says it, before it is started for the first time.
"""

from __future__ import annotations

import os
import signal

from crosscut.cli.local import emulator
from crosscut.cli.local.environment import tools
from crosscut.cli.local.processes import alive, end
from crosscut.cli.local.state import write_state
from crosscut.cli.local.toolchain import toolchain
from tests.e2e.harness import ROOT, Local, eventually

_STOP_SECONDS = 120  # for writing all of it down, on a busy machine


def keep_state(local: Local) -> None:
    """Make an emulator that is not up yet keep its state over a restart."""
    where = local.where
    where.scratch.mkdir(parents=True, exist_ok=True)
    environment = tools(where.scratch)
    found = toolchain(ROOT, environment=environment, log=where.deploy_log)
    emulator.install_emulator(where, ROOT, uv=found.uv, environment=environment)
    (packages,) = where.environment.glob("lib/python3*/site-packages")
    kept = where.home / "kept"
    settings = {
        "PERSIST_STATE": "1",
        "STATE_DIR": str(kept / "state"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(kept / "objects"),
    }
    (packages / "crosscut_keep_state.pth").write_text(
        f"import os; os.environ.update({settings!r})\n", encoding="utf-8"
    )


def restart(local: Local) -> None:
    """Stop the emulator as a machine that goes down does, with all its workers, and start it again."""
    state, where = local.state, local.where
    stopped = state.emulator
    assert stopped is not None
    os.kill(stopped.pid, signal.SIGTERM)
    eventually(lambda: not alive(stopped), seconds=_STOP_SECONDS, what="the emulator ended")
    end(stopped, below=where.home)  # what it has left of its workers
    started = emulator.start_emulator(where, state.port, enforce_iam=bool(state.certificate))
    write_state(where, state.model_copy(update={"emulator": started}))
    emulator.await_healthy(
        started,
        f"{state.endpoint}/_ministack/health",
        what="the AWS emulator",
        log=where.emulator_log,
        below=where.home,
        certificate=state.certificate,
    )
