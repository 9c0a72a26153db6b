"""Cutting an object where records begin: its parts, parsed apart, are the records of the whole."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crosscut.formats import Layout, begins_record, layout_of, parse_records
from crosscut.model import LogRecord
from crosscut.reading import LineReader
from tests.unit.formats.parsing import RECEIVED
from tests.unit.formats.samples import FOLDER
from tests.unit.formats.test_records import KEY, PIECES
from tests.unit.formats.traces import TRACES

FILES = sorted(path.name for path in FOLDER.iterdir() if path.name != "README.md")
ORDINARY = st.sampled_from(
    (
        '{"level":"info","msg":"up"}',
        '{"level":"error","msg":"MIIEpAIBAAKCAQEAMIIEpAIBAAKCAQEAMIIEpAIBAAKCAQEA"}',
        '{"log":"a\\n","stream":"stdout","time":"2026-11-17T10:00:00.1Z"}',
        '{"log":"a","stream":"stdout","time":"2026-11-17T10:00:00.1Z"}',
        '{"log":"Traceback (most recent call last):\\n","stream":"stdout","time":"2026-11-17T10:00:00.1Z"}',
        '{"logEvents":[{"id":"1","timestamp":1794909600000,"message":"x"}],"logGroup":"g","logStream":"s"}',
        '{"Records":[]}',
        '{"Records":[{"eventName":"a"},{"eventName":"b"}]}',
        "{broken",
        "2026-11-17T10:00:00.1Z stdout F one",
        "2026-11-17T10:00:00.1Z stdout P a half ",
        "2026-11-17T10:00:00.1Z stderr P other half ",
        '2026-11-17T10:00:00.1Z stderr F   File "a.py", line 1',
        "2026-11-17T10:00:00.1Z stderr F ValueError: x",
        "2026-11-17T10:00:00.1Z stderr F Traceback (most recent call last):",
        "2026-11-17T10:00:00.1Z stderr F -----BEGIN PRIVATE KEY-----",
        '203.0.113.9 - - [17/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "curl/8.5"',
        "Nov 17 10:00:00 web app[1]: x",
        "Nov 17 10:00:00 web app[1]: -----END PRIVATE KEY-----",
        "2026-11-17 10:00:00 INFO up",
        "2026-11-17 10:00:00,123 ERROR [main] a.B: down",
        "  2026-11-17 10:00:00 INFO in",
        "2026-11-17 10:00:00.123 UTC [12] ERROR:  bad",
        "2026-11-17 10:00:00.123 UTC [12] STATEMENT:  select",
        "from x",
        "I1117 10:00:00.123456       1 a.go:1] up",
        "START RequestId: 11111111-2222-4333-8444-555555555555 Version: $LATEST",
        "level=info msg=x ts=2026-11-17T10:00:00Z",
        "ERROR bad",
        "prose",
        "a.b(c)",
        "goroutine 1 [running]:",
        "\tat x.go:1",
        "main.main()",
        "java.lang.IllegalStateException: x",
        "",
        "   ",
        "    ^",
        "Error: x",
        "java.lang.IllegalStateException",
        "2026-11-17T10:00:00.1Z stdout F java.lang.IllegalStateException: x",
        "2026-11-17T10:00:00.1Z stdout F 2026-11-17 10:00:00,123 ERROR [main] a.B: down",
        "2026-11-17T10:00:00.1Z stdout F 2026-11-17 10:00:00.123 UTC [12] ERROR:  bad",
        "2026-11-17T10:00:00.1Z stdout F 2026-11-17 10:00:00.123 UTC [12] STATEMENT:  select",
        "panic: x",
        "SIGQUIT: quit",
        "PC=0x46b2e1 m=0 sigcode=0",
        "rax    0xca",
        "Segmentation fault (core dumped)",
        "10:00:07 UTC - mysqld got signal 11 ;",
        'Exception in thread "main" java.lang.OutOfMemoryError: x',
        "/app/a.rb:3:in `foo': bad (NoMethodError)",
        "/app/index.js:5",
        "\x1b[32m2026-11-17 10:00:00\x1b[0m \x1b[31mERROR\x1b[0m bad",
        '{"level":"info","msg":"a"}{"level":"error","msg":"b"}',
        "HOME=/root",
        "__CURSOR=s=1",
        "__REALTIME_TIMESTAMP=1794909600000000",
        "Caused by: a.B: c",
        "}",
        "# Time: 2026-11-17T10:00:00Z",
        "# User@Host: a[a] @ h []",
        "select 1;",
        "Name:   pod-1",
        "  app:",
        "    State: Running",
        *KEY,
        *(line for trace, _, _ in TRACES.values() for line in trace.split("\n")),
    )
)


def read(name: str) -> list[str]:
    with (FOLDER / name).open("rb") as stream:
        return list(LineReader(stream, name=name))


def parsed(lines: list[str], layout: Layout, first_line: int = 1) -> list[LogRecord]:
    return list(parse_records(lines, RECEIVED, layout, first_line=first_line))


def boundaries(lines: list[str], layout: Layout) -> list[int]:
    """Return the places of the lines at which the object may be cut."""
    return [
        i
        for i, line in enumerate(lines)
        if begins_record(line, lines[i - 1] if i else None, layout, RECEIVED)
    ]


def in_parts(lines: list[str], layout: Layout, cuts: list[int]) -> list[LogRecord]:
    edges = sorted({0, *cuts, len(lines)})
    spec = layout.spec().model_dump_json()
    found: list[LogRecord] = []
    for begin, end in itertools.pairwise(edges):
        again = Layout.from_spec(type(layout.spec()).model_validate_json(spec))
        found += parsed(lines[begin:end], again, begin + 1)
    return found


def assert_law(lines: list[str], layout: Layout, chosen: list[int] | None = None) -> None:
    whole = parsed(lines, layout)
    cuts = boundaries(lines, layout)
    begun = {record.line - 1 for record in whole}

    assert set(cuts) <= begun
    assert in_parts(lines, layout, cuts) == whole
    if chosen:
        some = [cut for i, cut in enumerate(cuts) if i in chosen]
        assert in_parts(lines, layout, some) == whole


@pytest.mark.parametrize("name", FILES)
def test_the_parts_of_a_sample_are_its_records(name: str) -> None:
    lines = read(name)

    assert_law(lines, layout_of(lines, RECEIVED), [1, 3, 7])


@pytest.mark.parametrize("name", FILES)
def test_a_sample_can_be_cut_at_most_of_its_records(name: str) -> None:
    lines = read(name)
    layout = layout_of(lines, RECEIVED)
    begun = {record.line for record in parsed(lines, layout)}

    assert len(boundaries(lines, layout)) >= len(begun) / 2


@given(lines=st.lists(ORDINARY, max_size=30), chosen=st.lists(st.integers(0, 20), max_size=5))
def test_the_parts_of_any_object_are_its_records(lines: list[str], chosen: list[int]) -> None:
    assert_law(lines, layout_of(lines, RECEIVED), chosen)


@given(
    first=st.lists(ORDINARY, min_size=1, max_size=3),
    lines=st.lists(ORDINARY, max_size=20),
)
def test_the_first_lines_need_not_be_like_the_rest(first: list[str], lines: list[str]) -> None:
    assert_law(first + lines, layout_of(first * 3, RECEIVED))


@given(st.lists(PIECES, max_size=60).map("".join))
def test_the_parts_of_any_mixture_are_its_records(text: str) -> None:
    lines = text.split("\n")

    assert_law(lines, layout_of(lines, RECEIVED))


@settings(deadline=None)
@given(st.lists(ORDINARY, max_size=6), st.integers(490, 510), st.lists(ORDINARY, max_size=6))
def test_a_record_that_is_split_for_its_length_is_no_place_to_cut(
    head: list[str], many: int, tail: list[str]
) -> None:
    lines = ["2026-11-17 10:00:00 ERROR boom", *head, *["  at x"] * many, *tail]

    assert_law(lines, layout_of(lines, RECEIVED))


@pytest.mark.parametrize(
    "line",
    [
        '{"level":"info","msg":"up","trace_id":"4bf92f3577b34da6a3ce929d0e0e4736"}',
        '203.0.113.9 - - [17/Nov/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5 "-" "curl/8.5"',
        "Nov 17 10:00:00 web app[1]: all is well",
        "<11>1 2026-11-17T10:00:00Z web app 7 - - all is well",
        "2026-11-17 10:00:00,123 ERROR [main] com.example.Shop: cannot pay",
        "2026-11-17 10:00:00.123 UTC [12] ERROR:  relation does not exist",
        "I1117 10:00:00.123456       1 a.go:1] up and running",
        "2026-11-17T10:00:00.1Z stdout F it is all well here",
        "level=info msg=x ts=2026-11-17T10:00:00Z",
        "it is all well here",
    ],
)
def test_the_ordinary_first_line_of_a_record_is_a_boundary(line: str) -> None:
    layout = layout_of([line] * 3, RECEIVED)

    assert begins_record(line, line, layout, RECEIVED)


@pytest.mark.parametrize(
    ("line", "before", "sample"),
    [
        ("\tat a.B.c(B.java:1)", "boom", "boom"),
        ("MIIEpAIBAAKCAQEAMIIEpAIBAAKCAQEA", "-----BEGIN PRIVATE KEY-----", "up"),
        ("Nov 17 10:00:00 web app[1]: -----END PRIVATE KEY-----", "x", "Nov 17 10:00:00 web app[1]: x"),
        (
            "2026-11-17T10:00:00.1Z stdout F rest",
            "2026-11-17T10:00:00.1Z stdout P half",
            "2026-11-17T10:00:00.1Z stdout F x",
        ),
        ("ValueError: x", '  File "a.py", line 4', "it is all well"),
        ("Traceback (most recent call last):", "ERROR boom", "it is all well"),
        ("select 1", "2026-11-17 10:00:00 ERROR bad", "2026-11-17 10:00:00 ERROR bad"),
        ("main.main()", "goroutine 1 [running]:", "it is all well"),
    ],
)
def test_what_may_belong_to_a_record_before_it_is_none(line: str, before: str, sample: str) -> None:
    assert not begins_record(line, before, layout_of([sample] * 3, RECEIVED), RECEIVED)


def test_real_logs_are_the_records_of_their_parts(logs_dir: Path) -> None:
    for path in sorted(logs_dir.glob("*/*.log")):
        lines = path.read_text(errors="replace").split("\n")
        layout = layout_of(lines, RECEIVED)

        assert_law(lines, layout, list(range(0, 3_000, 7)))
        assert len(boundaries(lines, layout)) > 0.9 * len(parsed(lines, layout)), path.name
