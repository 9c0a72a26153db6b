"""Incidents on machines, clusters and data stores: kernel lines, syslog, klog, database servers, load balancers."""

from __future__ import annotations

from crosscut.model import Severity
from tests.unit.detection.logs.incident import Incident
from tests.unit.writing import Log, at, iso, klog, postgres, syslog


def _host() -> Log:
    return Log().every(10, lambda s, i: syslog(s, f"CRON[{i}]", "(root) CMD (run-parts /etc/cron.hourly)"))


def disk_of_postgres_is_full() -> str:
    log = Log().every(5, lambda s, i: postgres(s, "LOG", "checkpoint complete: wrote 812 buffers (5.0%)"))
    full = 'could not extend file "base/16384/24576": No space left on device'
    for s in range(1900, 1990, 3):
        log.add(s, postgres(s, "ERROR", full), postgres(s, "HINT", "Check free disk space."))
    log.add(
        2000,
        postgres(2000, "PANIC", 'could not write to file "pg_wal/xlogtemp.301": No space left on device'),
    )
    log.add(2001, postgres(2001, "LOG", "server process (PID 301) was terminated by signal 6: Aborted"))
    log.every(
        1, lambda s, i: postgres(s, "FATAL", "the database system is in recovery mode"), start=2003, stop=2020
    )
    return log.text()


def kernel_kills_the_database() -> str:
    log = _host()
    kernel = (
        "mysqld invoked oom-killer: gfp_mask=0x1100cca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0",
        "oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),global_oom,task_memcg=/system.slice/mysql.service,"
        "task=mysqld,pid=811,uid=112",
        "Out of memory: Killed process 811 (mysqld) total-vm:9211234kB, anon-rss:7123456kB, file-rss:0kB",
    )
    log.add(1800, *(syslog(1800, "kernel", f"[91231.80{i}] {line}") for i, line in enumerate(kernel)))
    log.add(
        1801, syslog(1801, "systemd[1]", "mysql.service: Main process exited, code=killed, status=9/KILL")
    )
    log.add(1801, syslog(1801, "systemd[1]", "mysql.service: Failed with result 'oom-kill'."))
    refused = "ERROR connect to mysql at db-1:3306 failed: Connection refused (111)"
    return log.every(1, lambda s, i: syslog(s, "shop-api[77]", refused), start=1803, stop=1843).text()


def a_disk_dies() -> str:
    log = _host()
    for i, s in enumerate(range(1000, 1140, 7)):
        log.add(
            s,
            syslog(
                s,
                "kernel",
                f"[812.{i}] blk_update_request: I/O error, dev sdb, sector {8812 * i} op 0x0:(READ) flags 0x80700",
            ),
            syslog(
                s,
                "kernel",
                f"[812.{i}] Buffer I/O error on dev sdb1, logical block {88 * i}, async page read",
            ),
        )
    log.add(
        1150,
        syslog(1150, "kernel", "[960.1] EXT4-fs error (device sdb1): ext4_find_entry: reading directory"),
    )
    return log.text()


def a_unit_cannot_start() -> str:
    log = _host()
    for i in range(6):
        s = 1000 + 2 * i
        log.add(
            s,
            syslog(s, "shop-api[88]", "config error: listen address ':80' already in use"),
            syslog(s, "systemd[1]", "shop-api.service: Main process exited, code=exited, status=1/FAILURE"),
            syslog(
                s, "systemd[1]", f"shop-api.service: Scheduled restart job, restart counter is at {i + 1}."
            ),
        )
    log.add(1013, syslog(1013, "systemd[1]", "shop-api.service: Start request repeated too quickly."))
    return log.text()


def password_guessed() -> str:
    log = _host()
    log.every(
        1,
        lambda s, i: syslog(
            s, f"sshd[{i}]", f"Failed password for root from 203.0.113.77 port {40_000 + i} ssh2"
        ),
        start=900,
        stop=1080,
    )
    return log.add(
        1081, syslog(1081, "sshd[999]", "Accepted password for root from 203.0.113.77 port 50111 ssh2")
    ).text()


def a_pod_crashes_again_and_again() -> str:
    log = Log().every(4, lambda s, i: klog(s, "I", "kubelet.go:2405", f'"SyncLoop" pod="shop/web-{i % 9}"'))
    back_off = (
        '"Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"api\\" with CrashLoopBackOff: '
        '\\"back-off 5m0s restarting failed container=api pod=api-7d9_shop\\"" pod="shop/api-7d9"'
    )
    return log.every(
        60, lambda s, i: klog(s, "E", "pod_workers.go:1298", back_off), start=600, stop=1320
    ).text()


