"""Scenarios written after the rules were mended for the others, to see what the rules are worth beyond those."""

# ruff: noqa: E501 - lines as programs write them
from __future__ import annotations

from crosscut.model import Category
from tests.benchmarks.detection.scenario import Scenario
from tests.benchmarks.detection.writing import (
    accounts_work,
    alb,
    browsers,
    cloudtrail,
    cluster_works,
    database_works,
    haproxy,
    kube_event,
    logfmt,
    logrus,
    machine_works,
    nginx_error,
    pg,
    pino,
    request,
    works,
    zap,
)
from tests.unit.writing import Log, entry, iso, plain, python, spring, syslog

ATTACKER = "203.0.113.78"


def a_ruby_site_cannot_reach_elasticsearch() -> str:
    log = works(Log(seed=201), lambda s, v, m: entry(s, "INFO", v, m), "storefront")
    for s in range(1500, 2500, 7):
        log.add(
            s,
            entry(
                s,
                "ERROR",
                "storefront",
                "Faraday::ConnectionFailed (Failed to open TCP connection to es-1.shop.invalid:9200 (Connection refused - connect(2) for 192.0.2.44:9200))",
            ),
        )
    return log.text()


def an_api_gateway_answers_504_for_one_route() -> str:
    log = Log(seed=202)
    pick = log.random
    for i in range(5000):
        s = i * 0.7
        report = i % 8 == 0
        bad = report and s > 1900
        path = "/reports/monthly" if report else f"/api/items/{pick.randrange(900)}"
        log.add(
            s,
            alb(
                s,
                f"198.51.100.{pick.randrange(1, 200)}",
                "GET",
                path,
                504 if bad else 200,
                "-" if bad else "200",
                0.05,
            ),
        )
    return log.text()


def rabbitmq_blocks_its_publishers() -> str:
    log = works(Log(seed=203), lambda s, v, m: python(s, "INFO", v, m), "billing")
    log.add(
        1500,
        python(
            1500,
            "WARNING",
            "billing",
            "rabbitmq: memory resource limit alarm set on node rabbit@mq-1, publishers are blocked",
        ),
    )
    for s in range(1505, 2500, 10):
        log.add(
            s,
            python(
                s,
                "ERROR",
                "billing",
                "publish to exchange invoices failed: connection blocked by broker (low on memory)",
            ),
        )
    return log.text()


def a_batch_eats_the_cpu() -> str:
    log = works(Log(seed=204), lambda s, v, m: entry(s, "INFO", v, m), "api")
    for s in range(1200, 3400, 20):
        log.add(
            s,
            entry(
                s,
                "WARN",
                "node-monitor",
                f"cpu usage 9{s % 9}% on worker-3 for 60 s, load average 41.2, steal 38%",
            ),
        )
    return log.text()


def a_consumer_dies_of_a_poison_message() -> str:
    log = works(Log(seed=205), lambda s, v, m: logrus(s, "info", m, component=v), "shipments")
    for s in range(1000, 3000, 14):
        log.add(
            s,
            logrus(
                s,
                "error",
                "failed to process message, sending back to queue",
                component="shipments",
                error="json: cannot unmarshal string into Go struct field Parcel.weight of type int",
                message_id="m-771",
            ),
        )
    return log.text()


def a_disk_fills_below_a_broker() -> str:
    log = works(Log(seed=206), lambda s, v, m: spring(s, "INFO", "log-1", f"kafka.{v}.Log", m), "log")
    for s in range(1800, 2600, 9):
        log.add(
            s,
            spring(
                s,
                "ERROR",
                "log-dir",
                "kafka.server.LogDirFailureChannel",
                "Error while appending records to orders-3 in dir /var/lib/kafka: java.io.IOException: No space left on device",
            ),
        )
    return log.text()


