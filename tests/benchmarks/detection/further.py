"""Further scenarios: programs and failures that none of the others speaks of."""

# ruff: noqa: E501 - lines as programs write them
from __future__ import annotations

import json

from crosscut.model import Category
from tests.benchmarks.detection.scenario import Scenario
from tests.benchmarks.detection.writing import (
    browsers,
    database_works,
    logfmt,
    logrus,
    machine_works,
    pg,
    pino,
    request,
    works,
    zap,
)
from tests.unit.writing import Log, at, entry, iso, plain, python, spring, syslog

HOUR = 3600


def an_oracle_tablespace_is_full() -> str:
    log = works(Log(seed=401), lambda s, v, m: spring(s, "INFO", "exec-1", f"com.shop.{v}", m), "ledger")
    for s in range(1400, 3400, 9):
        log.add(
            s,
            spring(
                s,
                "ERROR",
                "exec-1",
                "com.shop.ledger.Store",
                "ORA-01653: unable to extend table SHOP.LEDGER by 128 in tablespace USERS",
            ),
        )
    return log.text()


def a_zookeeper_ensemble_loses_its_quorum() -> str:
    log = works(Log(seed=402), lambda s, v, m: python(s, "INFO", v, m), "zookeeper")
    for s in range(1600, 2600, 6):
        log.add(
            s,
            python(
                s,
                "WARNING",
                "zookeeper.quorum",
                "Exception causing close of session: ZooKeeperServer is not currently serving requests",
            ),
        )
        if s % 3 == 0:
            log.add(
                s + 1,
                python(s + 1, "ERROR", "zookeeper.quorum", "lost quorum, shutting down leader election"),
            )
    return log.text()


def a_gpu_falls_off_the_bus() -> str:
    log = machine_works(Log(seed=403), host="gpu-2")
    for s in range(1500, 1800, 40):
        log.add(
            s,
            syslog(
                s,
                "kernel",
                "NVRM: Xid (PCI:0000:3b:00): 79, pid=812, GPU has fallen off the bus.",
                host="gpu-2",
            ),
        )
    return log.text()


def training_runs_out_of_gpu_memory() -> str:
    log = works(Log(seed=404), lambda s, v, m: python(s, "INFO", v, m), "trainer")
    for s in range(1500, 3300, 30):
        log.add(
            s,
            python(
                s,
                "ERROR",
                "trainer",
                "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has 31.2 GiB in use",
            ),
        )
    return log.text()


def galera_loses_its_primary_component() -> str:
    log = Log(seed=405)
    log.every(
        2, lambda s, i: f"{iso(s)[:-1]}000Z {i} [Note] [MY-000000] [WSREP] committed write set {i}", stop=HOUR
    )
    for s in range(1500, 2200, 10):
        log.add(
            s,
            f"{iso(s)[:-1]}000Z 0 [Warning] [MY-000000] [WSREP] no nodes coming from prim view, prim not possible",
            f"{iso(s + 1)[:-1]}000Z 0 [ERROR] [MY-000000] [WSREP] WSREP has not yet prepared node for application use",
        )
    return log.text()


def cron_work_is_overdue() -> str:
    log = works(Log(seed=406), lambda s, v, m: logfmt(s, "info", v, m), "scheduler")
    for s in range(1800, 3500, 180):
        log.add(
            s,
            logfmt(s, "warn", "monitor", f"job nightly-invoices overdue: last run {s}s ago", interval="300s"),
        )
    return log.text()


def a_unit_is_killed_by_its_watchdog() -> str:
    log = machine_works(Log(seed=407), host="edge-1")
    for s in range(1500, 3400, 200):
        log.add(
            s,
            syslog(s, "systemd[1]", "meter-ingest.service: Watchdog timeout (limit 30s)!", host="edge-1"),
            syslog(
                s,
                "systemd[1]",
                "meter-ingest.service: Main process exited, code=dumped, status=6/ABRT",
                host="edge-1",
            ),
            syslog(
                s + 5,
                "systemd[1]",
                f"meter-ingest.service: Scheduled restart job, restart counter is at {(s - 1300) // 200}.",
                host="edge-1",
            ),
        )
    return log.text()


def a_module_is_missing_after_a_deploy() -> str:
    log = works(Log(seed=408), lambda s, v, m: pino(s, 30, v, m), "checkout", stop=1800)
    for s in range(1800, 3500, 12):
        log.add(s, pino(s, 60, "checkout", "Error: Cannot find module '/srv/app/dist/tax.js'"))
    return log.text()


