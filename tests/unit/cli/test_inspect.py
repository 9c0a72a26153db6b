"""`crosscut inspect`: what is asked for is shown, what cannot be read is one line, and nothing is shown unredacted."""

from __future__ import annotations

import bz2
import gzip
import json
import os
import subprocess
import sys
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crosscut.cli.main import cli
from crosscut.errors import RedactionError
from crosscut.inspection import Inspection, ShownRecord
from crosscut.model import LogRecord, RedactedRecord
from crosscut.redaction import Redactor

ROOT = Path(__file__).resolve().parents[3]
LOGS = ROOT / "tests" / "logs"
LINE = b"2026-11-17 10:00:00 INFO shop stored for alice@example.com\n"


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith(("ANTHROPIC", "CROSSCUT"))]:
        monkeypatch.delenv(name)


def _run(*arguments: object, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(cli, ["inspect", *map(str, arguments)], input=stdin)


def _document(done: Result) -> dict[str, list[dict[str, object]]]:
    document = json.loads(done.stdout)
    assert isinstance(document, dict)
    return document


def _records(done: Result) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_person_sees_what_a_log_is_and_holds() -> None:
    done = _run(LOGS / "shop-api/app.log")

    assert (done.exit_code, done.stderr) == (0, "")
    shown = done.stdout
    assert "Format      json · takes 100% of the first lines" in shown
    assert "2,790 records · 2,790 lines · 739.3 kB" in shown
    assert "2026-11-17 09:30:00 to 10:30:00 UTC (1 h)" in shown
    assert "ERROR    397" in shown
    assert "a column is 1 min, at most 66 records and 31 errors" in shown
    assert "exception.type = psycopg.OperationalError" in shown
    assert "\x1b" not in shown
    assert max(map(len, shown.splitlines())) <= 80


def test_several_logs_are_a_block_each_and_a_total() -> None:
    done = _run(LOGS)

    assert done.exit_code == 0
    assert [line for line in done.stdout.splitlines() if line.startswith(str(LOGS))] == [
        str(LOGS / name)
        for name in ("shop-api/app.log", "shop-batch/nightly.log", "shop-pods/checkout-pod.log")
    ] + [str(LOGS / "shop-web/access.log")]
    total = " ".join(done.stdout.split("\n\n")[-1].split())
    assert total.startswith("Total: 4 logs, 7,492 records in 7,500 lines, 1.5 MB, read in ")
    assert total.endswith("404 records at ERROR or above.")
    assert "skipped" in done.stderr


def test_the_document_says_the_same_for_machines() -> None:
    done = _run(LOGS / "shop-api", LOGS / "shop-pods", "--json")

    document = _document(done)
    api, pods = document["objects"]
    assert (api["format"], api["records"], api["lines_read"], api["bytes_read"]) == (
        "json",
        2_790,
        2_790,
        (LOGS / "shop-api/app.log").stat().st_size,
    )
    assert api["severities"] == {"ERROR": 397, "WARN": 47, "INFO": 2_060, "DEBUG": 286}
    assert (api["first_seen"], api["last_seen"]) == (
        "2026-11-17T09:30:00.501000Z",
        "2026-11-17T10:30:00.210000Z",
    )
    assert (pods["multi_line_records"], pods["lines_read"], pods["lines_in_records"]) == (1, 997, 997)
    sample = pods["sample"]
    assert isinstance(sample, dict)
    assert (sample["line"], sample["line_count"]) == (655, 9)
    assert sample["attributes"]["exception.type"] == "java.io.IOException"
    assert document["unreadable"] == document["skipped"] == []


def test_every_field_of_the_document_is_explained() -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")

    assert [
        name for name in (*Inspection.model_fields, *ShownRecord.model_fields) if f"`{name}`" not in page
    ] == []


def test_records_are_json_lines_by_the_names_of_opentelemetry() -> None:
    done = _run(LOGS / "shop-pods/checkout-pod.log", "--records")

    records = _records(done)
    assert (done.exit_code, done.stderr) == (0, "")
    assert len(records) == 989
    assert sum(int(str(record["line_count"])) for record in records) == 997
    assert {tuple(record) for record in records} == {tuple(ShownRecord.model_fields)}
    trace = next(record for record in records if record["line"] == 655)
    assert trace["time"] == "2026-11-17T21:39:09.760000000Z"
    assert trace["severity_number"] == 17
    assert "java.util.concurrent.TimeoutException: price lookup did not finish" in str(trace["body"])


def test_a_record_without_a_time_has_null() -> None:
    (record,) = _records(_run("-", "--records", stdin=b"starting up\n"))

    assert (record["time"], record["file"], record["body"]) == (None, "stdin", "starting up")


@pytest.mark.parametrize("option", [(), ("--json",), ("--records",)])
def test_what_is_shown_of_a_log_is_redacted_unless_it_is_to_be_raw(
    option: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "a.log").write_bytes(LINE)

    redacted, raw = _run(tmp_path / "a.log", *option), _run(tmp_path / "a.log", *option, "--raw")

    assert "alice@example.com" not in redacted.stdout
    assert "<EMAIL:" in redacted.stdout
    assert "alice@example.com" in raw.stdout


def test_pseudonyms_are_the_same_with_the_same_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CROSSCUT_PSEUDONYM_KEY", "synthetic-key")

    one, other = (_records(_run("-", "--records", stdin=LINE)) for _ in range(2))

    assert one == other


class FailingRedactor(Redactor):
    """Cannot redact what holds a certain word."""

    def records(self, records: Sequence[LogRecord]) -> list[RedactedRecord]:
        if any("unredactable" in record.text for record in records):
            raise RedactionError("redaction failed (synthetic)")
        return super().records(records)


def test_records_that_cannot_be_redacted_are_withheld_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    # given a log of which one record cannot be redacted
    monkeypatch.setattr("crosscut.cli.inspect.Redactor", FailingRedactor)
    lines = [LINE] * 5_000
    lines[3_000] = b"2026-11-17 10:00:00 INFO unredactable\n"

    done = _run("-", "--records", stdin=b"".join(lines))

    assert done.exit_code == 2
    assert len(_records(done)) == 4_999
    assert done.stderr == (
        "crosscut: withheld 1 record from line 3001 of stdin (1 line), which could not be redacted: "
        "redaction failed (synthetic)\n"
    )


def test_a_sample_that_cannot_be_redacted_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crosscut.cli.inspect.Redactor", FailingRedactor)

    done = _run("-", stdin=b"2026-11-17 10:00:00 INFO unredactable\n")

    assert done.exit_code == 0
    assert "Sample" not in done.stdout
    assert "the sample record is not shown, as it could not be redacted" in " ".join(done.stdout.split())


def test_a_format_can_be_named() -> None:
    done = _run(LOGS / "shop-web/access.log", "--format", "syslog", "--json")

    assert done.exit_code == 0
    assert _document(done)["objects"][0]["format"] == "syslog"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--format", "nonsense"), "'nonsense' is no format; it is one of access, "),
        (("--json", "--records"), "--json and --records cannot be given together"),
        (("--colour",), "No such option"),
    ],
)
def test_bad_usage_is_one_line(arguments: tuple[str, ...], words: str) -> None:
    done = _run(LOGS / "shop-web", *arguments)

    assert (done.exit_code, done.stdout) == (2, "")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("pack", "words"),
    [
        (gzip.compress, "gzip"),
        (bz2.compress, "bzip2"),
        (lambda text: text.decode().encode("utf-16"), "UTF-16-LE"),
    ],
)
def test_compression_and_encoding_are_told(
    pack: Callable[[bytes], bytes], words: str, tmp_path: Path
) -> None:
    (tmp_path / "a.log").write_bytes(pack(LINE * 100))

    done = _run(tmp_path / "a.log")

    assert done.exit_code == 0
    assert words in done.stdout
    assert "100 records · 100 lines" in done.stdout


