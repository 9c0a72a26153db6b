"""Access logs of nginx and Apache."""

from __future__ import annotations

import pytest

from crosscut.formats import detect_format
from tests.unit.formats.parsing import RECEIVED, nanos, only

LINE = (
    '203.0.113.9 - bob [17/Nov/2026:10:00:00 +0000] "GET /cart?id=7 HTTP/1.1" 502 157 '
    '"https://a.example.com/" "curl/8.5"'
)


def test_a_request_has_its_parts_under_their_opentelemetry_names() -> None:
    record = only(LINE)

    assert record.body == "GET /cart 502"
    assert record.time_unix_nano == nanos("2026-11-17T10:00:00")
    assert record.severity_number == 17
    assert {
        "client.address": "203.0.113.9",
        "http.request.method": "GET",
        "http.response.body.size": 157,
        "http.response.status_code": 502,
        "url.path": "/cart",
        "url.query": "id=7",
        "user.name": "bob",
        "user_agent.original": "curl/8.5",
    }.items() <= record.attributes.items()


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        (LINE.replace(' "https://a.example.com/" "curl/8.5"', ""), "url.path", "/cart"),
        (LINE + " 0.123", "http.server.request.duration", 0.123),
        (LINE + ' "0.123"', "http.server.request.duration", 0.123),
        ("shop.example.com:443 " + LINE, "client.address", "203.0.113.9"),
        (LINE.replace("bob", "john doe"), "user.name", "john doe"),
        (LINE.replace("203.0.113.9", "2001:db8::17"), "client.address", "2001:db8::17"),
        (LINE.replace("curl/8.5", r"a \"quoted\" agent"), "user_agent.original", r"a \"quoted\" agent"),
        (LINE.replace(" 157 ", " - "), "http.response.status_code", 502),
        (LINE.replace(" HTTP/1.1", ""), "http.request.method", "GET"),
    ],
)
def test_variants_of_the_format(line: str, name: str, value: object) -> None:
    assert detect_format([line], RECEIVED)[0].name == "access"
    assert only(line).attributes[name] == value


@pytest.mark.parametrize("request_", [r"\x16\x03\x01", "", "-", "GET /a b HTTP/1.1"])
def test_a_malformed_request_is_still_a_request(request_: str) -> None:
    record = only(LINE.replace("GET /cart?id=7 HTTP/1.1", request_).replace(" 502 ", " 400 "))

    assert record.body.endswith(" 400")
    assert record.severity_number == 13
    assert record.attributes["client.address"] == "203.0.113.9"


def test_an_absent_user_agent_and_size_are_no_attributes() -> None:
    record = only('203.0.113.9 - - [17/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 304 - "-" "-"')

    assert set(record.attributes) == {
        "client.address",
        "http.request.method",
        "http.response.status_code",
        "url.path",
    }


def test_an_impossible_time_is_no_time() -> None:
    assert only(LINE.replace("17/Nov/2026", "01/Jan/0001").replace("+0000", "+0500")).time_unix_nano is None


def test_api_gateways_example_has_no_blank_before_the_request() -> None:
    record = only(
        '203.0.113.1 - - [17/Nov/2026:10:00:00 +0000]"GET /pets/{id} HTTP/1.1" 500 58 c6af9ac6-6b61'
    )

    assert (record.body, record.attributes["client.address"]) == ("GET /pets/{id} 500", "203.0.113.1")


def test_a_number_is_no_client() -> None:
    line = '42 - - [17/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 1'

    assert detect_format([line], RECEIVED)[0].name != "access"
