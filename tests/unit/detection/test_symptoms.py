"""The table of symptoms: for each entry, messages that tell of it and messages that only sound like it."""

from __future__ import annotations

import pytest

from crosscut.detection.symptoms import event_of, explain, is_stated, symptom_of, symptoms

TELLS = {
    "intrusion": (
        "malware detected in /srv/uploads/a.doc",
        "[Falco] Notice: Drop and execute new binary in container",
    ),
    "forged-token": (
        "token rejected: unexpected signing method: none",
        "jwt header has alg=none",
    ),
    "policy-denial": (
        'avc:  denied  { read } for comm="httpd" name="shadow"',
        'audit: type=1400 apparmor="DENIED" operation="open" profile="web"',
    ),
    "wraparound": ('database is not accepting commands to avoid wraparound data loss in database "shop"',),
    "corruption": (
        "XFS (dm-3): Corruption detected. Unmount and run xfs_repair",
        "page verification failed: checksum mismatch in block 12",
    ),
    "slow-storage": (
        "slow fdatasync took 2.31s, expected less than 1s",
        "disk latency is too long on sda",
    ),
    "quorum": (
        "raft.node: 8e9e lost leader 91bc at term 14",
        "no leader elected for shard 3",
        "cluster has lost quorum",
    ),
    "network-link": (
        "e1000e: eth0 NIC Link is Down",
        "BGP: neighbor 192.0.2.1 Down - hold timer expired",
    ),
    "read-only": ("cannot execute INSERT in a read-only transaction",),
    "not-ready": ("FATAL: the database system is in recovery mode",),
    "health-check": (
        "health check of search failed 3 times in a row",
        "Readiness probe failed: HTTP probe failed with statuscode: 503",
    ),
    "hang": ("web.service: Watchdog timeout (limit 30s)!",),
    "statement-cancelled": ("canceling statement due to statement timeout",),
    "constraint": ('insert or update on table "orders" violates foreign key constraint "orders_fk"',),
    "migration": (
        "Migration 0042_add_orders failed",
        "FlywayException: Validate failed: Migrations have failed validation",
    ),
    "incomplete-deploy": (
        "libpq.so.5: cannot open shared object file",
        "java.lang.NoClassDefFoundError: com/example/Util",
    ),
    "missing-thing": (
        "queue shop-mail does not exist",
        "An error occurred (NoSuchBucket) when calling the ListObjects operation",
    ),
    "unit-failed": ("web.service: Failed with result 'exit-code'.",),
    "overdue": ("schedule billing.rollup overdue: last run 383s ago",),
    "poison-message": ("message 81 moved to the dead letter queue",),
    "backup": ("backup of database shop failed",),
    "decode": (
        "failed to parse JSON payload",
        "Error deserializing value for partition orders-3",
    ),
    "startup": ("application shop failed to start",),
    "program-error": (
        "java.lang.NullPointerException: order is null",
        "TypeError: Cannot read properties of undefined (reading 'id')",
    ),
    "job-failed": (
        "job daily_sales failed",
        "Job has reached the specified backoff limit",
    ),
    "out-of-memory": (
        "Out of memory: Killed process 811 (mysqld) total-vm:9211234kB, anon-rss:7123456kB",
        "container checkout terminated: reason=OOMKilled exitCode=137",
        "mysqld invoked oom-killer: gfp_mask=0x1100cca, order=0",
        "Memory cgroup out of memory: Killed process 27995 (java)",
    ),
    "heap-exhausted": (
        "java.lang.OutOfMemoryError: Java heap space",
        "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory",
        "terminate called after throwing an instance of 'std::bad_alloc'",
        "OSError: [Errno 12] Cannot allocate memory",
        "PHP Fatal error:  Allowed memory size of 134217728 bytes exhausted (tried to allocate 65536 bytes)",
        "numpy.core._exceptions.MemoryError: Unable to allocate 3.00 GiB",
    ),
    "disk-full": (
        "write /var/lib/data/segment.7: no space left on device",
        "OSError: [Errno 28] ENOSPC",
        "disk quota exceeded on /home",
    ),
    "file-handles": (
        "accept4: too many open files; retrying in 1s",
        "Error: EMFILE: open '/app/a.json'",
    ),
    "store-full": (
        "OOM command not allowed when used memory > 'maxmemory'.",
        "flood stage disk watermark [95%] exceeded on [es-1]",
        "memory resource limit alarm set on node rabbit@host",
    ),
    "node-pressure": (
        "Eviction manager: must evict pod(s) to reclaim ephemeral-storage",
        "The node was low on resource: memory. Container api was using 900Mi",
        "node example-3 has condition DiskPressure",
    ),
    "kernel-or-hardware": (
        "blk_update_request: I/O error, dev sdb, sector 8812 op 0x0:(READ)",
        "mce: [Hardware Error]: Machine check events logged",
        "EXT4-fs error (device sda1): ext4_find_entry: reading directory lblock 0",
        "EDAC MC0: 1 UE uncorrectable ECC error on DIMM_A1",
    ),
    "certificate": (
        "x509: certificate signed by unknown authority",
        "javax.net.ssl.SSLHandshakeException: PKIX path building failed",
        "SSL: CERTIFICATE_VERIFY_FAILED certificate verify failed",
        "Certificate validation failed: CN=idp.example.com expired on 2024-01-15",
    ),
    "dns": (
        "dial tcp: lookup db.shop.invalid on 10.96.0.10:53: no such host",
        "getaddrinfo ENOTFOUND api.example.com",
        "java.net.UnknownHostException: payments.shop.invalid",
        "curl: (6) Could not resolve host: api.example.com",
    ),
    "pool-exhausted": (
        "HikariPool-1 - Connection is not available, request timed out after 30000ms",
        "FATAL: remaining connection slots are reserved for superuser connections",
        "QueuePool limit of size 20 overflow 10 reached, connection timed out",
        "FATAL:  sorry, too many clients already",
        "Could not acquire connection from pool after 5000ms",
    ),
    "connection-refused": (
        "connect ECONNREFUSED 10.0.0.4:6379",
        "java.net.ConnectException: Connection refused",
        'connection to server at "orders-db" (10.0.0.9), port 5432 failed: server closed the connection',
        "Lost connection to MySQL server during query",
        "read: connection reset by peer: Connection was reset",
    ),
    "deadlock": (
        "ERROR: deadlock detected",
        "Lock wait timeout exceeded; try restarting transaction",
    ),
    "unique-violation": (
        'duplicate key value violates unique constraint "users_email_key"',
        "E11000 duplicate key error collection: shop.users",
        "Duplicate entry 'a' for key 'PRIMARY'",
    ),
    "sql-error": (
        'syntax error at or near "SELCT"',
        "column orders.discount_code does not exist",
        "Unknown column 'o.total' in 'field list'",
    ),
    "throttled": (
        "429 Too Many Requests",
        "ThrottlingException: Rate exceeded",
        "ProvisionedThroughputExceededException: the level was exceeded",
        "geocoder returned HTTP 429",
    ),
    "access-denied": (
        "An error occurred (AccessDenied) when calling the PutObject operation",
        "open /etc/app/key.pem: permission denied",
        "User: x is not authorized to perform: s3:PutObject",
    ),
    "configuration": (
        "KeyError: 'DATABASE_URL'",
        "missing required environment variable SMTP_HOST",
        "Could not resolve placeholder 'db.url' in value",
        "listen tcp :8080: bind: address already in use",
        "invalid configuration: pool.size must be positive",
    ),
    "image-pull": (
        'Failed to pull image "registry.example.com/shop/api:2026.3": not found',
        "Error syncing pod: ImagePullBackOff",
    ),
    "worker-stuck": (
        "[CRITICAL] WORKER TIMEOUT (pid:20)",
        "Worker (pid:20) was sent SIGKILL! Perhaps out of memory?",
    ),
    "function-timeout": ("2026-03-02T09:00:03Z 4444 Task timed out after 3.00 seconds",),
    "replication": (
        "Slave SQL for channel '': Worker 1 failed executing transaction",
        "logical replication has stopped on slot shop",
    ),
    "no-backend": (
        "backend be_api has no server available!",
        "no live upstreams while connecting to upstream",
    ),
    "crash-loop": (
        'failed to "StartContainer" for "api" with CrashLoopBackOff: "back-off 5m0s"',
        "shop-api.service: Start request repeated too quickly.",
        "container api exited with code 137, will restart",
        "shop-api.service: Scheduled restart job, restart counter is at 5.",
    ),
    "crash": (
        "api[811]: segfault at 18 ip 00007f sp 00007f error 4 in libc.so",
        "all server processes terminated; reinitializing",
        "panic: runtime error: invalid memory address or nil pointer dereference",
        "Unhandled exception. System.NullReferenceException: Object reference not set",
        "server process (PID 301) was terminated by signal 6: Aborted",
        "worker process 2041 exited on signal 11",
    ),
    "cpu": ("cpu usage 97% on worker-3 for 60 s",),
    "certificate-expiry": ("certificate for shop.example.com expires in 6 days",),
    "mount": ('MountVolume.SetUp failed for volume "config": configmap "api" not found',),
    "account-created": (
        "new user: name=support, UID=0, GID=0, home=/home/support",
        "add 'support' to group 'sudo'",
    ),
    "tampering": ("The audit log was cleared.",),
    "liveness": (
        "Liveness probe failed: HTTP probe failed with statuscode: 500",
        "Container api failed liveness probe, will be restarted",
    ),
    "thread-deadlock": (
        "Found one Java-level deadlock:",
        "fatal error: all goroutines are asleep - deadlock!",
    ),
    "unschedulable": ("0/6 nodes are available: 6 Insufficient memory. preemption: none",),
    "quota": (
        "VcpuLimitExceeded: You have requested more vCPU capacity than your current vCPU limit allows",
        "InsufficientInstanceCapacity: we do not have sufficient capacity in this zone",
    ),
    "clock-jump": ("System clock wrong by 3641.218730 seconds", "Time jumped backwards, rotating."),
    "replica-lag": ("replication lag of replica pg-2 is 340 seconds", "Seconds_Behind_Source: 812"),
    "backlog": ("consumer lag above threshold", "queue depth is growing: 9000 messages waiting"),
    "privilege-attempt": ("www-data : user NOT in sudoers ; TTY=pts/1 ; USER=root ; COMMAND=/usr/bin/id",),
    "overload": (
        "work queue is full (10000 waiting), dropping event",
        "nf_conntrack: table full, dropping packet",
    ),
    "upstream": (
        "orders returned 503",
        "upstream prematurely closed connection while reading response header",
        "circuit breaker is open for payments",
        "502 Bad Gateway from catalogue",
        "call failed with status: 504",
    ),
    "timeout": (
        "call to payments timed out after 2000 ms",
        "context deadline exceeded",
        "Redis connection timeout (5000ms exceeded)",
        "timeout of 5000ms exceeded",
    ),
    "authentication": (
        'password authentication failed for user "bob"',
        "provider says: invalid API key",
        "the access token has expired",
    ),
    "client-left": (
        "write response: write tcp 192.0.2.1:8080: write: broken pipe",
        "writev() failed (32: Broken pipe) while sending response to client",
        "query aborted: context canceled",
    ),
    "config-rejected": (
        "delta config for type.googleapis.com/envoy.config.listener.v3.Listener rejected",
        'nginx: [emerg] unknown directive "proxy_pas" in /etc/nginx/sites-enabled/shop:14',
        "error parsing config file: yaml: line 3",
    ),
    "node-lost": (
        "Kubelet stopped posting node status.",
        "Node worker-5 status is now: NodeNotReady",
        "BLOCK* removeDeadDatanode: lost heartbeat from dn-4:9866",
        "linux-build-01 is offline; cannot launch build",
    ),
    "directory-offline": (
        "sssd_be[corp.example.test]: Backend is offline",
        "Cannot contact any KDC for realm 'CORP.EXAMPLE.TEST'",
    ),
    "safe-mode": (
        "SafeModeException: Cannot create file. Name node is in safe mode.",
        "Client quorum is not met",
        "Reduced data availability: 12 pgs inactive",
    ),
}

