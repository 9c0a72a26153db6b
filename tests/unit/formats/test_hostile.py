"""Hostile input: no line makes a format, or the joining of lines, take more than a time that grows with its length."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from crosscut.formats import FORMATS, parse_records
from crosscut.formats.generic import Generic
from tests.unit.formats.parsing import RECEIVED

DATA = Path(__file__).parents[2] / "data" / "formats"
CHARACTERS = 100_000
SECONDS = 3.0  # of the processor; a tenth is usual
BEGINNINGS = (
    "", "{", '{"a":"', "1.2.3.4 - - ", '1.2.3.4 - - [17/Nov/2026:10:00:00 +0000] "', "<34>1 ",
    "<34>1 2026-11-17T10:00:00Z a b c d ", "Nov 17 10:00:00 ", "Nov 17 10:00:00 web app: ", "a=", 'a="',
    "2026-11-17T10:00:00Z stdout F ", "2026-11-17 10:00:00 ", '{"log":"', "2026/11/17 10:00:00 [error] ",
    "[Tue Nov 17 10:00:00 2026] ",
)  # fmt: skip
FLOODS = (
    "a", "A", "1", "-", ".", ":", " ", "\t", "\\", '"', "'", "(", ")", "[", "]", "{", "}", "=", "<", ",",
    "/", "a.", "a=", "a=b ", 'a="b" ', '\\"', "a:", "1:", "[a]", '[a b="c"]', "10:00:00 ", "2026-11-17 ",
    "Nov ", "1.1.1.1", "Error", "E.E", '{"a":', "[1,", "%20", "a/", '" "', "- ", "é",
)  # fmt: skip


@pytest.mark.parametrize("flood", FLOODS)
def test_a_flood_takes_no_more_than_its_length(flood: str) -> None:
    begin = time.process_time()

    for beginning in BEGINNINGS:
        line = beginning + flood * (CHARACTERS // len(flood) // len(BEGINNINGS))
        for format_ in (*FORMATS, Generic()):
            format_.parse(line, RECEIVED)
        list(parse_records(["boom", line, "\tat x", line], RECEIVED))

    assert time.process_time() - begin < SECONDS


SAMPLES = sorted(path for path in DATA.glob("*") if path.suffix != ".md")
AFTER_REAL = ("a:", "1.", " ", '"', "[", "a=b ")
LINE_SECONDS = 0.15  # for 12,000 characters; a hundredth is usual, and what grows with the square takes more


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
def test_a_flood_behind_the_beginning_of_a_real_line_takes_no_more_than_its_length(sample: Path) -> None:
    real = sample.read_text(encoding="utf-8", errors="replace").split("\n", 1)[0][:2_000]
    slow = []
    for beginning in (real[: len(real) // 3], real[: len(real) * 2 // 3]):
        for flood in AFTER_REAL:
            line = beginning + flood * (12_000 // len(flood))
            for format_ in (*FORMATS, Generic()):
                begin = time.process_time()
                format_.parse(line, RECEIVED)
                if time.process_time() - begin > LINE_SECONDS:
                    slow.append(f"{format_.name}: {beginning[-60:]!r} and then {flood!r}")

    assert not slow
