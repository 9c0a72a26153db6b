"""Resources: memory, disks, handles, time, and requests and queries that grow slow."""

# ruff: noqa: E501, S608 - lines as programs write them
from __future__ import annotations

from crosscut.model import Category
from tests.benchmarks.detection.scenario import Scenario
from tests.benchmarks.detection.writing import (
    browsers,
    cluster_works,
    database_works,
    invocation,
    kube_event,
    lambda_works,
    logfmt,
    machine_works,
    nginx_error,
    pg,
    request,
    request_id,
    works,
    zap,
)
from tests.unit.writing import Log, at, entry, iso, python, spring, syslog


def the_kernel_kills_a_process_for_memory() -> str:
    log = machine_works(Log(seed=51), host="db-2")
    for s in (1600, 2200, 2900):
        killed = "[88123.441] Out of memory: Killed process 3321 (clickhouse-serv) total-vm:31457280kB, anon-rss:29360128kB, file-rss:0kB, oom_score_adj:0"
        log.add(
            s,
            syslog(
                s,
                "kernel",
                "[88123.432] clickhouse-serv invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0",
                host="db-2",
            ),
        )
        log.add(s + 0.1, syslog(s, "kernel", killed, host="db-2"))
    return log.text()


def a_container_is_oom_killed() -> str:
    log = cluster_works(Log(seed=52))
    for s in range(1000, 3300, 240):
        log.add(
            s,
            kube_event(
                s,
                "Warning",
                "OOMKilling",
                "Node/node-3",
                "Memory cgroup out of memory: Killed process 99123 (image-resizer) total-vm:2097152kB, anon-rss:1048576kB",
            ),
        )
        log.add(
            s + 2,
            kube_event(
                s + 2,
                "Normal",
                "Pulled",
                "Pod/image-resizer-5d7",
                'Container image "registry.example.test/shop/image-resizer:3" already present on machine',
            ),
        )
    return log.text()


def the_java_heap_is_full() -> str:
    log = works(Log(seed=53), lambda s, v, m: spring(s, "INFO", "exec-1", f"com.shop.{v}.Api", m), "search")
    for s in range(2100, 2700, 25):
        said = "Handler dispatch failed\njava.lang.OutOfMemoryError: Java heap space\n\tat com.shop.search.Facets.count(Facets.java:120)"
        log.add(s, spring(s, "ERROR", "exec-4", "com.shop.search.Api", said))
    return log.text()


def the_garbage_collector_eats_the_time() -> str:
    log = Log(seed=54)
    for i in range(1800):
        s = i * 2.0
        if s < 1800:
            log.add(
                s,
                f"[{iso(s)[:-1]}+0000][info][gc] GC({i}) Pause Young (Normal) (G1 Evacuation Pause) 612M->201M(1024M) {8 + i % 9}.311ms",
            )
        else:
            log.add(
                s,
                f"[{iso(s)[:-1]}+0000][info][gc] GC({i}) Pause Full (G1 Compaction Pause) 1019M->1011M(1024M) {1400 + i % 300}.120ms",
            )
    return log.text()


def a_disk_is_full() -> str:
    log = works(Log(seed=55), lambda s, v, m: python(s, "INFO", v, m), "uploads")
    for s in range(1800, 3000, 6):
        log.add(
            s,
            python(
                s,
                "ERROR",
                "uploads",
                f"could not write /var/uploads/{s}.tmp: OSError: [Errno 28] No space left on device",
            ),
        )
    return log.text()


def postgres_cannot_extend_a_file() -> str:
    log = database_works(Log(seed=56))
    for s in range(2000, 2600, 4):
        log.add(
            s,
            pg(s, "ERROR", 'could not extend file "base/16384/24601": No space left on device'),
            pg(s, "HINT", "Check free disk space."),
        )
    return log.text()


def file_handles_run_out() -> str:
    log = Log(seed=57)
    log.every(
        1, lambda s, i: nginx_error(s, "info", f"client 198.51.100.{i % 200 + 1} closed keepalive connection")
    )
    for s in range(1500, 2400, 3):
        log.add(
            s,
            nginx_error(
                s,
                "crit",
                'open() "/srv/shop/html/index.html" failed (24: Too many open files), client: 198.51.100.9, server: shop',
            ),
        )
    return log.text()


def queries_grow_slow() -> str:
    log = Log(seed=58)
    for i in range(2400):
        s = i * 1.5
        slow = s > 2000
        took = 4200 + i % 900 if slow and i % 3 == 0 else 3 + i % 12
        log.add(
            s,
            pg(
                s,
                "LOG",
                f"duration: {took}.{i % 1000:03d} ms  statement: SELECT * FROM orders WHERE customer_email = 'c{i}@example.com'",
            ),
        )
    return log.text()


