"""Parsed records as JSON lines, redacted batch by batch."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from crosscut.batches import batches
from crosscut.cli.inspected import Opened
from crosscut.cli.quantities import counted
from crosscut.inspection import shown
from crosscut.model import LogRecord
from crosscut.redaction import Redactor
from crosscut.withholding import redacted_parts


class RecordLines:
    """Turns records into text, and keeps count of what may not be shown."""

    def __init__(self, redactor: Redactor | None) -> None:
        """Without a redactor records are shown as they stand."""
        self._redactor = redactor
        self.withheld: list[str] = []  # a sentence for what follows each other

    def of(self, opened: Opened) -> Iterator[str]:
        """Yield the JSON lines of a batch of records at a time; in ASCII, as a terminal may be reading."""
        for batch in batches(opened.reading.records()):
            if self._redactor is None:
                yield _as_json(batch, opened.name)
                continue
            for part in redacted_parts(batch, self._redactor.records, self._redactor):
                if part.reason:
                    self._withhold(opened.name, part.raw, part.reason)
                else:
                    yield _as_json(part.redacted, opened.name)

    def _withhold(self, file: str, part: Sequence[LogRecord], reason: str) -> None:
        lines = counted(sum(record.line_count for record in part), "line")
        records = counted(len(part), "record")
        where = f"{records} from line {part[0].line} of {file}"
        self.withheld.append(f"withheld {where} ({lines}), which could not be redacted: {reason}")


def _as_json(records: Sequence[LogRecord], file: str) -> str:
    return "\n".join(json.dumps(vars(shown(record, file=file))) for record in records)