def the_certificate_of_a_webhook_runs_out() -> str:
    log = cluster_works(Log(seed=207))
    for s in range(1100, 3300, 40):
        said = 'Error creating: Internal error occurred: failed calling webhook "inject.mesh.invalid": Post "https://injector.mesh.svc:443/inject": tls: failed to verify certificate: x509: certificate has expired or is not yet valid'
        log.add(s, kube_event(s, "Warning", "FailedCreate", "ReplicaSet/web-5d9c", said))
    return log.text()


def postgres_runs_out_of_locks_memory() -> str:
    log = database_works(Log(seed=208))
    for s in range(1700, 2500, 5):
        log.add(
            s,
            pg(s, "ERROR", "out of shared memory"),
            pg(s, "HINT", "You might need to increase max_locks_per_transaction."),
        )
    return log.text()


def a_php_site_uses_up_its_children() -> str:
    log = Log(seed=209)
    log.every(
        1.2,
        lambda s, i: nginx_error(s, "info", f"client 198.51.100.{i % 200 + 1} closed keepalive connection"),
    )
    for s in range(1500, 2500, 4):
        log.add(
            s,
            nginx_error(
                s,
                "error",
                'connect() to unix:/run/php/php8.3-fpm.sock failed (11: Resource temporarily unavailable) while connecting to upstream, client: 198.51.100.9, server: shop, request: "GET /cart.php HTTP/1.1"',
            ),
        )
    return log.text()


def a_node_goes_away() -> str:
    log = cluster_works(Log(seed=210))
    log.add(
        1900,
        kube_event(1900, "Normal", "NodeNotReady", "Node/node-7", "Node node-7 status is now: NodeNotReady"),
    )
    for s in range(1905, 2300, 12):
        log.add(s, kube_event(s, "Warning", "NodeNotReady", f"Pod/web-{s}", "Node is not ready"))
    return log.text()


def a_login_is_guessed_over_json() -> str:
    log = works(Log(seed=211), lambda s, v, m: pino(s, 30, v, m), "auth")
    for i in range(220):
        s = 1500 + i * 2
        log.add(s, pino(s, 40, "auth", "login failed: wrong password", user="anna@example.com", ip=ATTACKER))
    return log.text()


def a_wordpress_is_probed() -> str:
    log = browsers(Log(seed=212))
    for i in range(400):
        s = 1500 + i
        log.add(
            s,
            request(
                s,
                ATTACKER,
                (
                    "POST /xmlrpc.php",
                    "GET /wp-login.php",
                    "GET /wp-admin/setup-config.php",
                    "GET /wp-content/plugins/x/readme.txt",
                )[i % 4],
                404,
                153,
            ),
        )
    return log.text()


def the_s3_bucket_is_opened_by_acl() -> str:
    log = accounts_work(Log(seed=213))
    acl = {
        "bucketName": "shop-invoices",
        "AccessControlPolicy": {
            "Grant": {
                "Grantee": {"URI": "http://acs.amazonaws.com/groups/global/AllUsers"},
                "Permission": "READ",
            }
        },
    }
    return log.add(1800, cloudtrail(1800, "s3", "PutBucketAcl", who="bert", requestParameters=acl)).text()


def a_security_group_is_opened_to_the_world() -> str:
    log = accounts_work(Log(seed=214))
    rule = {
        "groupId": "sg-EXAMPLE1",
        "ipPermissions": {
            "items": [
                {
                    "ipProtocol": "tcp",
                    "fromPort": 22,
                    "toPort": 22,
                    "ipRanges": {"items": [{"cidrIp": "0.0.0.0/0"}]},
                }
            ]
        },
    }
    return log.add(
        2100, cloudtrail(2100, "ec2", "AuthorizeSecurityGroupIngress", who="bert", requestParameters=rule)
    ).text()