def one_query_for_each_row() -> str:
    log = Log(seed=59)
    n = 0
    for i in range(90):
        s = i * 40.0
        log.add(
            s,
            zap(
                s,
                "debug",
                "orm",
                "SELECT id, total FROM orders WHERE customer_id = $1 LIMIT 200",
                request_id=request_id(i),
                ms=3,
            ),
        )
        if i > 40:
            for k in range(180):
                n += 1
                log.add(
                    s + k * 0.01,
                    zap(
                        s + k * 0.01,
                        "debug",
                        "orm",
                        f"SELECT * FROM order_lines WHERE order_id = {n}",
                        request_id=request_id(i),
                        ms=1,
                    ),
                )
            log.add(
                s + 3,
                zap(
                    s + 3,
                    "warn",
                    "orders-api",
                    "GET /customers/orders took 3120 ms: 181 queries in one request",
                    request_id=request_id(i),
                ),
            )
        else:
            log.add(
                s + 1,
                zap(
                    s + 1, "info", "orders-api", "GET /customers/orders took 21 ms", request_id=request_id(i)
                ),
            )
    return log.text()


def one_route_grows_slow() -> str:
    log = browsers(Log(seed=60), step=0.7, took=True, without=("/search?q={}",))
    pick = log.random
    for i in range(1500):
        s = i * 2.4
        took = pick.lognormvariate(1.5, 0.3) if s > 2000 else pick.lognormvariate(-2.5, 0.4)
        log.add(
            s,
            request(
                s,
                f"198.51.100.{pick.randrange(1, 200)}",
                f"GET /search?q={pick.randrange(800)}",
                200,
                9000,
                took=took,
            ),
        )
    return log.text()


def the_kernel_reports_a_dying_disk() -> str:
    log = machine_works(Log(seed=61), host="store-1")
    for s in range(1200, 3000, 45):
        log.add(
            s,
            syslog(
                s,
                "kernel",
                f"[{90_000 + s}.100] blk_update_request: I/O error, dev sdc, sector {91_000_000 + s} op 0x0:(READ)",
                host="store-1",
            ),
        )
        log.add(
            s + 1,
            syslog(
                s, "kernel", f"[{90_000 + s}.200] ata3.00: failed command: READ FPDMA QUEUED", host="store-1"
            ),
        )
    return log.text()


def memory_errors_of_the_hardware() -> str:
    log = machine_works(Log(seed=62), host="calc-7")
    for s in range(900, 3300, 90):
        log.add(
            s,
            syslog(
                s,
                "kernel",
                f"[{5000 + s}.001] EDAC MC0: 1 UE memory read error on CPU_SrcID#0_MC#0_Chan#1_DIMM#0 (channel:1 slot:0 page:0x{s:x})",
                host="calc-7",
            ),
        )
        log.add(
            s + 1,
            syslog(
                s,
                "kernel",
                f"[{5000 + s}.002] mce: [Hardware Error]: Machine check events logged",
                host="calc-7",
            ),
        )
    return log.text()


def the_clock_jumps() -> str:
    log = machine_works(Log(seed=63), host="web-4")
    for s in (1200, 1900, 2700):
        log.add(s, syslog(s, "chronyd[640]", "System clock wrong by 3641.218730 seconds", host="web-4"))
        log.add(s + 1, syslog(s, "systemd-journald[210]", "Time jumped backwards, rotating.", host="web-4"))
        log.add(
            s + 2, syslog(s, "chronyd[640]", "System clock was stepped by 3641.218730 seconds", host="web-4")
        )
    return log.text()


def a_lambda_is_out_of_memory() -> str:
    log = lambda_works(Log(seed=64), "pdf")
    for k, s in enumerate(range(1200, 2900, 30)):
        i = 300_000 + k
        lines = (
            f"RequestId: {request_id(i)} Error: Runtime exited with error: signal: killed",
            "Runtime.ExitError",
        )
        log.add(s, *invocation(s, i, lines, took=8400, memory=507))
    return log.text()


def pods_cannot_be_scheduled() -> str:
    log = cluster_works(Log(seed=65))
    for s in range(1000, 3500, 40):
        log.add(
            s,
            kube_event(
                s,
                "Warning",
                "FailedScheduling",
                "Pod/analytics-batch-12",
                "0/6 nodes are available: 6 Insufficient memory. preemption: 0/6 nodes are available: 6 No preemption victims found for incoming pod.",
            ),
        )
    return log.text()


