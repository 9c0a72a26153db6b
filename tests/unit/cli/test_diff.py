"""`crosscut diff`: an injected change is named first, equal logs have none, and bad input is one line."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from crosscut.cli.diff_document import DiffDocument, ShownChange
from crosscut.cli.diff_windows import window
from crosscut.cli.main import cli

ROOT = Path(__file__).resolve().parents[3]
QUIET = [
    line
    for line in (ROOT / "tests/logs/shop-api/app.log").read_text().splitlines()
    if '"2026-11-17T09:' in line
]
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("ANTHROPIC", "CROSSCUT", "AWS"))]:
        monkeypatch.delenv(name)


def run(*arguments: object, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(cli, ["diff", *map(str, arguments)], input=stdin)


def sides(
    tmp_path: Path, change: Callable[[list[str]], list[str]], *, same: bool = False
) -> tuple[Path, Path]:
    """Two quarters of an hour without trouble, or the `same` twice, the second one changed."""
    second = [line for line in QUIET if int(line[29:31]) >= 45]
    first = second if same else [line for line in QUIET if int(line[29:31]) < 45]
    before, after = tmp_path / "before.log", tmp_path / "after.log"
    before.write_text("\n".join(first))
    after.write_text("\n".join(change(second)))
    return before, after


def new_error(lines: list[str]) -> list[str]:
    error = {
        "timestamp": "2026-11-17T09:45:10.000Z",
        "level": "ERROR",
        "service": "payments",
        "message": "card network refuses merchant 17",
    }
    return [*lines, *[json.dumps(error)] * 5]


def vanished(lines: list[str]) -> list[str]:
    return [line for line in lines if "stock reserved" not in line]


def doubled(lines: list[str]) -> list[str]:
    return [line for line in lines for _ in range(3 if "access token verified" in line else 1)]


def slower(lines: list[str]) -> list[str]:
    def times_ten(match: re.Match[str]) -> str:
        return f'"duration_ms": {int(match[1]) * 10}'

    return [
        re.sub(r'"duration_ms": (\d+)', times_ten, line) if "order loaded" in line else line for line in lines
    ]


@pytest.mark.parametrize("same", [True, False])
@pytest.mark.parametrize(
    ("change", "kind", "text"),
    [
        (new_error, "new", "card network refuses merchant <*>"),
        (vanished, "gone", "stock reserved"),
        (doubled, "rising", "access token verified"),
        (slower, "shifted", "order loaded"),
    ],
)
def test_an_injected_change_is_named_first(
    tmp_path: Path, change: Callable[[list[str]], list[str]], kind: str, text: str, same: bool
) -> None:
    before, after = sides(tmp_path, change, same=same)

    document = json.loads(run(before, after, "--json").stdout)
    page = run(before, after).stdout

    first = document["changes"][0]
    assert (first["kind"], first["text"]) == (kind, text)
    assert page.startswith(kind.upper())
    assert text in page.split("\n\n")[0]
    assert max(map(len, page.splitlines())) <= 80


def test_a_shift_says_by_how_much(tmp_path: Path) -> None:
    first = json.loads(run(*sides(tmp_path, slower), "--json").stdout)["changes"][0]

    assert re.fullmatch(r"duration_ms: median [\d,.]+ → [\d,.]+, p95 [\d,.]+ → [\d,.]+", first["said"])
    assert first["parameter"] == "duration_ms"
    assert first["chance"] < 1e-6


def test_equal_logs_have_no_changes_and_the_exit_status_says_so_when_asked(tmp_path: Path) -> None:
    before, after = sides(tmp_path, new_error)

    same = run(before, before, "--exit-code")
    changed = run(before, after, "--exit-code")

    assert (same.exit_code, changed.exit_code, run(before, after).exit_code) == (0, 1, 0)
    assert same.stdout.startswith("Nothing changed: ")


def test_folders_and_standard_input_are_compared_too(tmp_path: Path) -> None:
    before, after = sides(tmp_path, new_error)
    folder = tmp_path / "folder"
    folder.mkdir()
    before.rename(folder / "before.log")

    done = run(folder, "-", stdin=after.read_bytes())

    assert done.exit_code == 0
    assert "card network refuses merchant <*>" in done.stdout


def test_the_limit_says_what_it_leaves_out(tmp_path: Path) -> None:
    before, after = sides(tmp_path, lambda lines: new_error(vanished(lines)))

    done = run(before, after, "--limit", 1)
    document = json.loads(run(before, after, "--limit", 1, "--json").stdout)

    assert len(document["changes"]) == 1
    assert document["beyond_limit"] == sum(document["kinds"].values()) - 1 >= 1
    assert "not shown (--limit N shows more)" in " ".join(done.stdout.split())


def test_every_field_of_the_document_is_explained() -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")

    assert [
        n for model in (DiffDocument, ShownChange) for n in model.model_fields if f"`{n}`" not in page
    ] == []


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["a.log"], "give two paths, BEFORE and AFTER"),
        ([], "give two paths, BEFORE and AFTER"),
        (["-", "-"], "only one of BEFORE and AFTER can be standard input"),
        (["--source", "shop", "--before", "2d..1d"], "--source takes --before FROM..TO and --after FROM..TO"),
        (["--source", "shop", "--before", "x", "--after", "1d.."], "'x' is no window"),
        (["--source", "shop", "--before", "1d..2d", "--after", "1d.."], "'1d..2d' ends before it begins"),
        (["nowhere.log", str(ROOT / "tests/logs")], "cannot read nowhere.log: no such file or directory"),
    ],
)
def test_bad_input_is_one_line_and_exit_status_2(
    arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["diff", *arguments])

    output = capsys.readouterr()
    assert (ended.value.code, output.out) == (2, "")
    assert says in output.err


def test_a_window_is_two_moments() -> None:
    assert window("2026-11-17T10:00..2026-11-17T11:30", NOW, "--before") == (
        datetime(2026, 11, 17, 10, tzinfo=UTC),
        datetime(2026, 11, 17, 11, 30, tzinfo=UTC),
    )
    assert window("24h..", NOW, "--after") == (datetime(2026, 11, 17, 12, tzinfo=UTC), NOW)
    with pytest.raises(click.BadParameter, match="no window"):
        window("yesterday..today", NOW, "--after")
