"""`crosscut analyze --baseline FILE`: what is usual decides, and the file survives whatever happens."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from crosscut.baseline import Counts
from crosscut.cli.baseline_file import BaselineFile
from crosscut.cli.main import cli

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("ANTHROPIC", "CROSSCUT"))]:
        monkeypatch.delenv(name)


def hours(
    first: float,
    last: float,
    *,
    errors: Callable[[float], float] = lambda _: 0.01,
    pause: tuple[float, float] = (0, 0),
) -> str:
    """A log of 600 lines an hour between these hours after Monday, 0:00. `errors` is their share at an hour."""
    dice = random.Random(first)
    lines = []
    for n in range(int(first * 600), int(last * 600)):
        hour = n / 600
        if pause[0] <= hour < pause[1]:
            continue
        at = f"{MONDAY + timedelta(hours=hour):%Y-%m-%dT%H:%M:%SZ}"
        if dice.random() < errors(hour):
            lines.append(f"{at} ERROR ledger: entry {n} has no counterpart")
        else:
            lines.append(f"{at} INFO ledger: entry {n} is booked")
    return "\n".join(lines) + "\n"


def run(tmp_path: Path, log: str, *options: str) -> Result:
    file = tmp_path / "app.log"
    file.write_text(log, encoding="utf-8")
    arguments = ["analyze", str(file), "--offline", "--source", "shop", *options]
    return CliRunner().invoke(cli, [*arguments, "--baseline", str(tmp_path / "usual.json")])


def told(tmp_path: Path, log: str) -> list[dict[str, Any]]:
    done = run(tmp_path, log, "--json")
    assert done.exit_code == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)["insights"]
    return [insight for insight in found if insight["severity"] in ("medium", "high", "critical")]


def test_a_day_like_the_days_before_is_quiet_and_ten_times_the_errors_are_not(tmp_path: Path) -> None:
    assert told(tmp_path, hours(0, 72)) == []
    assert told(tmp_path, hours(72, 84)) == []

    [found] = told(tmp_path, hours(84, 96, errors=lambda hour: 0.5 if 90 <= hour < 91 else 0.01))

    assert found["severity"] == "high"
    assert "usual are" in found["summary"]


def test_a_pause_inside_the_log_is_told_with_its_length(tmp_path: Path) -> None:
    told(tmp_path, hours(0, 72))

    [found] = told(tmp_path, hours(72, 84, pause=(78, 79)))

    assert found["rules"] == ["silence"]
    assert "for 60 minutes" in found["summary"] or "for 55 minutes" in found["summary"]
    assert found["triage"] == "No model was asked: a source that is silent has no lines to read."


def test_the_same_log_again_changes_nothing_and_is_judged_alike(tmp_path: Path) -> None:
    told(tmp_path, hours(0, 72))
    log = hours(72, 84, errors=lambda hour: 0.5 if hour >= 80 else 0.01)
    first, kept = told(tmp_path, log), (tmp_path / "usual.json").read_text()
    again = told(tmp_path, log)

    assert [i["title"] for i in again] == [i["title"] for i in first]
    assert (tmp_path / "usual.json").read_text() == kept


def test_without_a_time_in_the_log_there_is_nothing_to_keep(tmp_path: Path) -> None:
    done = run(tmp_path, "it works\nit still works\n")

    assert done.exit_code == 0, done.stderr
    assert not (tmp_path / "usual.json").exists()


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"", "file"),
        (b"no JSON", "file"),
        (b"[]", "file"),
        (b'{"schema_version": 2, "sources": {}}', "schema_version"),
        (b'{"sources": {"shop": {"since": 1, "hours": {"1": {"0": [1, 2]}}}}}', "sources.shop.hours.1.0"),
        (
            b'{"sources": {"shop": {"since": 1, "hours": {"1": {"0": [-1, 0, 0, 0, 0]}}}}}',
            "sources.shop.hours.1.0",
        ),
    ],
)
def test_a_file_that_is_no_baseline_is_named_in_one_line_and_left_alone(
    tmp_path: Path, content: bytes, place: str
) -> None:
    (tmp_path / "usual.json").write_bytes(content)

    done = run(tmp_path, hours(0, 1))

    assert done.exit_code == 2
    assert done.stdout == ""
    [line] = done.stderr.splitlines()
    assert "usual.json: no baseline of this version" in line
    assert f"({place}" in line
    assert (tmp_path / "usual.json").read_bytes() == content


def test_a_file_that_cannot_be_written_is_said_after_the_findings_and_is_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(tmp_path, hours(0, 2))
    before = (tmp_path / "usual.json").read_bytes()

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    done = run(tmp_path, hours(2, 4))

    assert done.exit_code == 2
    assert "cannot write the baseline (No space left on device); it is as it was before" in done.stderr
    assert (tmp_path / "usual.json").read_bytes() == before
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_two_runs_at_once_lose_nothing_of_each_other(tmp_path: Path) -> None:
    usual = tmp_path / "usual.json"
    for name in ("left", "right"):
        (tmp_path / f"{name}.log").write_text(hours(0, 2))
    command = [sys.executable, "-m", "crosscut.cli.main", "analyze", "--offline", "--baseline", str(usual)]

    running = [
        subprocess.Popen(
            [*command, str(tmp_path / f"{name}.log"), "--source", name], stdout=subprocess.DEVNULL
        )
        for name in ("left", "right")
    ]

    assert [each.wait(timeout=60) for each in running] == [0, 0]
    assert json.loads(usual.read_text())["sources"].keys() == {"left", "right"}


def test_a_lock_that_is_held_is_waited_for_and_then_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl = pytest.importorskip("fcntl")
    monkeypatch.setattr("crosscut.cli.baseline_file._LOCK_SECONDS", 0.2)
    with (tmp_path / "usual.json.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = run(tmp_path, hours(0, 1))

    assert done.exit_code == 2
    assert "another run has held" in done.stderr
    assert not (tmp_path / "usual.json").exists()


def test_the_file_is_bounded(tmp_path: Path) -> None:
    file = tmp_path / "usual.json"
    for week in range(8):
        baseline = BaselineFile(file)
        rates = {b: Counts(1) for b in range(week * 2016, (week + 1) * 2016, 12)}
        seen = baseline.of("shop", rates)
        seen.remember("shop", [f"{week}-{n}" for n in range(9_000)], seen=MONDAY)
        baseline.save("shop", seen)

    kept = json.loads(file.read_text())["sources"]["shop"]
    assert len(kept["hours"]) == 35 * 24
    assert len(kept["templates"]) == 20_000
    assert "7-0" in kept["templates"]