def _picture(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 64)


def _forbidden(path: Path) -> None:
    path.write_bytes(LINE)
    path.chmod(0)


def _folder_without_logs(path: Path) -> None:
    path.mkdir()


def _headless_gzip(path: Path) -> None:
    path.write_bytes(gzip.compress(LINE)[:5])


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (_picture, "not a text log"),
        (_forbidden, "permission denied"),
        (_folder_without_logs, "no log files in this folder"),
        (_headless_gzip, "cut short"),
        (lambda path: None, "no such file or directory"),
    ],
)
def test_what_cannot_be_read_is_one_line_and_the_rest_is_shown(
    make: Callable[[Path], None], words: str, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.log"
    make(bad)
    if make is _forbidden and os.access(bad, os.R_OK):
        pytest.skip("this user may read everything")

    alone, beside = _run(bad), _run(bad, LOGS / "shop-pods/checkout-pod.log", "--json")

    assert (alone.exit_code, alone.stdout, beside.exit_code) == (2, "", 2)
    assert alone.stderr.startswith(f"crosscut: cannot read {bad}: ")
    assert words in alone.stderr
    assert alone.stderr == beside.stderr
    assert alone.stderr.count("\n") == 1
    document = _document(beside)
    assert [each["file"] for each in document["unreadable"]] == [str(bad)]
    assert [each["lines_read"] for each in document["objects"]] == [997]


def test_an_empty_file_is_said_to_be_empty(tmp_path: Path) -> None:
    (tmp_path / "a.log").touch()

    done = _run(tmp_path / "a.log")

    assert (done.exit_code, done.stderr) == (0, "")
    assert "empty (0 bytes)" in done.stdout
    assert _run(tmp_path / "a.log", "--records").stdout == ""


@pytest.mark.parametrize("option", ["--json", "--records"])
def test_of_a_truncated_gzip_is_shown_what_could_be_read(option: str, tmp_path: Path) -> None:
    bad = tmp_path / "bad.log.gz"
    bad.write_bytes(gzip.compress((LOGS / "shop-api/app.log").read_bytes())[:30_000])

    done = _run(bad, option)

    assert done.exit_code == 2
    assert done.stderr.startswith(
        f"crosscut: cannot read all of {bad}: cannot inflate this gzip after 30,000 bytes"
    )
    assert done.stderr.count("\n") == 1
    if option == "--records":
        assert len(_records(done)) > 1_000
        return
    (seen,) = _document(done)["objects"]
    assert 1_000 < int(str(seen["lines_read"])) == seen["lines_in_records"]
    assert str(seen["problem"]) in done.stderr


def test_a_line_of_100_megabytes_is_cut_and_counted(tmp_path: Path) -> None:
    with (tmp_path / "a.log").open("wb") as file:
        file.write(b"2026-11-17 10:00:00 ERROR ")
        for _ in range(100):
            file.write(b"x" * 1_000_000)

    done = _run(tmp_path / "a.log")

    assert (done.exit_code, done.stderr) == (0, "")
    assert "1 record · 1 line · 100.0 MB" in done.stdout
    assert "1 line longer than the limit, of which the rest was cut" in done.stdout


@pytest.mark.parametrize("content", [b"\0", b"a"])
def test_a_bomb_is_ended_by_the_limits(content: bytes, tmp_path: Path) -> None:
    packer = zlib.compressobj(9, wbits=31)
    with (tmp_path / "bomb.gz").open("wb") as file:
        for _ in range(200):
            file.write(packer.compress(content * 1_000_000))
        file.write(packer.flush())

    done = _run(tmp_path / "bomb.gz")

    assert done.exit_code == 2
    assert "as a decompression bomb does" in done.stderr
    assert done.stderr.count("\n") == 1


def test_limits_are_those_of_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CROSSCUT_MAX_LINE_BYTES", "1000")
    (tmp_path / "a.log").write_bytes(b"x" * 2_000 + b"\n")

    assert _document(_run(tmp_path / "a.log", "--json"))["objects"][0]["lines_cut"] == 1


@pytest.mark.parametrize("option", [(), ("--json",), ("--records",), ("--records", "--raw")])
def test_text_of_a_log_never_reaches_the_terminal_as_a_command(
    option: tuple[str, ...], tmp_path: Path
) -> None:
    hostile = "\x1b]0;owned\x07\x1b[31m[bold]FATAL[/bold] disk full \u202e\n"
    (tmp_path / "a.log").write_text(f"2026-11-17 10:00:00 ERROR db {hostile}", encoding="utf-8")

    done = _run(tmp_path / "a.log", *option)

    assert "[bold]FATAL[/bold] disk full" in done.stdout
    assert not {"\x1b", "\x07", "\u202e"} & set(done.stdout)


@pytest.mark.parametrize("option", ["", "--json", "--records"])
def test_a_reader_that_goes_away_is_no_failure(option: str) -> None:
    command = f"{sys.executable} -m crosscut.cli.main inspect {LOGS}/shop-api {option} | true; exit ${{PIPESTATUS[0]}}"

    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (141, "")


def test_a_terminal_that_is_not_utf8_gets_a_picture_in_ascii() -> None:
    command = [sys.executable, "-m", "crosscut.cli.main", "inspect", LOGS / "shop-api"]

    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONIOENCODING": "ascii"}
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert "ERROR    397  ########\n" in done.stdout
    assert "\\u25" not in done.stdout
