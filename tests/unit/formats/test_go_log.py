"""What Go programs write, as Go 1.19 wrote it; logrus, zap and gin after their documentation."""

from __future__ import annotations

import pytest

from crosscut.formats.go_log import GoLog
from crosscut.formats.parsed import Parsed
from tests.unit.formats.parsing import RECEIVED, nanos
from tests.unit.formats.samples import lines_of, record_with, share


def parsed(line: str) -> Parsed:
    record = GoLog().parse(line, RECEIVED)
    assert record is not None, line
    return record


def test_the_log_package() -> None:
    lines = lines_of("go_std.log")

    assert all(parsed(line).time_unix_nano for line in lines)
    assert parsed(lines[2]).attributes == {"code.file.path": "main.go", "code.line.number": 7}
    assert parsed(lines[3]).time_unix_nano == nanos("2026-11-23T12:03:41.994390")
    assert parsed(lines[4]).body == "with prefix"
    assert (parsed(lines[6]).body, parsed(lines[6]).severity_number) == ("connection refused", 17)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("go_nil.log", "runtime error: invalid memory address or nil pointer dereference"),
        ("go_panic.log", "cart is empty"),
        ("go_idx.log", "runtime error: index out of range [5] with length 0"),
    ],
)
def test_panics_are_fatal(name: str, message: str) -> None:
    record = record_with(GoLog(), name, "panic: ")

    assert record.severity_number == 21
    assert record.attributes == {"exception.type": "panic", "exception.message": message}


def test_what_the_runtime_calls_fatal() -> None:
    assert record_with(GoLog(), "go_map.log", "concurrent map writes").severity_number == 21


def test_a_panic_that_the_server_survives_is_an_error() -> None:
    record = record_with(GoLog(), "go_http.log", "http: panic serving")

    assert record.severity_number == 17
    assert record.attributes["client.address"] == "127.0.0.1"
    assert record.attributes["exception.type"] == "panic"


def test_gin() -> None:
    record = parsed(
        '[GIN] 2026/11/17 - 10:00:00 | 500 |    1.234567ms |     203.0.113.5 | POST     "/orders?x=1"'
    )

    assert (record.body, record.severity_number) == ("POST /orders 500", 17)
    assert record.time_unix_nano == nanos("2026-11-17T10:00:00")
    assert record.attributes["http.server.request.duration"] == pytest.approx(0.001234567)
    assert record.attributes["client.address"] == "203.0.113.5"


def test_zap() -> None:
    record = parsed(
        '2026-11-17T10:00:00.123+0100\tERROR\tshop\torders/place.go:41\tcannot place\t{"order": 17, "error": "timeout"}'
    )

    assert (record.body, record.severity_number) == ("cannot place", 17)
    assert record.time_unix_nano == nanos("2026-11-17T09:00:00.123")
    assert record.attributes == {
        "otel.scope.name": "shop",
        "code.file.path": "orders/place.go",
        "code.line.number": 41,
        "order": 17,
        "exception.message": "timeout",
    }


def test_logrus_on_a_terminal() -> None:
    record = parsed('ERRO[0003] cannot place order                            order=17 reason="no stock"')

    assert (record.body, record.severity_number) == ("cannot place order", 17)
    assert record.time_unix_nano is None
    assert record.attributes == {"order": "17", "reason": "no stock"}
    assert parsed("INFO[2026-11-17T10:00:00Z] up").time_unix_nano == nanos("2026-11-17T10:00:00")


@pytest.mark.parametrize("name", ["nginx_error.log", "python_asctime.log", "logback_2.log", "rails.log"])
def test_other_logs_are_not_taken(name: str) -> None:
    assert share(GoLog(), lines_of(name)) == 0
