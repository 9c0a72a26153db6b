"""What the libraries write that programs log JSON with: the same event, read the same way."""

from __future__ import annotations

import pytest

from crosscut.formats.jsonlines import JsonLines
from crosscut.formats.parsed import Parsed
from tests.unit.formats.parsing import RECEIVED, nanos
from tests.unit.formats.samples import lines_of

LIBRARIES = ("pino", "bunyan", "winston", "ecs_pino", "structlog", "python_json_logger", "ecs_python", "loguru", "zap",
             "zerolog", "logrus", "slog")  # fmt: skip
ERROR = "connection refused to db-1.example.test:5432"


def parsed(library: str) -> list[Parsed]:
    found = [JsonLines().parse(line, RECEIVED) for line in lines_of(f"json_{library}.jsonl")]
    return [line for line in found if line is not None]


@pytest.mark.parametrize("library", LIBRARIES)
def test_every_line_has_a_time_a_level_and_a_message(library: str) -> None:
    for line in parsed(library):
        assert line.time_unix_nano is not None
        assert line.time_unix_nano > nanos("2026-11-17T00:00:00")
        assert line.severity_number or line.body == "no level"
        assert line.body
        assert "{" not in line.body


@pytest.mark.parametrize("library", [name for name in LIBRARIES if name != "slog"])
def test_an_error_is_said_in_the_message(library: str) -> None:
    failed = [line for line in parsed(library) if line.severity_number == 17 and "failed" in line.body]

    assert failed
    for line in failed:
        assert ERROR in line.body
        assert line.attributes["exception.message"] == ERROR


@pytest.mark.parametrize("library", ["pino", "bunyan", "winston", "ecs_pino"])
def test_node_s_stack_is_the_trace_and_names_the_type(library: str) -> None:
    failed = next(line for line in parsed(library) if line.severity_number == 17)

    assert failed.attributes["exception.type"] == "Error"
    assert str(failed.attributes["exception.stacktrace"]).startswith(f"Error: {ERROR}\n    at ")


@pytest.mark.parametrize("library", ["structlog", "python_json_logger", "ecs_python", "loguru"])
def test_python_s_exception_names_the_type(library: str) -> None:
    failed = [line for line in parsed(library) if line.severity_number == 17]

    assert failed
    assert {line.attributes["exception.type"] for line in failed} == {"ConnectionRefusedError"}


def test_epochs_in_seconds_and_milliseconds_and_zones() -> None:
    assert parsed("zap")[0].time_unix_nano == nanos("2026-11-23T12:02:56.828926") + 0
    assert parsed("zerolog")[2].time_unix_nano == nanos("2026-11-23T12:02:56.833")
    assert parsed("pino")[0].time_unix_nano == nanos("2026-11-23T12:00:28.911")
    assert parsed("slog")[0].time_unix_nano == nanos("2026-11-17T09:00:00.123456") + 789


def test_slog_has_a_place_and_groups() -> None:
    _, failed, worse = parsed("slog")

    assert failed.attributes["code.function.name"] == "main.main"
    assert failed.attributes["code.line.number"] == 10
    assert (failed.body, failed.attributes["exception.message"]) == (
        "payment failed: connection refused",
        "connection refused",
    )
    assert (worse.severity_number, worse.severity_text) == (17, "ERROR+2")
    assert (worse.attributes["http.request.method"], worse.attributes["url.path"]) == ("GET", "/cart")


def test_pino_http_has_the_request() -> None:
    fine, broken = parsed("pino_http")

    assert fine.attributes["http.response.status_code"] == 200
    assert fine.attributes["http.server.request.duration"] == 0.002
    expected = {
        "http.request.method": "GET",
        "url.path": "/pay",
        "url.query": "cart=17",
        "http.response.status_code": 502,
        "client.address": "127.0.0.1",
    }
    assert expected.items() <= dict(broken.attributes).items()


@pytest.mark.parametrize(
    ("line", "body", "number"),
    [
        ('{"@t":"2026-11-17T10:00:00Z","@mt":"Cart {Id}","@l":"Error","Id":7,"@x":"System.Exception: boom\\n   at X"}',
         "Cart {Id}: boom", 17),
        ('{"message":"boom","context":{"exception":{"class":"E","message":"why"}},"level":400,"level_name":"ERROR"}',
         "boom: why", 17),
        ('{"t":{"$date":"2026-11-17T10:00:00.000+00:00"},"s":"E","c":"NETWORK","msg":"Connection refused"}',
         "Connection refused", 17),
        ('{"@level":"error","@message":"core: sealed","@timestamp":"2026-11-17T10:00:00Z"}', "core: sealed", 17),
        ('{"timestamp":"2026-11-17T10:00:00Z","level":"ERROR","fields":{"message":"boom"},"target":"shop::pay"}',
         "boom", 17),
        ('{"instant":{"epochSecond":1794909600,"nanoOfSecond":5},"level":"WARN","loggerName":"a.B","message":"x"}',
         "x", 13),
        ('{"version":"1.1","host":"web-1","short_message":"boom","timestamp":1794909600.5,"level":3}', "boom", 17),
        ('{"severity":"ERROR","jsonPayload":{"message":"boom"},"timestamp":"2026-11-17T10:00:00Z"}', "boom", 17),
        ('{"level":"info","ts":1794909600.5,"msg":"handled request","request":{"method":"GET","uri":"/a?b=1"}}',
         "handled request", 9),
        ('{"status":"error","message":"boom","ddsource":"nodejs"}', "boom", 17),
    ],
    ids=["serilog", "monolog", "mongodb", "hclog", "tracing", "log4j2", "gelf", "google", "caddy", "datadog"],
)  # fmt: skip
def test_other_libraries_by_their_documentation(line: str, body: str, number: int) -> None:
    read = JsonLines().parse(line, RECEIVED)

    assert read is not None
    assert (read.body, read.severity_number) == (body, number)