SOUNDS_ALIKE = {
    "client-left": "response written, 512 bytes",
    "config-rejected": "configuration file /etc/nginx/nginx.conf syntax is ok",
    "node-lost": "Node worker-5 status is now: NodeReady",
    "directory-offline": "connected to dc01.corp.example.test",
    "safe-mode": "Safe mode is OFF",
    "intrusion": "scan of uploads finished, nothing found",
    "forged-token": "token signed with alg=RS256",
    "policy-denial": "policy loaded: 12 rules",
    "wraparound": "vacuum finished",
    "corruption": "corrupt = 0",
    "slow-storage": "fsync is on",
    "quorum": "8e9e became leader at term 14",
    "network-link": "eth0 NIC Link is Up 1000 Mbps",
    "read-only": "volume mounted",
    "not-ready": "database system is ready to accept connections",
    "health-check": "health of web-1 is good",
    "hang": "watchdog enabled with 30s",
    "statement-cancelled": "statement finished in 30 ms",
    "constraint": "added constraint orders_fk",
    "migration": "migration 0042 applied",
    "incomplete-deploy": "loaded module psycopg2",
    "missing-thing": "created queue shop-mail",
    "unit-failed": "web.service: Deactivated successfully.",
    "overdue": "schedule billing.rollup sent",
    "poison-message": "message 81 acknowledged",
    "backup": "backup finished",
    "decode": "parsed 12 files",
    "startup": "application shop started",
    "program-error": "no exception was thrown",
    "job-failed": "job daily_sales done",
    "cpu": "cpu usage 41% on worker-3",
    "certificate-expiry": "certificate for shop.example.com renewed, valid for 90 days",
    "mount": "mounted volume config",
    "account-created": "new user: name=anna, UID=1004, GID=1004",
    "tampering": "the audit log was rotated",
    "liveness": "liveness probe succeeded",
    "thread-deadlock": "deadlock check: none",
    "unschedulable": "6 nodes are available",
    "quota": "RequestLimitExceeded",
    "clock-jump": "clock is in sync, offset 0.2 ms",
    "replica-lag": "replica pg-2 is streaming",
    "backlog": "queue mail has 3 messages",
    "privilege-attempt": "anna : TTY=pts/0 ; USER=root ; COMMAND=/usr/bin/apt update",
    "out-of-memory": "memory usage 91 %, limit 768 MiB",
    "heap-exhausted": "VM options: -XX:+HeapDumpOnOutOfMemoryError -XX:+ExitOnOutOfMemoryError",
    "disk-full": "disk usage 43 %, 120 days left",
    "file-handles": "opened 200 files",
    "store-full": "memory usage of redis is 40 % of maxmemory",
    "node-pressure": "node example-3 has condition Ready",
    "kernel-or-hardware": "smartd: /dev/sda: 0 uncorrectable errors",
    "certificate": "certificate of shop.example.com renewed, valid until 2027-03-01",
    "dns": "reverse mapping checking getaddrinfo for host.example.net [203.0.113.9] failed",
    "pool-exhausted": "pool started with 20 connections",
    "connection-refused": "connection from 10.0.0.7 accepted",
    "deadlock": "lock acquired after 3 ms",
    "unique-violation": "index users_email_key is unique",
    "sql-error": "the syntax check passed",
    "throttled": "order 429 was shipped",
    "access-denied": "access granted to alice",
    "configuration": "KeyError: 'name'",
    "image-pull": "Successfully pulled image in 2.1s",
    "worker-stuck": "worker 7 booted with pid 20",
    "function-timeout": "the time-out of this function is 3 seconds",
    "replication": "replica caught up with its source",
    "no-backend": "Server be_api/api-1 is UP. 2 active and 0 backup servers online",
    "crash-loop": "container exited with code 143, restarting",
    "crash": "An unhandled exception has occurred while executing the request",
    "overload": "the queue holds 3 messages",
    "upstream": "row 503 skipped: price is not a number",
    "timeout": "slow query: 812 ms, timeout is 5000 ms",
    "authentication": "user alice authenticated with a token",
}