def pods_are_evicted() -> str:
    log = Log().every(8, lambda s, i: klog(s, "I", "node_lifecycle.go:88", f"Node example-{i % 7} updated"))
    evict = '"Eviction manager: must evict pod(s) to reclaim" resourceName="ephemeral-storage" pods=["shop/api-{}"]'
    return log.every(
        4,
        lambda s, i: klog(s, "E", "eviction_manager.go:614", evict.format(i)),
        start=1200,
        stop=1300,
    ).text()


def an_image_cannot_be_pulled() -> str:
    log = Log().every(4, lambda s, i: klog(s, "I", "kubelet.go:2405", f'"SyncLoop" pod="shop/web-{i % 9}"'))
    event = (
        '"Event occurred" object="shop/api-7d9" kind="Pod" type="Warning" reason="Failed" '
        'message="Failed to pull image \\"registry.example.com/shop/api:2026.3\\": not found"'
    )
    return log.every(60, lambda s, i: klog(s, "I", "event.go:294", event), start=600, stop=1200).text()


def no_server_behind_the_balancer() -> str:
    def request(s: float, i: int) -> str:
        text = (
            f"198.51.100.{i % 200}:50001 [02/Mar/2026:09:00:00.123] fe be/api-1 0/0/1/12/13 200 512 - - ----"
        )
        return syslog(s, "haproxy[31]", text)

    log = Log().every(4, request)
    for number, s in ((1, 1800), (2, 1805)):
        log.add(
            s,
            syslog(
                s,
                "haproxy[31]",
                f'Server be_api/api-{number} is DOWN, reason: Layer4 connection problem, info: "Connection refused". '
                f"{2 - number} active and 0 backup servers left.",
            ),
        )
    return log.add(1805, syslog(1805, "haproxy[31]", "backend be_api has no server available!")).text()


def an_index_is_read_only() -> str:
    log = Log().every(10, lambda s, i: f"{_es(s)}[INFO ][o.e.c.m.TemplateService] [es-1] adding template {i}")
    flood = "flood stage disk watermark [95%] exceeded on [abc][es-1][/data] free: 1.2gb[4%]"
    blocked = (
        "ClusterBlockException[index [logs-1] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage "
        "watermark, index has read-only-allow-delete block];]"
    )
    log.every(
        30,
        lambda s, i: f"{_es(s)}[WARN ][o.e.c.r.a.DiskThresholdMonitor] [es-1] {flood}",
        start=900,
        stop=1800,
    )
    log.every(
        9,
        lambda s, i: f"{_es(s)}[ERROR][o.e.a.b.TransportBulkAction] [es-1] {blocked}",
        start=930,
        stop=1470,
    )
    return log.text()


def _es(second: float) -> str:
    return f"[{at(second):%Y-%m-%dT%H:%M:%S},123]"


def replication_breaks() -> str:
    log = Log().every(10, lambda s, i: f"{iso(s)} {i} [Note] [MY-010914] [Server] Aborted connection {i}")
    broken = (
        "44 [ERROR] [MY-010584] [Repl] Slave SQL for channel '': Worker 1 failed executing transaction 'x:{}'; "
        "Could not execute Update_rows event on table shop.orders; Can't find record in 'orders'"
    )
    return log.every(10, lambda s, i: f"{iso(s)} {broken.format(i)}", start=900, stop=1300).text()


INCIDENTS = {
    incident.write.__name__: incident
    for incident in (
        Incident(disk_of_postgres_is_full, ("no space left",), Severity.CRITICAL),
        Incident(kernel_kills_the_database, ("out of memory", "mysql", "shop-api"), Severity.CRITICAL),
        Incident(a_disk_dies, ("hardware", "sdb"), Severity.HIGH),
        Incident(a_unit_cannot_start, ("restart", "shop-api"), Severity.HIGH),
        Incident(password_guessed, ("brute force", "succeeded"), Severity.CRITICAL),
        Incident(a_pod_crashes_again_and_again, ("crashing", "api"), Severity.HIGH),
        Incident(pods_are_evicted, ("node", "evicted"), Severity.HIGH),
        Incident(an_image_cannot_be_pulled, ("image", "cannot be pulled"), Severity.HIGH),
        Incident(no_server_behind_the_balancer, ("be_api", "refused"), Severity.CRITICAL),
        Incident(an_index_is_read_only, ("refuses writes",), Severity.HIGH),
        Incident(replication_breaks, ("replica",), Severity.HIGH),
    )
}
