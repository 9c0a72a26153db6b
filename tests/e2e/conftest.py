"""One local AWS for the whole run: first with the offline analyst, then with a server in place of Claude."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # for the helpers below tests/

from crosscut.aws import clients
from crosscut.aws.baselines import DynamoBaselines
from crosscut.cli.local.emulator import free_port
from tests.e2e.harness import Local
from tests.e2e.logs import OVERLOADED, STORM
from tests.e2e.worker_hooks import WorkerHooks
from tests.fakes.analyst import diligent
from tests.fakes.claude_server import ClaudeServer, Fault, Reply, Request, Slow
from tests.fakes.heard import make_heard


class Stopped(NamedTuple):
    """A source that has fallen silent."""

    name: str
    baselines: DynamoBaselines


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is an e2e test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Local]:
    """The deployed stack, with the offline analyst."""
    local = Local(home=tmp_path_factory.mktemp("home"), port=free_port())
    try:
        local.up()
        yield local
    finally:
        local.run("local", "down", check=False)


@pytest.fixture(scope="session", autouse=True)
def hooks(local: Local, tmp_path_factory: pytest.TempPathFactory) -> WorkerHooks:
    """What the Lambdas do is written down, in all tests of this folder."""
    hooks = WorkerHooks(tmp_path_factory.mktemp("hooks"))
    hooks.install(local)
    return hooks


@pytest.fixture(scope="session")
def demo(local: Local) -> subprocess.CompletedProcess[str]:
    """What `crosscut local demo` printed, for the sample logs."""
    return local.run("local", "demo", "--port", str(local.port), check=False)


@pytest.fixture(scope="session")
def stopped(local: Local) -> Stopped:
    """A source that was heard until forty minutes ago. Whoever has to wait anyway asks for it, so that the clock ticks
    meanwhile.
    """
    baselines = DynamoBaselines(clients.dynamodb(local.aws.endpoint), "crosscut-local-baselines")
    make_heard(baselines, "stopped", until=timedelta(minutes=40))
    return Stopped("stopped", baselines)


@pytest.fixture(scope="session")
def claude(local: Local, demo: subprocess.CompletedProcess[str]) -> Iterator[ClaudeServer]:
    """The same stack, deployed again with a server in place of Claude; it is overloaded for one source, and now and
    then for those of a storm.
    """
    weather = itertools.cycle((None, Fault(429, retry_after="3600"), None, Fault(529), "slow"))

    def script(request: Request) -> Reply:
        if OVERLOADED in request.text:
            return Fault(529)
        mood = next(weather) if STORM in request.text else None
        if isinstance(mood, Fault):
            return mood
        return Slow(1.0, diligent(request)) if mood else diligent(request)

    with ClaudeServer(script) as server:
        local.up("--claude-url", server.url)
        yield server
