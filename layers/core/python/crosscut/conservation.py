"""The ledger of what was dropped: what became of each part of an object, and what never got through.

The law holds for every object that lies in the log bucket: its parts were sanitized, each line of them was folded or
quarantined, each of their digests was analysed, and people were told of the insights that they are to be told of
(untold.py). What breaks it is a `Difference`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple, TypeVar

from pydantic import Field

from crosscut.model import Ledger
from crosscut.versioned import Versioned, added

# S3's clock and EventBridge's may differ by a little: a write is the one of an event that says it came no earlier.
_CLOCKS = timedelta(seconds=60)
_FIRST_PART = re.compile(r"[^-]+(-r\d+)?")  # of an object; later ones carry the line they begin at
Key = TypeVar("Key")
Moment = TypeVar("Moment", float, datetime)
GRACE = timedelta(
    minutes=60
)  # what arrived later may still be on its way: a queue may be long, a retry be due


class LedgerEntry(Versioned):
    """What became of one part of an object; a small object is one part."""

    schema_version: int = Field(default=1, ge=1)
    part_id: str
    object_id: str  # of one write of the key
    source: str
    bucket: str
    key: str
    etag: str
    version_id: str = ""  # of a bucket that keeps versions
    sequencer: str = ""  # with which S3 puts the writes of a key in order
    arrived: datetime
    size: int  # bytes as stored, of the whole object
    follows: tuple[str, ...] = ()  # the ids of the parts that this one gave away: the rest of its stretch
    ledger: Ledger
    chunks: int = 0
    chunk_bytes: int = 0  # compressed
    quarantined: int = 0  # entries in quarantine
    replay: int = added(0)  # the number of the replay in which it was sanitized; 0 for the first time
    sanitized_at: datetime
    analysed_at: datetime | None = None
    insights: tuple[str, ...] = ()  # ids of those that its digest became or was merged into

    @property
    def day(self) -> date:
        """The day of arrival, in UTC."""
        return self.arrived.astimezone(UTC).date()


class Listed(NamedTuple):
    """An object as the log bucket lists it."""

    key: str
    etag: str
    size: int
    modified: datetime

    @property
    def is_folder_marker(self) -> bool:
        """Whether it is what consoles and file managers make to show an empty folder."""
        return self.size == 0 and self.key.endswith("/")


class Kind(StrEnum):
    """How an object differs from what the law says."""

    UNREAD = "unread"  # in the bucket, and never sanitized, or not all of its parts
    UNANALYSED = "unanalysed"  # sanitized, and its digest was never analysed
    UNACCOUNTED = "unaccounted"  # lines of it are neither folded nor quarantined
    UNTOLD = "untold"  # an insight that people should have been told of, and nobody was


class Brought(NamedTuple):
    """An insight that digests were merged into."""

    source: str
    insight_id: str


class Difference(NamedTuple):
    """One object, or one insight, that the law does not hold for."""

    kind: Kind
    key: str  # of the object; of an insight its source and id
    arrived: datetime  # of an insight, when it was last brought
    detail: str  # one line for people


class Through(NamedTuple):
    """What the ledger knows, put so that a listing of any length can be held against it."""

    arrived: Mapping[bytes, float]  # by `_write_of`, of the latest whole read of it, in seconds since 1970
    differences: Sequence[Difference]
    analysed: Mapping[Brought, datetime]  # when an insight was last brought


class Known(NamedTuple):
    """The writes of objects that a ledger knows as read to their end."""

    writes: frozenset[bytes]

    def has(self, item: Listed) -> bool:
        """Whether the very bytes of a listed object are among them."""
        return _write_of(item.key, item.etag) in self.writes


def through_of(entries: Iterable[LedgerEntry]) -> Known:
    """Return the writes of one bucket of which all parts are among the entries."""
    through = weigh(entries, now=datetime.min.replace(tzinfo=UTC), grace=timedelta())
    return Known(frozenset(through.arrived))


def weigh(entries: Iterable[LedgerEntry], *, now: datetime, grace: timedelta = GRACE) -> Through:
    """Return which writes got through, and the differences among what was sanitized.

    `entries` are those of the days that are looked at and of the day before and after; they are taken as they come, and
    not kept. Memory: about 200 bytes an object.
    """
    arrived: dict[bytes, float] = {}
    follows: dict[str, tuple[str, ...]] = {}  # of parts that gave some away, which few do
    later: set[str] = set()  # ids of parts that are not the first of their object
    cut: list[tuple[str, bytes, float]] = []  # firsts that gave some away
    analysed: dict[Brought, datetime] = {}
    found: list[Difference] = []
    for entry in entries:
        if entry.follows:
            follows[entry.part_id] = entry.follows
        if not _FIRST_PART.fullmatch(entry.part_id):
            later.add(entry.part_id)
        elif entry.follows:
            cut.append((entry.part_id, _write_of(entry.key, entry.etag), entry.arrived.timestamp()))
        else:
            _keep_latest(arrived, _write_of(entry.key, entry.etag), entry.arrived.timestamp())
        if entry.analysed_at:
            for insight in entry.insights:
                _keep_latest(analysed, Brought(entry.source, insight), entry.analysed_at)
        found += _of_entry(entry, now=now, grace=grace)
    for part_id, write, at in cut:
        if later >= _all_parts(part_id, follows):
            _keep_latest(arrived, write, at)
    return Through(arrived, found, analysed)


def unread(
    listed: Iterable[Listed], through: Through, *, since: datetime, now: datetime, grace: timedelta = GRACE
) -> Iterator[Difference]:
    """Yield the listed objects, written since then and longer ago than `grace`, that never got through."""
    for item in listed:
        if item.is_folder_marker or not since <= item.modified <= now - grace:
            continue
        seen = through.arrived.get(_write_of(item.key, item.etag))
        if seen is None or seen < (item.modified - _CLOCKS).timestamp():
            yield Difference(
                Kind.UNREAD, item.key, item.modified, "in the log bucket, not in the ledger as a whole"
            )


def _of_entry(entry: LedgerEntry, *, now: datetime, grace: timedelta) -> Iterator[Difference]:
    if not entry.ledger.balanced:
        missing = entry.ledger.lines_read - entry.ledger.lines_folded - entry.ledger.lines_quarantined
        yield Difference(
            Kind.UNACCOUNTED, entry.key, entry.arrived, f"{missing} lines of part {entry.part_id}"
        )
    if entry.analysed_at is None and entry.sanitized_at < now - grace:
        yield Difference(
            Kind.UNANALYSED,
            entry.key,
            entry.arrived,
            f"part {entry.part_id} was sanitized at {entry.sanitized_at:%Y-%m-%d %H:%M} UTC",
        )


def _all_parts(first: str, follows: Mapping[str, Sequence[str]]) -> set[str]:
    """The ids of all parts that must be there once this one is: those it gave away, and theirs."""
    parts: set[str] = set()
    waiting = list(follows[first])
    while waiting:
        part = waiting.pop()
        if part not in parts:
            parts.add(part)
            waiting += follows.get(part, ())
    return parts


def _keep_latest(kept: dict[Key, Moment], key: Key, at: Moment) -> None:
    kept[key] = max(kept.get(key, at), at)


def _write_of(key: str, etag: str) -> bytes:
    """Sixteen bytes for a write of a key: there may be millions."""
    return hashlib.blake2b(f"{etag}\0{key}".encode("utf-8", "surrogatepass"), digest_size=16).digest()
