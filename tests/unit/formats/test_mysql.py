"""Logs of MySQL 8 (after its manual) and of MariaDB 10.11 (as the server wrote them)."""

from __future__ import annotations

import pytest

from crosscut.formats import parse_records
from crosscut.formats.mysql import MySQLError, MySQLGeneral
from crosscut.formats.mysql_slow import MySQLSlow
from tests.unit.formats.parsing import RECEIVED, nanos
from tests.unit.formats.samples import lines_of, record_with, records_of


def test_mysqls_slow_query_is_one_record() -> None:
    first, second = records_of(MySQLSlow(), lines_of("mysql_slow.log"))[-2:]

    assert first.body == "slow query: SELECT SLEEP(2);"
    assert first.time_unix_nano == nanos("2026-11-17T10:00:02.123456")
    assert {
        "user.name": "app",
        "client.address": "203.0.113.5",
        "thread.id": 12,
        "db.namespace": "shop",
        "db.query.text": "SELECT SLEEP(2);",
        "db.client.operation.duration": 2.000165,
        "lock_seconds": 0.000002,
        "db.response.returned_rows": 1,
        "rows_examined": 1,
    }.items() <= first.attributes.items()
    assert second.attributes["db.query.text"] == "SELECT *\n  FROM orders\n WHERE note LIKE '%late%';"


def test_mariadb_writes_the_time_only_when_it_changes() -> None:
    records = records_of(MySQLSlow(), lines_of("mysql_slow_mariadb.log"))
    queries = [record for record in records if record.body.startswith("slow query")]

    assert len(queries) == 7
    assert all(query.time_unix_nano for query in queries)
    assert (
        queries[1].attributes["db.query.text"]
        == "select count(*)\n  from seq_1_to_3000000\n where seq % 3 = 1;"
    )
    assert queries[1].attributes["full_scan"] is True
    assert queries[1].attributes["db.namespace"] == "shop"


@pytest.mark.parametrize(
    ("line", "severity", "code"),
    [
        (
            "2026-11-17T10:00:00.123456Z 0 [System] [MY-010116] [Server] mysqld (mysqld 8.4.3) starting as process 1",
            9,
            "MY-010116",
        ),
        (
            "2026-11-17T10:00:00.123456Z 12 [ERROR] [MY-012872] [InnoDB] Space id and page no stored in the page",
            17,
            "MY-012872",
        ),
        (
            "2026-11-17T10:00:00.123456Z 0 [Warning] [MY-010068] [Server] CA certificate ca.pem is self signed.",
            13,
            "MY-010068",
        ),
    ],
)
def test_mysqls_error_log(line: str, severity: int, code: str) -> None:
    record = MySQLError().parse(line, RECEIVED)

    assert record is not None
    assert record.severity_number == severity
    assert record.time_unix_nano == nanos("2026-11-17T10:00:00.123456")
    assert record.attributes["db.response.status_code"] == code


def test_mariadbs_error_log() -> None:
    denied = record_with(MySQLError(), "mysql_error_mariadb.log", "Access denied")
    deadlock = record_with(MySQLError(), "mysql_error_mariadb.log", "aborted due to Deadlock")

    assert (denied.severity_number, denied.severity_text) == (13, "Warning")
    assert denied.attributes == {"thread.id": 7, "user.name": "app", "client.address": "localhost"}
    assert denied.time_unix_nano == nanos("2026-11-23T11:59:16")
    assert deadlock.severity_number == 17


def test_what_innodb_prints_below_an_event_belongs_to_it() -> None:
    lines = lines_of("mysql_error_mariadb.log")

    assert sum(MySQLError().continues(line) for line in lines) > 20
    assert all(record.time_unix_nano for record in records_of(MySQLError(), lines))


def test_mysqls_general_log() -> None:
    connect, query, quit_ = records_of(MySQLGeneral(), lines_of("mysql_general.log"))[-3:]

    assert connect.attributes["user.name"] == "app"
    assert connect.attributes["db.namespace"] == "shop"
    assert query.attributes["db.query.text"] == "SELECT *\n  FROM orders\n WHERE id = 17"
    assert query.time_unix_nano == nanos("2026-11-17T10:00:00.123456")
    assert quit_.body == "Quit"


def test_mariadbs_general_log() -> None:
    denied = record_with(MySQLGeneral(), "mysql_general_mariadb.log", "Access denied")
    query = record_with(MySQLGeneral(), "mysql_general_mariadb.log", "select count(*)")

    assert denied.severity_number == 13
    assert denied.attributes["user.name"] == "app"
    assert query.attributes["db.query.text"] == "select count(*)\n  from seq_1_to_3000000\n where seq % 3 = 1"


def test_an_administrators_command_is_told() -> None:
    lines = [
        "# User@Host: bob[bob] @ web2 [10.1.2.4]",
        "# Query_time: 9.2  Lock_time: 0.000010  Rows_sent: 1  Rows_examined: 1",
        "SET timestamp=1771056002;",
        "# administrator command: Ping;",
        "# User@Host: bob[bob] @ web2 [10.1.2.5]",
        "SELECT 3;",
    ]
    ping, select = records_of(MySQLSlow(), lines)

    assert ping.body == "slow query: administrator command: Ping"
    assert "db.query.text" not in ping.attributes
    assert select.attributes["db.query.text"] == "SELECT 3;"


def test_mysql_leaves_the_time_out_behind_a_command() -> None:
    lines = [
        "# Time: 2026-11-17T10:00:09.123456Z",
        "# User@Host: app[app] @  [10.1.2.3]  Id:    12",
        "# Query_time: 11.1  Lock_time: 0.000010 Rows_sent: 0  Rows_examined: 9",
        "SET timestamp=1794909600;",
        "# administrator command: Quit;",
        "# User@Host: app[app] @  [10.1.2.4]  Id:    13",
        "# Query_time: 1.1  Lock_time: 0.000010 Rows_sent: 0  Rows_examined: 9",
        "SET timestamp=1794909601;",
        "update x set y=1;",
        "# Time: 2026-11-17T10:00:19.123456Z",
        "# User@Host: app[app] @  [10.1.2.5]  Id:    14",
        "SELECT 1;",
    ]
    found = list(parse_records(lines, RECEIVED))

    assert [record.line_count for record in found] == [5, 4, 3]
    assert [record.attributes["thread.id"] for record in found] == [12, 13, 14]
    assert found[1].attributes["db.query.text"] == "update x set y=1;"
    assert found[1].time_unix_nano == nanos("2026-11-17T10:00:01")
