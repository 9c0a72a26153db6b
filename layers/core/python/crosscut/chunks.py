"""Redacted records as compressed chunks, and back."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator

from crosscut.errors import NewerStateError
from crosscut.model import RedactedRecord
from crosscut.versioned import FIRST, is_newer

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LEVEL = 3
DAMAGED = (zstd.ZstdError, ValueError, TypeError)  # what `decode` raises for what is no chunk


def encode(records: Iterable[RedactedRecord]) -> bytes:
    """Return the records as JSON lines (arrays in the order of `LogRecord`'s fields) in one zstd frame."""
    lines = (json.dumps(tuple(record), ensure_ascii=False, separators=(",", ":")) for record in records)
    return zstd.compress(("\n".join(lines) + "\n").encode("utf-8", "surrogatepass"), level=LEVEL)


def decode(data: bytes) -> Iterator[RedactedRecord]:
    """Yield the records of a chunk.

    One of a later format begins with an object that says so, for which this raises `NewerStateError`.
    """
    # Not splitlines(), which also cuts at U+2028 and its like inside of a text.
    for line in zstd.decompress(data).decode("utf-8", "surrogatepass").split("\n"):
        if line:
            record = json.loads(line)
            if isinstance(record, dict) and is_newer(record, FIRST):
                raise NewerStateError("a chunk of redacted records", newest=FIRST)
            yield RedactedRecord(*record)
