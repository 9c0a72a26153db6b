"""The river in code: sanitize(), analyze() and notify(). The only module that joins the stages."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import BinaryIO, NamedTuple, Protocol

from crosscut import chunks
from crosscut.alerting.port import Channel
from crosscut.alerting.routing import should_tell
from crosscut.analysis import OfflineAnalyst, verify
from crosscut.analysis.port import Analyst
from crosscut.config import Source
from crosscut.detection import History, SignalMarker, detect
from crosscut.errors import CrosscutError, DeliveryError, PermanentError, RedactionError, RetryableError
from crosscut.folding import Fold
from crosscut.formats import parse_records
from crosscut.insights.port import Catalog, InsightStore
from crosscut.model import Digest, Insight, Ledger, LogRecord, RedactedRecord, Severity
from crosscut.reading import LineReader
from crosscut.redaction import Redactor

BATCH_RECORDS = 2_000
BATCH_CHARACTERS = 4_000_000
WORTH_ASKING = Severity.MEDIUM  # what the rules find below it they word themselves
CHUNK_RECORDS = 50_000
CHUNK_CHARACTERS = 32_000_000  # inflated, so that a chunk being built stays small in memory


class SourceObject(NamedTuple):
    """One log to read."""

    name: str  # what evidence calls it: the key in the bucket, or the path as it was given
    stream: BinaryIO
    received: datetime  # resolves times without a year


class ChunkSink(Protocol):
    """Where sanitize leaves what it makes."""

    def write_chunk(self, ordinal: int, data: bytes, *, records: int, lines: int) -> None:
        """Keep one compressed chunk of redacted records."""
        ...

    def quarantine(self, ordinal: int, data: bytes, *, reason: str, lines: int) -> None:
        """Keep, encrypted and apart, lines that could not be redacted. `data` is raw."""
        ...


def sanitize(
    objects: Iterable[SourceObject], *, source: str, redactor: Redactor, sink: ChunkSink | None
) -> Digest:
    """Read, parse, redact, fold and chunk the objects of one source into one digest.

    Without a `sink` no chunk is kept (and a block that can't be redacted is counted and dropped).
    Raises `UnreadableInputError` when an object is not what it claims to be.
    """
    fold = Fold()
    marker = SignalMarker()
    writer = _ChunkWriter(sink)
    ledger = Ledger()
    before = Counter(redactor.counts)
    names = []
    for item in objects:
        names.append(item.name)
        reader = LineReader(item.stream, name=item.name)
        folded = records = quarantined = 0
        for batch in _batches(parse_records(reader, item.received)):
            lines = sum(record.line_count for record in batch)
            try:
                redacted = redactor.records(batch)
            except RedactionError as error:
                quarantined += lines
                writer.quarantine(batch, reason=str(error), lines=lines)
                continue
            fold.add(marker.mark(redacted), file=item.name)
            writer.add(redacted)
            folded += lines
            records += len(batch)
        ledger += Ledger(
            objects=1,
            bytes_read=reader.bytes_read,
            lines_read=reader.lines_read,
            records=records,
            lines_folded=folded,
            lines_quarantined=quarantined,
        )
    writer.close()
    ledger = ledger.model_copy(update={"redactions": dict(sorted((redactor.counts - before).items()))})
    return fold.digest(source=source, objects=tuple(names), ledger=ledger)


def analyze(
    digest: Digest,
    *,
    digest_id: str,
    source: Source,
    analyst: Analyst,
    catalog: Catalog,
    store: InsightStore,
    now: datetime,
) -> list[Insight]:
    """Detect, triage, analyse, verify and store. Returns what is stored now, most severe first.

    A window in which no rule saw anything of medium severity or above costs no call of a model.
    Raises `AnalystUnavailableError` when the analyst should be asked again later; nothing has been stored then.
    """
    ids = [template.id for template in digest.templates]
    history = History(exists=catalog.has_history(source.name), known=catalog.known(source.name, ids))
    detections = detect(digest, history)
    insights: list[Insight] = []
    if detections:
        worth_asking = any(d.severity.rank >= WORTH_ASKING.rank for d in detections)
        asked = analyst if worth_asking else OfflineAnalyst()
        found = asked.analyze(digest, detections, source=source, now=now)
        insights = verify(found, digest, detections, source=source, now=now)
    stored = [store.save(insight, digest_id=digest_id) for insight in insights]
    # Last, so that a window that is analysed again after a failure still finds its templates new.
    catalog.remember(source.name, ids, seen=now)
    return sorted(stored, key=lambda i: (-i.severity.rank, -i.count, i.id))


def notify(insight: Insight, *, source: Source, channels: Sequence[Channel]) -> list[str]:
    """Tell people if `source` wants to be told of this severity. Returns the names of the channels told.

    Every channel is tried. Raises `DeliveryError` when one failed that may work later, and `PermanentError`
    when none of those that failed ever will.
    """
    if not should_tell(insight, source):
        return []
    told: list[str] = []
    failed: list[CrosscutError] = []
    for channel in channels:
        try:
            channel.deliver(insight, source)
            told.append(channel.name)
        except CrosscutError as error:
            failed.append(error)
    if failed:
        # A retry is worth it as long as one of them may work later.
        kind = DeliveryError if any(isinstance(e, RetryableError) for e in failed) else PermanentError
        raise kind("; ".join(map(str, failed)))
    return told


def _batches(records: Iterable[LogRecord]) -> Iterator[list[LogRecord]]:
    batch: list[LogRecord] = []
    size = 0
    for record in records:
        batch.append(record)
        size += len(record.text)
        if len(batch) >= BATCH_RECORDS or size >= BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


class _ChunkWriter:
    """Collects redacted records and hands them to the sink a chunk at a time."""

    def __init__(self, sink: ChunkSink | None) -> None:
        self._sink = sink
        self._ordinals = itertools.count()
        self._quarantined = itertools.count()
        self._records: list[RedactedRecord] = []
        self._characters = 0

    def add(self, records: Sequence[RedactedRecord]) -> None:
        if self._sink is None:
            return
        self._records += records
        self._characters += sum(len(record.text) for record in records)
        if len(self._records) >= CHUNK_RECORDS or self._characters >= CHUNK_CHARACTERS:
            self.close()

    def close(self) -> None:
        if self._sink is None or not self._records:
            return
        lines = sum(record.line_count for record in self._records)
        data = chunks.encode(self._records)
        self._sink.write_chunk(next(self._ordinals), data, records=len(self._records), lines=lines)
        self._records, self._characters = [], 0

    def quarantine(self, records: Sequence[LogRecord], *, reason: str, lines: int) -> None:
        if self._sink is None:
            return
        raw = json.dumps([[record.line, record.text] for record in records], ensure_ascii=False)
        data = raw.encode("utf-8", "surrogatepass")
        self._sink.quarantine(next(self._quarantined), data, reason=reason, lines=lines)
