"""Access logs as nginx 1.22 and Apache 2.4 wrote them."""

from __future__ import annotations

import pytest

from crosscut.formats.access import Access
from tests.unit.formats.parsing import RECEIVED, nanos
from tests.unit.formats.samples import lines_of, records_of, share

FILES = [
    "nginx_access_combined.log",
    "nginx_access_common.log",
    "nginx_access_request_time.log",
    "nginx_access_forwarded.log",
    "nginx_access_vhost.log",
    "apache_access.log",
    "apache_access_vhost.log",
    "apache_access_microseconds.log",
]


@pytest.mark.parametrize("name", FILES)
def test_every_line_is_a_request_with_a_time_and_a_status(name: str) -> None:
    lines = lines_of(name)

    records = records_of(Access(), lines)

    assert len(records) == len(lines)
    for record in records:
        assert record.time_unix_nano is not None
        status = record.attributes["http.response.status_code"]
        assert isinstance(status, int)
        assert record.severity_number == (17 if status >= 500 else 13 if status >= 400 else 9)


@pytest.mark.parametrize(
    ("name", "number", "expected"),
    [
        ("nginx_access_combined.log", 15, {"client.address": "::1"}),
        ("nginx_access_combined.log", 8, {"user.name": "ada", "http.response.status_code": 401}),
        (
            "nginx_access_combined.log",
            25,
            {"server.address": "other.example", "url.path": "/x", "url.query": "y"},
        ),
        ("nginx_access_forwarded.log", 0, {"client.address": "203.0.113.5"}),
        (
            "nginx_access_forwarded.log",
            6,
            {"client.address": "203.0.113.5", "network.peer.address": "127.0.0.1"},
        ),
        ("nginx_access_vhost.log", 0, {"server.address": "127.0.0.1", "server.port": 18080}),
        ("nginx_access_vhost.log", 4, {"server.address": "::1", "client.address": "::1"}),
        ("apache_access_vhost.log", 5, {"server.address": "shop.example", "user.name": "ada"}),
        ("apache_access_microseconds.log", 0, {"http.server.request.duration": 0.000579}),
        ("apache_access_microseconds.log", 5, {"http.server.request.duration": 1.001368}),
        ("nginx_access_request_time.log", 4, {"http.server.request.duration": 0.0}),
        (
            "nginx_access_request_time.log",
            9,
            {"upstream_response_time": 0.0, "client.address": "203.0.113.9"},
        ),
        ("nginx_access_request_time.log", 14, {"upstream_addr": "127.0.0.1:18999", "upstream_status": 502}),
    ],
)
def test_what_a_line_tells(name: str, number: int, expected: dict[str, object]) -> None:
    record = records_of(Access(), lines_of(name))[number]

    assert expected.items() <= record.attributes.items()


def test_requests_that_are_none_are_told_apart() -> None:
    bodies = {record.body for record in records_of(Access(), lines_of("nginx_access_combined.log"))}

    assert {"malformed request 400", "no request 408", "GET /a b c 400", "GET /x 404"} <= bodies


def test_a_zone_is_honoured() -> None:
    line = '203.0.113.5 - - [17/Nov/2026:10:00:00 +0530] "GET / HTTP/1.1" 200 1'

    parsed = Access().parse(line, RECEIVED)

    assert parsed is not None
    assert parsed.time_unix_nano == nanos("2026-11-17T04:30:00")


def test_traefik_ends_with_milliseconds() -> None:
    line = (
        '203.0.113.5 - - [17/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 12 "-" "-" 1 '
        '"router@docker" "http://192.0.2.1:80" 3ms'
    )

    parsed = Access().parse(line, RECEIVED)

    assert parsed is not None
    assert parsed.attributes["http.server.request.duration"] == 0.003


def test_a_user_may_be_several_words() -> None:
    line = 'shop.example:443 203.0.113.5 - ada lovelace [17/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 12'

    parsed = Access().parse(line, RECEIVED)

    assert parsed is not None
    assert parsed.attributes["user.name"] == "ada lovelace"
    assert parsed.attributes["server.address"] == "shop.example"


def test_flask_colours_its_requests() -> None:
    parsed = Access().parse(
        '127.0.0.1 - - [23/Nov/2026 12:03:06] "\x1b[33mGET /x HTTP/1.1\x1b[0m" 404 -', RECEIVED
    )

    assert parsed is not None
    assert parsed.body == "GET /x 404"


@pytest.mark.parametrize("name", ["nginx_error.log", "apache_error.log", "haproxy.log", "unix_daemons.log"])
def test_other_logs_are_not_taken(name: str) -> None:
    assert share(Access(), lines_of(name)) == 0
