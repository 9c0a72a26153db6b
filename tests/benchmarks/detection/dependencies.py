"""Dependencies: what a service needs and does not get, and what follows from that in others."""

# ruff: noqa: E501 - lines as programs write them
from __future__ import annotations

from crosscut.model import Category
from tests.benchmarks.detection.scenario import Scenario
from tests.benchmarks.detection.writing import (
    browsers,
    invocation,
    lambda_works,
    logfmt,
    logrus,
    mysql,
    nginx_error,
    pg,
    pino,
    request_id,
    works,
    zap,
)
from tests.unit.writing import Log, entry, iso, plain, python, spring


def redis_refuses_connections() -> str:
    log = works(Log(seed=31), lambda s, v, m: pino(s, 30, v, m), "session-store", "api")
    for s in range(1500, 2400, 4):
        error = {"code": "ECONNREFUSED", "message": "connect ECONNREFUSED 192.0.2.50:6379", "type": "Error"}
        log.add(s, pino(s, 50, "session-store", "redis connection error", err=error))
    return log.text()


def a_database_goes_down_below_three_services() -> str:
    log = works(Log(seed=32), lambda s, v, m: logfmt(s, "info", v, m), "edge", "catalog", "inventory")
    for s in range(1400, 2300, 8):
        trace = f"{s:032x}"
        log.add(
            s,
            logfmt(
                s,
                "error",
                "inventory",
                "query failed",
                err="dial tcp 192.0.2.71:5432: connect: connection refused",
                trace_id=trace,
            ),
        )
        log.add(
            s + 0.4,
            logfmt(
                s, "error", "catalog", "stock lookup failed", err="inventory responded 500", trace_id=trace
            ),
        )
        log.add(
            s + 0.8,
            logfmt(
                s,
                "error",
                "edge",
                "GET /products failed",
                err="upstream catalog returned 502",
                trace_id=trace,
            ),
        )
    return log.text()


def the_connection_pool_is_exhausted() -> str:
    log = works(Log(seed=33), lambda s, v, m: spring(s, "INFO", "exec-1", f"com.shop.{v}.Api", m), "orders")
    for s in range(1700, 2600, 6):
        said = "HikariPool-1 - Connection is not available, request timed out after 30000ms (total=10, active=10, idle=0, waiting=37)"
        log.add(s, spring(s, "ERROR", "exec-9", "com.shop.orders.OrderRepository", said))
    return log.text()


def postgres_has_no_connection_left() -> str:
    log = Log(seed=34)
    log.every(
        1,
        lambda s, i: pg(
            s, "LOG", f"connection authorized: user=app database=shop application_name=web-{i % 9}"
        ),
    )
    return log.every(
        2, lambda s, i: pg(s, "FATAL", "sorry, too many clients already", pid=5000 + i), start=1800, stop=2500
    ).text()


def a_name_no_longer_resolves() -> str:
    log = works(Log(seed=35), lambda s, v, m: python(s, "INFO", v, m), "notifier")
    for s in range(1200, 2900, 15):
        said = "could not send push: socket.gaierror: [Errno -2] Name or service not known: 'push.vendor.invalid'"
        log.add(s, python(s, "ERROR", "notifier", said))
    return log.text()


def the_certificate_of_a_provider_has_expired() -> str:
    log = works(
        Log(seed=36), lambda s, v, m: spring(s, "INFO", "exec-2", f"com.shop.{v}.Api", m), "invoicing"
    )
    for s in range(1000, 3300, 20):
        said = (
            "tax lookup failed\njavax.net.ssl.SSLHandshakeException: PKIX path validation failed: "
            "java.security.cert.CertPathValidatorException: validity check failed: NotAfter: Mon Mar 02 08:00:00 UTC 2026"
            "\n\tat com.shop.invoicing.TaxClient.lookup(TaxClient.java:52)"
        )
        log.add(s, spring(s, "ERROR", "exec-2", "com.shop.invoicing.TaxClient", said))
    return log.text()


def a_vendor_throttles_us() -> str:
    log = works(Log(seed=37), lambda s, v, m: entry(s, "INFO", v, m), "geocoder", "checkout")
    for s in range(1300, 2900, 5):
        log.add(
            s,
            entry(
                s,
                "WARN",
                "geocoder",
                "POST https://maps.vendor.invalid/v2/geocode answered 429 Too Many Requests",
                retry_after=30,
            ),
        )
    return log.text()


