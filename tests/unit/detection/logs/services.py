"""Incidents among services that write JSON or logfmt: what fails first, and what follows from it."""

from __future__ import annotations

from crosscut.model import Severity
from tests.unit.detection.logs.incident import Incident
from tests.unit.writing import Log, entry, iso, traffic

SERVICES = ("gateway", "orders", "payments", "users")


def _failing(service: str, message: str, *, step: float = 5, level: str = "ERROR") -> str:
    log = traffic(Log(), *SERVICES)
    return log.every(step, lambda s, i: entry(s, level, service, message), start=1500, stop=2100).text()


def kafka_is_down() -> str:
    log = traffic(Log(), *SERVICES)
    for s in range(1500, 2100, 10):
        log.add(
            s,
            entry(
                s,
                "ERROR",
                "orders",
                "failed to publish order.created: org.apache.kafka.common.errors.TimeoutException: Topic orders "
                "not present in metadata after 60000 ms",
            ),
        )
        log.add(
            s + 2,
            entry(
                s + 2,
                "WARN",
                "orders",
                "Connection to node 1 (kafka-1.shop.invalid:9092) could not be established. "
                "Broker may not be available.",
            ),
        )
        log.add(s + 3, entry(s + 3, "ERROR", "gateway", "orders returned 503 Service Unavailable"))
    return log.text()


def expired_certificate_of_the_payment_provider() -> str:
    log = traffic(Log(), *SERVICES)
    for s in range(1200, 3200, 25):
        log.add(
            s,
            entry(
                s,
                "ERROR",
                "payments",
                'charge failed: Post "https://pay.example.com/v1/charges": tls: failed to verify certificate: '
                "x509: certificate has expired or is not yet valid",
            ),
        )
        log.add(s + 1, entry(s + 1, "ERROR", "orders", "payment failed: payments responded with 502"))
    return log.text()


def name_of_a_database_does_not_resolve() -> str:
    return _failing(
        "users", "dial tcp: lookup users-db.shop.svc.cluster.local on 10.96.0.10:53: no such host"
    )


def file_handles_run_out_behind_two_services() -> str:
    log = Log()

    def served(second: float, i: int) -> str:
        service = ("inventory-service", "catalog-service", "web-gateway")[i % 3]
        return f'ts={iso(second)} level=info service={service} msg="request served" path=/x status=200'

    log.every(2.4, served)
    for s in range(1200, 1760, 8):
        log.add(
            s,
            f"ts={iso(s)} level=error service=inventory-service "
            'msg="http: Accept error: accept tcp [::]:8080: accept4: too many open files; retrying in 1s" path=/x',
        )
        log.add(
            s + 3,
            f'ts={iso(s + 3)} level=error service=catalog-service msg="stock lookup failed" '
            'err="Get \\"http://inventory-service:8080/stock\\": context deadline exceeded" path=/x',
        )
        log.add(
            s + 4,
            f'ts={iso(s + 4)} level=error service=web-gateway msg="upstream catalog-service returned 504" path=/y',
        )
    return log.text()


def heap_of_payments_is_full() -> str:
    log = traffic(Log(), *SERVICES)
    oom = "Handler dispatch failed; nested exception is java.lang.OutOfMemoryError: Java heap space"
    log.every(3, lambda s, i: entry(s, "ERROR", "payments", oom), start=1500, stop=1560)
    log.every(
        5,
        lambda s, i: entry(s, "ERROR", "orders", "call to payments timed out after 2000 ms"),
        start=1510,
        stop=1810,
    )
    log.every(
        5,
        lambda s, i: entry(s, "ERROR", "gateway", "orders answered 504 Gateway Timeout"),
        start=1511,
        stop=1811,
    )
    return log.text()


