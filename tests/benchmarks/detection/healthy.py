"""Healthy or deceptive: logs in which nobody is to be woken. Each is a function that writes one."""

# ruff: noqa: E501 - lines as programs write them
from __future__ import annotations

from tests.benchmarks.detection.writing import (
    accounts_work,
    alb,
    browsers,
    cloudtrail,
    cluster_works,
    database_works,
    haproxy,
    kube_event,
    lambda_works,
    logfmt,
    machine_works,
    pg,
    pino,
    request,
    works,
    zap,
)
from tests.unit.writing import Log, entry, iso, klog, plain, python, spring, syslog


def a_blip_of_one_minute_that_recovers() -> str:
    log = browsers(Log(seed=101), step=0.4)
    for i in range(9):
        log.add(1800 + i * 5, request(1800 + i * 5, f"198.51.100.{i + 3}", "GET /api/items/7", 502, 157))
    return log.text()


def retries_that_succeed_at_once() -> str:
    log = works(Log(seed=102), lambda s, v, m: zap(s, "info", v, m), "shipping")
    for i in range(60):
        s = 40 + i * 55
        log.add(s, zap(s, "warn", "shipping", "carrier api: read timeout, retrying", attempt=1))
        log.add(s + 1, zap(s + 1, "info", "shipping", "carrier api: ok after retry", attempt=2))
    return log.text()


def scary_words_in_a_good_log() -> str:
    log = works(Log(seed=103), lambda s, v, m: python(s, "INFO", v, m), "trainer")
    said = (
        "error_rate=0.0 failed=0 fatal=0 timeouts=0",
        "registered handler for OutOfMemoryError, SIGSEGV, deadlock",
        "dataset 'crash-reports' has {} rows, column 'is_fatal' dropped",
        "no errors found; panic threshold is not reached",
        "error budget left: 99.{} %",
    )
    return log.every(4, lambda s, i: python(s, "INFO", "trainer", said[i % 5].format(i))).text()


def a_load_test() -> str:
    log = browsers(Log(seed=104), step=1.5)
    pick = log.random
    for i in range(9000):
        s = 1500 + i * 0.1
        path = pick.choice(("/", "/product/1", "/search?q=shoes", "/cart"))
        log.add(s, request(s, "198.51.100.250", f"GET {path}", 200, 4000, agent="k6/0.49.0 (https://k6.io/)"))
    return log.text()


def a_deploy_restarts_all_pods() -> str:
    log = cluster_works(Log(seed=105))
    for i in range(12):
        s = 1500 + i * 20
        pod = f"Pod/web-6c9d-{i:05d}"
        log.add(s, kube_event(s, "Normal", "Killing", pod, "Stopping container web"))
        ready = 'Readiness probe failed: Get "http://192.0.2.31:8080/ready": dial tcp 192.0.2.31:8080: connect: connection refused'
        log.add(s + 4, kube_event(s + 4, "Warning", "Unhealthy", pod, ready))
        log.add(
            s + 9,
            kube_event(
                s + 9,
                "Normal",
                "ScalingReplicaSet",
                "Deployment/web",
                f"Scaled up replica set web-7d4b to {i + 1}",
            ),
        )
    return log.text()


def a_noisy_debug_log() -> str:
    log = Log(seed=106)
    said = (
        "entering catch block: no exception",
        "retry policy: max 3, on=[ConnectionRefused, Timeout]",
        "checking lock: no deadlock, waiters=0",
        "would fail if token were expired; token ok",
        "SELECT * FROM errors WHERE fatal = true returned 0 rows",
        "dump: state=OK lastError=null exception=null",
    )
    return log.every(0.3, lambda s, i: logfmt(s, "debug", "engine", said[i % 6], n=i)).text()


def a_crawler_meets_expected_404s() -> str:
    log = browsers(Log(seed=107))
    agent = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
    for i in range(700):
        s = i * 5
        log.add(
            s, request(s, "203.0.113.66", f"GET /product/old-{i}", 404 if i % 3 else 200, 153, agent=agent)
        )
    return log.text()


