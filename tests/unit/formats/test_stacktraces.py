"""Stack traces: which lines belong to one, and which exception it is about."""

from __future__ import annotations

import time

import pytest

from crosscut.formats.stacktraces import exception_attributes, is_continuation
from tests.unit.formats.traces import TRACES


@pytest.mark.parametrize(("trace", "kind", "message"), TRACES.values(), ids=TRACES)
def test_every_line_of_a_trace_but_the_first_continues_it(trace: str, kind: str, message: str | None) -> None:
    lines = trace.split("\n")

    assert [line for i, line in enumerate(lines) if i and not is_continuation(line, lines[:i])] == []


@pytest.mark.parametrize(("trace", "kind", "message"), TRACES.values(), ids=TRACES)
def test_the_exception_is_the_root_cause(trace: str, kind: str, message: str | None) -> None:
    expected = {"exception.type": kind} | ({"exception.message": message} if message else {})

    assert exception_attributes(trace.split("\n")) == expected


@pytest.mark.parametrize(
    "line", ["2026-11-17 10:00:00 INFO up", "started", "INFO: started", "main.main()", "ValueError: x"]
)
@pytest.mark.parametrize(
    "before", [[], ["request failed"], ["request failed", "  detail: x"], ["goroutines: 5", "x"]]
)
def test_the_next_record_does_not_continue_the_last(line: str, before: list[str]) -> None:
    assert not is_continuation(line, before)


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        (
            ["shop.Pay - cannot charge", "javax.net.ssl.SSLException: handshake", "\tat a.B.c(B.java:1)"],
            "javax.net.ssl.SSLException",
        ),
        (["request failed: java.io.IOException: disk full", "\tat a.B.c(B.java:1)"], "java.io.IOException"),
        (["fatal error: all goroutines are asleep - deadlock!", "", "goroutine 1 [chan receive]:"], "panic"),
        (["KeyboardInterrupt"], "KeyboardInterrupt"),
        (["all is well", "  indented"], None),
        (["no error here", "errors: 0"], None),
        (["TerrorException"], "TerrorException"),
        ([""], None),
    ],
)
def test_the_name_may_stand_within_a_line_but_not_within_a_word(lines: list[str], kind: str | None) -> None:
    assert exception_attributes(lines).get("exception.type") == kind


@pytest.mark.parametrize(
    "flood", ["A", "a.", "E.E", "Aa", "AKIA", "Error", "a::", "x.Error:", "a(", "(*", ")", "}", " ", "a.b()"]
)
def test_a_flood_takes_no_more_than_its_length(flood: str) -> None:
    line = flood * (100_000 // len(flood))
    begin = time.process_time()

    for shown in (line, f"{line})", f"Caused by: {line}", f"x {line}"):
        is_continuation(shown, ["goroutine 1 [running]:", "\tx"])
        is_continuation(shown, ["Traceback (most recent call last):", "  x"])
        exception_attributes(["Traceback (most recent call last):", "  x", shown, shown])

    assert time.process_time() - begin < 3.0
