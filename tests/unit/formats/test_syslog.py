"""Syslog: RFC 3164, RFC 5424 and what rsyslog writes to files."""

from __future__ import annotations

import pytest

from crosscut.formats import detect_format
from crosscut.formats.syslog import Syslog
from tests.unit.formats.parsing import RECEIVED, nanos, only

SECOND = nanos("2026-11-17T10:00:00")


@pytest.mark.parametrize(
    ("line", "service", "pid", "body"),
    [
        ("Nov 17 10:00:00 web sshd[7]: Accepted publickey", "sshd", 7, "Accepted publickey"),
        ("Nov 17 10:00:00 web kernel: Out of memory", "kernel", None, "Out of memory"),
        ("Nov 17 10:00:00 web sshd(pam_unix)[7]: session opened", "sshd(pam_unix)", 7, "session opened"),
        ("<34>Nov 17 10:00:00 web su: x", "su", None, "x"),
        ("2026-11-17T10:00:00+00:00 web systemd[1]: Started x", "systemd", 1, "Started x"),
        ("<165>1 2026-11-17T10:00:00Z web app 7 ID47 - x", "app", 7, "x"),
        ('<165>1 2026-11-17T10:00:00Z web app - - [a@1 k="v \\"q\\" ]"][b] \ufeffx', "app", None, "x"),
        ("<165>1 2026-11-17T10:00:00Z web app - - -", "app", None, ""),
    ],
)
def test_a_line_has_its_host_program_and_message(line: str, service: str, pid: int | None, body: str) -> None:
    assert detect_format([line], RECEIVED)[0].name == "syslog"
    record = only(line)

    assert record.resource == {"host.name": "web", "service.name": service}
    assert record.attributes.get("process.pid") == pid
    assert (record.body, record.time_unix_nano) == (body, SECOND)


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("<0>Nov 17 10:00:00 web su: x", 24),
        ("<34>Nov 17 10:00:00 web su: x", 18),  # 34 is facility 4, severity 2
        ("<11>Nov 17 10:00:00 web app: x", 17),
        ("<14>Nov 17 10:00:00 web app: x", 9),
        ("<999>Nov 17 10:00:00 web app: x", 5),
        ("Nov 17 10:00:00 web app: ERROR x", 17),
        ("Nov 17 10:00:00 web app: x failed", 13),
        ("Nov 17 10:00:00 web app: x", 0),
    ],
)
def test_severity_is_the_priority_or_the_level_or_a_hint(line: str, number: int) -> None:
    assert only(line).severity_number == number


def test_the_new_year_does_not_move_a_line_into_the_future() -> None:
    assert only("Dec 31 23:59:59 web app: x").time_unix_nano == nanos("2025-12-31T23:59:59")


def test_some_write_no_host() -> None:
    assert detect_format(["Nov 17 10:00:00 sshd[7]: Accepted publickey"], RECEIVED)[0].name == "syslog"
    record = only("<11>Nov 17 10:00:00 app[7]: cannot start")

    assert dict(record.resource) == {"service.name": "app"}
    assert (record.body, record.severity_number, record.time_unix_nano) == ("cannot start", 17, SECOND)


def test_launchd_names_the_service_behind_itself() -> None:
    record = only("Nov 17 10:00:00 web com.apple.xpc.launchd[1] (com.example.agent[23]): Service exited")

    assert record.resource["service.name"] == "com.apple.xpc.launchd"
    assert record.body == "Service exited"


def test_structured_data_are_attributes() -> None:
    record = only(
        '<34>1 2026-11-17T10:00:00Z web app 7 ID47 [ex@32473 iut="3" q="a \\"b\\" \\]"][meta n="1"] up'
    )

    assert dict(record.attributes) == {
        "syslog.msgid": "ID47",
        "ex@32473.iut": "3",
        "ex@32473.q": 'a "b" ]',
        "meta.n": "1",
        "process.pid": 7,
    }
    assert (record.body, record.severity_number, record.severity_text) == ("up", 18, "crit")


def test_what_is_nil_is_left_out_and_structured_data_stand_in_for_a_message() -> None:
    record = only('<165>1 2026-11-17T10:00:00Z - - - - [ex@32473 user="bob"]')

    assert (dict(record.resource), record.body) == ({}, '[ex@32473 user="bob"]')
    assert dict(record.attributes) == {"ex@32473.user": "bob"}


def test_the_length_of_octet_counting_is_no_part_of_the_message() -> None:
    record = only("52 <134>1 2026-11-17T10:00:00Z web app 123 - - up")

    assert (record.body, record.severity_number, record.resource["host.name"]) == ("up", 9, "web")


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-17T10:00:00.123Z Caused by: java.sql.SQLException: closed",
        "2026-11-17T10:00:00.123Z 2026-11-17 10:00:00.120  INFO 1 --- [main] App : up",
        "2026-11-17T10:00:00.123Z order failed: no stock",
        "Nov 17 10:00:00 Caused by: java.sql.SQLException: closed",
    ],
)
def test_words_behind_a_time_are_no_host_and_program(line: str) -> None:
    assert Syslog().parse(line, RECEIVED) is None


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-17T10:00:00.123456+00:00 myhost sudo:    alice : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/ls",
        "2026-11-17T10:00:00.123456+00:00 myhost dhclient: DHCPACK",
        "2026-11-17T10:00:00Z myhost kernel: Out of memory",
        "2026-11-17T10:00:00Z web1 app: up",
        "2026-11-17T10:00:00Z lb app[3]: up",
    ],
)
def test_an_iso_time_may_stand_before_the_host(line: str) -> None:
    parsed = Syslog().parse(line, RECEIVED)

    assert parsed is not None
    assert parsed.resource["host.name"] in ("myhost", "web1", "lb")


def test_a_servers_local_time_is_in_the_headers_zone() -> None:
    local = "[17/Nov/2026:11:00:00.123] fe be/s1 0/0/1/2/3 500 10 - - ---- 1/1/0/0/0 0/0"
    head = "2026-11-17T11:00:00+01:00 lb haproxy[3]: 10.0.0.1:5000"
    nginx = "2026-11-17T11:00:00+01:00 lb nginx[3]: 2026/11/17 11:00:00 [error] 7#7: no upstream"
    in_utc = "2026-11-17T11:00:00+01:00 lb nginx[3]: 2026/11/17 10:00:00 [error] 7#7: no upstream"

    assert only(f'{head} {local} "GET /x HTTP/1.1"').time_unix_nano == SECOND + 123_000_000
    assert only(nginx).time_unix_nano == only(in_utc).time_unix_nano == SECOND


def test_kubelet_writes_klog_through_syslog() -> None:
    line = 'Nov 17 10:00:02 node7 kubelet[912]: E1117 10:00:02.123456     912 a.go:12] "Cannot sync" err="x"'
    record = only(line)

    assert (record.body, record.severity_number) == ("Cannot sync: x", 17)
    assert (record.attributes["code.file.path"], record.resource["service.name"]) == ("a.go", "kubelet")
