"""OpenTelemetry's own records: nothing is renamed, everything is flattened."""

from __future__ import annotations

from typing import Any

import pytest

from crosscut.formats.envelopes import unpack
from crosscut.formats.otlp import OtlpLog
from crosscut.formats.parsed import Parsed
from tests.unit.formats.parsing import RECEIVED, nanos
from tests.unit.formats.values import values_of


def parsed(document: dict[str, Any]) -> Parsed:
    found = OtlpLog().parse_document(document, RECEIVED)
    assert found is not None
    return found


def test_the_records_of_a_real_exporter() -> None:
    failed, listening = (parsed(record) for record in unpack(values_of("otlp.json")[0]) or [])

    assert (failed.body, failed.severity_number, failed.severity_text) == ("payment failed", 17, "ERROR")
    assert failed.time_unix_nano == nanos("2026-11-17T10:00:00")
    assert failed.attributes == {
        "order.id": 17,
        "retry": True,
        "tags": '["a", "b"]',
        "nested.x": 1.5,
        "exception.type": "Error",
        "exception.message": "boom",
        "otel.scope.name": "shop.pay",
    }
    assert failed.resource == {"service.name": "checkout", "host.name": "web-1"}
    assert (listening.body, listening.severity_number) == ("listening", 9)
    assert listening.attributes["port"] == 8080


@pytest.mark.parametrize(
    ("severity", "number"),
    [(21, 21), ("SEVERITY_NUMBER_ERROR2", 18), ("SEVERITY_NUMBER_WARN", 13), (99, 0), (True, 0), ("17", 17)],
)
def test_a_severity_is_a_number_or_protobuf_s_name(severity: object, number: int) -> None:
    assert parsed({"timeUnixNano": "1", "severityNumber": severity, "body": {}}).severity_number == number


def test_the_time_it_was_seen_stands_in_and_ids_of_zeros_are_none() -> None:
    record = {
        "timeUnixNano": "0",
        "observedTimeUnixNano": "1794909600000000000",
        "body": {"stringValue": "x"},
        "traceId": "5b8efff798038103d269b633813fc60c",
        "spanId": "0000000000000000",
    }

    seen = parsed(record)

    assert seen.time_unix_nano == nanos("2026-11-17T10:00:00")
    assert seen.attributes == {"trace.id": "5b8efff798038103d269b633813fc60c"}


@pytest.mark.parametrize(
    "value",
    [
        {"intValue": "x"},
        {"arrayValue": None},
        {"kvlistValue": {"values": 3}},
        {"a": 1, "b": 2},
        [],
        "x",
        None,
    ],
)
def test_values_that_are_none_raise_nothing(value: object) -> None:
    parsed(
        {"timeUnixNano": "1", "body": value, "attributes": [{"key": "k", "value": value}, 3], "resource": 7}
    )


def test_spans_and_other_documents_are_not_its() -> None:
    assert OtlpLog().parse_document({"timeUnixNano": "1"}, RECEIVED) is None
    assert OtlpLog().parse_document({"body": "x"}, RECEIVED) is None
