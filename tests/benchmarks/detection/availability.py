"""Availability: what crashed, hangs, restarts or answers with errors."""

# ruff: noqa: E501 - lines as programs write them
from __future__ import annotations

from crosscut.model import Category
from tests.benchmarks.detection.scenario import Scenario
from tests.benchmarks.detection.writing import (
    alb,
    browsers,
    cluster_works,
    haproxy,
    invocation,
    kube_event,
    lambda_works,
    logfmt,
    machine_works,
    nginx_error,
    pino,
    request,
    request_id,
    works,
    zap,
)
from tests.unit.writing import Log, at, entry, iso, plain, spring, syslog


def one_route_answers_500() -> str:
    log = browsers(Log(seed=11), step=0.5)
    for i in range(240):
        s = 1800 + i * 5
        log.add(s, request(s, f"198.51.100.{i % 190 + 1}", "POST /api/payments", 500, 91))
    return log.text()


def an_alb_has_no_target_left() -> str:
    log = Log(seed=12)
    pick = log.random
    for i in range(6000):
        s = i * 0.6
        gone = 1700 < s < 2300
        client, path = f"198.51.100.{pick.randrange(1, 200)}", f"/api/items/{pick.randrange(900)}"
        log.add(s, alb(s, client, "GET", path, 503 if gone else 200, "-" if gone else "200", 0.04))
    return log.text()


def a_pod_is_in_a_crash_loop() -> str:
    log = cluster_works(Log(seed=13))
    for i, s in enumerate(range(900, 3500, 120)):
        message = "Back-off restarting failed container api in pod checkout-api-7d9f-x2x9k_shop(00000000-0000-4000-8000-000000000001)"
        log.add(s, kube_event(s, "Warning", "BackOff", "Pod/checkout-api-7d9f-x2x9k", message, count=i + 1))
    return log.text()


def an_image_cannot_be_pulled() -> str:
    log = cluster_works(Log(seed=14))
    for s in range(1200, 3400, 90):
        image = "registry.example.test/shop/billing:2.0.1"
        said = f'Failed to pull image "{image}": rpc error: code = NotFound desc = failed to resolve reference "{image}": not found'
        log.add(s, kube_event(s, "Warning", "Failed", "Pod/billing-59c8b-abcde", said))
        log.add(
            s + 2,
            kube_event(s + 2, "Warning", "Failed", "Pod/billing-59c8b-abcde", "Error: ImagePullBackOff"),
        )
    return log.text()


def a_liveness_probe_kills_a_pod_again_and_again() -> str:
    log = cluster_works(Log(seed=15))
    for s in range(600, 3400, 60):
        said = 'Liveness probe failed: Get "http://192.0.2.31:8080/healthz": context deadline exceeded (Client.Timeout exceeded while awaiting headers)'
        log.add(s, kube_event(s, "Warning", "Unhealthy", "Pod/recommender-0", said))
        if s % 180 == 60:
            killed = "Container recommender failed liveness probe, will be restarted"
            log.add(s + 1, kube_event(s + 1, "Normal", "Killing", "Pod/recommender-0", killed))
    return log.text()


def a_go_service_panics() -> str:
    log = works(Log(seed=16), lambda s, v, m: zap(s, "info", v, m), "ledger")
    for s in range(1500, 3000, 75):
        log.add(
            s,
            "panic: runtime error: invalid memory address or nil pointer dereference",
            "[signal SIGSEGV: segmentation violation code=0x1 addr=0x18 pc=0x4a1b2c]",
            "",
            "goroutine 88 [running]:",
            "main.(*Ledger).Book(0x0, {0xc000012345, 0x5})",
            "\t/srv/ledger/book.go:88 +0x1d",
            "main.main()",
            "\t/srv/ledger/main.go:21 +0x85",
            zap(s + 2, "info", "ledger", "ledger starting", version="4.1.0"),
        )
    return log.text()


def exit_code_139_again_and_again() -> str:
    log = works(Log(seed=17), lambda s, v, m: logfmt(s, "info", v, m), "web", "mailer")
    for i, s in enumerate(range(700, 3400, 100)):
        log.add(
            s,
            logfmt(
                s, "warn", "supervisor", "process exited unexpectedly", process="thumbnailer", exit_code=139
            ),
        )
        log.add(
            s + 5,
            logfmt(s + 5, "info", "supervisor", "process started", process="thumbnailer", attempt=i + 1),
        )
    return log.text()


