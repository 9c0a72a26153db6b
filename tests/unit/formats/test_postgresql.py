"""PostgreSQL 15's log to stderr with four prefixes, its csvlog and its jsonlog, as the server wrote them."""

from __future__ import annotations

import json

import pytest

from crosscut.formats.inside_syslog import parse_inner
from crosscut.formats.parsed import Format, Parsed
from crosscut.formats.postgresql import PostgreSQL, PostgreSQLCsv, PostgreSQLJson
from tests.unit.formats.parsing import RECEIVED, nanos
from tests.unit.formats.samples import lines_of, record_with, records_of

PREFIXES = ["default", "debian", "pgbadger", "rds"]


@pytest.mark.parametrize("prefix", PREFIXES)
def test_an_error_is_one_record_with_its_detail_and_statement(prefix: str) -> None:
    record = record_with(PostgreSQL(), f"postgresql_{prefix}.log", "duplicate key")

    assert record.body == (
        'duplicate key value violates unique constraint "users_pkey"\nDETAIL: Key (id)=(1) already exists.'
    )
    assert (record.severity_number, record.severity_text) == (17, "ERROR")
    assert record.attributes["db.query.text"] == "insert into users values (1,'b@shop.example','y');"
    assert isinstance(record.attributes["process.pid"], int)


@pytest.mark.parametrize("prefix", PREFIXES)
def test_sql_of_several_lines_is_one_text(prefix: str) -> None:
    record = record_with(PostgreSQL(), f"postgresql_{prefix}.log", "emial")

    assert record.attributes["db.query.text"] == "select id,\n       emial\n  from users\n where id = 1;"
    assert record.body.endswith('HINT: Perhaps you meant to reference the column "users.email".')


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [
        ("debian", {"user.name": "postgres", "db.namespace": "shop"}),
        (
            "pgbadger",
            {
                "user.name": "postgres",
                "db.namespace": "shop",
                "application_name": "psql",
                "client.address": "127.0.0.1",
            },
        ),
        ("rds", {"user.name": "postgres", "db.namespace": "shop", "client.address": "127.0.0.1"}),
    ],
)
def test_what_a_prefix_tells(prefix: str, expected: dict[str, object]) -> None:
    attributes = record_with(PostgreSQL(), f"postgresql_{prefix}.log", "duplicate key").attributes

    assert expected.items() <= attributes.items()
    assert "db.response.status_code" not in attributes


def test_a_slow_statement_has_its_text_and_seconds() -> None:
    record = record_with(PostgreSQL(), "postgresql_default.log", "duration: 57.215 ms")

    assert record.attributes["db.client.operation.duration"] == pytest.approx(0.057215)
    assert str(record.attributes["db.query.text"]).startswith("select count(*)\n  from generate_series")
    assert (record.severity_number, record.severity_text) == (9, "LOG")


def test_a_deadlock_tells_who_waited_for_whom() -> None:
    record = record_with(PostgreSQL(), "postgresql_default.log", "deadlock detected")

    assert record.severity_number == 17
    assert "blocked by process 6459." in record.body
    assert "Process 6459: update users set note='2' where id=1" in record.body
    assert record.attributes["context"] == 'while updating tuple (0,3) in relation "users"'


@pytest.mark.parametrize(
    ("words", "severity", "level"),
    [
        ('role "nobody2" does not exist', 21, "FATAL"),
        ("checkpoint starting: immediate", 9, "LOG"),
        ("low stock", 13, "WARNING"),
        ("terminating connection due to administrator command", 21, "FATAL"),
    ],
)
def test_levels(words: str, severity: int, level: str) -> None:
    record = record_with(PostgreSQL(), "postgresql_default.log", words)

    assert (record.severity_number, record.severity_text) == (severity, level)


def test_the_zone_of_the_log_is_honoured() -> None:
    assert record_with(PostgreSQL(), "postgresql_default.log", "deadlock detected").time_unix_nano == nanos(
        "2026-11-23T11:58:26.214"
    )


@pytest.mark.parametrize("zone", ["+01", "+0100", "CET"])
def test_zones(zone: str) -> None:
    record = PostgreSQL().parse(f"2026-11-17 10:00:00.123 {zone} [7] LOG:  up", RECEIVED)

    assert record is not None
    assert record.time_unix_nano == nanos("2026-11-17T09:00:00.123")


def test_nothing_that_belongs_to_an_error_stands_alone() -> None:
    for record in records_of(PostgreSQL(), lines_of("postgresql_default.log")):
        assert record.severity_text in {"LOG", "ERROR", "FATAL", "WARNING"}


def from_json(words: str) -> Parsed:
    found = [
        record
        for line in lines_of("postgresql.json")
        if (record := PostgreSQLJson().parse_document(json.loads(line), RECEIVED)) and words in record.body
    ]
    assert len(found) == 1
    return found[0]


def test_the_three_destinations_tell_the_same() -> None:
    stderr = record_with(PostgreSQL(), "postgresql_pgbadger.log", "emial")
    from_csv = record_with(PostgreSQLCsv(), "postgresql.csv", "emial")
    document = from_json("emial")

    assert from_csv == document
    assert from_csv.attributes["db.response.status_code"] == "42703"
    assert from_csv.time_unix_nano == nanos("2026-11-23T11:58:25.060")
    for name in ("user.name", "db.namespace", "client.address", "db.query.text", "application_name"):
        assert from_csv.attributes[name] == stderr.attributes[name]


def test_other_documents_are_not_taken() -> None:
    assert PostgreSQLJson().parse_document({"message": "up", "level": "info"}, RECEIVED) is None


@pytest.mark.parametrize("format_", [PostgreSQL(), PostgreSQLCsv()])
def test_other_lines_are_not_taken(format_: Format) -> None:
    assert format_.parse("2026-11-17 10:00:00 ERROR: something failed", RECEIVED) is None


def test_through_syslog_with_numbers_and_without_a_prefix() -> None:
    record = parse_inner("postgres", "[5-1] app@shop ERROR:  division by zero", RECEIVED)

    assert record is not None
    assert (record.body, record.severity_text) == ("division by zero", "ERROR")
    assert record.attributes == {"user.name": "app", "db.namespace": "shop"}
