"""Exports of CloudWatch Logs: a time before each line of what any program wrote."""

from __future__ import annotations

import pytest

from crosscut.formats import detect_format
from crosscut.formats.access import Access
from tests.unit.formats.parsing import RECEIVED, nanos, records

T = "2026-11-17T10:00:0{}.123Z {}"


def exported(*lines: str) -> str:
    return "\n".join(T.format(i % 10, line) for i, line in enumerate(lines))


def test_requests_are_read_behind_the_time() -> None:
    line = '203.0.113.9 - - [17/Nov/2026:10:00:00 +0000] "GET /x HTTP/1.1" 500 12 "-" "curl"'
    first, _ = records(exported(line, line))

    assert (first.body, first.attributes["client.address"]) == ("GET /x 500", "203.0.113.9")
    assert first.time_unix_nano == nanos("2026-11-17T10:00:00")
    assert Access().parse(T.format(0, line), RECEIVED) is None


def test_a_programs_own_time_holds_and_its_traceback_is_joined() -> None:
    text = exported(
        "2026-11-17 10:00:00,120 - app - INFO - up",
        "2026-11-17 10:00:01,120 - app - ERROR - bad",
        "Traceback (most recent call last):",
        '  File "/a.py", line 3, in f',
        "    g()",
        "KeyError: 1",
        "2026-11-17 10:00:06,120 - app - INFO - up again",
    )
    up, bad, again = records(text)

    assert [up.body, again.body] == ["up", "up again"]
    assert up.time_unix_nano == nanos("2026-11-17T10:00:00.120")
    assert bad.body.split("\n")[0] == "bad"
    assert (bad.line_count, bad.severity_number, bad.attributes["exception.type"]) == (5, 17, "KeyError")


def test_javas_causes_are_no_hosts() -> None:
    text = exported(
        "2026-11-17 10:00:00.120  INFO 1 --- [main] c.e.App : up",
        "2026-11-17 10:00:01.120 ERROR 1 --- [main] c.e.App : order failed",
        "java.lang.IllegalStateException: no",
        "\tat com.example.A.b(A.java:3)",
        "Caused by: java.sql.SQLException: closed",
        "\t... 2 more",
    )
    found = records(text)

    assert all("host.name" not in record.resource for record in found)
    assert found[0].attributes["thread.name"] == "main"
    assert found[-1].attributes["exception.type"] == "java.sql.SQLException"


def test_a_program_without_times_has_those_of_the_events() -> None:
    text = exported("Listening on 8081", "Listening on 8082", "Error: refused", "    at connect (net.js:1:1)")
    first, _, failed = records(text)

    assert (first.body, first.time_unix_nano) == ("Listening on 8081", nanos("2026-11-17T10:00:00.123"))
    assert (failed.line_count, failed.severity_number) == (2, 17)


def test_klog_and_json_are_read_behind_the_time() -> None:
    klog, json = records(
        exported('E1117 10:00:00.123456       1 x.go:3] "bad" err="x"', '{"level":"error","msg":"boom"}', "")
    )

    assert (klog.body, klog.attributes["code.file.path"]) == ("bad: x", "x.go")
    assert (json.body.rstrip(), json.line_count) == ("boom", 2)  # an empty event says nothing of its own


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-17T10:00:00.123Z INFO starting",
        "2026-11-17T10:00:00.123Z [main] WARN c.e.App - slow",
        "2026-11-17T10:00:00.123Z - app - ERROR - bad",
        "2026-11-17T10:00:00.123456Z listening",
        "2026-11-17T10:00:00.123Z web1 app[3]: up",
        "2026-11-17T10:00:00.123Z stdout F up",
        "2026-11-17T10:00:00.123Z error: cannot start",
    ],
)
def test_an_applications_own_time_is_no_exports(line: str) -> None:
    assert detect_format([line] * 3, RECEIVED)[0].name != "cloudwatch_export"
