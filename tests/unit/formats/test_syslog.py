"""Syslog: RFC 3164, RFC 5424 and what rsyslog writes to files."""

from __future__ import annotations

import pytest

from crosscut.formats import detect_format
from tests.unit.formats.parsing import RECEIVED, nanos, only

SECOND = nanos("2026-11-17T10:00:00")


@pytest.mark.parametrize(
    ("line", "service", "pid", "body"),
    [
        ("Nov 17 10:00:00 web sshd[7]: Accepted publickey", "sshd", "7", "Accepted publickey"),
        ("Nov 17 10:00:00 web kernel: Out of memory", "kernel", None, "Out of memory"),
        ("Nov 17 10:00:00 web sshd(pam_unix)[7]: session opened", "sshd(pam_unix)", "7", "session opened"),
        ("<34>Nov 17 10:00:00 web su: x", "su", None, "x"),
        ("2026-11-17T10:00:00+00:00 web systemd[1]: Started x", "systemd", "1", "Started x"),
        ("<165>1 2026-11-17T10:00:00Z web app 7 ID47 - x", "app", "7", "x"),
        ('<165>1 2026-11-17T10:00:00Z web app - - [a@1 k="v \\"q\\" ]"][b] \ufeffx', "app", None, "x"),
        ("<165>1 2026-11-17T10:00:00Z web app - - -", "app", None, ""),
    ],
)
def test_a_line_has_its_host_program_and_message(line: str, service: str, pid: str | None, body: str) -> None:
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
