"""Records: every line in exactly one, traces and keys in one piece, and nothing joined that is two."""

from __future__ import annotations

import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscut.formats import parse_records
from crosscut.formats.records import MAX_RECORD_CHARACTERS, MAX_RECORD_LINES
from crosscut.reading import LineReader
from tests.unit.formats.parsing import RECEIVED, bodies, records
from tests.unit.formats.traces import CHAINED, PYTHON, TRACES

KEY = [
    "-----BEGIN PRIVATE KEY-----",
    "MIIEpAIBAAKCAQEA" * 4,
    "c3ludGhldGlj" * 5,
    "q8ZwXy==",
    "-----END PRIVATE KEY-----",
]
# What sits around a trace: (lines before and after, how each line is written).
HOMES = {
    "bare": ("server is listening", "{}"),
    "json": ('{"level":"info","msg":"up"}', "{}"),
    "cri": (
        "2026-11-17T10:00:00.1Z stdout F 2026-11-17 10:00:00 INFO up",
        "2026-11-17T10:00:00.2Z stderr F {}",
    ),
}
PIECES = st.sampled_from((
    "2026-11-17T10:00:00Z", "stdout", "F", "P", "stderr", "\n", "\r\n", "\t", "{", "}", "{}",
    '{"msg":"x"}', '{"log":"x"', "Nov", "17", "10:00:00", "web", "app[1]:", "<11>1", "a=b", "203.0.113.9",
    "-", "[17/Nov/2026:10:00:00", "+0000]", "ERROR", "INFO", "x", "Error:", "Traceback", "(most", "recent",
    "call", "last):", "Caused", "by:", "goroutine", "1", "[running]:", "main()", "^", "-----BEGIN",
    "PRIVATE", "KEY-----", "-----END", "MIIE", " ", "\x00", "\u2028", "\x1e",
))  # fmt: skip


def assert_conserved(lines: list[str]) -> None:
    found = list(parse_records(lines, RECEIVED))

    assert sum(record.line_count for record in found) == len(lines)
    texts: list[str] = []
    line, next_line = 0, 1
    for record in found:
        if record.line_count:
            assert record.line == next_line
            line, next_line = record.line, record.line + record.line_count
            texts.append(record.text)
        elif record.line == line:  # one more object of the line
            texts[-1] += record.text
        else:  # between the pieces of the line before it
            assert record.text == lines[record.line - 1]
    assert without_spaces("\n".join(texts)) == without_spaces("\n".join(lines))


def without_spaces(text: str) -> str:
    """Return the text as it is but for what may stand between the objects of a line."""
    return re.sub(r"(?<=\})\s+(?=\{)|[ \t\r]+$", "", text, flags=re.MULTILINE)


@given(st.binary(max_size=600))
def test_every_line_of_any_bytes_is_in_exactly_one_record(data: bytes) -> None:
    reader = LineReader(io.BytesIO(b"log " * 300 + data.replace(b"\0", b" ")), name="any")
    found = list(parse_records(reader, RECEIVED))

    assert sum(record.line_count for record in found) == reader.lines_read


@given(st.lists(PIECES, max_size=60).map("".join))
def test_every_line_of_any_mixture_is_in_exactly_one_record(text: str) -> None:
    assert_conserved(text.split("\n"))


@pytest.mark.parametrize("home", HOMES.values(), ids=HOMES)
@pytest.mark.parametrize(("trace", "kind", "message"), TRACES.values(), ids=TRACES)
def test_a_trace_is_one_error_whatever_it_stands_between(
    trace: str, kind: str, message: str | None, home: tuple[str, str]
) -> None:
    around, written = home
    lines = [around] * 3 + [written.format(line) for line in trace.split("\n")] + [around] * 3

    found = list(parse_records(lines, RECEIVED))

    (error,) = [record for record in found if record.line_count > 1]
    assert (error.line, error.line_count) == (4, trace.count("\n") + 1)
    assert error.attributes["exception.type"] == kind
    assert error.severity_number >= 17


