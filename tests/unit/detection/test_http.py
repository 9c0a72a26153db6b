"""Server errors in requests: their rate, and routes that fail."""

from __future__ import annotations

import json

from crosscut.detection.http import five_hundreds
from crosscut.model import Detection, Severity
from tests.unit.writing import Log, access, digest_of, entry, iso, shoppers


def found(log: Log) -> list[Detection]:
    return list(five_hundreds(digest_of(log)))


def failing(log: Log, request: str, *, step: float, start: float, stop: float, status: int = 500) -> Log:
    return log.every(
        step, lambda s, i: access(s, f"198.51.100.{i % 200}", request, status), start=start, stop=stop
    )


def test_good_requests_are_no_finding() -> None:
    assert found(shoppers(Log())) == []


def test_requests_that_clients_got_wrong_are_no_finding() -> None:
    assert found(failing(shoppers(Log()), "GET /gone", step=2, start=0, stop=1000, status=404)) == []


def test_a_quarter_of_the_requests_is_critical() -> None:
    (finding,) = found(failing(shoppers(Log()), "POST /checkout", step=2.4, start=1800, stop=2400))

    assert finding.severity is Severity.CRITICAL
    assert finding.title == "33% of requests fail with 500"
    assert "/checkout" in finding.summary
    assert finding.first_seen is not None
    assert finding.first_seen.isoformat() == "2026-03-02T09:30:00+00:00"


def test_a_tenth_is_high_if_it_lasts_only_five_minutes_of_an_hour() -> None:
    (finding,) = found(failing(shoppers(Log()), "POST /checkout", step=10, start=1800, stop=2100))

    assert finding.severity is Severity.HIGH
    assert finding.rule == "http-5xx-rate"


def test_the_worst_status_is_named_first() -> None:
    log = failing(shoppers(Log()), "POST /checkout", step=3, start=1800, stop=2400, status=503)
    failing(log, "GET /cart", step=20, start=1800, stop=2400, status=502)

    (finding,) = found(log)

    assert finding.title.endswith("fail with 503/502")


def test_a_single_failed_request_among_thousands_is_told_with_its_line() -> None:
    log = shoppers(Log()).add(1000, access(1000, "198.51.100.9", "POST /invoice", 500))

    (finding,) = found(log)

    assert finding.severity is Severity.LOW
    assert finding.title == "1 request failed with 500"
    assert "1 of 3001 requests" in finding.summary
    assert '"POST /invoice HTTP/1.1" 500' in finding.evidence[0].text


def test_few_failures_spread_over_many_pages_stay_low() -> None:
    log = shoppers(Log()).every(30, lambda s, i: access(s, "198.51.100.9", f"GET /product/{i * 7}", 502))

    (finding,) = found(log)

    assert finding.severity is Severity.LOW


def test_a_rare_route_that_always_fails_is_high() -> None:
    log = failing(shoppers(Log()), "POST /api/invoice", step=80, start=0, stop=3600)

    (finding,) = found(log)

    assert finding.severity is Severity.HIGH
    assert finding.title == "Requests for /api/invoice fail with 500"
    # Of the other pages' requests only the ten most frequent are known by name, hence the bound.
    assert "at least 85% of them" in finding.summary


def test_a_rare_route_that_mostly_works_is_not() -> None:
    log = failing(shoppers(Log()), "POST /api/invoice", step=200, start=0, stop=3600)
    failing(log, "POST /api/invoice", step=20, start=0, stop=3600, status=201)

    (finding,) = found(log)

    assert finding.severity is Severity.LOW


def test_what_an_attacker_makes_fail_is_the_attacks_finding() -> None:
    log = shoppers(Log()).every(
        1, lambda s, i: access(s, "203.0.113.6", "GET /search?q=%27%20OR%201%3D1--", 500), stop=600
    )

    assert found(log) == []


def test_services_are_judged_one_by_one() -> None:
    def request(service: str, status: int) -> str:
        return json.dumps(
            {"time": iso(0), "service": service, "method": "GET", "path": "/x", "status": status}
        )

    log = Log()
    for i in range(100):
        log.add(i, request("a", 200), request("b", 500 if i % 2 else 200))

    (finding,) = found(log)

    assert (finding.service, finding.severity) == ("b", Severity.CRITICAL)
    assert "of requests of b fail" in finding.title


def test_ten_failures_are_needed_for_a_rate() -> None:
    log = Log()
    for i in range(12):
        log.add(i, access(i, "198.51.100.9", f"GET /{'abcdefghijkl'[i]}", 500 if i < 9 else 200))

    (finding,) = found(log)

    assert finding.severity is Severity.LOW


def test_it_is_the_same_finding_whichever_pages_fail_first() -> None:
    one = failing(shoppers(Log()), "POST /checkout", step=3, start=1800, stop=2400)
    other = failing(shoppers(Log(seed=2)), "GET /cart", step=3, start=600, stop=1200, status=503)

    assert found(one)[0].id == found(other)[0].id


def test_records_with_a_level_and_a_status_count_as_requests_too() -> None:
    log = Log().every(
        1, lambda s, i: entry(s, "INFO", "web", "done", method="GET", path="/x", status=200), stop=100
    )
    log.every(2, lambda s, i: entry(s, "ERROR", "web", "oops", method="GET", path="/x", status=500), stop=100)

    (finding,) = found(log)

    assert finding.severity is Severity.CRITICAL
