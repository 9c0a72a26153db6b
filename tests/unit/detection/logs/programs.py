"""Incidents inside programs: stack traces of Python, Java, .NET and Node, functions, workers, web servers."""

from __future__ import annotations

import json

from crosscut.model import Severity
from tests.unit.detection.logs.incident import Incident
from tests.unit.writing import Log, access, at, cri, iso, plain, python, shoppers, spring


def _django() -> Log:
    return Log().every(4, lambda s, i: python(s, "INFO", "shop.web", f"GET /api/items/{i} 200"))


def _spring() -> Log:
    return Log().every(
        5,
        lambda s, i: spring(
            s, "INFO", f"nio-8080-exec-{i % 9}", "c.e.shop.OrderController", f"order {i} loaded"
        ),
    )


def postgres_has_no_connection_left() -> str:
    trace = (
        "Unhandled error in request\n"
        "Traceback (most recent call last):\n"
        '  File "/app/shop/web.py", line 88, in get\n'
        "    conn = psycopg2.connect(dsn)\n"
        'psycopg2.OperationalError: connection to server at "pg-main.shop.invalid" (203.0.113.5), port 5432 failed: '
        "FATAL:  sorry, too many clients already"
    )
    return (
        _django().every(7, lambda s, i: python(s, "ERROR", "shop.web", trace), start=1500, stop=1780).text()
    )


def a_deploy_brings_a_bug() -> str:
    trace = (
        "Exception on /api/cart [POST]\n"
        "Traceback (most recent call last):\n"
        '  File "/app/shop/cart.py", line 31, in add\n'
        "    total = cart.total.quantize(CENT)\n"
        "AttributeError: 'NoneType' object has no attribute 'quantize'"
    )
    log = _django().add(1790, python(1790, "INFO", "shop.deploy", "deployed version 2026.3.2"))
    return log.every(5, lambda s, i: python(s, "ERROR", "shop.web", trace), start=1800, stop=2400).text()


def a_setting_is_missing() -> str:
    lines = (
        "Starting api 2026.3.1",
        "loading configuration from environment",
        "Traceback (most recent call last):",
        '  File "/app/settings.py", line 41, in __init__',
        '    self.database_url = os.environ["DATABASE_URL"]',
        "KeyError: 'DATABASE_URL'",
    )
    log = Log()
    for s in range(0, 600, 60):
        log.add(s, *(cri(s, "stderr", line) for line in lines))
    return log.text()


def hikari_pool_is_exhausted() -> str:
    trace = (
        "could not load order\n"
        "org.springframework.jdbc.CannotGetJdbcConnectionException: Failed to obtain JDBC Connection\n"
        "\tat org.springframework.jdbc.datasource.DataSourceUtils.getConnection(DataSourceUtils.java:84)\n"
        "Caused by: java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available, request "
        "timed out after 30000ms (total=10, active=10, idle=0, waiting=41)\n"
        "\tat com.zaxxer.hikari.pool.HikariPool.createTimeoutException(HikariPool.java:696)"
    )
    return (
        _spring()
        .every(
            6,
            lambda s, i: spring(s, "ERROR", f"nio-8080-exec-{i % 9}", "c.e.shop.OrderController", trace),
            start=1700,
            stop=2060,
        )
        .text()
    )


def java_does_not_trust_a_certificate() -> str:
    trace = (
        "feed refresh failed\n"
        "javax.net.ssl.SSLHandshakeException: PKIX path building failed: unable to find valid certification path\n"
        "\tat java.base/sun.security.ssl.Alert.createSSLException(Alert.java:131)"
    )
    return (
        _spring()
        .every(
            6, lambda s, i: spring(s, "ERROR", "sched-1", "c.e.shop.FeedClient", trace), start=1700, stop=1880
        )
        .text()
    )


def sql_server_is_slow() -> str:
    trace = (
        "[ERR] An unhandled exception has occurred while executing the request.\n"
        "Microsoft.Data.SqlClient.SqlException (0x80131904): Execution Timeout Expired.  The timeout period elapsed "
        "prior to completion of the operation or the server is not responding.\n"
        "   at Microsoft.Data.SqlClient.SqlConnection.OnError(SqlException exception, Boolean breakConnection)"
    )
    log = Log().every(5, lambda s, i: f"{plain(s)}.000 +00:00 [INF] Request finished GET /api/orders/{i} 200")
    return log.every(9, lambda s, i: f"{plain(s)}.000 +00:00 {trace}", start=1500, stop=1950).text()


def node_runs_out_of_heap() -> str:
    def request(second: float, _: int) -> str:
        fields = {"level": 30, "time": int(at(second).timestamp() * 1000), "msg": "request completed"}
        return cri(second, "stdout", json.dumps(fields))

    lines = (
        "<--- Last few GCs --->",
        "[1:0x5f8a]  2400000 ms: Mark-sweep 505.1 (520.2) -> 504.9 (520.4) MB, 412.3 / 0.0 ms",
        "FATAL ERROR: Ineffective mark-compacts near heap limit Allocation failed - JavaScript heap out of memory",
        " 1: 0xb7a940 node::Abort() [node]",
    )
    return Log().every(3, request).add(2400, *(cri(2400, "stderr", line) for line in lines)).text()


