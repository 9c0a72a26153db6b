"""Batches are whole lines, in order, and not too large."""

from __future__ import annotations

from crosscut.batches import BATCH_CHARACTERS, BATCH_RECORDS, batches
from crosscut.model import LogRecord


def _record(line: int, *, line_count: int = 1, text: str = "x") -> LogRecord:
    return LogRecord(line, line_count, text, text, None, 0, "", {}, {})


def test_batches_are_bounded_and_lose_nothing() -> None:
    records = [_record(line) for line in range(1, 2 * BATCH_RECORDS + 2)]

    cut = list(batches(records))

    assert [len(batch) for batch in cut] == [BATCH_RECORDS, BATCH_RECORDS, 1]
    assert [record for batch in cut for record in batch] == records


def test_large_records_make_small_batches() -> None:
    text = "x" * (BATCH_CHARACTERS // 2)

    assert [len(batch) for batch in batches(_record(line, text=text) for line in (1, 2, 3))] == [2, 1]


def test_what_one_line_unpacks_to_stays_together() -> None:
    # given an envelope of one line that holds more records than a batch
    records = [_record(1), *(_record(1, line_count=0) for _ in range(BATCH_RECORDS)), _record(2)]

    assert [len(batch) for batch in batches(records)] == [BATCH_RECORDS + 1, 1]


def test_no_records_are_no_batch() -> None:
    assert list(batches([])) == []
