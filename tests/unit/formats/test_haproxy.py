"""HAProxy's logs, alone and behind a syslog header, as HAProxy 2.6 wrote them."""

from __future__ import annotations

import pytest

from crosscut.formats.haproxy import HAProxy
from crosscut.formats.inside_syslog import parse_inner
from tests.unit.formats.parsing import RECEIVED, nanos
from tests.unit.formats.samples import lines_of, records_of


def test_a_request() -> None:
    record = HAProxy().parse(lines_of("haproxy.log")[5], RECEIVED)

    assert record is not None
    assert record.body == "GET /index.html 200"
    assert record.time_unix_nano == nanos("2026-11-23T11:56:54.957")
    assert {
        "client.address": "127.0.0.1",
        "http.response.status_code": 200,
        "http.response.size": 182,
        "http.server.request.duration": 0.001,
        "url.query": "a=1",
        "frontend": "web",
        "backend": "app",
        "server": "app1",
        "termination_state": "--NI",
    }.items() <= record.attributes.items()


@pytest.mark.parametrize(
    ("body", "severity"),
    [
        ("GET /dead/x 503", 17),
        ("POST /slow/y 504", 17),
        ("GET /missing 404", 13),
        ("malformed request 400", 13),
        ("no request 408", 13),
        ("connection to tapp/t1", 9),
        ("connection to tdead/t1 ended SC", 17),
        ("backend app has no server available!", 24),
    ],
)
def test_severities_behind_syslog(body: str, severity: int) -> None:
    records = records_of(HAProxy(), lines_of("haproxy_syslog.log"))

    assert {r.severity_number for r in records if r.body == body} == {severity}


def test_a_server_that_goes_down_is_an_alert_and_has_the_headers_time() -> None:
    (record,) = (r for r in records_of(HAProxy(), lines_of("haproxy_syslog.log")) if "is DOWN" in r.body)

    assert (record.severity_number, record.severity_text) == (19, "alert")
    assert record.time_unix_nano == nanos("2026-11-23T11:57:00")
    assert record.attributes["server"] == "app1"
    assert record.resource["service.name"] == "haproxy"


def test_a_host_in_the_header() -> None:
    line = "Nov 17 10:00:00 lb-1 haproxy[31]: " + lines_of("haproxy.log")[5]

    record = HAProxy().parse(line, RECEIVED)

    assert record is not None
    assert record.resource["host.name"] == "lb-1"
    assert record.attributes["process.pid"] == 31


def test_without_a_header_prose_is_not_taken() -> None:
    assert HAProxy().parse("Proxy settings were changed", RECEIVED) is None


def test_inside_of_syslog_by_the_programs_name() -> None:
    record = parse_inner("haproxy", lines_of("haproxy.log")[5], RECEIVED)

    assert record is not None
    assert record.body == "GET /index.html 200"