def unknown_bug_behind_two_services() -> str:
    log = traffic(Log(), *SERVICES)
    for s in range(1500, 1800, 5):
        log.add(s, entry(s, "ERROR", "payments", "NullPointerException in FeeCalculator.apply"))
        log.add(s + 1, entry(s + 1, "ERROR", "orders", "payments returned 500"))
        log.add(s + 2, entry(s + 2, "ERROR", "gateway", "POST /checkout failed: orders returned 502"))
    return log.text()


def an_old_error_and_a_new_outage() -> str:
    log = traffic(Log(), *SERVICES, step=4, stop=36_000)
    log.every(
        360,
        lambda s, i: entry(s, "ERROR", "users", "avatar resize failed: unsupported image format"),
        stop=36_000,
    )
    refused = "could not connect to server: Connection refused: pg-a.shop.invalid:5432"
    log.every(6, lambda s, i: entry(s, "ERROR", "orders", refused), start=20_000, stop=20_540)
    return log.text()


def redis_is_out_of_memory() -> str:
    return _failing("users", "session write failed: OOM command not allowed when used memory > 'maxmemory'.")


def redis_cannot_persist() -> str:
    return _failing(
        "users",
        "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk. "
        "Commands that may modify the data set are disabled.",
    )


def bucket_policy_was_changed() -> str:
    return _failing(
        "orders",
        "upload of invoice failed: An error occurred (AccessDenied) when calling the PutObject operation: User: "
        'arn:aws:sts::123456789012:assumed-role/orders/x is not authorized to perform: s3:PutObject on resource: "x"',
    )


def deadlocks() -> str:
    return _failing(
        "orders",
        "update stock failed: (1213, 'Deadlock found when trying to get lock; try restarting transaction')",
    )


def a_migration_did_not_run() -> str:
    return _failing("orders", "ERROR: column orders.discount_code does not exist at character 88")


def a_geocoder_throttles() -> str:
    return _failing("users", "geocoder.example.com answered 429 Too Many Requests")


def an_api_key_was_revoked() -> str:
    return _failing("payments", "provider rejected charge: 401 Unauthorized: invalid API key")


def a_queue_is_full() -> str:
    return _failing("orders", "work queue is full, dropping event", step=3, level="WARN")


INCIDENTS = {
    incident.write.__name__: incident
    for incident in (
        Incident(kafka_is_down, ("kafka", "orders", "gateway"), Severity.CRITICAL),
        Incident(
            expired_certificate_of_the_payment_provider,
            ("certificate", "pay.example.com", "payments"),
            Severity.CRITICAL,
        ),
        Incident(
            name_of_a_database_does_not_resolve,
            ("name", "users-db.shop.svc.cluster.local"),
            Severity.CRITICAL,
        ),
        Incident(
            file_handles_run_out_behind_two_services,
            ("file handles", "inventory-service", "catalog-service", "web-gateway"),
            Severity.CRITICAL,
        ),
        Incident(heap_of_payments_is_full, ("out of memory", "payments", "orders"), Severity.CRITICAL),
        Incident(unknown_bug_behind_two_services, ("feecalculator", "payments", "orders"), Severity.CRITICAL),
        Incident(an_old_error_and_a_new_outage, ("refused", "pg-a.shop.invalid"), Severity.CRITICAL),
        Incident(redis_is_out_of_memory, ("memory", "users"), Severity.HIGH),
        Incident(redis_cannot_persist, ("redis", "refuses writes"), Severity.HIGH),
        Incident(bucket_policy_was_changed, ("access denied", "s3"), Severity.HIGH),
        Incident(deadlocks, ("deadlock", "orders"), Severity.HIGH),
        Incident(a_migration_did_not_run, ("migration", "orders"), Severity.HIGH),
        Incident(a_geocoder_throttles, ("throttled", "users"), Severity.HIGH),
        Incident(an_api_key_was_revoked, ("denied", "payments"), Severity.HIGH),
        Incident(a_queue_is_full, ("dropped", "orders"), Severity.MEDIUM, findings=0),
    )
}