def a_schema_migration_fails() -> str:
    log = works(
        Log(seed=409), lambda s, v, m: spring(s, "INFO", "main", f"com.shop.{v}", m), "orders", stop=1700
    )
    for s in range(1700, 3400, 60):
        log.add(
            s,
            spring(
                s,
                "ERROR",
                "main",
                "o.s.boot.SpringApplication",
                "Application run failed: liquibase.exception.ValidationFailedException: Validation Failed: 1 changesets check sum db/orders-42.xml was: 8:aa but is now: 8:bb",
            ),
        )
    return log.text()


def a_bgp_neighbour_goes_down() -> str:
    log = machine_works(Log(seed=410), host="edge-2")
    for s in range(1500, 2900, 50):
        log.add(
            s,
            syslog(
                s,
                "bgpd[611]",
                "%ADJCHANGE: neighbor transit-a.example.test Down - Hold Timer Expired",
                host="edge-2",
            ),
        )
    return log.text()


def a_message_cannot_be_read_after_a_change() -> str:
    log = works(Log(seed=411), lambda s, v, m: entry(s, "INFO", v, m), "projector")
    for s in range(1400, 3500, 8):
        log.add(
            s,
            entry(
                s,
                "ERROR",
                "projector",
                "org.apache.kafka.common.errors.SerializationException: Error deserializing key/value for partition invoices-3",
            ),
        )
    return log.text()


def writes_go_to_a_replica() -> str:
    log = database_works(Log(seed=412))
    for s in range(1600, 3000, 5):
        log.add(s, pg(s, "ERROR", "cannot execute INSERT in a read-only transaction"))
    return log.text()


def a_port_scan_in_a_flow_log() -> str:
    log = Log(seed=413)
    pick = log.random
    start = int(at(0).timestamp())
    log.every(
        1.1,
        lambda s, i: (
            f"2 000000000000 eni-0a1b2c3d4e5f60718 198.51.100.{pick.randrange(1, 250)} 192.0.2.14 {40000 + i % 9000} 443 6 {10 + i % 60} {4000 + i % 900} "
            f"{start + int(s)} {start + int(s) + 40} ACCEPT OK"
        ),
        stop=HOUR,
    )
    for i in range(900):
        s = 1500 + i
        log.add(
            s,
            f"2 000000000000 eni-0a1b2c3d4e5f60718 203.0.113.77 192.0.2.14 51344 {20 + i} 6 1 44 {start + s} {start + s + 20} REJECT OK",
        )
    return log.text()


def audit(
    second: float, user: str, verb: str, resource: str, name: str, code: int = 200, **more: object
) -> str:
    """A line of the audit log of a Kubernetes API server."""
    return json.dumps(
        {
            "kind": "Event",
            "apiVersion": "audit.k8s.io/v1",
            "level": "RequestResponse",
            "auditID": f"00000000-0000-4000-8000-{int(second * 1000):012d}",
            "stage": "ResponseComplete",
            "requestURI": f"/api/v1/namespaces/shop/{resource}/{name}",
            "verb": verb,
            "user": {"username": user, "groups": ["system:authenticated"]},
            "sourceIPs": ["203.0.113.88" if more else "192.0.2.11"],
            "userAgent": "kubectl/v1.29.0" if more else "kube-controller-manager/v1.29.0",
            "objectRef": {"resource": resource, "namespace": "shop", "name": name},
            "responseStatus": {"code": code},
            "requestReceivedTimestamp": iso(second),
            "stageTimestamp": iso(second),
        }
        | more
    )


def cluster_asks(log: Log) -> Log:
    """Add what controllers ask of the API all day."""
    users = (
        "system:kube-scheduler",
        "system:node:node-1",
        "system:serviceaccount:kube-system:replicaset-controller",
    )
    asked = (("get", "pods"), ("update", "leases"), ("list", "configmaps"), ("watch", "endpoints"))

    def line(second: float, i: int) -> str:
        verb, resource = asked[i % 4]
        return audit(second, users[i % 3], verb, resource, f"web-{log.random.randrange(900)}")

    return log.every(2, line, stop=HOUR)


def a_service_account_takes_over_the_cluster() -> str:
    log = cluster_asks(Log(seed=414))
    who = "system:serviceaccount:build:ci-deployer"
    binding = {
        "roleRef": {"kind": "ClusterRole", "name": "cluster-admin"},
        "subjects": [{"name": "ci-deployer"}],
    }
    pod = {"spec": {"hostPID": True, "containers": [{"securityContext": {"privileged": True}}]}}
    log.add(1800, audit(1800, who, "create", "clusterrolebindings", "debug", 201, requestObject=binding))
    log.add(1830, audit(1830, who, "list", "secrets", "", 200, annotations={"x": "y"}))
    log.add(1860, audit(1860, who, "create", "pods", "node-dbg", 201, requestObject=pod))
    return log.text()


