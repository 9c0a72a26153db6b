"""The layouts of log4j 2.19, logback 1.2 and Spring Boot, and java.util.logging of Java 17, as those wrote them."""

from __future__ import annotations

import pytest

from crosscut.formats.java_util_logging import JavaUtilLogging
from crosscut.formats.log4j import Log4j
from tests.unit.formats.parsing import RECEIVED, nanos
from tests.unit.formats.samples import lines_of, record_with, records_of, share

DATED = [
    "log4j2_2",
    "log4j2_3",
    "log4j2_4",
    "logback_2",
    "spring_boot_2",
    "spring_boot_3",
    "spring_boot_sleuth",
]
UNDATED = ["log4j2_1", "logback_1"]
THREADED = [name for name in (*DATED, *UNDATED) if name != "log4j2_3"]


@pytest.mark.parametrize("name", [*DATED, *UNDATED])
def test_each_message_has_its_level_and_logger(name: str) -> None:
    record = record_with(Log4j(), f"{name}.log", "slow query")

    assert record.body == "slow query took 1532 ms"
    assert (record.severity_number, record.severity_text) == (13, "WARN")
    assert str(record.attributes["otel.scope.name"]).endswith("OrderService")


@pytest.mark.parametrize("name", DATED)
def test_each_message_has_its_time(name: str) -> None:
    record = record_with(Log4j(), f"{name}.log", "slow query")

    assert record.time_unix_nano is not None
    assert nanos("2026-11-23T12:03:34") < record.time_unix_nano < nanos("2026-11-23T12:03:40")


@pytest.mark.parametrize("name", UNDATED)
def test_a_time_of_day_alone_is_no_time(name: str) -> None:
    assert record_with(Log4j(), f"{name}.log", "slow query").time_unix_nano is None


@pytest.mark.parametrize("name", THREADED)
def test_each_message_has_its_thread(name: str) -> None:
    thread = record_with(Log4j(), f"{name}.log", "slow query").attributes["thread.name"]

    assert str(thread).endswith("nio-8080-exec-1")


@pytest.mark.parametrize("name", [*DATED, *UNDATED])
def test_a_stack_trace_is_not_taken_for_messages(name: str) -> None:
    bodies = [record.body for record in records_of(Log4j(), lines_of(f"{name}.log"))]

    assert "order failed" in bodies
    assert not any("Exception" in body for body in bodies)


def test_spring_boot_tells_the_application_the_process_and_the_trace() -> None:
    three = record_with(Log4j(), "spring_boot_3.log", "order failed")
    sleuth = record_with(Log4j(), "spring_boot_sleuth.log", "order failed")

    assert three.resource["service.name"] == sleuth.resource["service.name"] == "shop"
    assert three.attributes["process.pid"] == 4123
    assert sleuth.attributes["trace.id"] == "5f3b1c9ad0e1f2a3"


@pytest.mark.parametrize(
    ("line", "body", "severity", "attributes"),
    [
        (
            "2026-11-17 10:00:00,123 [myid:1] - WARN  [SendWorker:188:QuorumCnxManager$SendWorker@688] - Interrupted",
            "Interrupted",
            13,
            {"otel.scope.name": "QuorumCnxManager$SendWorker", "code.line.number": 688},
        ),
        (
            "[2026-11-17T10:00:00,123][WARN ][o.e.m.j.JvmGcMonitorService] [es-1] overhead, spent [1.2s]",
            "overhead, spent [1.2s]",
            13,
            {"otel.scope.name": "o.e.m.j.JvmGcMonitorService"},
        ),
        (
            "[2026-11-17 10:00:00,123] ERROR [Broker id=1] Closing (kafka.server.ReplicaManager)",
            "[Broker id=1] Closing",
            17,
            {"otel.scope.name": "kafka.server.ReplicaManager"},
        ),
        (
            "17-Nov-2026 10:00:00.123 SEVERE [main] org.apache.catalina.core.StandardService.start Failed",
            "Failed",
            17,
            {"thread.name": "main", "code.function.name": "org.apache.catalina.core.StandardService.start"},
        ),
        (
            "2026-11-17 10:00:00,123 INFO  [org.jboss.as] (Controller Boot Thread) WFLYSRV0025: started",
            "WFLYSRV0025: started",
            9,
            {"thread.name": "Controller Boot Thread", "otel.scope.name": "org.jboss.as"},
        ),
        (
            "2026-11-17 10:00:00,123 INFO [main] org.apache.hadoop.mapreduce.v2.app.MRAppMaster: Executing",
            "Executing",
            9,
            {"thread.name": "main"},
        ),
    ],
)
def test_programs_that_are_known_by_their_layout(
    line: str, body: str, severity: int, attributes: dict[str, object]
) -> None:
    record = Log4j().parse(line, RECEIVED)

    assert record is not None
    assert (record.body, record.severity_number) == (body, severity)
    assert record.time_unix_nano == nanos("2026-11-17T10:00:00.123")
    assert attributes.items() <= record.attributes.items()


def test_java_util_logging_writes_two_lines() -> None:
    started, low, failed = records_of(JavaUtilLogging(), lines_of("java_util_logging.log"))

    assert (started.body, started.severity_number) == ("started", 9)
    assert (low.body, low.severity_number) == ("low", 13)
    assert failed.body.startswith("failed\njava.lang.RuntimeException: x\n\tat Jul.main")
    assert failed.severity_text == "SEVERE"
    assert failed.time_unix_nano == nanos("2026-11-23T12:03:40")
    assert failed.attributes == {"otel.scope.name": "Jul", "code.function.name": "main"}


@pytest.mark.parametrize(
    "name", ["python_asctime.log", "python_bracket.log", "python_flask.log", "rails.log", "go_std.log"]
)
def test_other_logs_are_not_taken(name: str) -> None:
    assert share(Log4j(), lines_of(name)) == 0
