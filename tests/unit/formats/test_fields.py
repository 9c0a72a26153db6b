"""Fields of structured lines: what becomes the message, the status, the error, the attributes."""

from __future__ import annotations

import pytest

from crosscut.formats.fields import from_fields
from crosscut.model import AttributeValue
from tests.unit.formats.parsing import RECEIVED


@pytest.mark.parametrize(
    ("fields", "body"),
    [
        ({"message": "boom", "x": 1}, "boom"),
        ({"message": "boom", "error": "disk full"}, "boom: disk full"),
        ({"message": "boom: disk full", "error": "disk full"}, "boom: disk full"),
        ({"error": "disk full"}, "disk full"),
        ({"method": "GET", "path": "/cart?id=7", "status": 502}, "GET /cart 502"),
        ({"b": 2, "a": 1}, "a=1 b=2"),
        ({"message": "", "a": 1}, "a=1 message="),
        ({}, ""),
    ],
)
def test_the_message_is_what_says_most(fields: dict[str, AttributeValue], body: str) -> None:
    assert from_fields(fields, RECEIVED).body == body


@pytest.mark.parametrize(
    ("name", "value", "known_as"),
    [
        ("status", 200, "http.response.status_code"),
        ("statusCode", 200, "http.response.status_code"),
        ("method", "GET", "http.request.method"),
        ("url", "/cart", "url.path"),
        ("client_ip", "203.0.113.9", "client.address"),
        ("user", "bob", "user.name"),
        ("stack_trace", "Error: x\n    at y (z.js:1:1)", "exception.stacktrace"),
        ("shoe_size", 43, "shoe_size"),
    ],
)
def test_names_become_those_of_opentelemetry(name: str, value: AttributeValue, known_as: str) -> None:
    assert from_fields({"msg": "x", name: value}, RECEIVED).attributes[known_as] == value


def test_where_it_ran_is_the_resource() -> None:
    parsed = from_fields(
        {"msg": "x", "service": "orders", "hostname": "web", "pod": "orders-1", "env": "prod"}, RECEIVED
    )

    assert parsed.resource == {
        "service.name": "orders",
        "host.name": "web",
        "k8s.pod.name": "orders-1",
        "deployment.environment.name": "prod",
    }


@pytest.mark.parametrize(
    ("fields", "number"),
    [
        ({"msg": "x", "level": "info", "status": 500}, 9),
        ({"msg": "x", "status": 500}, 17),
        ({"msg": "x", "status": "404"}, 13),
        ({"msg": "x", "status": "active"}, 0),
        ({"msg": "x"}, 0),
        ({"msg": "ERROR x"}, 17),
        ({"msg": "connection refused"}, 13),
        ({"msg": "connection refused", "level": "info"}, 9),
        ({"msg": "ERROR x", "level": "unheard of"}, 0),
    ],
)
def test_the_severity_is_the_level_or_the_status_or_what_the_message_says(
    fields: dict[str, AttributeValue], number: int
) -> None:
    assert from_fields(fields, RECEIVED).severity_number == number


def test_a_status_that_is_a_word_is_no_http_status() -> None:
    assert from_fields({"msg": "x", "status": "active"}, RECEIVED).attributes == {"status": "active"}


def test_the_first_of_several_times_that_is_one_is_taken() -> None:
    parsed = from_fields({"msg": "x", "timestamp": "soon", "time": 1_794_909_600}, RECEIVED)

    assert parsed.time_unix_nano == 1_794_909_600_000_000_000


def test_numbers_that_are_quoted_are_numbers() -> None:
    fields: dict[str, AttributeValue] = {
        "msg": "x", "status": "503", "body_bytes_sent": "12", "pid": "7", "client.port": "5000", "lineno": "3",
        "port": "x",
    }  # fmt: skip
    found = from_fields(fields, RECEIVED).attributes

    assert found == {
        "http.response.status_code": 503,
        "http.response.body.size": 12,
        "process.pid": 7,
        "client.port": 5000,
        "code.line.number": 3,
        "port": "x",
    }


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"caller": "a/b.go:12"}, {"code.file.path": "a/b.go", "code.line.number": 12}),
        ({"caller": "arn:aws:iam"}, {"caller": "arn:aws:iam"}),
        ({"log.logger": "c.e.A"}, {"otel.scope.name": "c.e.A"}),
        ({"pid": "²"}, {"process.pid": "²"}),
    ],
)
def test_where_in_a_program(fields: dict[str, AttributeValue], expected: dict[str, AttributeValue]) -> None:
    assert from_fields({"msg": "x", **fields}, RECEIVED).attributes == expected


def test_a_time_of_seconds_and_nanos_is_one() -> None:
    parsed = from_fields({"timestamp.seconds": 1_771_056_002, "timestamp.nanos": 5, "message": "x"}, RECEIVED)

    assert (parsed.time_unix_nano, dict(parsed.attributes)) == (1_771_056_002_000_000_005, {})
