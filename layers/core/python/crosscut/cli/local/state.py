"""What is running and what was deployed: one JSON file, written whole or not at all, and its lock."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import BaseModel, ConfigDict, ValidationError

from crosscut.cli.local.errors import LocalError
from crosscut.cli.local.places import Places
from crosscut.cli.local.processes import Process
from crosscut.cli.local.steps import say

LOCK_SECONDS = 300.0  # longer than a first `up` takes


class Deployment(BaseModel):
    """What was deployed, and where the outputs of the stack say things are."""

    model_config = ConfigDict(frozen=True)

    fingerprint: str  # of everything that goes into the deployment
    outputs: dict[str, str]
    analyst: str  # which analyst answers, in words


class State(BaseModel):
    """The local AWS of this user. A process that is None was never started, or was stopped."""

    model_config = ConfigDict(frozen=True)

    version: int = 1
    checkout: str = ""
    port: int = 0
    certificate: str = ""  # of the emulator's own, when it enforces IAM; without, it is spoken to in plain
    slack_port: int = 0
    emulator: Process | None = None
    slack: Process | None = None
    bootstrapped: bool = False
    deployment: Deployment | None = None

    @property
    def endpoint(self) -> str:
        """Where the AWS APIs are."""
        return f"{'https' if self.certificate else 'http'}://127.0.0.1:{self.port}"

    @property
    def slack_url(self) -> str:
        """Where the Slack stand-in is."""
        return f"http://127.0.0.1:{self.slack_port}"


def read_state(where: Places) -> State:
    """Return the state, an empty one when there is no file.

    Raises `LocalError` when the file is damaged: without it, nothing can say which processes are ours.
    """
    try:
        text = where.state.read_text(encoding="utf-8")
    except FileNotFoundError:
        return State()
    except OSError as error:
        raise LocalError(f"{where.state}: cannot read it ({error.strerror})") from None
    try:
        return State.model_validate_json(text)
    except ValidationError:
        raise LocalError(
            f"{where.state}: damaged, so it cannot say what is running; "
            f"end what `ps -ef | grep {where.home}` shows, delete the file and run `crosscut local up`"
        ) from None


def write_state(where: Places, state: State) -> None:
    """Replace the state. A crash leaves the old one or the new one."""
    where.home.mkdir(parents=True, exist_ok=True)
    fresh = where.state.with_suffix(f".{os.getpid()}.tmp")
    with fresh.open("w", encoding="utf-8") as file:
        file.write(state.model_dump_json(indent=2) + "\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(where.state)


@contextmanager
def locked(where: Places, *, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold the lock; the kernel lets go of it when this process ends, however it ends.

    Raises `LocalError` when another process keeps it for longer than `seconds`.
    """
    try:
        where.home.mkdir(parents=True, exist_ok=True)
        file = where.lock.open("a", encoding="utf-8")
    except OSError as error:
        raise LocalError(f"{where.home}: {error.strerror}; CROSSCUT_HOME names another folder") from None
    deadline = time.monotonic() + seconds
    with file:
        waiting = False
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if not waiting:
                    say("another `crosscut local` is at work; waiting for it")
                    waiting = True
                if time.monotonic() > deadline:
                    raise LocalError(
                        f"another `crosscut local` has held {where.lock} for {seconds:.0f} s; "
                        "wait for it or end it"
                    ) from None
                time.sleep(0.1)
        yield
