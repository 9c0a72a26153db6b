"""Parsed records as JSON lines, redacted batch by batch."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from crosscut.batches import batches
from crosscut.cli.inspected import Opened
from crosscut.cli.quantities import counted
from crosscut.errors import RedactionError
from crosscut.inspection import shown
from crosscut.model import LogRecord
from crosscut.redaction import Redactor


class RecordLines:
    """Turns records into text, and keeps count of what may not be shown."""

    def __init__(self, redactor: Redactor | None) -> None:
        """Without a redactor records are shown as they stand."""
        self._redactor = redactor
        self.withheld: list[str] = []  # a sentence for each batch

    def of(self, opened: Opened) -> Iterator[str]:
        """Yield the JSON lines of a batch of records at a time; in ASCII, as a terminal may be reading."""
        for batch in batches(opened.reading.records()):
            records: Sequence[LogRecord] = batch
            if self._redactor is not None:
                try:
                    records = self._redactor.records(batch)
                except RedactionError as error:
                    self._withhold(opened.name, batch, error)
                    continue
            yield "\n".join(json.dumps(vars(shown(record, file=opened.name))) for record in records)

    def _withhold(self, file: str, batch: Sequence[LogRecord], error: RedactionError) -> None:
        lines = counted(sum(record.line_count for record in batch), "line")
        records = counted(len(batch), "record")
        where = f"{records} from line {batch[0].line} of {file}"
        self.withheld.append(f"withheld {where} ({lines}), which could not be redacted: {error}")