def dynamodb_throttles_a_lambda() -> str:
    log = lambda_works(Log(seed=38), "booker")
    for k, s in enumerate(range(1500, 2700, 6)):
        i = 200_000 + k
        said = (
            f"[ERROR]\t{iso(s)}\t{request_id(i)}\tbotocore.errorfactory.ProvisionedThroughputExceededException: An error occurred "
            "(ProvisionedThroughputExceededException) when calling the PutItem operation: The level of configured provisioned "
            "throughput for the table was exceeded. table=seats"
        )
        log.add(s, *invocation(s, i, (said,)))
    return log.text()


def a_queue_backs_up() -> str:
    log = works(Log(seed=39), lambda s, v, m: logrus(s, "info", m, component=v), "mail-worker")
    for i, s in enumerate(range(900, 3500, 60)):
        log.add(
            s,
            logrus(
                s,
                "warning",
                f"queue depth is growing: outgoing-mail has {900 * (i + 1)} messages waiting, oldest {i * 55 + 20} s",
                component="mail-worker",
            ),
        )
    return log.text()


def consumer_lag_grows() -> str:
    log = works(Log(seed=40), lambda s, v, m: zap(s, "info", v, m), "indexer")
    for i, s in enumerate(range(600, 3500, 30)):
        log.add(
            s,
            zap(
                s,
                "warn",
                "indexer",
                "consumer lag above threshold",
                topic="products",
                partition=3,
                lag=12_000 + i * 4100,
                group="search-indexer",
            ),
        )
    return log.text()


def a_replica_falls_behind() -> str:
    log = works(Log(seed=41), lambda s, v, m: entry(s, "INFO", v, m), "reads", "api")
    for i, s in enumerate(range(1000, 3500, 30)):
        log.add(
            s,
            entry(
                s,
                "WARN",
                "db-monitor",
                f"replication lag of replica pg-replica-2 is {40 + i * 17} seconds (limit 10)",
            ),
        )
    return log.text()


def mysql_replication_stops() -> str:
    log = Log(seed=42)
    log.every(
        1.5,
        lambda s, i: mysql(
            s,
            "Note",
            "010914",
            "Server",
            f"Aborted connection {i} to db: 'shop' user: 'app' host: 'web-1' (idle).",
            i,
        ),
    )
    said = (
        "Replica SQL for channel '': Worker 1 failed executing transaction 'ANONYMOUS' at source log binlog.000042, end_log_pos 8812; "
        "Could not execute Write_rows event on table shop.orders; Duplicate entry '991' for key 'orders.PRIMARY', Error_code: MY-001062"
    )
    log.add(1900, mysql(1900, "ERROR", "010584", "Repl", said, 9))
    stopped = 'Error running query, replica SQL thread aborted. Fix the problem, and restart the replica SQL thread with "START REPLICA".'
    return log.add(1900.2, mysql(1900, "ERROR", "010586", "Repl", stopped, 9)).text()


def upstream_of_nginx_times_out() -> str:
    log = Log(seed=43)
    log.every(
        1.5,
        lambda s, i: nginx_error(s, "info", f"client 198.51.100.{i % 200 + 1} closed keepalive connection"),
    )
    for s in range(1500, 2500, 3):
        said = (
            "upstream timed out (110: Connection timed out) while reading response header from upstream, client: 198.51.100.7, "
            'server: shop.example.com, request: "GET /recommendations HTTP/1.1", upstream: "http://192.0.2.90:9000/recommendations", host: "shop.example.com"'
        )
        log.add(s, nginx_error(s, "error", said))
    return log.text()


def kafka_brokers_are_gone() -> str:
    log = works(Log(seed=44), lambda s, v, m: spring(s, "INFO", "exec-1", f"com.shop.{v}.Api", m), "tracking")
    for s in range(1100, 2500, 7):
        said = "[Producer clientId=tracking-1] Bootstrap broker kafka-0.shop.invalid:9092 (id: -1 rack: null) disconnected"
        log.add(s, spring(s, "WARN", "producer", "o.apache.kafka.clients.NetworkClient", said))
        if s % 3 == 0:
            failed = "could not publish parcel event: org.apache.kafka.common.errors.TimeoutException: Expiring 4 record(s) for parcels-0: 120000 ms has passed since batch creation"
            log.add(s + 1, spring(s, "ERROR", "producer", "com.shop.tracking.Publisher", failed))
    return log.text()


