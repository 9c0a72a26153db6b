"""Logs of .NET. The lines follow the documentation of Microsoft, Serilog and NLog."""

from __future__ import annotations

import pytest

from crosscut.formats.dotnet import DotNet
from tests.unit.formats.parsing import RECEIVED, nanos
from tests.unit.formats.samples import lines_of, record_with, records_of


def test_the_consoles_message_stands_below_the_category() -> None:
    listening, request, failed, warning = records_of(DotNet(), lines_of("dotnet_console.log"))

    assert listening.body == "Now listening on: http://localhost:5000"
    assert (listening.severity_number, listening.severity_text) == (9, "info")
    assert listening.attributes == {"otel.scope.name": "Microsoft.Hosting.Lifetime", "event.id": 14}
    assert request.attributes["http.response.status_code"] == 500
    assert (failed.severity_number, failed.severity_text) == (17, "fail")
    assert failed.attributes["exception.type"] == "System.InvalidOperationException"
    assert failed.attributes["exception.message"] == "Sequence contains no elements"
    assert "at Shop.Orders.OrderService.Place(" in failed.body
    assert warning.severity_number == 13


def test_the_console_with_a_time() -> None:
    record = DotNet().parse("2026-11-17 10:00:00 warn: Shop.Cart[0] low stock", RECEIVED)

    assert record is not None
    assert record.time_unix_nano == nanos("2026-11-17T10:00:00")
    assert (record.body, record.severity_number) == ("low stock", 13)


def test_serilog() -> None:
    record = record_with(DotNet(), "dotnet_serilog.log", "Could not place order")

    assert record.time_unix_nano == nanos("2026-11-17T09:00:01.456")
    assert (record.severity_number, record.severity_text) == (17, "ERR")
    assert record.attributes["exception.type"] == "System.TimeoutException"
    assert "   at Shop.Orders" in record.body


def test_nlog() -> None:
    first, second = records_of(DotNet(), lines_of("dotnet_nlog.log"))

    assert first.time_unix_nano == nanos("2026-11-17T10:00:00.1234")
    assert (first.body, first.severity_text) == ("order 17 placed", "INFO")
    assert first.attributes["otel.scope.name"] == "Shop.Orders.OrderService"
    assert second.severity_number == 17
    assert second.attributes["exception.type"] == "System.TimeoutException"


@pytest.mark.parametrize("line", ["info: done", "2026-11-17 10:00:00 [INFO] x", "warn: disk is full"])
def test_other_lines_are_not_taken(line: str) -> None:
    assert DotNet().parse(line, RECEIVED) is None
