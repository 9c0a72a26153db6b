"""`crosscut analyze` on the sample logs: the true causes, the exit statuses, and no surprises."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crosscut.cli.main import cli

LOGS = Path(__file__).resolve().parents[2] / "logs"
SECRETS = (
    "Synthetic-Winter-2026",
    "synthetic-Pa55phrase",
    "synthetic-Passw0rd",
    "AKIAIOSFODNN7EXAMPLE",
    "4111 1111",
    "c3ludGhldGljLXNpZ25hdHVyZS1vbmx5",
    "@example.com",
    "203.0.113.66",
    "10.20.4.15",
)


@pytest.fixture(autouse=True)
def _no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("ANTHROPIC", "CROSSCUT"))]:
        monkeypatch.delenv(name)


def _analyze(*arguments: object, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(cli, ["analyze", *map(str, arguments)], input=stdin)


@pytest.mark.parametrize(
    ("log", "words"),
    [
        ("shop-web/access.log", ("login", "401")),
        ("shop-api/app.log", ("orders-db.shop.invalid", "refuse")),
        ("shop-pods/checkout-pod.log", ("memory", "OOMKilled")),
    ],
)
def test_an_incident_is_found_with_its_true_cause_and_its_lines(log: str, words: tuple[str, ...]) -> None:
    done = _analyze(LOGS / log, "--offline", "--json", "--fail-on", "high")

    assert done.exit_code == 3, done.stderr
    document = json.loads(done.stdout)
    ranks = [("critical", "high", "medium", "low", "info").index(i["severity"]) for i in document["insights"]]
    assert ranks == sorted(ranks)
    first = document["insights"][0]
    told = f"{first['title']} {first['summary']} {first['root_cause']}".lower()
    assert [word for word in words if word.lower() not in told + str(first["evidence"]).lower()] == []
    lines = (LOGS / log).read_text(encoding="utf-8").splitlines()
    assert first["evidence"]
    for each in first["evidence"]:
        assert each["file"] == str(LOGS / log)
        assert 1 <= each["line"] <= len(lines)
        assert each["verified"]


def test_a_healthy_log_is_nobody_s_incident() -> None:
    done = _analyze(LOGS / "shop-batch/nightly.log", "--offline", "--fail-on", "medium")

    assert done.exit_code == 0, done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize("log", ["shop-web", "shop-api", "shop-pods", "shop-batch"])
def test_every_line_is_accounted_for_and_no_secret_survives(log: str) -> None:
    done = _analyze(LOGS / log, "--offline", "--json")

    document = json.loads(done.stdout)
    file = next((LOGS / log).iterdir())
    assert document["ledger"]["lines_read"] == file.read_bytes().count(b"\n")
    assert document["ledger"]["lines_folded"] == document["ledger"]["lines_read"]
    assert document["ledger"]["bytes_read"] == file.stat().st_size
    assert [secret for secret in SECRETS if secret in done.stdout] == []


def test_a_person_reads_findings_and_a_last_line() -> None:
    done = _analyze(LOGS / "shop-api/app.log", "--offline")

    assert done.exit_code == 0
    assert done.stdout.startswith(("CRITICAL", "HIGH"))
    assert "app.log:" in done.stdout
    assert "Do next" in done.stdout
    assert "Read 2,790 lines (" in done.stdout
    assert "\x1b" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert done.stderr == ""


def test_it_is_said_once_how_to_have_claude() -> None:
    done = _analyze(LOGS / "shop-batch/nightly.log")

    assert done.exit_code == 0
    assert done.stderr.count("ANTHROPIC_API_KEY") == 1
    assert "offline analyst" in done.stderr
    assert done.stderr.count("\n") == 1


def test_standard_input_and_gzip_are_the_same_log(tmp_path: Path) -> None:
    raw = (LOGS / "shop-pods/checkout-pod.log").read_bytes()
    packed = tmp_path / "pod.bin"
    packed.write_bytes(gzip.compress(raw))

    piped = json.loads(_analyze("-", "--offline", "--json", "--source", "pods", stdin=raw).stdout)
    unpacked = json.loads(_analyze(packed, "--offline", "--json", "--source", "pods").stdout)

    assert {each["file"] for i in piped["insights"] for each in i["evidence"]} == {"stdin"}
    assert [i["id"] for i in piped["insights"]] == [i["id"] for i in unpacked["insights"]]
    assert unpacked["ledger"]["bytes_read"] == packed.stat().st_size
    assert unpacked["ledger"]["lines_read"] == raw.count(b"\n")


def test_the_files_of_a_folder_are_one_source(tmp_path: Path) -> None:
    lines = (LOGS / "shop-api/app.log").read_bytes().splitlines(keepends=True)
    (tmp_path / "shop-api").mkdir()
    (tmp_path / "shop-api/1.log").write_bytes(b"".join(lines[:1500]))
    (tmp_path / "shop-api/2.log").write_bytes(b"".join(lines[1500:]))
    (tmp_path / "shop-api/README.md").write_text("not a log", encoding="utf-8")

    done = _analyze(tmp_path / "shop-api", "--offline", "--json")

    document = json.loads(done.stdout)
    assert {insight["source"] for insight in document["insights"]} == {"shop-api"}
    assert document["ledger"]["objects"] == 2
    assert document["ledger"]["lines_read"] == 2_790
    assert document["skipped"] == [f"{tmp_path}/shop-api/README.md"]
    assert "README.md" in done.stderr


def _damaged_gzip(path: Path) -> None:
    path.write_bytes(gzip.compress(b"2026-11-17 10:00:00 INFO fine\n" * 50_000)[:-9])


def _binary(path: Path) -> None:
    path.write_bytes(bytes(range(256)) * 64)


def _forbidden(path: Path) -> None:
    path.write_text("x", encoding="utf-8")
    path.chmod(0)


@pytest.mark.parametrize("make", [_binary, _forbidden, lambda path: None])
def test_what_cannot_be_read_is_one_line_and_the_rest_is_shown(make: object, tmp_path: Path) -> None:
    bad = tmp_path / "bad.log"
    assert callable(make)
    make(bad)
    if make is _forbidden and os.access(bad, os.R_OK):
        pytest.skip("this user may read everything")
    good = LOGS / "shop-pods/checkout-pod.log"

    done = _analyze(bad, good, "--offline", "--json", "--fail-on", "high")

    assert done.exit_code == 2
    assert done.stderr.startswith(f"crosscut: cannot read {bad}: ")
    assert done.stderr.count("\n") == 1
    document = json.loads(done.stdout)
    assert document["insights"]
    assert document["ledger"]["lines_read"] == 997
    assert [each["file"] for each in document["unreadable"]] == [str(bad)]


def test_the_readable_part_of_a_damaged_log_is_shown(tmp_path: Path) -> None:
    bad = tmp_path / "bad.log"
    _damaged_gzip(bad)

    done = _analyze("-", bad, "--offline", "--json", stdin=(LOGS / "shop-pods/checkout-pod.log").read_bytes())

    assert done.exit_code == 2
    assert done.stderr.startswith(f"crosscut: cannot read {bad}: cannot inflate this gzip after ")
    assert done.stderr.count("\n") == 1
    document = json.loads(done.stdout)
    assert 997 + 40_000 < document["ledger"]["lines_read"] <= 997 + 50_000
    assert document["ledger"]["lines_folded"] == document["ledger"]["lines_read"]
    assert document["ledger"]["objects_unreadable"] == 1
    assert [each["file"] for each in document["unreadable"]] == [str(bad)]


@pytest.mark.parametrize("make", [_binary, lambda path: None])
def test_with_nothing_to_read_there_is_no_document(make: object, tmp_path: Path) -> None:
    assert callable(make)
    make(tmp_path / "bad.log")

    done = _analyze(tmp_path / "bad.log", "--offline", "--json")

    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1


def test_what_was_cut_and_replaced_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_bytes(b"x" * 3_000_000 + b"\n\x80\xff\n")

    done = _analyze(tmp_path / "a.log", "--offline")

    assert done.exit_code == 0
    last = " ".join(done.stdout.split())
    assert "1 line was longer than the limit and cut." in last
    assert "2 bytes were no text." in last


def test_a_line_may_be_as_long_as_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.log").write_bytes(b"x" * 3_000 + b"\n")
    monkeypatch.setenv("CROSSCUT_MAX_LINE_BYTES", "2000")

    done = _analyze(tmp_path / "a.log", "--offline", "--json")

    assert json.loads(done.stdout)["ledger"]["lines_cut"] == 1


def test_a_bomb_is_given_up_with_one_line(tmp_path: Path) -> None:
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(b"\0" * 200_000_000))

    done = _analyze(tmp_path / "bomb.gz", "--offline")

    assert (done.exit_code, done.stdout) == (2, "")
    assert "as a decompression bomb does" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_source_s_format_is_taken_from_the_sources_file(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text("sources: [{name: x, format: nonsense}]", encoding="utf-8")

    done = _analyze(LOGS / "shop-web", "--sources", tmp_path / "sources.yaml", "--source", "x", "--offline")

    assert done.exit_code == 2
    assert "unknown log format 'nonsense'; known are access, " in done.stderr
    assert done.stderr.count("\n") == 1


def test_an_empty_log_is_quiet(tmp_path: Path) -> None:
    (tmp_path / "empty.log").touch()

    done = _analyze(tmp_path / "empty.log", "--offline")

    assert done.exit_code == 0
    assert "not a single line" in done.stdout


def test_a_name_that_no_source_can_have_is_bad_usage() -> None:
    done = _analyze(LOGS / "shop-web", "--source", "Shop Web!", "--offline")

    assert done.exit_code == 2
    assert "'Shop Web!' is no name of a source" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_broken_sources_file_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "sources.yaml").write_text("sources: [{name: x, colour: red}]", encoding="utf-8")

    done = _analyze(LOGS / "shop-web", "--sources", tmp_path / "sources.yaml", "--offline")

    assert done.exit_code == 2
    assert "colour" in done.stderr
    assert done.stderr.count("\n") == 1


def test_text_of_a_log_never_reaches_the_terminal_as_a_command(tmp_path: Path) -> None:
    hostile = "\x1b]0;owned\x07\x1b[31m[bold]FATAL[/bold] disk full \u202e{n}\n"
    lines = "".join(f"2026-11-17 10:00:{n:02d} ERROR db {hostile}" for n in range(60))
    (tmp_path / "hostile.log").write_text(lines, encoding="utf-8")

    done = _analyze(tmp_path / "hostile.log", "--offline")

    assert "[bold]FATAL[/bold] disk full" in done.stdout
    assert not {"\x1b", "\x07", "\u202e"} & set(done.stdout)


def test_a_reader_that_goes_away_is_no_failure() -> None:
    command = f"{sys.executable} -m crosscut.cli.main analyze {LOGS}/shop-api --offline | true"

    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)

    assert done.stderr == ""


def test_a_terminal_that_is_not_utf8_is_no_failure() -> None:
    command = [sys.executable, "-m", "crosscut.cli.main", "analyze", LOGS / "shop-api", "--offline"]

    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONIOENCODING": "ascii"}
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert "Do next" in done.stdout