def a_new_account_appears_on_a_machine() -> str:
    log = machine_works(Log(seed=215))
    log.add(
        1900,
        syslog(
            1900,
            "useradd[8123]",
            "new user: name=support, UID=0, GID=0, home=/home/support, shell=/bin/bash, from=/dev/pts/2",
        ),
    )
    return log.add(1910, syslog(1910, "usermod[8130]", "add 'support' to group 'sudo'")).text()


def mongodb_has_no_primary() -> str:
    log = works(Log(seed=216), lambda s, v, m: zap(s, "info", v, m), "profiles")
    for s in range(1600, 2300, 5):
        log.add(
            s,
            zap(
                s,
                "error",
                "profiles",
                "find failed",
                error="server selection error: server selection timeout, current topology: { Type: ReplicaSetNoPrimary, Servers: [{ Addr: mongo-0.shop.invalid:27017 }] }",
            ),
        )
    return log.text()


def queries_wait_for_locks_in_mysql() -> str:
    log = works(Log(seed=217), lambda s, v, m: logfmt(s, "info", v, m), "checkout")
    for s in range(1500, 2600, 9):
        log.add(
            s,
            logfmt(
                s,
                "error",
                "checkout",
                "update cart failed",
                err="Error 1205 (HY000): Lock wait timeout exceeded; try restarting transaction",
            ),
        )
    return log.text()


def a_rust_service_panics() -> str:
    log = works(Log(seed=218), lambda s, v, m: f"{iso(s)}  INFO {v}: {m}", "matcher")
    for s in range(1500, 2800, 60):
        log.add(
            s,
            "thread 'tokio-runtime-worker' panicked at src/match.rs:88:14:",
            "index out of bounds: the len is 3 but the index is 3",
        )
    return log.text()


D, A, R, S = Category.DEPENDENCY, Category.AVAILABILITY, Category.RESOURCES, Category.SECURITY
SCENARIOS = (
    Scenario("unseen", a_ruby_site_cannot_reach_elasticsearch, (D,), r"es-1|9200|storefront", r"refused"),
    Scenario("unseen", an_api_gateway_answers_504_for_one_route, (A, D), r"/reports/monthly", r"504"),
    Scenario("unseen", rabbitmq_blocks_its_publishers, (R, D), r"rabbit|billing", r"memory|blocked"),
    Scenario("unseen", a_batch_eats_the_cpu, (R,), r"worker-3|node-monitor", r"cpu"),
    Scenario(
        "unseen", a_consumer_dies_of_a_poison_message, (A, Category.DATA), r"shipments", r"message|unmarshal"
    ),
    Scenario("unseen", a_disk_fills_below_a_broker, (R,), r"kafka|log", r"disk|space"),
    Scenario(
        "unseen", the_certificate_of_a_webhook_runs_out, (D,), r"injector|webhook|web-5d9c", r"certificate"
    ),
    Scenario("unseen", postgres_runs_out_of_locks_memory, (R,), r"postgres", r"memory"),
    Scenario("unseen", a_php_site_uses_up_its_children, (D, R), r"php|upstream|nginx", r"unavailable|fail"),
    Scenario("unseen", a_node_goes_away, (R, A), r"node-7|node", r"not ?ready|pressure|away|lost"),
    Scenario("unseen", a_login_is_guessed_over_json, (S,), r"{203.0.113.78}", r"brute|guess"),
    Scenario("unseen", a_wordpress_is_probed, (S,), r"{203.0.113.78}", r"scan|probe"),
    Scenario("unseen", the_s3_bucket_is_opened_by_acl, (S,), r"s3|bert", r"public"),
    Scenario(
        "unseen",
        a_security_group_is_opened_to_the_world,
        (S,),
        r"ec2|bert|security group",
        r"open|world|internet",
    ),
    Scenario("unseen", a_new_account_appears_on_a_machine, (S,), r"support|useradd", r"user|account"),
    Scenario(
        "unseen", mongodb_has_no_primary, (D,), r"mongo|profiles", r"primary|timeout|timed|time-out|selection"
    ),
    Scenario("unseen", queries_wait_for_locks_in_mysql, (Category.DATA, R, D), r"checkout", r"lock"),
    Scenario("unseen", a_rust_service_panics, (A,), r"matcher|tokio|src/match", r"panic|crash"),
)


