"""Which signs are one problem, and which of them is the cause."""

from __future__ import annotations

import time

from crosscut.detection import History, detect
from crosscut.model import Severity
from tests.unit.writing import Log, alarming, detections_of, digest_of, entry, python, traffic


def outage(
    log: Log, service: str, message: str, *, start: float, stop: float = 2100, **fields: object
) -> Log:
    return log.every(6, lambda s, i: entry(s, "ERROR", service, message, **fields), start=start, stop=stop)


def test_a_cascade_is_one_finding_about_the_service_that_failed_first() -> None:
    log = traffic(Log(), "auth", "users", "orders", "payments")
    outage(log, "auth", "Lost connection to Redis: Connection refused redis-master:6379", start=1500)
    outage(log, "users", "auth is unavailable: timed out", start=1505)
    outage(log, "orders", "cannot validate user: users responded with 503 Service Unavailable", start=1510)
    outage(log, "payments", "order validation failed: orders returned error", start=1515)

    (finding,) = detections_of(log)

    assert finding.rule == "cascade"
    assert finding.severity is Severity.CRITICAL
    assert finding.service == "auth"
    assert "redis" in finding.title.lower()
    assert finding.title.endswith("users, orders and payments failed in consequence")
    assert finding.evidence[0].line == min(e.line for e in finding.evidence)


def test_the_root_is_the_cause_also_where_its_consequences_are_logged_first() -> None:
    log = traffic(Log(), "orders", "gateway")
    outage(log, "gateway", "upstream timed out", start=1490)
    outage(log, "orders", "connection refused: orders-db.shop.invalid:5432", start=1500)

    (finding,) = detections_of(log)

    assert finding.service == "orders"
    assert "orders-db.shop.invalid" in finding.cause


def test_four_causes_in_one_service_are_four_findings() -> None:
    log = traffic(Log(), "shop")
    for shift, message in enumerate(
        (
            "Redis connection timeout after 5000 ms at session lookup",
            "certificate validation failed: CN=idp.example.com expired",
            'duplicate key value violates unique constraint "users_email_key"',
            'syntax error at or near "SELCT"',
        )
    ):
        log.every(140, lambda s, i, m=message: entry(s, "ERROR", "shop", m), start=600 + shift * 20)  # type: ignore[misc]

    assert sorted(d.rule for d in detections_of(log)) == [
        "certificate",
        "sql-error",
        "timeout",
        "unique-violation",
    ]


def test_four_causes_are_four_findings_also_without_services_and_within_one_minute() -> None:
    log = Log()
    messages = (
        "Authentication failed: Redis connection timeout (5000ms exceeded)",
        "Certificate validation failed: CN=idp.example.com expired on 2024-01-15",
        "Insert failed: Duplicate key value violates unique constraint 'users_email_key'",
        "Query execution failed: Syntax error at position 23 - unexpected token 'SELCT'",
    )
    for i in range(900):
        log.add(i * 0.05, python(0, "INFO", "shop", "Request processed"))
    for i in range(60):
        log.add(i * 0.7, python(0, "ERROR", "shop", messages[i % 4]))

    assert len(detections_of(log)) == 4


def test_two_outages_of_two_services_at_one_time_are_two_findings() -> None:
    log = traffic(Log(), "a-shop", "b-shop")
    outage(log, "a-shop", "Connection refused: pg-a.shop.invalid:5432", start=1500)
    outage(log, "b-shop", "x509: certificate has expired: CN=mail.example.com", start=1500)

    assert {d.service for d in alarming(detections_of(log))} == {"a-shop", "b-shop"}


def test_who_waits_for_another_host_does_not_wait_for_what_failed_here() -> None:
    log = traffic(Log(), "orders", "mailer")
    outage(log, "orders", "connection refused: pg-a.shop.invalid:5432", start=1500)
    outage(log, "mailer", "smtp.example.com:25 timed out", start=1505)

    assert {d.service for d in alarming(detections_of(log))} == {"orders", "mailer"}


def test_one_trace_joins_what_words_do_not() -> None:
    log = traffic(Log(), "cart", "tax")
    log.add(900, entry(900, "ERROR", "tax", "rates of this country are unknown", trace_id="t-1"))
    log.add(901, entry(901, "ERROR", "cart", "total is not a number", trace_id="t-1"))

    (finding,) = detections_of(log)

    assert finding.service == "tax"