def workers_get_stuck() -> str:
    def stamp(second: float) -> str:
        return f"[{plain(second)} +0000]"

    log = Log().every(6, lambda s, i: f"{stamp(s)} [7] [INFO] handled request {i}")
    for i, s in enumerate(range(1200, 1975, 31)):
        log.add(s, f"{stamp(s)} [1] [CRITICAL] WORKER TIMEOUT (pid:{i + 20})")
        log.add(
            s + 1,
            f"{stamp(s + 1)} [1] [ERROR] Worker (pid:{i + 20}) was sent SIGKILL! Perhaps out of memory?",
        )
    return log.text()


def a_function_runs_out_of_time() -> str:
    log = Log()
    for i in range(300):
        s, request = i * 6, f"{i:08d}-aaaa-bbbb-cccc-444455556666"
        log.add(s, f"START RequestId: {request} Version: $LATEST")
        log.add(s + 1, f"{iso(s + 1)}\t{request}\tINFO\tprocessing order {i}")
        if 100 <= i < 160:
            log.add(s + 3, f"{iso(s + 3)} {request} Task timed out after 3.00 seconds")
        log.add(s + 4, f"END RequestId: {request}")
    return log.text()


def a_table_has_too_little_throughput() -> str:
    slow = (
        "ProvisionedThroughputExceededException: The level of configured provisioned throughput was exceeded"
    )
    log = Log().every(4, lambda s, i: f"{iso(s)}\t{i:08d}-aaaa-bbbb-cccc-444455556666\tINFO\tstored item {i}")
    return log.every(
        2,
        lambda s, i: f"{iso(s)}\t{i:08d}-aaaa-bbbb-cccc-444455556666\tERROR\t{slow}",
        start=900,
        stop=1060,
    ).text()


def a_go_program_panics() -> str:
    log = Log().every(6, lambda s, i: f"{at(s):%Y/%m/%d %H:%M:%S} served /items/{i} in 3ms", stop=1800)
    return log.add(
        1000,
        "panic: runtime error: invalid memory address or nil pointer dereference",
        "[signal SIGSEGV: segmentation violation code=0x1 addr=0x18 pc=0x4a2f31]",
        "",
        "goroutine 71 [running]:",
        "main.(*Cart).Total(0x0)",
        "\t/src/cart.go:41 +0x11",
        "exit status 2",
    ).text()


def nginx_finds_nobody_behind_it() -> str:
    def stamp(second: float) -> str:
        return f"{at(second):%Y/%m/%d %H:%M:%S}"

    refused = (
        "connect() failed (111: Connection refused) while connecting to upstream, client: 203.0.113.9, server: "
        'shop.example.com, request: "GET /api/cart HTTP/1.1", upstream: "http://10.0.3.17:8080/api/cart"'
    )
    log = Log().every(15, lambda s, i: f"{stamp(s)} [notice] 29#29: signal process started")
    return log.every(
        3, lambda s, i: f"{stamp(s)} [error] 29#29: *{i + 900} {refused}", start=900, stop=1350
    ).text()


def checkout_answers_500() -> str:
    log = shoppers(Log())
    return log.every(
        3, lambda s, i: access(s, f"198.51.100.{i % 200}", "POST /checkout", 500), start=1800, stop=2400
    ).text()


def one_rare_route_always_fails() -> str:
    log = shoppers(Log())
    log.every(90, lambda s, i: access(s, "198.51.100.3", "GET /api/me", 200))
    return log.every(80, lambda s, i: access(s, "198.51.100.3", "POST /api/invoice", 500)).text()


def database_injection_is_tried() -> str:
    log = shoppers(Log())
    return log.every(
        1,
        lambda s, i: access(
            s,
            "203.0.113.66",
            f"GET /search?q=1%27%20UNION%20SELECT%20{i},user,pass%20FROM%20users--",
            500 if i % 3 else 200,
            agent="sqlmap/1.8",
        ),
        start=900,
        stop=1100,
    ).text()


INCIDENTS = {
    incident.write.__name__: incident
    for incident in (
        Incident(postgres_has_no_connection_left, ("pool", "pg-main.shop.invalid"), Severity.CRITICAL),
        Incident(a_deploy_brings_a_bug, ("/api/cart", "attributeerror"), Severity.HIGH),
        Incident(a_setting_is_missing, ("configuration", "database_url"), Severity.HIGH),
        Incident(hikari_pool_is_exhausted, ("pool exhausted",), Severity.CRITICAL),
        Incident(java_does_not_trust_a_certificate, ("certificate",), Severity.HIGH),
        Incident(sql_server_is_slow, ("time-outs",), Severity.HIGH),
        Incident(node_runs_out_of_heap, ("out of memory",), Severity.CRITICAL),
        Incident(workers_get_stuck, ("workers", "killed"), Severity.HIGH),
        Incident(a_function_runs_out_of_time, ("out of time",), Severity.HIGH),
        Incident(a_table_has_too_little_throughput, ("throttled",), Severity.HIGH),
        Incident(a_go_program_panics, ("crashed",), Severity.HIGH),
        Incident(nginx_finds_nobody_behind_it, ("refused",), Severity.CRITICAL),
        Incident(checkout_answers_500, ("500", "of requests fail"), Severity.CRITICAL),
        Incident(one_rare_route_always_fails, ("/api/invoice", "500"), Severity.HIGH),
        Incident(database_injection_is_tried, ("web attack", "sql-injection"), Severity.HIGH),
    )
}
