"""Severities: words, letters, numbers and statuses as OpenTelemetry's numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscut.formats import severities
from tests.unit.formats.parsing import only


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("INFO", 9),
        ("warn", 13),
        ("Warning", 13),
        ("ERROR", 17),
        ("severe", 17),
        ("crit", 18),
        ("FATAL", 21),
        ("emerg", 24),
        ("debug", 5),
        ("trace", 1),
        ("notice", 10),
        ("hello", 0),
        ("", 0),
    ],
)
def test_words(word: str, number: int) -> None:
    assert severities.from_word(word) == number


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("error", 17),
        (50, 17),
        (60, 21),
        (30, 9),
        ("E", 17),
        ("W", 13),
        ("D1", 5),
        (5, 0),
        (True, 0),
        (None, 0),
        ([], 0),
    ],
)
def test_json_levels(value: object, number: int) -> None:
    assert severities.from_json(value)[0] == number


@pytest.mark.parametrize(
    ("status", "number"), [(200, 9), (304, 9), (404, 13), (499, 13), (500, 17), (503, 17)]
)
def test_statuses(status: int, number: int) -> None:
    assert severities.from_status(status) == number


@pytest.mark.parametrize(
    ("line", "number", "text"),
    [
        ("2026-11-17 10:00:00,123 INFO  [main] shop.Web - 0 ERRORs", 9, "INFO"),
        ("2026-11-17 10:00:00,123 [main] ERROR shop.Web - boom", 17, "ERROR"),
        ("2026-11-17 10:00:00 | WARNING | boom", 13, "WARNING"),
        ("ERROR:root:boom", 17, "ERROR"),
        ("[ERROR] boom", 17, "ERROR"),
        ("2026/11/17 10:00:00 [error] 7#0: *1 connect() failed", 17, "error"),
        ("[Tue Nov 17 10:00:00 2026] [core:error] [pid 1] boom", 17, "error"),
        ("2026-11-17T10:00:00.1Z 0 [Warning] [MY-010068] boom", 13, "Warning"),
        ("2026-11-17 10:00:00.123 UTC [7] FATAL:  too many clients", 21, "FATAL"),
        ("E, [2026-11-17T10:00:00.123456 #7] ERROR -- : boom", 17, "ERROR"),
        ("17-Nov-2026 10:00:00.123 SEVERE [main] org.apache.catalina boom", 17, "SEVERE"),
        ("E1117 10:00:00.123456       1 main.go:7] boom", 17, "E"),
        ("fail: Microsoft.Hosting.Lifetime[0]", 17, "fail"),
        ("info: Microsoft.Hosting.Lifetime[0]", 9, "info"),
        ("2026-11-17 10:00:00 error: boom", 17, "error"),
        ("ts=2026-11-17T10:00:00Z boom level=error", 17, "error"),
        ("2026-11-17 10:00:00 job ERRORS-queue drained", 0, ""),
        ("2026-11-17 10:00:00 the ErrorHandler is ready", 0, ""),
        ("all is well, no errors", 0, ""),
    ],
)
def test_levels_of_lines(line: str, number: int, text: str) -> None:
    record = only(line)

    assert (record.severity_number, record.severity_text) == (number, text)


@pytest.mark.parametrize(
    "line", ["connection refused", "2026-11-17 10:00:00 disk is corrupt", "Request timed out"]
)
def test_words_alone_are_a_hint_and_never_an_error(line: str) -> None:
    record = only(line)

    assert (record.severity_number, record.severity_text) == (13, "")


def test_a_level_far_into_the_line_is_part_of_the_message() -> None:
    record = only("2026-11-17 10:00:00 " + "x" * 70 + " ERROR y")

    assert record.body.startswith("xxx")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("ERROR boom", (17, "ERROR")),
        ("boom refused", (13, "")),
        ("the word for trouble is ERROR", (13, "")),
        ("", (0, "")),
    ],
)
def test_the_level_of_a_message_is_what_it_begins_with(body: str, expected: tuple[int, str]) -> None:
    assert severities.of_message(body) == expected


_TEXT = """
error ERROR Err failed FAILED failure timeout time-out timed out timedout time refused Denied corrupted corrupt
[info] [x:warn] level=info LVL=x lvl=7 severity=high INFO Info Warning: WARN| panic \u017fegfault <ERR> a.ERROR
xERRORx /ERROR exception unreachable segfault fatal Fatal notice NOTICE [crit3] ALERT EMERG FAILURE
"""
_WORDS = st.sampled_from(_TEXT.split())


@given(st.lists(st.one_of(_WORDS, st.text(max_size=6)), max_size=12).map(" ".join))
def test_looking_for_signs_first_finds_the_same(text: str) -> None:
    found = severities._LEVEL_WORD.search(text, 0, severities.LEVEL_WITHIN)

    assert (severities.hint(text) != 0) == (severities._ALARMING.search(text) is not None)
    if not severities._LEVEL_AT_HEAD.match(text):
        assert bool(severities.find_level(text, 0)[1]) == (found is not None)
