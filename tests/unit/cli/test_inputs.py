"""Arguments become a list of logs, and what is not one is said and not read."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from crosscut.cli.inputs import listed, select, source_name


def _tree(root: Path) -> Path:
    for name in ("b/app.log", "a/app.log.1", "a/.hidden", ".git/config.log", "README.md", "syslog"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("2026-11-17 10:00:00 INFO fine\n", encoding="utf-8")
    (root / "app.log.gz").write_bytes(gzip.compress(b"2026-11-17 10:00:00 INFO fine\n"))
    (root / "table.csv.gz").write_bytes(gzip.compress(b"1,2\n"))
    (root / "backup.tar.gz").write_bytes(b"\x1f\x8b")
    (root / "wtmp").write_bytes(b"\x07\0\0\0" * 100)
    return root


def test_a_folder_is_walked_in_order_without_what_is_hidden_or_no_log(tmp_path: Path) -> None:
    root = _tree(tmp_path)

    selection = select([str(root)])

    names = [Path(each.name).relative_to(root).as_posix() for each in selection.inputs]
    assert names == ["app.log.gz", "syslog", "table.csv.gz", "a/app.log.1", "b/app.log"]
    assert [Path(name).name for name in selection.skipped] == ["README.md", "backup.tar.gz", "wtmp"]
    assert selection.unreadable == ()


def test_what_is_named_is_read_whatever_it_is_called_and_once(tmp_path: Path) -> None:
    root = _tree(tmp_path)
    name = str(root / "README.md")

    selection = select([name, str(root / "a" / ".." / "README.md"), "-", "-"])

    assert [each.name for each in selection.inputs] == [name, "stdin"]


def test_sizes_are_known_for_files_and_not_for_standard_input(tmp_path: Path) -> None:
    (tmp_path / "x.log").write_bytes(b"12345")

    assert [each.size for each in select([str(tmp_path / "x.log"), "-"]).inputs] == [5, 0]


def test_what_is_missing_is_said_and_the_rest_is_kept(tmp_path: Path) -> None:
    root = _tree(tmp_path)
    (root / "a" / "broken.log").symlink_to(root / "nowhere")

    selection = select([str(root / "none.log"), str(root / "a")])

    assert [(Path(p.name).name, p.reason) for p in selection.unreadable] == [
        ("none.log", "no such file or directory"),
        ("broken.log", "no such file or directory"),
    ]
    assert [Path(each.name).name for each in selection.inputs] == ["app.log.1"]


def test_a_folder_without_logs_is_said(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("# none", encoding="utf-8")

    selection = select([str(tmp_path)])

    assert selection.inputs == ()
    assert [problem.reason for problem in selection.unreadable] == [
        "no log files in this folder; name a file to have it read anyway"
    ]


def test_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "app.log").write_text("x\n", encoding="utf-8")
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)

    assert len(select([str(tmp_path)]).inputs) == 1


@pytest.mark.parametrize(
    ("paths", "name"),
    [
        (["logs/access.log"], "access"),
        (["logs/App Server.log.2.gz"], "app-server"),
        (["messages"], "messages"),
        (["events.jsonl"], "events"),
        (["-"], "local"),
        (["a.log", "b.log"], "local"),
        (["___.log"], "local"),
    ],
)
def test_the_source_is_named_after_a_single_file(paths: list[str], name: str) -> None:
    assert source_name(paths) == name


def test_the_source_is_named_after_a_single_folder(tmp_path: Path) -> None:
    (tmp_path / "shop-api").mkdir()

    assert source_name([f"{tmp_path}/shop-api/"]) == "shop-api"


def test_a_long_list_of_names_is_cut() -> None:
    assert listed(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"
    assert listed(["a"]) == "a"
