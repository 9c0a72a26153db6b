"""Options and fixtures of all tests."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from hypothesis import settings

# Speed is measured by benchmarks: a busy machine fails no test.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# Started in the background by a shell, the run would ignore Ctrl-C, and so would every program that a test starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--logs-dir",
        type=Path,
        default=None,
        help="a folder of labelled logs that are not part of the project; tests that need it skip without it",
    )


@pytest.fixture(scope="session")
def logs_dir(request: pytest.FixtureRequest) -> Path:
    """The folder of labelled logs (with loghub/ and scenarios/)."""
    folder: Path | None = request.config.getoption("--logs-dir")
    if folder is None:
        pytest.skip("no folder of labelled logs: give one with --logs-dir")
    if not folder.is_dir():
        pytest.fail(f"--logs-dir {folder}: no such folder")
    return folder
