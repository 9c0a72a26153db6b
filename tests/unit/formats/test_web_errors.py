"""Error logs of nginx and Apache."""

from __future__ import annotations

import pytest

from crosscut.formats.apache_error import ApacheError
from crosscut.formats.nginx_error import NginxError
from tests.unit.formats.parsing import RECEIVED, nanos
from tests.unit.formats.samples import lines_of, record_of, record_with, records_of


def test_nginx_a_refused_upstream() -> None:
    record = next(
        r for r in records_of(NginxError(), lines_of("nginx_error.log")) if "connect() failed" in r.body
    )

    assert record.body == "connect() failed (111: Connection refused) while connecting to upstream"
    assert record.time_unix_nano == nanos("2026-11-23T11:55:53")
    assert (record.severity_number, record.severity_text) == (17, "error")
    assert {
        "client.address": "127.0.0.1",
        "server.address": "shop.example",
        "http.request.method": "GET",
        "url.path": "/api/orders/17",
        "upstream": "http://127.0.0.1:18999/api/orders/17",
        "process.pid": 4909,
    }.items() <= record.attributes.items()


def test_nginx_every_line_is_an_event() -> None:
    lines = lines_of("nginx_error.log")

    assert all(NginxError().parse(line, RECEIVED) for line in lines)
    assert not any(NginxError().continues(line) for line in lines)


def test_nginx_what_php_writes_goes_over_several_lines() -> None:
    record = record_of(
        NginxError(),
        [
            '2026/11/17 10:00:00 [error] 31#31: *7 FastCGI sent in stderr: "PHP message: PHP Fatal error:  Uncaught '
            "RuntimeException: no stock in /srv/shop/cart.php:12",
            "Stack trace:",
            "#0 {main}",
            '  thrown in /srv/shop/cart.php on line 12" while reading response header from upstream, client: '
            '203.0.113.5, server: shop.example, request: "POST /cart HTTP/1.1", upstream: '
            '"fastcgi://unix:/run/php.sock:", host: "shop.example"',
        ],
    )

    assert record.body.startswith("FastCGI sent in stderr")
    assert record.body.endswith("while reading response header from upstream")
    assert record.attributes["client.address"] == "203.0.113.5"
    assert record.attributes["url.path"] == "/cart"


def test_nginx_a_request_with_quotes_in_it() -> None:
    record = record_with(NginxError(), "nginx_error.log", '"quote"')

    assert record.attributes["url.path"] == '/"quote"'
    assert record.attributes["host"] == "shop.example"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("AH01630", {"client.address": "127.0.0.1", "client.port": 50430, "module": "authz_core"}),
        ("AH01617", {"user.name": "ada", "error.code": "AH01617"}),
        ("AH01618", {"user.name": "eve", "process.pid": 6058, "thread.id": 6129}),
        ("AH00957", {"module": "proxy"}),
    ],
)
def test_apache_what_an_event_tells(words: str, expected: dict[str, object]) -> None:
    record = record_with(ApacheError(), "apache_error.log", words)

    assert expected.items() <= record.attributes.items()
    assert (record.severity_number, record.severity_text) == (17, "error")
    assert record.time_unix_nano is not None


def test_apache_times_have_microseconds() -> None:
    record = record_with(ApacheError(), "apache_error.log", "AH01630")

    assert record.time_unix_nano == nanos("2026-11-23T11:57:46.354003")


@pytest.mark.parametrize(
    ("line", "body", "client"),
    [
        ("[Sun Dec 04 04:51:18 2005] [error] mod_jk child error state 6", "mod_jk child error state 6", None),
        (
            "[Sun Dec 04 04:51:18 2005] [error] [client 203.0.113.5] File does not exist: /x",
            "File does not exist: /x",
            "203.0.113.5",
        ),
        (
            "[Tue Nov 17 10:00:00.123456 2026] [core:error] [pid 1:tid 2] (13)Permission denied: "
            "[client 2001:db8::7:443] "
            "AH00035: access denied, referer: https://shop.example/",
            "(13)Permission denied: AH00035: access denied",
            "2001:db8::7",
        ),
    ],
)
def test_apache_older_and_other_layouts(line: str, body: str, client: str | None) -> None:
    record = ApacheError().parse(line, RECEIVED)

    assert record is not None
    assert record.body == body
    assert record.attributes.get("client.address") == client
    assert record.severity_number == 17


@pytest.mark.parametrize(
    ("server", "expected"),
    [("_", None), ("0.0.0.0:443", None), ("[::]:80", None), ("shop.example", "shop.example")],
)
def test_nginx_a_server_for_any_name_has_no_address(server: str, expected: str | None) -> None:
    line = f'2026/11/17 10:00:00 [error] 7#7: *1 no, client: 10.0.0.1, server: {server}, request: "GET / HTTP/1.1"'
    parsed = NginxError().parse(line, RECEIVED)

    assert parsed is not None
    assert parsed.attributes.get("server.address") == expected
    assert parsed.attributes["url.path"] == "/"
