"""The cause is told, not who is the loudest."""

from __future__ import annotations

from crosscut.model import Severity
from tests.unit.writing import Log, detections_of, entry, postgres, syslog, traffic


def loud(log: Log, service: str, message: str, *, start: float = 1500, stop: float = 2100) -> Log:
    return log.every(2, lambda s, i: entry(s, "ERROR", service, message), start=start, stop=stop)


def test_a_program_that_crashes_explains_the_refused_connections_to_it() -> None:
    log = Log().every(3, lambda s, i: syslog(s, "nginx[8]", f'"GET /t/{i}.jpg" 200'))
    for s in range(1500, 1800, 60):
        fault = "thumbd[520]: segfault at 10 ip 00007f4c sp 00007ffd error 4 in libvips.so.42[7f4c+1b]"
        log.add(s, syslog(s, "kernel", fault))
        refused = "[error] 8#8: *1 connect() to unix:/run/thumbd.sock failed (111: Connection refused)"
        for i in range(40):
            log.add(s + 1 + i, syslog(s + 1 + i, "nginx[8]", refused))

    first, *others = detections_of(log)

    assert first.rule in ("crash", "cascade")
    assert "thumbd" in first.title
    assert "nginx failed in consequence" in first.title
    assert [d for d in others if d.severity.rank >= Severity.MEDIUM.rank] == []


def test_a_backend_that_dies_explains_that_the_database_is_in_recovery() -> None:
    log = Log().every(5, lambda s, i: postgres(s, "LOG", "checkpoint starting: time"))
    for s in (1500, 1800):
        log.add(s, postgres(s, "LOG", "server process (PID 24011) was terminated by signal 6: Aborted"))
        for i in range(20):
            log.add(s + i, postgres(s + i, "FATAL", "the database system is in recovery mode"))

    assert detections_of(log)[0].rule == "crash"


def test_what_merely_is_there_all_the_time_explains_nothing() -> None:
    log = traffic(Log(), "orders", "gateway")
    log.every(60, lambda s, i: entry(s, "ERROR", "orders", "deadlock detected"))
    loud(log, "gateway", "request to carts timed out")

    assert detections_of(log)[0].rule == "timeout"


def test_what_waits_for_a_host_of_its_own_is_not_explained_by_what_else_failed_then() -> None:
    log = traffic(Log(), "orders", "mailer")
    loud(log, "orders", "write /data/a: no space left on device")
    loud(log, "mailer", "smtp.example.com:25 timed out")

    assert {d.rule for d in detections_of(log)} == {"disk-full", "timeout"}


def test_an_unknown_error_is_read_after_the_known_trouble_of_its_time() -> None:
    log = traffic(Log(), "ranker")
    log.every(
        10, lambda s, i: entry(s, "WARN", "cadvisor", "CPUThrottlingHigh", container="ranker"), start=1490
    )
    loud(log, "ranker", "rank deadline of 800ms missed")

    first = detections_of(log)[0]

    assert first.rule == "cpu"
    assert "ranker" in first.title


def test_a_cause_is_as_severe_as_what_it_brings_about() -> None:
    log = traffic(Log(), "a", "gateway")
    log.every(
        10, lambda s, i: entry(s, "WARN", "a", "server reached pm.max_children setting (25)"), start=1490
    )
    loud(log, "gateway", "upstream answered 502")

    first = detect_first(log)

    assert first[0] == "overload"
    assert first[1] >= Severity.HIGH.rank


def detect_first(log: Log) -> tuple[str, int]:
    first = detections_of(log)[0]
    return first.topics[0], first.severity.rank


def test_of_equals_the_nearest_to_the_root_comes_first() -> None:
    log = traffic(Log(), "a", "b")
    loud(log, "a", "no space left on device", start=1500)
    loud(log, "b", "duplicate key value violates unique constraint 'carts_key'", start=1500, stop=2400)

    assert detections_of(log)[0].rule == "disk-full"