def a_lambda_times_out() -> str:
    log = lambda_works(Log(seed=18), "invoice")
    for k, s in enumerate(range(1400, 2600, 12)):
        i = 100_000 + k
        gone = f"{iso(s)} {request_id(i)} Task timed out after 30.03 seconds"
        log.add(s, *invocation(s, i, (gone,), took=30_030))
    return log.text()


def a_java_service_throws_after_a_release() -> str:
    log = works(Log(seed=19), lambda s, v, m: spring(s, "INFO", "exec-3", f"com.shop.{v}.Api", m), "pricing")
    log.add(
        1500,
        spring(1500, "INFO", "main", "com.shop.pricing.Application", "Started Application in 5.1 seconds"),
    )
    for s in range(1510, 3400, 9):
        log.add(
            s,
            spring(
                s,
                "ERROR",
                "exec-7",
                "com.shop.pricing.DiscountService",
                "Unhandled exception while pricing cart",
            )
            + '\njava.lang.NullPointerException: Cannot invoke "Discount.percent()" because "discount" is null'
            "\n\tat com.shop.pricing.DiscountService.apply(DiscountService.java:71)"
            "\n\tat com.shop.pricing.Api.price(Api.java:33)",
        )
    return log.text()


def haproxy_loses_a_backend() -> str:
    log = Log(seed=20)
    for i in range(5000):
        s = i * 0.7
        if 1800 < s < 2400:
            log.add(s, haproxy(s, "orders", "<NOSRV>", 503, "0/-1/-1/-1/0", "SC--", f"/orders/{i}"))
        else:
            log.add(s, haproxy(s, "orders", f"orders{i % 2}", 200, "0/0/1/14/15", "----", f"/orders/{i}"))
    down = "Server orders/orders{} is DOWN, reason: Layer4 timeout, check duration: 2001ms. {} active and 0 backup servers left."
    for n in (0, 1):
        log.add(1799 + n / 4, syslog(1799, "haproxy[561]", down.format(n, 1 - n), host="lb-1"))
    return log.add(
        1799.6, syslog(1799, "haproxy[561]", "backend orders has no server available!", host="lb-1")
    ).text()


def systemd_gives_up_on_a_unit() -> str:
    log = machine_works(Log(seed=21))
    for k in range(5):
        s = 1500 + k * 3
        log.add(
            s,
            syslog(s, "systemd[1]", "reporting.service: Main process exited, code=exited, status=1/FAILURE"),
        )
        log.add(s + 0.1, syslog(s, "systemd[1]", "reporting.service: Failed with result 'exit-code'."))
        log.add(
            s + 2,
            syslog(
                s + 2,
                "systemd[1]",
                f"reporting.service: Scheduled restart job, restart counter is at {k + 1}.",
            ),
        )
    log.add(1516, syslog(1516, "systemd[1]", "reporting.service: Start request repeated too quickly."))
    return log.add(
        1516.5, syslog(1516, "systemd[1]", "Failed to start reporting.service - Nightly reporting.")
    ).text()


def threads_of_the_jvm_deadlock() -> str:
    log = works(
        Log(seed=22),
        lambda s, v, m: spring(s, "INFO", "exec-3", f"com.shop.{v}.Api", m),
        "booking",
        stop=2000,
    )
    log.add(
        2001,
        f"{plain(2001)}",
        "Found one Java-level deadlock:",
        "=============================",
        '"exec-5":',
        "  waiting to lock monitor 0x00007f2b1c003a58 (object 0x00000000d6a1, a com.shop.booking.Seat),",
        '  which is held by "exec-9"',
    )
    for s in range(2010, 3500, 20):
        said = "request /book did not finish within 30 s; all 200 request threads are busy"
        log.add(s, spring(s, "ERROR", "watch", "com.shop.booking.Watchdog", said))
    return log.text()


def a_worker_is_killed_by_the_watchdog_of_gunicorn() -> str:
    log = Log(seed=23)

    def line(s: float, i: int) -> str:
        return f"[{at(s):%Y-%m-%d %H:%M:%S +0000}] [{40 + i % 4}] [INFO] GET /reports/{i} 200 in {30 + i % 40} ms"

    log.every(1.1, line)
    for i, s in enumerate(range(1300, 3300, 50)):
        stamp = f"[{at(s):%Y-%m-%d %H:%M:%S +0000}]"
        log.add(
            s,
            f"{stamp} [7] [CRITICAL] WORKER TIMEOUT (pid:{100 + i})",
            f"{stamp} [{100 + i}] [ERROR] Error handling request /reports/yearly",
        )
        log.add(s + 1, f"{stamp} [7] [ERROR] Worker (pid:{100 + i}) was sent SIGKILL! Perhaps out of memory?")
    return log.text()


