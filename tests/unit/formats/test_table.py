"""The table of formats in the documentation: each cell of each row is what whole samples give."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from tests.unit.formats.samples import FOLDER
from tests.unit.formats.table import LEVELS, Row, facts_of, rows

ROWS = pytest.mark.parametrize("row", rows(), ids=lambda row: row.cells["format"][:30])


def test_every_sample_is_in_one_row() -> None:
    named = Counter(name for row in rows() for name in row.files)

    assert {name: 1 for name in sorted(p.name for p in FOLDER.iterdir()) if name != "README.md"} == dict(
        named
    )


@ROWS
def test_every_pattern_names_samples(row: Row) -> None:
    assert row.named("test data")
    assert all(list(FOLDER.glob(pattern)) for pattern in row.named("test data"))


@ROWS
def test_the_format_is_detected(row: Row) -> None:
    assert set(row.named("detected")) == facts_of(row).formats


@ROWS
def test_as_many_lines_have_a_time_as_the_row_says(row: Row) -> None:
    facts = facts_of(row)

    assert row.cells["timestamp"].endswith(f"; {facts.timed} of {facts.lines} lines")


@ROWS
def test_the_levels_found_are_those_of_the_row(row: Row) -> None:
    told = re.findall(rf"\b({'|'.join(LEVELS)})\b", row.cells["severity"].rpartition(";")[2])

    assert told == facts_of(row).levels


@ROWS
def test_the_attributes_of_the_row_are_found(row: Row) -> None:
    assert row.named("attributes")
    assert set(row.named("attributes")) <= facts_of(row).attributes


@ROWS
def test_as_many_records_have_several_lines_as_the_row_says(row: Row) -> None:
    facts = facts_of(row)
    cell = row.cells["multi-line"]

    if facts.joined:
        assert cell.endswith(f"; {facts.joined} of {facts.records} records")
    elif facts.records > facts.lines or "taken apart" in cell:
        assert cell.endswith(f"; {facts.records} records in {facts.lines} values")
    else:
        assert cell.startswith("one line")
