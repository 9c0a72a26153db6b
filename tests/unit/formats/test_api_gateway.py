"""API Gateway's access logs, with the fields of the documentation's examples."""

from __future__ import annotations

from crosscut.formats.api_gateway import ApiGateway
from crosscut.formats.parsed import Parsed
from tests.unit.formats.parsing import RECEIVED, nanos
from tests.unit.formats.samples import lines_of


def requests() -> list[Parsed]:
    found = [ApiGateway().parse(line, RECEIVED) for line in lines_of("api_gateway.jsonl")]
    return [request for request in found if request is not None]


def test_the_body_is_the_request_and_why_it_failed() -> None:
    rest, http, throttled = requests()

    assert (rest.body, rest.severity_number) == ("GET /cart/{id} 200", 9)
    assert http.body.startswith("POST /orders 500: The IAM role configured on the integration")
    assert http.severity_number == 17
    assert (throttled.body, throttled.severity_number) == ("GET /prod/orders/17 429: Too Many Requests", 13)


def test_times_are_those_of_the_request_in_either_form() -> None:
    rest, _, throttled = requests()

    assert rest.time_unix_nano == nanos("2026-11-17T10:00:00")
    assert throttled.time_unix_nano == nanos("2026-11-17T10:00:02.123")


def test_the_request_is_under_the_names_of_opentelemetry() -> None:
    throttled = requests()[2]

    expected = {
        "http.request.method": "GET",
        "url.path": "/prod/orders/17",
        "http.route": "/orders/{id}",
        "http.response.status_code": 429,
        "client.address": "203.0.113.6",
        "http.server.request.duration": 0.003,
        "user_agent.original": "curl/8.0",
        "error.type": "THROTTLED",
    }
    assert expected.items() <= dict(throttled.attributes).items()
    assert "xrayTraceId" not in throttled.attributes  # a dash stands for nothing


def test_other_requests_are_not_its() -> None:
    assert ApiGateway().parse('{"requestId": "1", "status": 200, "time": 1794909600}', RECEIVED) is None
    assert ApiGateway().parse('{"requestTime": "x", "httpMethod": "GET", "status": "200"}', RECEIVED) is None
