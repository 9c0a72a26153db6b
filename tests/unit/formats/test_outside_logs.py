"""Logs of real systems, where `--logs-dir` names a folder of them: no line is lost and times are found."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from crosscut.formats import detect_format, parse_records
from crosscut.reading import LineReader
from tests.unit.formats.parsing import RECEIVED

EXPECTED = {
    "Linux_2k.log": "syslog",
    "OpenSSH_2k.log": "syslog",
    "cascading_failures.log.gz": "json",
    "http_error_needle.log.gz": "json",
}
STRUCTURED = {"access", "container", "json", "logfmt", "syslog"}  # which the others are not
YEARS = range(2004, 2027)


def test_format_and_times_of_every_log_are_found_and_no_line_is_lost(logs_dir: Path) -> None:
    paths = [path for path in sorted(logs_dir.rglob("*")) if path.name.endswith((".log", ".log.gz"))]
    assert paths, f"no logs in {logs_dir}"

    for path in paths:
        with path.open("rb") as stream:
            lines = list(LineReader(stream, name=path.name))
        records = list(parse_records(lines, RECEIVED))

        assert [line for record in records for line in record.text.split("\n")] == lines, path.name
        stamped = sum(record.line_count for record in records if record.time_unix_nano is not None)
        assert stamped >= 0.99 * len(lines), path.name
        years = {
            datetime.fromtimestamp((r.time_unix_nano or 0) // 10**9, UTC).year
            for r in records
            if r.time_unix_nano
        }
        assert years <= set(YEARS), path.name
        name = detect_format(lines[:400], RECEIVED)[0].name
        assert name == EXPECTED[path.name] if path.name in EXPECTED else name not in STRUCTURED, path.name
