"""Reads one log of a given size and prints what it took; a process of its own, so that the peak is of this alone.

`python -m tests.benchmarks.reading.memory parse|pipeline plain|gzip MEGABYTES` prints one JSON object.
"""

from __future__ import annotations

import io
import json
import re
import resource
import sys
import time
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, cast

from crosscut import pipeline
from crosscut.parts import Reading, SourceObject
from crosscut.redaction import Redactor
from tests.benchmarks.reading.logs import LogStream, mixed

RECEIVED = datetime(2026, 11, 29, tzinfo=UTC)


class GzipStream(io.RawIOBase):
    """The gzip of a stream, made as it is read."""

    def __init__(self, source: io.RawIOBase) -> None:
        self._source = source
        self._deflate = zlib.compressobj(6, zlib.DEFLATED, 31)
        self._rest = b""
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._rest and not self._ended:
            block = self._source.read(1 << 18)
            self._ended = not block
            self._rest = self._deflate.compress(block) if block else self._deflate.flush()
        data = self._rest[: len(buffer)]
        self._rest = self._rest[len(data) :]
        buffer[: len(data)] = data
        return len(data)


def peak_mib() -> float:
    """Return the peak of this process's resident memory; getrusage also counts that of the process that forked it."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(re.findall(r"VmHWM:\s+(\d+)", status.read_text())[0]) / 1_024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1 << 20 if sys.platform == "darwin" else 1 << 10
    )


def main(how: str, compression: str, megabytes: str) -> None:
    source: io.RawIOBase = LogStream(mixed, int(float(megabytes) * 1e6))
    stream = cast("BinaryIO", source if compression == "plain" else GzipStream(source))
    item = SourceObject("mixed.log", stream, RECEIVED)
    before, began = peak_mib(), time.process_time()
    if how == "pipeline":
        redactor = Redactor(b"synthetic-benchmark-key")
        ledger = pipeline.sanitize([item], source="bench", redactor=redactor, sink=None).ledger
    else:
        reading = Reading(item)
        records = lines = 0
        for record in reading.records():
            records += 1
            lines += record.line_count
        ledger = reading.ledger(records=records, folded=lines, quarantined=0)
    figures = {
        "peak_mib": round(peak_mib()), "imports_mib": round(before), "seconds": round(time.process_time() - began, 1),
        "stored_mb": round(ledger.bytes_read / 1e6, 1), "lines": ledger.lines_read, "records": ledger.records,
        "sound": ledger.balanced and not ledger.objects_unreadable,
    }  # fmt: skip
    print(json.dumps(figures))


if __name__ == "__main__":
    main(*sys.argv[1:])