def forged_tokens_are_tried() -> str:
    log = works(Log(seed=415), lambda s, v, m: zap(s, "info", v, m), "partner-api")
    for s in range(1500, 2400, 12):
        log.add(
            s,
            zap(
                s,
                "warn",
                "partner-api",
                "token rejected",
                error="unexpected signing method: none",
                client="203.0.113.99",
            ),
        )
    return log.text()


def a_raid_loses_a_disk() -> str:
    log = machine_works(Log(seed=416), host="nas-1")
    log.add(
        1700, syslog(1700, "kernel", "md/raid1:md0: Disk failure on sdb1, disabling device.", host="nas-1")
    )
    for s in range(1690, 1760, 10):
        log.add(
            s,
            syslog(
                s, "kernel", "blk_update_request: critical medium error, dev sdb, sector 881920", host="nas-1"
            ),
        )
    return log.text()


def a_deploy_brings_a_null_pointer() -> str:
    log = works(Log(seed=417), lambda s, v, m: logrus(s, "info", m, service=v), "pricing")
    for s in range(1500, 3400, 6):
        log.add(
            s,
            logrus(
                s,
                "error",
                "runtime error: invalid memory address or nil pointer dereference in discountFor",
                service="pricing",
            ),
        )
    return log.text()


def keycloak_sees_stuffed_credentials() -> str:
    log = Log(seed=418)
    pick = log.random

    def said(second: float, kind: str, address: str, level: str = "DEBUG", more: str = "") -> str:
        return (
            f"{plain(second)},{int(second * 1000) % 1000:03d} {level} [org.keycloak.events] (executor-thread-{pick.randrange(90)}) "
            f'type="{kind}", realmId="members", clientId="web", userId="null", ipAddress="{address}"{more}'
        )

    log.every(2, lambda s, i: said(s, "LOGIN", f"198.51.100.{pick.randrange(1, 200)}"), stop=HOUR)
    for i in range(700):
        s = 1200 + i * 2.5
        log.add(
            s,
            said(
                s,
                "LOGIN_ERROR",
                f"203.0.113.{17 + i % 3}",
                "WARN",
                f', error="user_not_found", username="kim{i}@example.test"',
            ),
        )
    return log.text()


def a_fsync_takes_too_long() -> str:
    log = works(Log(seed=419), lambda s, v, m: zap(s, "info", v, m), "etcd")
    for s in range(1500, 2900, 7):
        log.add(s, zap(s, "warn", "wal", "slow fdatasync", took="2.31s", expected="1s"))
    return log.text()


# Healthy or deceptive.


def a_ci_run_talks_of_failures() -> str:
    log = Log(seed=451)
    names = ("timeout_is_reported", "connection_refused_is_retried", "oom_is_told", "panic_is_caught")
    log.every(1, lambda s, i: f"{iso(s)} INFO ci: test_{names[i % 4]}_{i} PASSED", stop=HOUR)
    return log.text()


def rules_with_scary_names_are_loaded() -> str:
    log = works(Log(seed=452), lambda s, v, m: entry(s, "INFO", v, m), "prometheus")
    for i, name in enumerate(("DiskFull", "NodeNotReady", "CertificateExpired", "OOMKilled", "NoLeader")):
        log.add(600 + i, entry(600 + i, "INFO", "prometheus", f"loaded alert rule '{name}' from rules.yml"))
    return log.text()


def a_leader_moves_once() -> str:
    log = works(Log(seed=453), lambda s, v, m: zap(s, "info", v, m), "etcd")
    log.add(1700, zap(1700, "warn", "raft", "lost leader 91bc at term 14"))
    log.add(1701, zap(1701, "info", "raft", "became leader at term 15"))
    return log.text()


def corrected_memory_errors_now_and_then() -> str:
    log = machine_works(Log(seed=454))
    for s in (400, 1900, 3100):
        log.add(s, syslog(s, "kernel", "EDAC MC0: 1 CE memory read error on CPU_SrcID#0_DIMM#0"))
    return log.text()


def the_internet_knocks_at_a_firewall() -> str:
    log = Log(seed=455)
    pick = log.random
    start = int(at(0).timestamp())
    log.every(
        1.3,
        lambda s, i: (
            f"2 000000000000 eni-0a1b2c3d4e5f60718 203.0.113.{pick.randrange(1, 250)} 192.0.2.14 {40000 + i % 9000} {pick.choice((22, 23, 445, 3389, 8080))} 6 1 44 "
            f"{start + int(s)} {start + int(s) + 20} REJECT OK"
        ),
        stop=HOUR,
    )
    return log.text()


