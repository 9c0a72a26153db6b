"""The local AWS that enforces IAM: what it is started with, how it is spoken to, and when it is refused."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from crosscut.cli.local import emulator, environment, processes
from crosscut.cli.local.emulator import free_port, healthy, start_emulator
from crosscut.cli.local.errors import LocalError
from crosscut.cli.local.places import Places
from crosscut.cli.local.state import State, read_state, write_state
from crosscut.cli.local.up import Wishes, up
from tests.e2e.harness import eventually


@pytest.fixture
def where(tmp_path: Path) -> Places:
    """A home of the local AWS in which nothing has happened yet."""
    return Places(home=tmp_path / "local")


@pytest.fixture
def started(where: Places, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Where `start_emulator` leaves the environment that it would have started the emulator with."""
    got: dict[str, str] = {}

    def start(_: object, *, environment: dict[str, str], **__: object) -> processes.Process:
        got.update(environment)
        return processes.Process(pid=0, started="")

    where.home.mkdir()
    monkeypatch.setattr(emulator, "start", start)
    return got


def test_it_is_told_to_enforce_and_whom_it_may_trust(where: Places, started: dict[str, str]) -> None:
    start_emulator(where, 4800, enforce_iam=True)

    assert (started["AUTH"], started["USE_SSL"], started["BIND_HOST"]) == ("true", "1", "127.0.0.1")
    account = environment.aws("https://127.0.0.1:4800", certificate=str(where.certificate))
    for key in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_CA_BUNDLE"):
        assert started[key] == account[key]
    assert account["NODE_EXTRA_CA_CERTS"] == str(where.certificate)


def test_unless_it_is_asked_to_it_takes_any_key_in_plain(where: Places, started: dict[str, str]) -> None:
    start_emulator(where, 4800)

    assert not {"AUTH", "USE_SSL", "AWS_CA_BUNDLE"} & started.keys()
    assert "AWS_CA_BUNDLE" not in environment.aws("http://127.0.0.1:4800")
    assert State(port=4800).endpoint == "http://127.0.0.1:4800"


def test_without_openssl_it_says_what_to_install(where: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(where.home))

    with pytest.raises(LocalError, match="--enforce-iam needs openssl"):
        start_emulator(where, 4800, enforce_iam=True)


def test_a_certificate_that_is_not_there_yet_is_no_health(where: Places) -> None:
    assert not healthy("https://127.0.0.1:9/", certificate=str(where.certificate))


@pytest.fixture
def in_plain(where: Places, tmp_path: Path) -> Iterator[State]:
    """A local AWS that is up and enforces nothing: a server that only says that it is well."""
    (tmp_path / "served" / "_ministack").mkdir(parents=True)
    (tmp_path / "served" / "_ministack" / "health").touch()
    where.home.mkdir()
    port = free_port()
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    command += ["--directory", str(tmp_path / "served")]
    process = processes.start(command, environment={}, folder=tmp_path, log=where.emulator_log)
    try:
        eventually(lambda: healthy(f"http://127.0.0.1:{port}/_ministack/health"), seconds=30, what="health")
        state = State(port=port, emulator=process)
        write_state(where, state)
        yield state
    finally:
        processes.end(process, below=where.home)


def test_one_that_is_up_without_is_not_made_to_enforce(where: Places, in_plain: State) -> None:
    with pytest.raises(LocalError, match="does not enforce IAM: `crosscut local down` before --enforce-iam"):
        up(where, Wishes(enforce_iam=True))

    assert read_state(where).emulator == in_plain.emulator
    assert not read_state(where).certificate
