"""The state file is whole or absent, and only one command changes it at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosscut.cli.local.errors import LocalError
from crosscut.cli.local.places import Places, places
from crosscut.cli.local.processes import Process
from crosscut.cli.local.state import Deployment, State, locked, read_state, write_state


@pytest.fixture
def where(tmp_path: Path) -> Places:
    """A home of the local AWS in which nothing has happened yet."""
    return Places(home=tmp_path / "local")


def test_nothing_is_running_before_anything_was_started(where: Places) -> None:
    assert read_state(where) == State()


def test_what_was_written_is_read_back(where: Places) -> None:
    state = State(
        checkout="/somewhere",
        port=4800,
        slack_port=4801,
        emulator=Process(pid=12, started="boot/34"),
        deployment=Deployment(fingerprint="ab", outputs={"LogBucketName": "logs"}, analyst="offline"),
    )

    write_state(where, state)

    assert read_state(where) == state
    assert [file.name for file in where.home.iterdir()] == ["state.json"]


def test_a_damaged_file_is_named_with_a_way_out(where: Places) -> None:
    where.home.mkdir()
    where.state.write_text('{"port": ', encoding="utf-8")

    with pytest.raises(LocalError, match=r"state\.json: damaged.*crosscut local up"):
        read_state(where)


def test_a_second_command_says_that_another_is_at_work(where: Places) -> None:
    with (
        locked(where),
        pytest.raises(LocalError, match="another `crosscut local`"),
        locked(where, seconds=0.1),
    ):
        pass


def test_the_lock_is_free_again_afterwards(where: Places) -> None:
    with locked(where):
        pass
    with locked(where, seconds=0):
        pass


@pytest.mark.parametrize(
    ("environ", "home"),
    [
        ({"CROSSCUT_HOME": "/srv/crosscut"}, "/srv/crosscut/local"),
        ({"XDG_DATA_HOME": "/srv/data"}, "/srv/data/crosscut/local"),
    ],
)
def test_the_home_can_be_chosen(environ: dict[str, str], home: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    assert places(environ).home == Path(home)


def test_a_relative_xdg_folder_is_ignored_as_its_specification_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    expected = Path.home() / ".local" / "share" / "crosscut" / "local"
    assert places({"XDG_DATA_HOME": "data"}).home == expected


def test_macos_has_a_folder_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    expected = Path.home() / "Library" / "Application Support" / "crosscut" / "local"
    assert places({"XDG_DATA_HOME": "/srv/data"}).home == expected