def mysql_deadlocks_on_a_table() -> str:
    log = works(Log(seed=66), lambda s, v, m: logfmt(s, "info", v, m), "stock")
    for s in range(1300, 2700, 8):
        log.add(
            s,
            logfmt(
                s,
                "error",
                "stock",
                "reserve failed",
                err="Error 1213 (40001): Deadlock found when trying to get lock; try restarting transaction",
                table="reservations",
            ),
        )
    return log.text()


def the_quota_of_an_account_is_used_up() -> str:
    log = works(Log(seed=67), lambda s, v, m: entry(s, "INFO", v, m), "autoscaler")
    for s in range(1400, 3200, 30):
        log.add(
            s,
            entry(
                s,
                "ERROR",
                "autoscaler",
                "RunInstances failed: VcpuLimitExceeded: You have requested more vCPU capacity than your current vCPU limit of 256 allows",
            ),
        )
    return log.text()


def a_go_service_leaks_goroutines() -> str:
    log = works(Log(seed=68), lambda s, v, m: zap(s, "info", v, m), "stream")
    for i, s in enumerate(range(300, 3500, 60)):
        level = "warn" if i > 10 else "info"
        log.add(
            s,
            zap(
                s,
                level,
                "stream",
                f"memory usage {52 + i}% of limit, goroutines={1000 + i * 2100}"
                if level == "info"
                else f"high memory usage: {min(99, 52 + i)}% of limit",
            ),
        )
    log.add(3510, "fatal error: runtime: out of memory")
    return log.add(3511, zap(3511, "info", "stream", f"stream starting at {at(3511):%H:%M}")).text()


def inodes_are_used_up() -> str:
    log = machine_works(Log(seed=69), host="cache-2")
    log.every(5, lambda s, i: syslog(s, "squid[911]", f"stored object {i}", host="cache-2"), stop=1800)
    for s in range(1800, 3000, 7):
        log.add(
            s,
            syslog(
                s,
                "squid[911]",
                f"FATAL: cannot create swap file /var/spool/squid/{s}: (28) No space left on device",
                host="cache-2",
            ),
        )
    return log.text()


R = (Category.RESOURCES,)
SCENARIOS = (
    Scenario("resources", the_kernel_kills_a_process_for_memory, R, r"clickhouse", r"memory|oom"),
    Scenario("resources", a_container_is_oom_killed, R, r"image-resizer", r"memory|oom"),
    Scenario("resources", the_java_heap_is_full, R, r"search|java", r"heap|memory"),
    Scenario(
        "resources", the_garbage_collector_eats_the_time, R, r"gc|garbage|jvm|heap", r"full|pause|garbage"
    ),
    Scenario("resources", a_disk_is_full, R, r"uploads", r"disk|space"),
    Scenario(
        "resources", postgres_cannot_extend_a_file, R, r"base|postgres|database|file|disk", r"disk|space"
    ),
    Scenario(
        "resources",
        file_handles_run_out,
        R,
        r"nginx|index\.html|open files|handles|descriptor",
        r"open files|handles|descriptor",
    ),
    Scenario("resources", queries_grow_slow, R, r"orders", r"slow|duration|took|query|queries"),
    Scenario("resources", one_query_for_each_row, R, r"order_lines|orders-api|/customers/orders", r"quer"),
    Scenario("resources", one_route_grows_slow, R, r"/search", r"slow|latency|took"),
    Scenario("resources", the_kernel_reports_a_dying_disk, R, r"sdc|ata3|store-1|disk", r"I/O|disk|read"),
    Scenario("resources", memory_errors_of_the_hardware, R, r"EDAC|memory|DIMM|calc-7", r"hardware|memory"),
    Scenario(
        "resources",
        the_clock_jumps,
        (*R, Category.CONFIGURATION, Category.AVAILABILITY),
        r"clock|chronyd",
        r"clock|time",
    ),
    Scenario(
        "resources",
        a_lambda_is_out_of_memory,
        (*R, Category.AVAILABILITY),
        r"runtime|lambda|invocation",
        r"memory|killed",
    ),
    Scenario(
        "resources", pods_cannot_be_scheduled, R, r"analytics-batch|nodes", r"insufficient memory|schedul"
    ),
    Scenario(
        "resources",
        mysql_deadlocks_on_a_table,
        (*R, Category.DATA, Category.DEPENDENCY, Category.AVAILABILITY),
        r"stock|reservations",
        r"deadlock",
    ),
    Scenario(
        "resources",
        the_quota_of_an_account_is_used_up,
        (*R, Category.DEPENDENCY, Category.CONFIGURATION),
        r"autoscaler|RunInstances",
        r"limit|quota|capacity",
    ),
    Scenario("resources", a_go_service_leaks_goroutines, R, r"stream|go", r"memory"),
    Scenario("resources", inodes_are_used_up, R, r"squid|cache-2|spool", r"space|disk"),
)