def a_person_runs_sudo_wrongly_once() -> str:
    log = machine_works(Log(seed=231))
    return log.add(
        900,
        syslog(
            900,
            "sudo[77]",
            "anna : 1 incorrect password attempt ; TTY=pts/0 ; PWD=/home/anna ; USER=root ; COMMAND=/usr/bin/apt",
        ),
    ).text()


def a_slow_report_is_always_slow() -> str:
    log = browsers(Log(seed=232), took=True)
    return log.every(
        30, lambda s, i: request(s, "198.51.100.7", "GET /reports/yearly", 200, 90_000, took=6.0 + i % 3)
    ).text()


def a_partner_fetches_his_feed() -> str:
    log = browsers(Log(seed=233), step=0.5)
    return log.every(
        60,
        lambda s, i: request(
            s, "198.51.100.9", "GET /feeds/products.xml", 200, 9_000_000, agent="feed-reader/2.1"
        ),
    ).text()


def consumers_catch_up() -> str:
    log = works(Log(seed=234), lambda s, v, m: zap(s, "info", v, m), "indexer")
    return log.every(
        60, lambda s, i: zap(s, "info", "indexer", "consumer lag", topic="products", lag=max(0, 50 - i))
    ).text()


def a_young_collector_at_work() -> str:
    return (
        Log(seed=235)
        .every(
            3,
            lambda s, i: (
                f"[{iso(s)[:-1]}+0000][info][gc] GC({i}) Pause Young (Normal) (G1 Evacuation Pause) 612M->201M(1024M) {8 + i % 9}.311ms"
            ),
        )
        .text()
    )


def a_docs_site_about_prompts() -> str:
    log = works(Log(seed=236), lambda s, v, m: entry(s, "INFO", v, m), "docs")
    return log.every(
        30,
        lambda s, i: entry(
            s,
            "INFO",
            "docs",
            f"page viewed: how to write a system prompt, part {i % 9}; instructions for editors",
        ),
    ).text()


def haproxy_health_checks_flap_once() -> str:
    log = Log(seed=237)
    for i in range(4000):
        log.add(i * 0.9, haproxy(i * 0.9, "web", f"web{i % 3}", 200, "0/0/1/14/15", "----", f"/p/{i}"))
    log.add(
        1500,
        syslog(
            1500,
            "haproxy[561]",
            "Server web/web1 is DOWN, reason: Layer4 timeout, check duration: 2001ms. 2 active and 0 backup servers left. 0 sessions active, 0 requeued.",
            host="lb-1",
        ),
    )
    return log.add(
        1503,
        syslog(
            1503,
            "haproxy[561]",
            "Server web/web1 is UP, reason: Layer4 check passed, check duration: 0ms. 3 active and 0 backup servers online.",
            host="lb-1",
        ),
    ).text()


def an_ops_person_makes_a_key() -> str:
    log = accounts_work(Log(seed=238))
    return log.add(
        700,
        cloudtrail(700, "iam", "CreateAccessKey", who="terraform", requestParameters={"userName": "svc-ci"}),
    ).text()


def logs_of_a_mail_gateway() -> str:
    log = Log(seed=239)
    return log.every(
        0.8, lambda s, i: f"{plain(s)} INFO gateway: rejected message {i} as spam, 0 deferred, queue 3"
    ).text()


HEALTHY = (
    a_person_runs_sudo_wrongly_once,
    a_slow_report_is_always_slow,
    a_partner_fetches_his_feed,
    consumers_catch_up,
    a_young_collector_at_work,
    a_docs_site_about_prompts,
    haproxy_health_checks_flap_once,
    an_ops_person_makes_a_key,
    logs_of_a_mail_gateway,
)