def test_every_symptom_has_examples() -> None:
    ids = {row.symptom.id for row in symptoms()}

    assert TELLS.keys() == ids
    assert SOUNDS_ALIKE.keys() == ids


@pytest.mark.parametrize(("symptom", "message"), [(s, m) for s, all_ in TELLS.items() for m in all_])
def test_a_message_tells_of_its_symptom(symptom: str, message: str) -> None:
    found = symptom_of(message)

    assert found is not None
    assert found.id == symptom


@pytest.mark.parametrize(("symptom", "message"), SOUNDS_ALIKE.items())
def test_a_message_that_sounds_alike_is_no_such_symptom(symptom: str, message: str) -> None:
    found = symptom_of(message)

    assert found is None or found.id != symptom


@pytest.mark.parametrize(
    "message",
    [
        "returned 500 rows in 12 ms",
        "2026-03-02 09:15:07,503 ERROR shop: basket 429 has no lines",
        'client_timeout=30 request_timeout: 5 "timeout": 60',
        "rate limit budget: 98 % left",
        "port 5020 opened",
    ],
)
def test_numbers_and_settings_are_no_symptoms(message: str) -> None:
    assert symptom_of(message) is None


def test_the_more_specific_symptom_wins() -> None:
    for message, expected in (
        ("Connection refused: FATAL: sorry, too many clients already", "pool-exhausted"),
        ("request timed out: x509: certificate has expired", "certificate"),
        ("panic: dial tcp: connection refused", "connection-refused"),
        ("Authentication failed: Redis connection timeout (5000ms exceeded)", "timeout"),
    ):
        found = symptom_of(message)
        assert found is not None
        assert found.id == expected


