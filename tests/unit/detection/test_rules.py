"""All rules over one digest: order, wording, and what belongs to one finding."""

from __future__ import annotations

from crosscut.detection import History, detect
from crosscut.model import Severity
from tests.unit.writing import (
    Log,
    access,
    alarming,
    detections_of,
    digest_of,
    entry,
    shoppers,
    syslog,
    traffic,
)


def test_an_empty_log_has_no_finding() -> None:
    assert detections_of("") == []


def test_a_single_500_among_thousands_of_good_requests_comes_first() -> None:
    def good(second: float, i: int) -> str:
        return entry(
            second, "INFO", "web", "Request processed", method="GET", path=f"/api/x{i % 9}", status=200
        )

    log = Log().every(0.6, good)
    log.add(
        1800,
        entry(
            1800,
            "ERROR",
            "web",
            "Database connection timeout: Could not acquire connection from pool after 5000ms",
            method="GET",
            path="/api/orders",
            status=500,
        ),
    )
    log.add(2000, entry(2000, "WARN", "web", "slow request", method="GET", path="/api/x1", status=200))

    findings = detections_of(log)

    assert len(findings) == 1
    assert findings[0].severity is Severity.HIGH
    assert '"status": 500' in findings[0].evidence[0].text
    assert "pool" in findings[0].title


def test_the_rate_of_failed_requests_is_told_with_the_failure_that_explains_it() -> None:
    log = traffic(Log(), "orders")
    refused = "connection refused: orders-db.shop.invalid:5432"
    log.every(5, lambda s, i: entry(s, "ERROR", "orders", refused), start=1500, stop=2100)
    log.every(
        5,
        lambda s, i: entry(s, "INFO", "orders", "answered", method="GET", path="/v1/orders", status=503),
        start=1500,
        stop=2100,
    )

    (finding,) = alarming(detections_of(log))

    assert finding.rule == "connection-refused"
    assert "requests of orders failed" in finding.summary
    assert finding.severity is Severity.CRITICAL


def test_findings_come_most_severe_first_then_largest() -> None:
    log = traffic(Log(), "a-shop", "b-shop", "c-shop")
    log.every(60, lambda s, i: entry(s, "ERROR", "a-shop", "price is not a number"), start=600, stop=1200)
    log.every(60, lambda s, i: entry(s, "ERROR", "b-shop", "feed has no header"), start=600, stop=1800)
    log.every(
        5, lambda s, i: entry(s, "ERROR", "c-shop", "x509: certificate has expired"), start=600, stop=900
    )

    findings = detections_of(log)

    assert [d.service for d in findings] == ["c-shop", "b-shop", "a-shop"]


def test_an_attack_stands_beside_an_outage() -> None:
    log = shoppers(Log())
    log.every(2, lambda s, i: access(s, "198.51.100.7", "POST /checkout", 500), start=1800, stop=2400)
    log.every(1, lambda s, i: access(s, "203.0.113.66", "POST /login", 401), start=600, stop=700)

    assert {d.rule for d in detections_of(log)} == {"http-5xx-rate", "brute-force"}


def test_a_burst_of_an_unknown_error_says_that_it_is_one() -> None:
    log = traffic(Log(), "orders").every(
        3, lambda s, i: entry(s, "ERROR", "orders", "tax table is empty"), start=1800, stop=1980
    )

    (finding,) = detections_of(log)

    assert (finding.rule, finding.severity) == ("error-burst", Severity.HIGH)
    assert "They stand close together: a burst." in finding.summary
    assert finding.cause.startswith("orders: Not known from the logs alone.")
    assert finding.confidence == 0.3


def test_a_message_that_a_source_with_a_history_has_not_shown_is_new() -> None:
    before = digest_of(traffic(Log(), "orders"))
    log = traffic(Log(), "orders").add(900, entry(900, "ERROR", "orders", "tax table is empty"))
    history = History(exists=True, known=frozenset(t.id for t in before.templates))

    (with_history,) = detections_of(log, history)
    (without,) = detections_of(log)

    assert with_history.rule == "new-error-template"
    assert "has not shown this message before" in with_history.summary
    assert without.rule == "error-template"


def test_a_finding_is_the_same_in_the_next_window() -> None:
    def window(start: float) -> Log:
        log = traffic(Log(), "orders", start=start, stop=start + 3600)
        return log.every(
            5,
            lambda s, i: entry(
                s, "ERROR", "orders", f"order {i}: connection refused: orders-db.shop.invalid:5432"
            ),
            start=start + 900,
            stop=start + 1500,
        )

    (first,), (second,) = detections_of(window(0)), detections_of(window(7200))

    assert first.id == second.id
    assert first.first_seen != second.first_seen


def test_the_same_digest_gives_the_same_findings() -> None:
    log = traffic(Log(), "orders", "users")
    log.every(7, lambda s, i: entry(s, "ERROR", "orders", f"call {i} timed out"), start=600, stop=900)
    digest = digest_of(log)

    assert detect(digest, History()) == detect(digest, History())


def test_evidence_shows_the_cause_before_its_consequences_and_has_an_end() -> None:
    log = traffic(Log(), "orders", "gateway")
    log.every(5, lambda s, i: entry(s, "ERROR", "gateway", "upstream timed out"), start=1490, stop=1800)
    for i, word in enumerate(("alpha", "beta", "gamma", "delta", "epsilon", "zeta")):
        message = f"{word} query {word}: connection refused: orders-db.shop.invalid:5432"
        log.every(5, lambda s, _, m=message: entry(s, "ERROR", "orders", m), start=1500 + i, stop=1800)  # type: ignore[misc]

    (finding,) = detections_of(log)

    assert "connection refused" in finding.evidence[0].text
    assert len(finding.evidence) == 6
    assert "more kinds" in finding.summary


def test_the_victim_of_the_kernel_is_named_also_where_its_first_line_does_not() -> None:
    log = Log().every(60, lambda s, i: syslog(s, "systemd[1]", f"Started unit-{i}.service"))
    log.add(1800, syslog(1800, "kernel", "java invoked oom-killer: gfp_mask=0x1100cca, order=0"))
    log.add(1800, syslog(1800, "kernel", "Out of memory: Killed process 811 (mysqld) total-vm:9211234kB"))

    (finding,) = detections_of(log)

    assert "mysqld" in finding.title