@pytest.mark.parametrize(("trace", "kind", "message"), TRACES.values(), ids=TRACES)
def test_behind_the_message_that_it_belongs_to_a_trace_is_part_of_it(
    trace: str, kind: str, message: str | None
) -> None:
    up = "2026-11-17 10:00:00 INFO up\n"

    found = records(f"{up}2026-11-17 10:00:01 ERROR cannot pay\n{trace}\n{up}{up}")

    assert found[1].line_count == trace.count("\n") + 2
    assert found[1].body.startswith("cannot pay\n")
    assert found[1].attributes["exception.type"] == kind


def test_two_crashes_are_two_records_and_a_chain_is_one() -> None:
    assert len([r for r in records(f"up\n{PYTHON}\n{PYTHON}") if r.line_count > 1]) == 2
    assert len([r for r in records(f"up\n{CHAINED}") if r.line_count > 1]) == 1


def test_a_crash_is_not_the_detail_of_the_info_line_before_it() -> None:
    up, crash, _ = records(f'{{"level":"info","msg":"up"}}\n{PYTHON}\n{{"level":"info","msg":"up"}}')

    assert (up.severity_number, up.line_count) == (9, 1)
    assert crash.severity_number == 17


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one\ntwo", ["one", "two"]),
        ("one\n  more\n\ttabs\n\ntwo", ["one\n  more\n\ttabs\n", "two"]),
        (
            '{\n  "a": 1,\n  "b": [\n    2\n  ]\n}\n{\n  "a": 2\n}',
            ['{\n  "a": 1,\n  "b": [\n    2\n  ]\n}', '{\n  "a": 2\n}'],
        ),
        (
            "2026-11-17 10:00:00 ERROR bad\nSELECT *\nFROM x\n" + "2026-11-17 10:00:01 INFO up\n" * 4,
            ["bad\nSELECT *\nFROM x"],
        ),
        ("  2026-11-17 10:00:00 INFO a\n  2026-11-17 10:00:01 INFO b", ["a", "b"]),
        (
            "2026-11-17 10:00:00 INFO a\nERROR b\n2026-11-17 10:00:01 INFO c\n2026-11-17 10:00:01 INFO d",
            ["a", "b", "c", "d"],
        ),
        ('  ____\nStarting app\n{"msg":"a"}\n{"msg":"b"}', ["  ____", "Starting app", "a", "b"]),
        ("", [""]),
        ("\n\n", ["\n\n"]),
    ],
)
def test_what_belongs_together(text: str, expected: list[str]) -> None:
    assert bodies(text)[: len(expected)] == expected


def test_a_log_that_is_mostly_traces_is_still_one_of_stamped_lines() -> None:
    frames = "\n".join(["\tat a.B.c(B.java:1)"] * 30)

    found = records(
        f"2026-11-17 10:00:00 ERROR boom\n{frames}\nthe last words\n2026-11-17 10:00:01 INFO up\n{frames}"
    )

    assert [record.line_count for record in found] == [32, 31]


@pytest.mark.parametrize(
    "written",
    ["{}", "Nov 17 10:00:00 web app[1]: {}", "2026-11-17T10:00:00.1Z stdout F {}", '{{"msg": "{}"}}'],
)
def test_a_private_key_is_one_record(written: str) -> None:
    found = records("\n".join(written.format(line) for line in ["starting", *KEY, "listening now"]))

    assert [record.line_count for record in found] == [1, len(KEY), 1]


def test_a_marker_in_prose_swallows_nothing() -> None:
    assert (
        len(records("expected -----BEGIN PRIVATE KEY-----\n2026-11-17 10:00:00 INFO up\nall is well here"))
        == 3
    )


def test_records_have_bounds() -> None:
    by_lines = records("boom\n" + "\n".join(["  at x"] * 1_200))
    by_size = records("boom\n" + "\n".join(["  " + "x" * 10_000] * 20))

    assert [record.line_count for record in by_lines] == [MAX_RECORD_LINES, MAX_RECORD_LINES, 201]
    assert max(len(record.text) for record in by_size) <= MAX_RECORD_CHARACTERS + 10_004


def test_an_object_is_read_as_it_comes() -> None:
    given_out = 0

    def lines() -> object:
        nonlocal given_out
        for i in range(10_000):
            given_out += 1
            yield json.dumps({"msg": str(i)})

    first = next(iter(parse_records(lines(), RECEIVED)))  # type: ignore[arg-type]

    assert first.body == "0"
    assert given_out < 1_000