def the_secret_of_the_mail_relay_is_wrong() -> str:
    log = works(Log(seed=45), lambda s, v, m: python(s, "INFO", v, m), "mailer")
    for s in range(1400, 3000, 16):
        log.add(
            s,
            python(
                s,
                "ERROR",
                "mailer",
                "smtplib.SMTPAuthenticationError: (535, b'5.7.8 Authentication credentials invalid') from relay.vendor.invalid",
            ),
        )
    return log.text()


def retries_pile_up_until_the_breaker_opens() -> str:
    log = works(Log(seed=46), lambda s, v, m: entry(s, "INFO", v, m), "checkout", "loyalty")
    for s in range(1500, 2600, 5):
        log.add(
            s,
            entry(
                s,
                "WARN",
                "checkout",
                "retry 3/3 of GET http://loyalty:8080/points failed: read timed out after 2000 ms",
            ),
        )
    log.add(
        1560,
        entry(
            1560,
            "ERROR",
            "checkout",
            "circuit breaker 'loyalty' changed state from CLOSED to OPEN, failure rate 82 %",
        ),
    )
    return log.text()


def a_feature_flag_service_resets_connections() -> str:
    log = browsers(Log(seed=47), step=3)
    log = works(Log(seed=47), lambda s, v, m: f"{plain(s).replace('-', '/')} {v}: {m}", "flagger")
    for s in range(1800, 2900, 10):
        log.add(
            s,
            f"{plain(s).replace('-', '/')} flagger: ERROR fetching flags: read tcp 192.0.2.8:51322->192.0.2.66:8443: read: connection reset by peer",
        )
    return log.text()


D = (Category.DEPENDENCY,)
SCENARIOS = (
    Scenario("dependencies", redis_refuses_connections, D, r"redis|6379", r"refused"),
    Scenario("dependencies", a_database_goes_down_below_three_services, D, r"inventory|5432", r"refused"),
    Scenario(
        "dependencies",
        the_connection_pool_is_exhausted,
        (*D, Category.RESOURCES),
        r"HikariPool|orders|pool",
        r"pool|not available",
    ),
    Scenario(
        "dependencies",
        postgres_has_no_connection_left,
        (*D, Category.RESOURCES),
        r"postgres|database|clients",
        r"too many (clients|connections)|connections|clients",
    ),
    Scenario(
        "dependencies",
        a_name_no_longer_resolves,
        D,
        r"push\.vendor\.invalid|notifier|<HOST",
        r"resol|dns|name or service",
    ),
    Scenario(
        "dependencies",
        the_certificate_of_a_provider_has_expired,
        (*D, Category.CONFIGURATION),
        r"invoicing|TaxClient",
        r"certificate|tls|PKIX",
    ),
    Scenario(
        "dependencies",
        a_vendor_throttles_us,
        D,
        r"geocoder|maps",
        r"429|throttl|rate limit|too many requests",
    ),
    Scenario(
        "dependencies",
        dynamodb_throttles_a_lambda,
        (*D, Category.RESOURCES),
        r"dynamodb|seats|PutItem",
        r"throttl|throughput",
    ),
    Scenario(
        "dependencies",
        a_queue_backs_up,
        (*D, Category.RESOURCES),
        r"outgoing-mail|mail-worker|queue",
        r"queue|backlog",
    ),
    Scenario(
        "dependencies", consumer_lag_grows, (*D, Category.RESOURCES), r"indexer|products", r"lag|behind"
    ),
    Scenario("dependencies", a_replica_falls_behind, (*D, Category.RESOURCES), r"replica", r"lag|behind"),
    Scenario(
        "dependencies",
        mysql_replication_stops,
        (*D, Category.DATA, Category.AVAILABILITY),
        r"replica",
        r"stopped|aborted|replicat|Duplicate",
    ),
    Scenario(
        "dependencies",
        upstream_of_nginx_times_out,
        D,
        r"recommendations|192\.0\.2\.90|9000|upstream",
        r"timed? ?out",
    ),
    Scenario(
        "dependencies",
        kafka_brokers_are_gone,
        D,
        r"kafka|broker",
        r"disconnect|unreachable|lost|connection|gone",
    ),
    Scenario(
        "dependencies",
        the_secret_of_the_mail_relay_is_wrong,
        (*D, Category.CONFIGURATION),
        r"relay|mailer|smtp",
        r"authenticat|credential",
    ),
    Scenario("dependencies", retries_pile_up_until_the_breaker_opens, D, r"loyalty", r"timed? ?out|breaker"),
    Scenario("dependencies", a_feature_flag_service_resets_connections, D, r"flagger|8443|flags", r"reset"),
)