def controllers_ask_the_cluster() -> str:
    log = cluster_asks(Log(seed=456))
    for s in range(300, 3500, 400):
        log.add(s, audit(s, "system:serviceaccount:monitoring:prometheus", "list", "ingresses", "", 403))
    return log.text()


def a_queue_drains_after_a_push() -> str:
    log = works(Log(seed=457), lambda s, v, m: logfmt(s, "info", v, m), "mailer")
    for i, n in enumerate((900, 700, 500, 300, 100)):
        log.add(1500 + 60 * i, logfmt(1500 + 60 * i, "info", "mailer", f"backlog of {n} messages, draining"))
    return log.text()


def jobs_retry_and_succeed() -> str:
    log = works(Log(seed=458), lambda s, v, m: python(s, "INFO", v, m), "celery")
    for s in range(200, 3500, 500):
        log.add(
            s,
            python(
                s,
                "WARNING",
                "celery",
                "Task mail.send retry: Retry in 5s: ConnectionResetError(104, 'reset by peer')",
            ),
        )
        log.add(s + 5, python(s + 5, "INFO", "celery", "Task mail.send succeeded in 0.3s"))
    return log.text()


def careless_clients_break_rows() -> str:
    log = database_works(Log(seed=459))
    for s in range(100, 3500, 240):
        log.add(
            s,
            pg(
                s,
                "ERROR",
                'insert or update on table "carts" violates foreign key constraint "carts_user_fk"',
            ),
        )
    return log.text()


def customers_ask_for_what_is_gone() -> str:
    log = browsers(Log(seed=460))
    for s in range(100, 3500, 30):
        log.add(s, request(s, f"198.51.100.{s % 200 + 1}", f"GET /old/{s}", 404, 153))
    return log.text()


RES, DEP, AV, SEC, DATA, CONF = (
    Category.RESOURCES, Category.DEPENDENCY, Category.AVAILABILITY, Category.SECURITY, Category.DATA, Category.CONFIGURATION,
)  # fmt: skip
SCENARIOS = tuple(
    Scenario("further", write, categories, component, cause)
    for write, categories, component, cause in (
        (an_oracle_tablespace_is_full, (RES,), r"ledger", r"full|tablespace|space"),
        (a_zookeeper_ensemble_loses_its_quorum, (AV, DEP), r"zookeeper|quorum", r"quorum|leader"),
        (a_gpu_falls_off_the_bus, (RES,), r"gpu|NVRM|3b:00", r"fallen off|hardware|fault"),
        (training_runs_out_of_gpu_memory, (RES,), r"trainer|gpu|cuda", r"memory"),
        (galera_loses_its_primary_component, (AV, DEP), r"wsrep|galera|mysql", r"prim|quorum|leader"),
        (cron_work_is_overdue, (AV,), r"nightly-invoices", r"overdue|stopped|schedule"),
        (a_unit_is_killed_by_its_watchdog, (AV,), r"meter-ingest", r"watchdog|hang"),
        (a_module_is_missing_after_a_deploy, (AV, CONF), r"checkout|tax\.js", r"module|missing"),
        (a_schema_migration_fails, (CONF, DATA, AV), r"orders", r"liquibase|migration|check ?sum"),
        (a_bgp_neighbour_goes_down, (DEP, AV), r"transit-a|bgp", r"down|hold timer"),
        (a_message_cannot_be_read_after_a_change, (DATA,), r"projector|invoices", r"deseriali|read"),
        (writes_go_to_a_replica, (DEP, DATA), r"postgres", r"read-only"),
        (a_port_scan_in_a_flow_log, (SEC,), r"{203.0.113.77}", r"scan"),
        (a_service_account_takes_over_the_cluster, (SEC,), r"ci-deployer", r"cluster-admin"),
        (forged_tokens_are_tried, (SEC,), r"partner-api", r"forged|signing"),
        (a_raid_loses_a_disk, (RES,), r"sdb|md0", r"disk|hardware|medium"),
        (a_deploy_brings_a_null_pointer, (AV,), r"pricing|discountFor", r"nil pointer|error in the program"),
        (keycloak_sees_stuffed_credentials, (SEC,), r"members|keycloak", r"brute|stuff|spray"),
        (a_fsync_takes_too_long, (RES,), r"etcd|wal|fdatasync", r"slow|fsync|sync"),
    )
)
HEALTHY = (
    a_ci_run_talks_of_failures,
    rules_with_scary_names_are_loaded,
    a_leader_moves_once,
    corrected_memory_errors_now_and_then,
    the_internet_knocks_at_a_firewall,
    controllers_ask_the_cluster,
    a_queue_drains_after_a_push,
    jobs_retry_and_succeed,
    careless_clients_break_rows,
    customers_ask_for_what_is_gone,
)