def somebody_mistypes_and_then_gets_in() -> str:
    log = machine_works(Log(seed=108))
    for s, user in ((300, "anna"), (1200, "bert"), (2500, "anna")):
        for k in range(2):
            log.add(
                s + k * 5,
                syslog(
                    s + k * 5,
                    f"sshd[{900 + s}]",
                    f"Failed password for {user} from 198.51.100.40 port 50122 ssh2",
                ),
            )
        log.add(
            s + 14,
            syslog(
                s + 14, f"sshd[{900 + s}]", f"Accepted password for {user} from 198.51.100.40 port 50122 ssh2"
            ),
        )
        log.add(
            s + 60,
            syslog(
                s + 60,
                f"sudo[{s}]",
                f"{user} : TTY=pts/0 ; PWD=/home/{user} ; USER=root ; COMMAND=/usr/bin/apt update",
            ),
        )
    return log.text()


def many_customers_mistype_their_passwords() -> str:
    log = browsers(Log(seed=109), step=0.5)
    for i in range(140):
        s = i * 25
        client = f"198.51.100.{i % 190 + 1}"
        log.add(s, request(s, client, "POST /login", 401, 210))
        log.add(s + 9, request(s + 9, client, "POST /login", 302, 0))
    return log.text()


def a_nightly_backup_is_large() -> str:
    log = browsers(Log(seed=110))
    for i in range(12):
        s = 600 + i * 120
        log.add(s, request(s, "198.51.100.5", f"GET /static/video/{i}.mp4", 200, 42_000_000))
    return log.text()


def an_account_is_run_by_terraform() -> str:
    log = accounts_work(Log(seed=111))
    for i, name in enumerate(
        ("CreateRole", "PutRolePolicy", "AttachRolePolicy", "TagRole", "UpdateAssumeRolePolicy", "GetRole")
    ):
        log.add(
            1800 + i,
            cloudtrail(1800 + i, "iam", name, who="terraform", requestParameters={"roleName": "shop-web"}),
        )
    log.add(1810, cloudtrail(1810, "s3", "PutBucketEncryption", who="terraform"))
    denied = {
        "errorCode": "AccessDenied",
        "errorMessage": "User: arn:aws:iam::111122223333:user/anna is not authorized to perform: ce:GetCostAndUsage",
    }
    return log.add(900, cloudtrail(900, "ce", "GetCostAndUsage", who="anna", **denied)).text()


def a_database_with_careless_clients() -> str:
    log = database_works(Log(seed=112))
    for i in range(20):
        s = 60 + i * 170
        log.add(
            s,
            pg(s, "ERROR", 'duplicate key value violates unique constraint "carts_token_key"'),
            pg(s, "DETAIL", f"Key (token)=({i}) already exists."),
        )
    log.add(1700, pg(1700, "ERROR", "deadlock detected"))
    log.add(2000, pg(2000, "LOG", "could not receive data from client: Connection reset by peer"))
    return log.add(2500, pg(2500, "LOG", "duration: 1320.412 ms  statement: VACUUM ANALYZE orders")).text()


def a_server_is_drained_behind_haproxy() -> str:
    log = Log(seed=113)
    for i in range(4500):
        s = i * 0.8
        log.add(s, haproxy(s, "web", f"web{i % 3}", 200, "0/0/1/14/15", "----", f"/p/{i}"))
    log.add(
        1500,
        syslog(
            1500,
            "haproxy[561]",
            "Server web/web1 is DOWN for maintenance. 2 active and 0 backup servers left. 0 sessions active, 0 requeued.",
            host="lb-1",
        ),
    )
    return log.add(
        1620,
        syslog(
            1620, "haproxy[561]", "Server web/web1 is UP/READY (leaving forced maintenance).", host="lb-1"
        ),
    ).text()


def a_lambda_starts_cold() -> str:
    log = lambda_works(Log(seed=114), "thumb")
    for i in range(8):
        s = 30 + i * 400
        log.add(
            s,
            "INIT_START Runtime Version: python:3.13.v12\tRuntime Version ARN: arn:aws:lambda:eu-west-1::runtime:0123456789abcdef",
        )
        log.add(s + 1, f"[WARNING]\t{iso(s)}\t00000000-0000-4000-8000-{i:012d}\tcold start took 1900 ms")
    return log.text()