@pytest.mark.parametrize(
    ("message", "symptom"),
    [
        ("Out of memory: Killed process 811 (mysqld)", "out-of-memory"),
        ('{"kind":"Event","reason":"OOMKilled"}', "out-of-memory"),
        ("backend be_api has no server available!", "no-backend"),
        ("Back-off restarting failed container api", "crash-loop"),
        ("Task timed out after 3.00 seconds", "function-timeout"),
    ],
)
def test_an_event_is_known_whatever_its_level(message: str, symptom: str) -> None:
    found = event_of(message)

    assert found is not None
    assert found.id == symptom


@pytest.mark.parametrize(
    "message",
    [
        "ticket 5 titled 'java.lang.OutOfMemoryError when exporting'",
        "alert 'OOMKilled' (critical) loaded",
        "connection refused",
        "disk full",
    ],
)
def test_words_alone_are_no_event(message: str) -> None:
    assert event_of(message) is None


@pytest.mark.parametrize(
    ("message", "stated"),
    [
        ("write failed: No space left on device", True),
        ("check failed: disk full", True),
        ("disk full on /data", True),
        ("disk full check passed (20% used)", False),
        ("will stop if the disk is full", False),
        ("alert 'No space left on device' (critical)", False),
        ("0 disk full events", False),
        ("no disk full in the last week, then: no space left on device", True),
    ],
)
def test_what_is_only_named_is_not_stated(message: str, stated: bool) -> None:
    symptom = symptom_of(message)

    assert symptom is not None
    assert is_stated(symptom, message) is stated


def test_a_cause_is_a_sentence_with_and_without_a_target() -> None:
    for row in symptoms():
        for target in ("", "redis-master:6379"):
            sentence = explain(row.symptom, target)

            assert sentence.endswith(".")
            assert "{" not in sentence
            assert "  " not in sentence
            assert sentence[0].isupper() or sentence.startswith("redis-master")


def test_a_target_keeps_its_case_at_the_start_of_a_sentence() -> None:
    timeout = symptom_of("timed out")

    assert timeout is not None
    assert explain(timeout, "redis").startswith("redis does not answer")
    assert explain(timeout, "").startswith("What it depends on does not answer")
