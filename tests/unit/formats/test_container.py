"""Container runtimes: the program's own line inside, and the runtime's time where the program gives none."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from crosscut.formats import detect_format
from crosscut.formats.container import Container
from tests.unit.formats.parsing import RECEIVED, nanos, only, records

CRI = "2026-11-17T10:00:00.123456789Z stderr F "


def docker(text: str, stream: str = "stderr") -> str:
    return json.dumps(
        {"log": text, "stream": stream, "time": "2026-11-17T10:00:00.1Z"}, separators=(",", ":")
    )


@pytest.mark.parametrize("line", [CRI + "boom", docker("boom\n")])
def test_both_runtimes_are_told_and_unwrapped(line: str) -> None:
    assert detect_format([line], RECEIVED)[0].name == "container"
    record = only(line)

    assert record.text == line
    assert record.body == "boom"
    assert record.attributes == {"log.iostream": "stderr"}
    assert record.time_unix_nano is not None


@pytest.mark.parametrize(
    ("inner", "number", "body", "time"),
    [
        ('{"level":"error","msg":"boom","time":"2026-11-17T09:59:59Z"}', 17, "boom", "2026-11-17T09:59:59"),
        ('{"level":"error","msg":"boom"}', 17, "boom", "2026-11-17T10:00:00.123456"),
        ("2026-11-17 09:59:59,5 ERROR boom", 17, "boom", "2026-11-17T09:59:59.5"),
        ("E1117 09:59:59.000000       1 main.go:7] boom", 17, "boom", "2026-11-17T09:59:59"),
        ("it failed", 13, "it failed", "2026-11-17T10:00:00.123456"),
        ("", 0, "", "2026-11-17T10:00:00.123456"),
    ],
)
def test_the_inner_line_is_read_in_its_own_format(inner: str, number: int, body: str, time: str) -> None:
    record = only(CRI + inner)

    assert (record.severity_number, record.body) == (number, body)
    assert abs((record.time_unix_nano or 0) - nanos(time)) < 1_000


@pytest.mark.parametrize("end", ["", " "])
def test_an_empty_line_is_told_with_and_without_its_blank(end: str) -> None:
    wrapped = Container().unwrap("2026-11-17T10:00:00Z stdout F" + end)

    assert wrapped is not None
    assert wrapped.text == ""


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-17T10:00:00Z stdout X boom",
        "2026-11-17T10:00:00Z stdout Fboom",
        "2026-11-17 10:00:00 stdout F boom",
        '{"log":"boom\\n"}',
        '{"log":"boom\\n","stream":1,"time":2}',
        '{"log":"cut',
        "boom",
    ],
)
def test_what_only_looks_so_is_not_unwrapped(line: str) -> None:
    assert Container().unwrap(line) is None


def test_a_line_that_the_runtime_split_is_one_record() -> None:
    split = [
        "2026-11-17T10:00:00.1Z stdout P " + '{"time":"2026-11-17T09:59:59Z","level":"error","ms',
        "2026-11-17T10:00:00.1Z stdout P " + 'g":"cannot',
        "2026-11-17T10:00:00.1Z stdout F " + ' pay"}',
        "2026-11-17T10:00:00.2Z stdout F next",
    ]

    first, second = records("\n".join(split))

    assert (first.line_count, first.body, first.severity_number) == (3, "cannot pay", 17)
    assert first.time_unix_nano == nanos("2026-11-17T09:59:59")
    assert first.text == "\n".join(split[:3])
    assert second.body == "next"


def test_docker_splits_lines_too() -> None:
    first, second = records(
        "\n".join([docker('{"level":"error","ms'), docker('g":"boom"}\n'), docker("next\n")])
    )

    assert (first.line_count, first.body, first.severity_number) == (2, "boom", 17)
    assert second.body == "next"


def test_a_split_line_is_joined_over_a_line_of_the_other_stream() -> None:
    text = "\n".join(
        f"2026-11-17T10:00:00.1Z {rest}" for rest in ("stdout P abc", "stderr F err", "stdout F def")
    )

    assert [record.body for record in records(text)] == ["abcdef", "err"]


def test_a_stack_trace_of_wrapped_lines_is_one_record() -> None:
    trace = [
        "java.lang.IllegalStateException: boom",
        "\tat a.B.c(B.java:1)",
        "Caused by: java.io.IOException: disk",
    ]

    (record,) = records("\n".join(CRI + line for line in trace))

    assert record.line_count == 3
    assert record.body == "\n".join(trace)
    assert record.attributes["exception.type"] == "java.io.IOException"


def shipped(log: str, **more: object) -> str:
    kubernetes = {"pod_name": "web-1", "namespace_name": "shop", "container_name": "web", "host": "node-1"}
    document = {"date": 1794909600.5, "log": log, "stream": "stderr", "kubernetes": kubernetes, **more}
    return json.dumps(document)


def test_the_lines_of_a_shipper_are_joined_and_say_whose_they_are() -> None:
    trace = [
        "java.lang.IllegalStateException: boom",
        "\tat a.B.c(B.java:1)",
        "Caused by: java.io.IOException: disk",
    ]

    failed, up = records("\n".join(shipped(line) for line in [*trace, "listening on 8080"]))

    assert (failed.line_count, failed.severity_number) == (3, 17)
    assert failed.attributes["exception.type"] == "java.io.IOException"
    assert (up.body, up.time_unix_nano) == ("listening on 8080", nanos("2026-11-17T10:00:00.5"))
    assert up.resource["k8s.pod.name"] == "web-1"
    assert up.resource["k8s.namespace.name"] == "shop"


def test_a_line_that_a_shipper_found_split_is_one_record() -> None:
    split = [
        shipped('{"level":"error","ms', logtag="P"),
        shipped('g":"boom"}', logtag="F"),
        shipped("next", logtag="F"),
    ]

    first, second = records("\n".join(split))

    assert (first.line_count, first.body, first.severity_number) == (2, "boom", 17)
    assert first.resource["k8s.pod.name"] == "web-1"
    assert second.body == "next"


@pytest.mark.parametrize(
    ("inner", "number", "attribute"),
    [
        ("E1117 09:59:59.000000       1 main.go:7] boom", 17, ("code.file.path", "main.go")),
        ('203.0.113.9 - - [17/Nov/2026:10:00:00 +0000] "GET /a HTTP/1.1" 502 5 "-" "x"', 17, ("url.path", "/a")),
        ("level=warn msg=slow path=/cart", 13, ("url.path", "/cart")),
        ("[ERROR]\t2026-11-17T10:00:00.000Z\t8f5b0c1e-0000-4000-8000-000000000001\tboom", 17,
         ("faas.invocation_id", "8f5b0c1e-0000-4000-8000-000000000001")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("wrap", [lambda text: CRI + text, lambda text: docker(text + "\n"), shipped])
def test_what_a_container_writes_is_told_in_every_wrapping(
    wrap: Callable[[str], str], inner: str, number: int, attribute: tuple[str, str]
) -> None:
    record = only(wrap(inner))

    assert record.severity_number == number
    assert record.attributes[attribute[0]] == attribute[1]
    assert record.attributes["log.iostream"] == "stderr"
