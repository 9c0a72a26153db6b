"""AWS Lambda's lines and those of its runtimes."""

from __future__ import annotations

import pytest

from crosscut.formats.lambda_logs import LambdaLogs
from crosscut.formats.parsed import Parsed
from tests.unit.formats.parsing import RECEIVED, nanos, records
from tests.unit.formats.values import raw_lines

FIRST, SECOND, THIRD = (f"8f5b0c1e-0000-4000-8000-00000000000{n}" for n in (1, 2, 3))


def parsed(name: str) -> list[Parsed]:
    found = [LambdaLogs().parse(line, RECEIVED) for line in raw_lines(name)]
    return [line for line in found if line is not None]


def test_a_report_s_figures_are_attributes() -> None:
    report = parsed("lambda_platform.log")[3]

    assert (report.body, report.severity_number) == ("REPORT duration 102.25 ms, memory 75 of 128 MB", 9)
    assert report.attributes == {
        "faas.invocation_id": FIRST,
        "aws.lambda.duration_ms": 102.25,
        "aws.lambda.billed_duration_ms": 103,
        "aws.lambda.memory_size_mb": 128,
        "aws.lambda.max_memory_used_mb": 75,
        "aws.lambda.init_duration_ms": 150.31,
    }


def test_what_ended_badly_is_an_error() -> None:
    bad = [(line.body, line.attributes.get("faas.invocation_id")) for line in parsed("lambda_platform.log")
           if line.severity_number >= 17]  # fmt: skip

    assert bad == [
        ("Task timed out after 3.00 seconds", SECOND),
        ("REPORT duration 3000.0 ms, memory 76 of 128 MB, status timeout", SECOND),
        ("Error: Runtime exited with error: signal: killed", THIRD),
        (
            "REPORT duration 812.04 ms, memory 128 of 128 MB, status error, Runtime.ExitError, all of its memory"
            " was used",
            THIRD,
        ),
        ("INIT_REPORT duration 10009.2 ms, status timeout", None),
    ]


def test_a_full_memory_is_a_warning() -> None:
    line = f"REPORT RequestId: {FIRST}\tDuration: 1.00 ms\tMemory Size: 128 MB\tMax Memory Used: 128 MB\t"

    full = LambdaLogs().parse(line, RECEIVED)

    assert full is not None
    assert full.severity_number == 13


def test_python_s_logger() -> None:
    placed, slow = parsed("lambda_python.log")[:2]

    assert (placed.body, placed.severity_number, placed.severity_text) == ("order 17 placed", 9, "INFO")
    assert placed.time_unix_nano == nanos("2026-11-23T12:26:27.899")
    assert placed.attributes == {"faas.invocation_id": FIRST}
    assert slow.severity_number == 13


def test_an_uncaught_exception_of_python_is_one_line_with_its_trace() -> None:
    (raised,) = (line for line in parsed("lambda_python.log") if "exception.stacktrace" in line.attributes)

    assert raised.body.startswith(
        "ConnectionRefusedError: connection refused to db-1.example.test:5432\nTraceback (most recent call last):\n"
        '  File "/var/task/checkout.py", line 10, in handler\n'
    )
    assert raised.severity_number == 17
    assert raised.attributes["exception.message"] == "connection refused to db-1.example.test:5432"


def test_node_s_console_and_its_uncaught_errors() -> None:
    cold, *_, failed, invoke, uncaught = parsed("lambda_node.log")

    assert (cold.body, cold.attributes) == ("cold start", {})
    assert failed.attributes["exception.type"] == "PaymentError"
    assert failed.body.startswith(
        "payment failed PaymentError: connection refused to db-1.example.test:5432\n    at "
    )
    assert invoke.body == "Invoke Error: PaymentError: connection refused to db-1.example.test:5432"
    assert str(invoke.attributes["exception.stacktrace"]).startswith("PaymentError: connection refused")
    assert uncaught.attributes["exception.message"] == "Cannot read properties of undefined (reading 'cart')"
    assert {failed.severity_number, invoke.severity_number, uncaught.severity_number} == {17}


def test_dotnet_has_its_own_words_for_levels() -> None:
    failed = LambdaLogs().parse(f"2026-11-17T10:00:00.123Z\t{FIRST}\tfail\tpayment failed", RECEIVED)

    assert failed is not None
    assert failed.severity_number == 17


def test_an_export_of_cloudwatch_puts_a_time_before_each_line() -> None:
    exported = parsed("lambda_export.log")

    assert [line.body.split(",")[0] for line in exported] == [
        "START Version: $LATEST",
        "order 17 placed",
        "payment failed",
        "Task timed out after 3.00 seconds",
        "END",
        "REPORT duration 3000.0 ms",
    ]
    assert exported[0].time_unix_nano == nanos("2026-11-17T10:00:00")
    assert exported[2].time_unix_nano == nanos("2026-11-17T10:00:00.001")
    assert exported[3].time_unix_nano == nanos("2026-11-17T10:00:02.999")


def test_an_export_of_other_log_groups_is_generic() -> None:
    text = "2026-11-17T10:00:00.000Z ERROR payment failed\n2026-11-17T10:00:01.000Z listening on 8080"

    assert all(LambdaLogs().parse(line, RECEIVED) is None for line in text.split("\n"))
    failed, listening = records(text)
    assert (failed.body, failed.severity_number) == ("payment failed", 17)
    assert (listening.body, listening.time_unix_nano) == ("listening on 8080", nanos("2026-11-17T10:00:01"))


@pytest.mark.parametrize(
    "line",
    [
        "START the engine",
        "END",
        "[ERROR] payment: failed",
        "[ERROR]\tpayment failed",
        "2026-11-17T10:00:00.123Z\tsomething\tERROR\tx",
        f"2026-11-17T10:00:00.123Z\t{FIRST}\tHELLO\tx",
        "2026-11-17T10:00:00.123Z Task timed out after 3.00 seconds",
    ],
)
def test_other_lines_are_not_its(line: str) -> None:
    assert LambdaLogs().parse(line, RECEIVED) is None
