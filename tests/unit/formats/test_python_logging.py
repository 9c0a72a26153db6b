"""The layouts of Python's logging, as Python 3.11, Flask, gunicorn, uvicorn, Django and Celery wrote them."""

from __future__ import annotations

import pytest

from crosscut.formats.parsed import Parsed
from crosscut.formats.python_logging import PythonLogging
from tests.unit.formats.parsing import RECEIVED, nanos
from tests.unit.formats.samples import lines_of, record_with, records_of, share

LAYOUTS = ["asctime", "doc", "pipe", "bracket", "thread", "lvlfirst", "short"]


def parsed(line: str) -> Parsed:
    record = PythonLogging().parse(line, RECEIVED)
    assert record is not None, line
    return record


@pytest.mark.parametrize("layout", [*LAYOUTS, "basic"])
def test_each_message_has_its_level_and_logger_and_nothing_else_in_its_body(layout: str) -> None:
    record = record_with(PythonLogging(), f"python_{layout}.log", "retrying payment")

    assert record.body == "retrying payment (attempt 2 of 3)"
    assert (record.severity_number, record.severity_text) == (13, "WARNING")
    assert record.attributes["otel.scope.name"] == ("plain" if layout == "lvlfirst" else "shop.orders")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_message_has_its_time(layout: str) -> None:
    record = record_with(PythonLogging(), f"python_{layout}.log", "retrying payment")

    assert record.time_unix_nano is not None
    assert nanos("2026-11-23T12:03:04.700") < record.time_unix_nano < nanos("2026-11-23T12:03:05")


@pytest.mark.parametrize("layout", [*LAYOUTS, "basic"])
def test_a_traceback_is_not_taken_for_messages(layout: str) -> None:
    records = records_of(PythonLogging(), lines_of(f"python_{layout}.log"))

    assert [r.severity_number for r in records] == [9, 5, 13, 17, 18, 17]


@pytest.mark.parametrize(
    ("name", "words", "expected"),
    [
        ("python_thread.log", "order 17 placed", {"process.pid": 8971, "thread.name": "MainThread"}),
        ("python_pipe.log", "order failed", {"code.function.name": "<module>", "code.line.number": 9}),
        ("python_lvlfirst.log", "cache hit", {"process.pid": 8972}),
        ("python_gunicorn.log", "Booting worker with pid: 8987", {"process.pid": 8987}),
        ("python_gunicorn.log", "Exception on /boom", {"otel.scope.name": "app"}),
        ("python_gunicorn.log", "GET /nothere 404", {"client.address": "127.0.0.1"}),
        ("python_uvicorn.log", "GET /x 404", {"url.query": "y=1", "client.port": 58470}),
        ("python_django.log", "GET /boom 500", {"http.response.body.size": 56198}),
        (
            "python_django.log",
            "Internal Server Error: /boom",
            {"http.response.status_code": 500, "url.path": "/boom"},
        ),
        (
            "python_celery.log",
            "charging order 1",
            {"task.id": "cfedefad-ace4-423c-b6b5-4e3757c2d4e9", "process.title": "MainProcess"},
        ),
    ],
)
def test_what_a_line_tells(name: str, words: str, expected: dict[str, object]) -> None:
    assert expected.items() <= record_with(PythonLogging(), name, words).attributes.items()


@pytest.mark.parametrize(
    ("line", "time", "body", "severity"),
    [
        ("[2026-11-17 10:00:00 +0100] [7] [INFO] Booting worker", "2026-11-17T09:00:00", "Booting worker", 9),
        (
            "[2026-11-17 10:00:00,123: ERROR/ForkPoolWorker-1] Task x raised",
            "2026-11-17T10:00:00.123",
            "Task x raised",
            17,
        ),
        ("[2026-11-17 10:00:00,123] WARNING in views: slow", "2026-11-17T10:00:00.123", "slow", 13),
        (
            "[2026-11-17T10:00:00.123+0000] {taskinstance.py:1138} INFO - Marking",
            "2026-11-17T10:00:00.123",
            "Marking",
            9,
        ),
        ("[2026-11-17 10:00:00,123] ERROR [django.request:241] boom", "2026-11-17T10:00:00.123", "boom", 17),
        ("2026-11-17 10:00:00,123 [INFO] shop: up", "2026-11-17T10:00:00.123", "up", 9),
        ('[17/Nov/2026 10:00:00] "GET / HTTP/1.1" 503 1', "2026-11-17T10:00:00", "GET / 503", 17),
    ],
)
def test_layouts_of_frameworks(line: str, time: str, body: str, severity: int) -> None:
    record = parsed(line)

    assert record.time_unix_nano == nanos(time)
    assert (record.body, record.severity_number) == (body, severity)


def test_colours_are_taken_off() -> None:
    record = parsed("\x1b[32mINFO\x1b[0m:     Application startup complete.")

    assert (record.body, record.severity_text) == ("Application startup complete.", "INFO")


@pytest.mark.parametrize(
    "name",
    [
        "logback_2.log",
        "log4j2_2.log",
        "log4j2_3.log",
        "spring_boot_3.log",
        "postgresql_default.log",
        "go_std.log",
    ],
)
def test_other_logs_are_not_taken(name: str) -> None:
    assert share(PythonLogging(), lines_of(name)) == 0