def test_one_target_joins_two_services() -> None:
    log = traffic(Log(), "cart", "tax")
    outage(log, "tax", "connection refused: cache-1:6379", start=1500)
    outage(log, "cart", "deadline exceeded at cache-1:6379", start=1501)

    assert len(detections_of(log)) == 1


def test_what_happened_hours_apart_is_not_one_problem() -> None:
    log = traffic(Log(), "cart", "tax", stop=9000, step=5)
    outage(log, "tax", "connection refused: cache-1:6379", start=300, stop=600)
    outage(log, "cart", "connection refused: cache-1:6379", start=8000, stop=8300)

    assert len(detections_of(log)) == 2


def test_a_service_that_dies_of_memory_explains_all_that_it_says_before() -> None:
    log = traffic(Log(), "feed")
    log.add(1500, entry(1500, "ERROR", "feed", "batch 7 took too long"))
    log.add(1600, entry(1600, "ERROR", "feed", "worker pool is confused"))
    log.add(1700, entry(1700, "ERROR", "feed", "java.lang.OutOfMemoryError: Java heap space"))

    (finding,) = detections_of(log)

    assert finding.rule == "heap-exhausted"
    assert finding.count == 3


def test_an_unknown_error_of_the_same_minutes_is_not_hidden_behind_a_known_one() -> None:
    log = traffic(Log(), "shop")
    outage(log, "shop", "connection refused: pg-a.shop.invalid:5432", start=1500)
    outage(log, "shop", "checkout gave up", start=1501)

    assert {d.rule for d in detections_of(log)} == {"connection-refused", "error-burst"}


def test_behind_services_that_only_report_stands_the_unknown_error_of_the_one_they_name() -> None:
    log = traffic(Log(), "gateway", "orders", "payments")
    outage(log, "payments", "NullPointerException in FeeCalculator.apply", start=1500)
    outage(log, "orders", "payments returned 500", start=1501)
    outage(log, "gateway", "checkout failed: orders returned 502", start=1502)

    (finding,) = detections_of(log)

    assert finding.service == "payments"
    assert "FeeCalculator" in finding.title
    assert finding.cause.endswith("The failures of orders and gateway follow from it.")
    assert finding.confidence == 0.3


def test_many_errors_that_nobody_can_place_are_one_finding_of_their_service() -> None:
    log = traffic(Log(), "legacy", "shop")
    for i, word in enumerate(("alpha", "beta", "gamma", "delta", "epsilon", "zeta")):
        log.add(i * 400, entry(i * 400, "ERROR", "legacy", f"{word} did {word} things"))
    log.add(50, entry(50, "ERROR", "shop", "one of its own"))

    findings = detections_of(log)

    assert sorted((d.service, d.count) for d in findings) == [("legacy", 6), ("shop", 1)]


def test_a_service_with_everybodys_name_joins_nothing() -> None:
    log = traffic(Log(), "api", "mailer")
    outage(log, "mailer", "template of this api mail is empty", start=1500)
    outage(log, "api", "price list is empty", start=1500)

    assert len(detections_of(log)) == 2


def test_thousands_of_kinds_of_errors_are_grouped_in_little_time_and_none_is_lost() -> None:
    log = traffic(Log(), "orders")
    letters = "abcdefghijklmnopqrstuvwxyz"
    for i in range(2000):
        word = f"{letters[i % 26]}{letters[i // 26 % 26]}{letters[i // 676]}"
        log.add(
            i, entry(i, "ERROR", f"s{i % 5}", f"{word * 3} could not {word[::-1] * 2} the {word[1:] * 4}")
        )
    digest = digest_of(log)
    begin = time.process_time()

    findings = detect(digest, History())

    assert time.process_time() - begin < 10
    assert sum(d.count for d in findings) == 2000
    assert len(findings) <= 5 * 5


def test_what_is_known_to_follow_from_a_crash_is_its_consequence() -> None:
    log = traffic(Log(), "ledger")
    outage(
        log, "ledger", "server process (PID 811) was terminated by signal 11: Segmentation fault", start=1500
    )
    outage(log, "ledger", "the database system is in recovery mode", start=1501)

    (finding,) = detections_of(log)

    assert finding.rule == "crash"
    assert "recovery mode" in finding.summary
