"""Redacted records read again from where they were kept, and folded to a digest of just these."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crosscut.detection import SignalMarker
from crosscut.model import Digest, Ledger, RedactedRecord
from crosscut.trail import Trail


def refold(chunks: Iterable[tuple[str, Sequence[RedactedRecord]]], *, source: str, trail: Trail) -> Digest:
    """Return the digest of chunks of redacted records, each with the name of its object, in their order."""
    marker = SignalMarker()
    names: dict[str, None] = {}
    records = lines = 0
    for name, chunk in chunks:
        names[name] = None
        trail.fold.add(marker.mark(chunk), file=name)
        trail.keep(name, chunk)
        records += len(chunk)
        lines += sum(record.line_count for record in chunk)
    ledger = Ledger(objects=len(names), lines_read=lines, lines_folded=lines, records=records)
    return trail.fold.digest(source=source, objects=tuple(names), ledger=ledger)
