"""Whole objects of each format, as they are dropped: detected by content, and every line in a record."""

from __future__ import annotations

import pytest

from crosscut.formats import detect_format, parse_records
from crosscut.formats.detection import SAMPLE_LINES
from tests.unit.formats.parsing import RECEIVED
from tests.unit.formats.samples import lines_of
from tests.unit.formats.test_line_formats import FILES, FORMATS

# Goroutine dumps have no line of the log in them, or hardly one.
UNDETECTED = {"go_http.log", "go_map.log", "go_nil.log", "go_idx.log"}
NAMES = {name: format_.name for format_, prefixes in FORMATS for name in FILES if name.startswith(prefixes)}
# python_doc.log has a layout that log4j has too; HAProxy's lines behind syslog are syslog's.
ALSO = {"haproxy_syslog.log": "syslog", "postgresql.csv": "postgresql_csv"}


@pytest.mark.parametrize("name", sorted(NAMES.keys() - UNDETECTED))
def test_an_object_is_told_by_its_content(name: str) -> None:
    format_, share = detect_format(lines_of(name)[:SAMPLE_LINES], RECEIVED)

    assert format_.name in (NAMES[name], ALSO.get(name))
    assert share >= 0.5


@pytest.mark.parametrize("name", sorted(NAMES))
def test_no_line_of_an_object_is_lost(name: str) -> None:
    lines = lines_of(name)

    records = list(parse_records(lines, RECEIVED))

    assert sum(record.line_count for record in records) == len(lines)
    assert "\n".join(record.text for record in records) == "\n".join(lines)


def test_a_slow_query_is_one_record_with_its_statement() -> None:
    records = list(parse_records(lines_of("mysql_slow_mariadb.log"), RECEIVED))

    slow = [record for record in records if "db.query.text" in record.attributes]
    assert slow
    assert all(record.line_count > 1 for record in slow)


def test_an_error_of_postgresql_carries_the_statement_below_it() -> None:
    records = list(parse_records(lines_of("postgresql_default.log"), RECEIVED))

    failed = [r for r in records if r.severity_text == "ERROR" and r.line_count > 1]
    assert any("db.query.text" in record.attributes for record in failed)