def nodejs_dies_of_an_unhandled_rejection() -> str:
    log = works(Log(seed=24), lambda s, v, m: pino(s, 30, v, m), "basket")
    for s in range(1000, 3000, 110):
        stack = "TypeError: Cannot read properties of undefined (reading 'total')\n    at sum (/srv/basket/sum.js:14:22)"
        log.add(
            s,
            pino(
                s,
                60,
                "basket",
                "unhandledRejection, shutting down",
                err={
                    "type": "TypeError",
                    "message": "Cannot read properties of undefined (reading 'total')",
                    "stack": stack,
                },
            ),
        )
        log.add(s + 4, pino(s + 4, 30, "basket", "basket listening on 3000"))
    return log.text()


def nginx_workers_crash() -> str:
    log = browsers(Log(seed=25), step=2)
    log = Log(seed=25)
    log.every(
        2, lambda s, i: nginx_error(s, "info", f"client 198.51.100.{i % 200 + 1} closed keepalive connection")
    )
    for i, s in enumerate(range(900, 3000, 35)):
        log.add(
            s,
            f"{plain(s).replace('-', '/')} [alert] 1#1: worker process {2000 + i} exited on signal 11 (core dumped)",
        )
    return log.text()


def grpc_calls_of_one_service_fail() -> str:
    log = works(
        Log(seed=26),
        lambda s, v, m: entry(s, "INFO", v, m, **{"grpc.code": "OK"}),
        "frontend",
        "shipping",
        "quotes",
    )
    for s in range(1600, 2800, 6):
        said = "finished call with code Internal"
        log.add(
            s,
            entry(
                s,
                "ERROR",
                "shipping",
                said,
                **{"grpc.code": "Internal", "grpc.method": "GetQuote", "error": "quote table is empty"},
            ),
        )
    return log.text()


A = (Category.AVAILABILITY,)
SCENARIOS = (
    Scenario("availability", one_route_answers_500, A, r"/api/payments", r"\b500\b|5xx|server error"),
    Scenario(
        "availability",
        an_alb_has_no_target_left,
        (*A, Category.DEPENDENCY),
        r"/api/items|shop",
        r"\b503\b|5xx",
    ),
    Scenario(
        "availability", a_pod_is_in_a_crash_loop, A, r"checkout-api|\bapi\b", r"back-?off|crash|restart"
    ),
    Scenario("availability", an_image_cannot_be_pulled, (*A, Category.CONFIGURATION), r"billing", r"image"),
    Scenario(
        "availability",
        a_liveness_probe_kills_a_pod_again_and_again,
        A,
        r"recommender",
        r"liveness|probe|health",
    ),
    Scenario("availability", a_go_service_panics, A, r"ledger", r"panic|nil pointer|segmentation"),
    Scenario(
        "availability",
        exit_code_139_again_and_again,
        A,
        r"thumbnailer|supervisor",
        r"139|crash|exit|segmentation",
    ),
    Scenario("availability", a_lambda_times_out, A, r"task|invocation|lambda", r"timed? ?out|timeout"),
    Scenario(
        "availability",
        a_java_service_throws_after_a_release,
        A,
        r"pricing|DiscountService",
        r"NullPointer|exception",
    ),
    Scenario(
        "availability",
        haproxy_loses_a_backend,
        (*A, Category.DEPENDENCY),
        r"orders",
        r"no server|down|503|timeout",
    ),
    Scenario("availability", systemd_gives_up_on_a_unit, A, r"reporting", r"exit|fail|restart|repeated"),
    Scenario(
        "availability",
        threads_of_the_jvm_deadlock,
        (*A, Category.RESOURCES),
        r"booking|exec-|jvm|java",
        r"deadlock",
    ),
    Scenario(
        "availability",
        a_worker_is_killed_by_the_watchdog_of_gunicorn,
        A,
        r"worker|gunicorn",
        r"timeout|timed out",
    ),
    Scenario(
        "availability", nodejs_dies_of_an_unhandled_rejection, A, r"basket", r"unhandled|TypeError|rejection"
    ),
    Scenario(
        "availability", nginx_workers_crash, A, r"nginx|worker", r"signal 11|crash|segmentation|core dumped"
    ),
    Scenario("availability", grpc_calls_of_one_service_fail, A, r"shipping", r"Internal|quote"),
)
