"""Which source a file belongs to, and under which key it is dropped."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crosscut.cli.local.drops import drop_of, drops_below, source_name, source_of
from crosscut.cli.local.errors import LocalError
from crosscut.config import Source, Sources

NOW = datetime(2026, 11, 20, 9, 30, 15, 123_456, tzinfo=UTC)
NONE = Sources()


def test_a_known_source_has_its_prefix_and_another_one_its_name() -> None:
    sources = Sources(sources=(Source(name="shop", prefix="logs/shop/"),))

    assert drop_of(Path("a.log"), "shop", sources, at=NOW).key == "logs/shop/20261120T093015.123Z/a.log"
    assert drop_of(Path("a.log"), "other", sources, at=NOW).key == "other/20261120T093015.123Z/a.log"


def test_a_folder_is_dropped_by_subfolder_and_what_is_no_log_is_left_out(tmp_path: Path) -> None:
    for name in (
        "web/access.log",
        "web/old/access.log",
        "App 2.log.1",
        ".hidden/x.log",
        "web/README.md",
        "code.py",
    ):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x\n", encoding="utf-8")
    (tmp_path / "empty.log").touch()

    drops = drops_below(tmp_path, NONE, at=NOW)

    stamp = "20261120T093015.123Z"
    assert [(drop.source, drop.key) for drop in drops] == [
        ("app-2", f"app-2/{stamp}/App 2.log.1"),
        ("web", f"web/{stamp}/access.log"),
        ("web", f"web/{stamp}/old/access.log"),
    ]


def test_a_single_file_is_a_source_whatever_its_name(tmp_path: Path) -> None:
    file = tmp_path / "messages"
    file.write_text("x\n", encoding="utf-8")

    assert [drop.source for drop in drops_below(file, NONE, at=NOW)] == ["messages"]


def test_nothing_to_drop_is_an_error_that_says_what_is_looked_for(tmp_path: Path) -> None:
    with pytest.raises(LocalError, match=r"no log in it.*\*\.log"):
        drops_below(tmp_path, NONE, at=NOW)
    with pytest.raises(LocalError, match="no such file or folder"):
        drops_below(tmp_path / "missing", NONE, at=NOW)


@pytest.mark.parametrize(
    ("text", "name"),
    [("shop-web", "shop-web"), ("Übung: 1", "bung-1"), ("..", "default"), ("_x-", "x"), ("a" * 80, "a" * 63)],
)
def test_any_text_becomes_a_name_that_the_sources_file_would_take(text: str, name: str) -> None:
    assert source_name(text) == name
    assert Source(name=name).name == name


def test_a_file_is_named_without_what_says_that_it_is_a_log() -> None:
    assert source_of(Path("logs/App.log.2.gz")) == "app"
    assert source_of(Path("db-1.example.jsonl")) == "db-1.example"
