"""Healthy logs of services, full of words that sound bad."""

from __future__ import annotations

from tests.unit.writing import Log, access, entry, iso, plain, postgres, python, shoppers, spring, traffic


def a_java_service_starts() -> str:
    log = Log()
    lines = (
        "Starting CheckoutApplication v3.4.1 using Java 21.0.4 with PID 1",
        "VM options: -Xmx512m -XX:+HeapDumpOnOutOfMemoryError -XX:+ExitOnOutOfMemoryError",
        'No active profile set, falling back to 1 default profile: "default"',
        "HikariPool-1 - Start completed.",
        "Registered ErrorPageFilter, GlobalExceptionHandler and FatalErrorListener",
        "Started CheckoutApplication in 6.21 seconds (process running for 7.0)",
    )
    for i, line in enumerate(lines):
        log.add(i, spring(i, "INFO", "main", "c.e.checkout.CheckoutApplication", line))
    log.every(
        5, lambda s, i: spring(s, "INFO", "nio-1", "c.e.checkout.Cart", f"cart {i} priced in 9 ms"), start=20
    )
    pause = "GC({}) Pause Young (Allocation Failure) 212M->41M(512M) 4.113ms"
    return log.every(
        60, lambda s, i: spring(s, "INFO", "gc", "c.e.checkout.Gc", pause.format(i)), start=60
    ).text()


def a_launcher_prints_its_command() -> str:
    log = Log().add(
        0, "+ exec java -XX:+HeapDumpOnOutOfMemoryError -XX:OnError='kill -9 %p' -jar /app/app.jar"
    )
    return log.every(5, lambda s, i: f"{plain(s)} served /items/{i} in 3 ms", start=1).text()


def a_backup_counts_its_errors() -> str:
    log = Log()
    for k in range(40):
        for i, line in enumerate(
            (
                f"backup of table t_{k} started",
                f"table t_{k}: 0 errors, 0 failed rows, corrupt pages: none, fatal: none",
                f"verify: no corruption detected; disk full check passed ({20 + k}% used)",
                "retries after timeout: 0; connection refused: 0; deadlocks: 0",
            )
        ):
            log.add(k * 90 + i, python(k * 90 + i, "INFO", "backup", line))
    return log.add(3700, python(3700, "INFO", "backup", "finished: 40 tables, 0 errors, exit code 0")).text()


def a_test_suite_passes() -> str:
    names = (
        "test_connection_refused_is_retried",
        "test_timeout_error",
        "test_out_of_memory_error_is_reported",
        "test_panic_handler",
        "test_fatal_exit",
        "test_login_failed_shows_message",
        "test_deadlock_detected_retry",
    )
    log = Log().every(
        1, lambda s, i: f"{plain(s)} tests/test_errors.py::{names[i % 7]}[{i}] PASSED", stop=500
    )
    log.add(501, f"{plain(501)} when disk is full the upload is refused ... ok")
    return log.add(502, f"{plain(502)} ===== 500 passed, 0 failed, 0 errors in 500.11s =====").text()


def a_rolling_deploy() -> str:
    log = traffic(Log(), "api")
    for pod in range(3):
        s = 1200 + pod * 40
        for i, (level, line) in enumerate(
            (
                ("INFO", "received SIGTERM, shutting down gracefully"),
                ("INFO", "draining 14 connections"),
                ("WARN", "readiness probe failed: draining"),
                ("WARN", "connection closed by peer while draining: broken pipe"),
                ("INFO", "container exited with code 143, restarting"),
                ("INFO", "starting version 2026.3.1, migrations: none"),
            )
        ):
            log.add(s + i, entry(s + i, level, "api", line, pod=f"api-{pod}"))
    return log.text()


def retries_that_succeed() -> str:
    log = traffic(Log(), "api")
    for s in range(100, 3500, 280):
        log.add(s, entry(s, "WARN", "api", "payment provider timed out after 3000 ms, retrying (1/3)")).add(
            s + 3, entry(s + 3, "INFO", "api", "payment provider answered on retry 1")
        )
    return log.text()


def a_kafka_consumer_rebalances() -> str:
    log = Log().every(5, lambda s, i: python(s, "INFO", "consumer", f"processed batch of {i} records"))
    for s in range(7, 3000, 300):
        for i, (level, line) in enumerate(
            (
                ("INFO", "Node 1 disconnected."),
                ("INFO", "Attempt to heartbeat failed since group is rebalancing"),
                ("INFO", "Error sending fetch request (sessionId=1423, epoch=7) to node 2: disconnected"),
                ("WARN", "Got error produce response, retrying. Error: NOT_LEADER_OR_FOLLOWER"),
            )
        ):
            log.add(s + i, python(s + i, level, "kafka.client", line))
    return log.text()


def a_database_serves_careless_programs() -> str:
    log = Log().every(9, lambda s, i: postgres(s, "LOG", "checkpoint complete: wrote 812 buffers (5.0%)"))
    for s, level, line in (
        (500, "ERROR", 'duplicate key value violates unique constraint "users_email_key"'),
        (1500, "ERROR", 'duplicate key value violates unique constraint "users_email_key"'),
        (1800, "ERROR", "canceling statement due to user request"),
        (1900, "ERROR", "could not serialize access due to concurrent update"),
        (2100, "LOG", "could not receive data from client: Connection reset by peer"),
        (2300, "FATAL", 'password authentication failed for user "bob"'),
    ):
        log.add(s, postgres(s, level, line))
    return log.text()


