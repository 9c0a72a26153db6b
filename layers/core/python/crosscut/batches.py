"""Cuts records into batches, which are redacted as one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from crosscut.model import LogRecord

BATCH_RECORDS = 2_000
BATCH_CHARACTERS = 4_000_000


def batches(records: Iterable[LogRecord]) -> Iterator[list[LogRecord]]:
    """Yield the records in order, in batches of whole lines."""
    batch: list[LogRecord] = []
    size = 0
    for record in records:
        # What one line unpacks to stays together.
        if record.line_count and (len(batch) >= BATCH_RECORDS or size >= BATCH_CHARACTERS):
            yield batch
            batch, size = [], 0
        batch.append(record)
        size += len(record.text)
    if batch:
        yield batch
