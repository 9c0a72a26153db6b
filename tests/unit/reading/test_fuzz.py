"""Fuzzing: whatever is read, nothing but the documented errors comes out, and every line is accounted for.

`FUZZ_INPUTS=100000 FUZZ_SEED=7 pytest tests/unit/reading/test_fuzz.py` tries more inputs, and other ones.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from crosscut.model import LogRecord
from crosscut.parts import Reading, SourceObject
from tests.unit.reading.mutations import Packed, packed

SEED = int(os.environ.get("FUZZ_SEED", "1"))
INPUTS = int(os.environ.get("FUZZ_INPUTS", "10000"))
BATCHES = 20
RECEIVED = datetime(2026, 11, 17, 12, tzinfo=UTC)
LAST_TIME = int(datetime(2200, 1, 1, tzinfo=UTC).timestamp()) * 10**9
TYPES = (str, int, float, bool)


def wrong_with(record: LogRecord) -> Iterator[str]:
    """Yield what no record may be."""
    if not 0 <= record.severity_number <= 24:
        yield f"severity {record.severity_number}"
    time = record.time_unix_nano
    if not (time is None or (type(time) is int and 0 <= time < LAST_TIME)):
        yield f"time {time!r}"
    for text in (record.text, record.body, record.severity_text):
        text.encode("utf-8", "surrogatepass")
    for mapping in (record.attributes, record.resource):
        for name, value in mapping.items():
            if type(name) is not str or type(value) not in TYPES:
                yield f"attribute {name!r}: {value!r}"
    if record.line_count < 0:
        yield f"line count {record.line_count}"


def wrong_with_reading(given: Packed) -> list[str]:
    """Return what is wrong with the records of an input and with the counts; any error comes out as it is."""
    item = SourceObject("x", io.BytesIO(given.stored), RECEIVED, format=given.format)
    reading = Reading(item, limits=given.limits)

    records = list(reading.records())

    wrong = [problem for record in records for problem in wrong_with(record)]
    lines = sum(record.line_count for record in records)
    if lines != reading.reader.lines_read:
        wrong.append(f"{lines} lines in records, {reading.reader.lines_read} read")
    if reading.reader.bytes_read > len(given.stored):
        wrong.append(f"{reading.reader.bytes_read} bytes read of {len(given.stored)}")
    if not reading.problem and reading.reader.bytes_read < len(given.stored):
        wrong.append(f"{reading.reader.bytes_read} bytes read of {len(given.stored)}, and no problem")
    if any(after.line < before.line for before, after in pairwise(records)):
        wrong.append("records out of order")
    if "\n" in reading.problem:
        wrong.append("a problem of more than one line")
    return wrong


@pytest.mark.parametrize("batch", range(BATCHES))
def test_no_input_breaks_reading_or_its_ledger(batch: int, tmp_path: Path) -> None:
    for number in range(batch, INPUTS, BATCHES):
        given = packed(SEED, number)
        try:
            wrong = wrong_with_reading(given)
        except Exception as error:
            error.add_note(_told(given, number, tmp_path))
            raise
        assert not wrong, _told(given, number, tmp_path)


def _told(given: Packed, number: int, folder: Path) -> str:
    """Say how to see it again; kept as a file because a number stands for another input when samples are added."""
    kept = folder / f"input-{number}"
    kept.write_bytes(given.stored)
    how = f"format {given.format!r}, {given.limits}"
    return f"input {number} of seed {SEED}, read with {how}, is in {kept}: {given.stored[:200]!r}"
