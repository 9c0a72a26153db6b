"""What runtimes print when they die: a record of its own, an error whatever the line above said."""

from __future__ import annotations

import pytest

from tests.unit.formats.parsing import records

PYTHON = "2026-02-14 08:00:0{},123 INFO app: fine"
CASES = {
    "java": (
        "2026-02-14 08:00:0{},123 INFO  [main] c.e.A - fine",
        'Exception in thread "main" java.lang.OutOfMemoryError: Java heap space\n\tat A.b(A.java:3)',
        17,
    ),
    "dotnet": (
        "2026-02-14 08:00:0{}.123 +01:00 [INF] fine",
        "Unhandled exception. System.IO.FileNotFoundException: no file\n   at Program.Main()",
        17,
    ),
    "node": (
        "2026-02-14T08:00:0{}.123Z info: fine",
        '/app/index.js:5\n    throw new Error("x");\n    ^\n\nError: x\n    at a (/app/i.js:5:11)\n\nNode.js v20.11.0',
        17,
    ),
    "ruby": (
        "I, [2026-02-14T08:00:0{}.123456 #1]  INFO -- : fine",
        "/app/a.rb:3:in `foo': undefined method `x' (NoMethodError)\n\tfrom /app/a.rb:7:in `bar'",
        17,
    ),
    "mysql": (
        "2026-02-14T08:00:0{}.123456Z 0 [Note] [MY-010914] [Server] fine",
        "08:00:07 UTC - mysqld got signal 11 ;\nMost likely, you have hit a bug\nThread pointer: 0x7f",
        21,
    ),
    "segmentation fault": (PYTHON, "Segmentation fault (core dumped)", 21),
    "rust": (PYTHON, "thread 'main' panicked at src/main.rs:4:5:\nboom", 21),
    "go": (
        "2026/02/14 08:00:0{} listening",
        "panic: boom\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:5 +0x1\nexit status 2",
        21,
    ),
    "sigquit": (
        "2026/02/14 08:00:0{} listening",
        "SIGQUIT: quit\nPC=0x46b2e1 m=0 sigcode=0\n\ngoroutine 0 [idle]:\nruntime.futex(0x5a)\n\t/usr/x.s:1 +0x1\n\n"
        "rax    0xca\nr10    0x0",
        21,
    ),
}


@pytest.mark.parametrize(("up", "crash", "severity"), CASES.values(), ids=CASES)
def test_a_crash_is_no_part_of_the_line_before_it(up: str, crash: str, severity: int) -> None:
    found = records("\n".join([*(up.format(i) for i in range(3)), crash]))

    assert [record.line_count for record in found] == [1, 1, 1, crash.count("\n") + 1]
    assert found[3].severity_number == severity
    assert found[3].text == crash
    assert max(record.severity_number for record in found[:3]) <= 9


def test_a_dump_without_anything_before_it_is_one_record() -> None:
    (found,) = records(CASES["sigquit"][1])

    assert found.severity_number == 21


def test_a_panic_below_the_error_that_tells_of_it_belongs_to_it() -> None:
    up = "2026-02-14 08:00:00 INFO up"

    found = records(
        f"{up}\n{up}\n2026-02-14 08:00:01 ERROR dying\npanic: boom\n\ngoroutine 1 [running]:\n{up}"
    )

    assert [record.line_count for record in found] == [1, 1, 4, 1]


def test_two_deaths_are_two_records() -> None:
    up = "2026/02/14 08:00:00 up"

    found = records(
        f"{up}\n{up}\n{up}\npanic: one\nexit status 2\nfatal error: two\n\ngoroutine 1 [running]:"
    )

    assert [record.line_count for record in found] == [1, 1, 1, 2, 3]


@pytest.mark.parametrize(
    ("header", "written"),
    [
        ("2026-02-14 08:00:0{},123 ERROR [main] c.e.A - failed", "{}"),
        ("08:00:0{}.123 [http-1] ERROR c.e.A [traceId=a] - failed", "{}"),
        ("2026-02-14 08:00:0{},123 ERROR [main] c.e.A - failed\n", "{}"),
        ("2026-02-14 08:00:0{},123 ERROR [main] c.e.A - failed", "2026-02-14T08:00:02.1Z stdout F {}"),
        ("2026-02-14 08:00:0{}.100 ERROR 1 --- [main] c.e.A : failed", "2026-02-14T08:00:02.1Z stdout F {}"),
    ],
)
def test_java_writes_the_exception_below_its_message(header: str, written: str) -> None:
    lines = [
        written.format(line)
        for i in range(4)
        for line in (
            *header.format(i).split("\n"),
            "java.lang.IllegalStateException: y",
            "\tat a.b(C.java:1)",
        )
    ]

    found = records("\n".join(lines))

    assert [record.line_count for record in found] == [header.count("\n") + 3] * 4
    assert {record.attributes["exception.type"] for record in found} == {"java.lang.IllegalStateException"}
    assert {record.severity_text for record in found} == {"ERROR"}


def test_zap_writes_the_stack_below_its_message() -> None:
    found = records(
        '2026-02-14T08:00:02.123+0100\tERROR\tpkg/a.go:12\tfailed\t{"error": "boom"}\nmain.f\n\t/app/a.go:12\n'
        "main.main\n\t/app/m.go:3\n2026-02-14T08:00:03.123+0100\tINFO\tpkg/a.go:13\tok"
    )

    assert [(record.body.split("\n")[0], record.line_count) for record in found] == [("failed", 5), ("ok", 1)]