def a_java_service_warns_of_deprecated_things() -> str:
    log = works(Log(seed=115), lambda s, v, m: spring(s, "INFO", "exec-1", f"com.shop.{v}.Api", m), "tax")
    for s in range(100, 3500, 40):
        log.add(
            s,
            spring(
                s,
                "WARN",
                "exec-2",
                "com.shop.tax.Legacy",
                "property 'tax.failOnError' is deprecated and will be removed; use 'tax.on-error'",
            ),
        )
    return log.text()


def customers_enter_nonsense() -> str:
    log = works(Log(seed=116), lambda s, v, m: pino(s, 30, v, m), "signup")
    for i, s in enumerate(range(30, 3500, 14)):
        log.add(
            s, pino(s, 40, "signup", "validation failed: e-mail is not valid", field="email", attempt=i % 3)
        )
    return log.text()


def a_cluster_moves_its_leader() -> str:
    log = Log(seed=117)
    log.every(1.5, lambda s, i: klog(s, "I", "controller.go:114", f"Reconciled Deployment web-{i}"))
    log.add(
        1700,
        klog(
            1700,
            "E",
            "leaderelection.go:332",
            "error retrieving resource lock kube-system/scheduler: Get https://192.0.2.1:443: context deadline exceeded",
        ),
    )
    log.add(
        1702, klog(1702, "I", "leaderelection.go:258", "successfully acquired lease kube-system/scheduler")
    )
    return log.text()


def an_old_client_gets_400s() -> str:
    log = Log(seed=118)
    pick = log.random
    for i in range(5000):
        s = i * 0.7
        status = 400 if i % 60 == 0 else 460 if i % 400 == 0 else 200
        log.add(
            s,
            alb(
                s,
                f"198.51.100.{pick.randrange(1, 200)}",
                "GET",
                f"/api/items/{pick.randrange(900)}",
                status,
                str(status),
                0.05,
            ),
        )
    return log.text()


def a_batch_job_reports_what_it_skipped() -> str:
    log = Log(seed=119)
    for i in range(3000):
        s = i * 1.2
        said = f"row {i} imported" if i % 50 else f"row {i} skipped: price missing"
        log.add(s, entry(s, "INFO" if i % 50 else "WARN", "importer", said))
    return log.add(
        3601, entry(3601, "INFO", "importer", "import finished: 2940 ok, 60 skipped, 0 failed, exit code 0")
    ).text()


def an_incident_is_only_talked_about() -> str:
    log = works(Log(seed=120), lambda s, v, m: entry(s, "INFO", v, m), "chatbot")
    said = (
        "message from channel #ops: 'yesterday redis was down, connection refused everywhere'",
        "message from channel #ops: 'kernel panic drill on Friday, root password attempts expected'",
        "kb article opened: How to fix CrashLoopBackOff and OOMKilled",
        "ticket 4711 closed: disk full on web-3",
    )
    return log.every(20, lambda s, i: entry(s, "INFO", "chatbot", said[i % 4])).text()


def the_day_of_a_plain_program() -> str:
    log = Log(seed=121)
    return log.every(
        0.9, lambda s, i: f"{plain(s)} INFO worker: processed {i} items, 0 errors, 0 timeouts"
    ).text()


SCENARIOS = (
    a_blip_of_one_minute_that_recovers,
    retries_that_succeed_at_once,
    scary_words_in_a_good_log,
    a_load_test,
    a_deploy_restarts_all_pods,
    a_noisy_debug_log,
    a_crawler_meets_expected_404s,
    somebody_mistypes_and_then_gets_in,
    many_customers_mistype_their_passwords,
    a_nightly_backup_is_large,
    an_account_is_run_by_terraform,
    a_database_with_careless_clients,
    a_server_is_drained_behind_haproxy,
    a_lambda_starts_cold,
    a_java_service_warns_of_deprecated_things,
    customers_enter_nonsense,
    a_cluster_moves_its_leader,
    an_old_client_gets_400s,
    a_batch_job_reports_what_it_skipped,
    an_incident_is_only_talked_about,
    the_day_of_a_plain_program,
)