def alert_rules_are_evaluated() -> str:
    rules = ("HighErrorRate", "DiskFull", "OutOfMemoryKilled", "PodCrashLoopBackOff", "ConnectionRefused")
    log = Log().every(3, lambda s, i: entry(s, "INFO", "alerting", f"rule {rules[i % 5]} evaluated: OK"))
    loaded = (
        "loaded rules: alert 'No space left on device' (critical), alert 'OOMKilled', alert 'kernel panic'"
    )
    log.add(5, entry(5, "INFO", "alerting", loaded))
    return log.add(1000, entry(1000, "INFO", "alerting", "alert DiskFull resolved")).text()


def customers_report_errors() -> str:
    subjects = (
        "java.lang.OutOfMemoryError when exporting",
        "connection refused on login",
        "my app says fatal error: out of disk space",
        "error 500 at checkout",
        "App crash: Unhandled exception",
    )
    log = Log().every(
        6, lambda s, i: entry(s, "INFO", "helpdesk", f"ticket {i} created", subject=subjects[i % 5])
    )
    return log.every(
        30, lambda s, i: entry(s, "INFO", "helpdesk", f"ticket {i} titled '{subjects[i % 5]}' assigned")
    ).text()


def payments_are_declined() -> str:
    said = (
        *("payment {} authorised",) * 9,
        "payment {} declined: insufficient funds",
        "payment {} declined by issuer: do not honour",
        "3-D Secure authentication failed for payment {}",
        "refund {} denied: window closed",
    )
    return Log().every(2.4, lambda s, i: entry(s, "INFO", "payments", said[i % 13].format(i))).text()


def names_that_sound_bad() -> str:
    said = (
        "topic panic-button.events: 3 messages",
        "metric error_rate=0.00 timeout_rate=0.00",
        "queue dead-letter-failed has 0 messages",
        "circuit breaker payments is CLOSED (failure rate 0.0%)",
        "upstream users-service healthy (200)",
    )
    return Log().every(5, lambda s, i: entry(s, "INFO", "router", said[i % 5])).text()


def slow_queries_and_bad_rows() -> str:
    log = traffic(Log(), "ingest")
    log.every(80, lambda s, i: entry(s, "WARN", "ingest", f"row {i} rejected: invalid date"))
    return log.every(
        120, lambda s, i: entry(s, "WARN", "ingest", "slow query: 812 ms, timeout is 5000 ms")
    ).text()


def idle_connections_are_closed() -> str:
    def served(s: float, i: int) -> str:
        return f'ts={iso(s)} level=info caller=main.go:88 msg="request served" path=/api status=200 err=null'

    log = Log().every(4, served)
    for s in range(0, 3500, 700):
        log.add(
            s,
            f'ts={iso(s)} level=info caller=pool.go:31 msg="closing idle connection" err="context canceled"',
        )
        log.add(
            s, f'ts={iso(s)} level=warn caller=http.go:52 msg="client went away" err="write: broken pipe"'
        )
    return log.text()


def a_crawler_follows_dead_links() -> str:
    log = shoppers(Log())
    crawler = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
    log.every(
        3,
        lambda s, i: access(s, "192.0.2.200", f"GET /old/{i}.html", 404, agent=crawler),
        start=500,
        stop=1700,
    )
    for i, path in enumerate(("/.env", "/wp-login.php", "/phpmyadmin/index.php")):
        log.add(i * 600, access(i * 600, f"203.0.113.{i}", f"GET {path}", 404))
    log.add(700, access(700, "198.51.100.7", "GET /search?q=fatal+error+500+connection+refused", 200))
    return log.add(1500, access(1500, "198.51.100.9", "GET /api/cart", 502)).text()


def a_load_test() -> str:
    log = shoppers(Log(), step=6)
    return log.every(
        0.1,
        lambda s, i: access(s, "203.0.113.9", f"GET /product/{i % 900}", 200, agent="k6/0.49.0"),
        start=600,
        stop=900,
    ).text()


def many_people_behind_one_address() -> str:
    log = traffic(Log(), "shop")
    for i, s in enumerate(range(100, 3400, 55)):
        if i % 10 == 0:
            log.add(
                s - 5, entry(s - 5, "WARN", "auth", f"login failed for user u{i}", client_ip="198.51.100.9")
            )
        log.add(s, entry(s, "INFO", "auth", f"user u{i} logged in", client_ip="198.51.100.9"))
    return log.text()


LOGS = {
    write.__name__: write
    for write in (
        a_java_service_starts,
        a_launcher_prints_its_command,
        a_backup_counts_its_errors,
        a_test_suite_passes,
        a_rolling_deploy,
        retries_that_succeed,
        a_kafka_consumer_rebalances,
        a_database_serves_careless_programs,
        alert_rules_are_evaluated,
        customers_report_errors,
        payments_are_declined,
        names_that_sound_bad,
        slow_queries_and_bad_rows,
        idle_connections_are_closed,
        a_crawler_follows_dead_links,
        a_load_test,
        many_people_behind_one_address,
    )
}
