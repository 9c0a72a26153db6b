"""The ledger of what was dropped: what became of each part of an object, and what never got through.

The law holds for every object that lies in the log bucket: its parts were sanitized, each line of them was folded or
quarantined, and each of their digests was analysed. What breaks it is a `Difference`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from crosscut.model import Frozen, Ledger

# S3's clock and EventBridge's may differ by a little: a write is the one of an event that says it came no earlier.
_CLOCKS = timedelta(seconds=60)
_FIRST_PART = re.compile(r"[^-]+(-r\d+)?")  # of an object; later ones carry the line they begin at
GRACE = timedelta(
    minutes=60
)  # what arrived later may still be on its way: a queue may be long, a retry be due


class LedgerEntry(Frozen):
    """What became of one part of an object; a small object is one part."""

    schema_version: int = 1
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
    replay: int = 0  # the number of the replay in which it was sanitized; 0 for the first time
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


class Difference(NamedTuple):
    """One object that the law does not hold for."""

    kind: Kind
    key: str
    arrived: datetime
    detail: str  # one line for people


class DaySum(Frozen):
    """One day of one source, added up. A part that was read again on purpose counts again."""

    day: date
    source: str
    objects: int = 0
    parts: int = 0
    bytes: int = 0
    lines: int = 0
    folded: int = 0
    quarantined: int = 0
    sent_to_quarantine: int = (
        0  # entries: what could not be read to its end, blocks that could not be redacted
    )
    redactions: int = 0
    chunks: int = 0
    analysed: int = 0  # parts
    insights: int = 0  # different ones


def sums(entries: Iterable[LedgerEntry]) -> list[DaySum]:
    """Return the entries added up by day and source, in that order."""
    groups: dict[tuple[date, str], list[LedgerEntry]] = {}
    for entry in entries:
        groups.setdefault((entry.day, entry.source), []).append(entry)
    return [_sum(day, source, group) for (day, source), group in sorted(groups.items())]


def _sum(day: date, source: str, group: list[LedgerEntry]) -> DaySum:
    ledgers = [entry.ledger for entry in group]
    return DaySum(
        day=day,
        source=source,
        objects=len({entry.object_id for entry in group}),
        parts=len(group),
        bytes=sum(ledger.bytes_read for ledger in ledgers),
        lines=sum(ledger.lines_read for ledger in ledgers),
        folded=sum(ledger.lines_folded for ledger in ledgers),
        quarantined=sum(ledger.lines_quarantined for ledger in ledgers),
        sent_to_quarantine=sum(entry.quarantined for entry in group),
        redactions=sum(sum(ledger.redactions.values()) for ledger in ledgers),
        chunks=sum(entry.chunks for entry in group),
        analysed=sum(entry.analysed_at is not None for entry in group),
        insights=len({insight for entry in group for insight in entry.insights}),
    )


class Through(NamedTuple):
    """What the ledger knows, put so that a listing of any length can be held against it."""

    arrived: Mapping[str, datetime]  # of the latest whole read of a write, by `_write_of`
    differences: Sequence[Difference]


class Known(NamedTuple):
    """The writes of objects that a ledger knows as read to their end."""

    writes: frozenset[str]

    def has(self, item: Listed) -> bool:
        """Whether the very bytes of a listed object are among them."""
        return _write_of(item.key, item.etag) in self.writes


def through_of(entries: Iterable[LedgerEntry]) -> Known:
    """Return the writes of one bucket of which all parts are among the entries."""
    through = weigh(entries, now=datetime.min.replace(tzinfo=UTC))
    return Known(frozenset(through.arrived))


def weigh(entries: Iterable[LedgerEntry], *, now: datetime, grace: timedelta = GRACE) -> Through:
    """Return which writes got through, and the differences among what was sanitized.

    `entries` are those of the days that are looked at and of the day before and after. Memory: about 200 bytes an
    object.
    """
    by_id: dict[str, LedgerEntry] = {}
    for entry in entries:
        by_id[entry.part_id] = entry
    arrived: dict[str, datetime] = {}
    found: list[Difference] = []
    for entry in by_id.values():
        if _FIRST_PART.fullmatch(entry.part_id) and by_id.keys() >= _all_parts(entry, by_id):
            write = _write_of(entry.key, entry.etag)
            arrived[write] = max(arrived.get(write, entry.arrived), entry.arrived)
        found += _of_entry(entry, now=now, grace=grace)
    return Through(arrived, found)


def unread(
    listed: Iterable[Listed], through: Through, *, since: datetime, now: datetime, grace: timedelta = GRACE
) -> Iterator[Difference]:
    """Yield the listed objects, written since then and longer ago than `grace`, that never got through."""
    for item in listed:
        if item.is_folder_marker or not since <= item.modified <= now - grace:
            continue
        seen = through.arrived.get(_write_of(item.key, item.etag))
        if seen is None or seen < item.modified - _CLOCKS:
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


def _all_parts(entry: LedgerEntry, by_id: Mapping[str, LedgerEntry]) -> set[str]:
    """The ids of all parts that must be there once this one is: those it gave away, and theirs."""
    parts: set[str] = set()
    waiting = list(entry.follows)
    while waiting:
        part = waiting.pop()
        if part not in parts:
            parts.add(part)
            waiting += by_id[part].follows if part in by_id else ()
    return parts


def _write_of(key: str, etag: str) -> str:
    return f"{etag}\0{key}"
