"""Doing it again: objects put back on the intake queue, digests announced anew.

A replay has a number. What is made in it takes the place of what was made before, under the same ids; the same replay
a second time is done once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from crosscut.aws.messages import ObjectCreated
from crosscut.aws.parts import ObjectPart
from crosscut.conservation import LedgerEntry, Listed
from crosscut.model import DigestMessage


class Chosen(NamedTuple):
    """What a replay is of: what arrived in this span, of these keys where there are any."""

    since: datetime
    until: datetime
    keys: frozenset[str] = frozenset()

    def takes(self, key: str, arrived: datetime) -> bool:
        """Whether an object is meant."""
        return self.since <= arrived < self.until and (not self.keys or key in self.keys)


def objects(
    listed: Iterable[Listed], entries: Iterable[LedgerEntry], chosen: Chosen, *, bucket: str, replay: int
) -> Iterator[ObjectPart]:
    """Yield the messages that have objects of the log bucket sanitized again.

    One that the ledger knows keeps the id that it had; of one that it does not know, whose event was lost, this is the
    first reading.
    """
    known = {(entry.key, entry.etag): entry for entry in entries}
    for item in listed:
        if item.is_folder_marker or not chosen.takes(item.key, item.modified):
            continue
        entry = known.get((item.key, item.etag))
        written = {
            "key": item.key,
            "etag": item.etag,
            "size": item.size,
            "sequencer": entry.sequencer if entry else "",
            "version-id": entry.version_id if entry else "",
        }
        created = ObjectCreated.model_validate(
            {
                "time": entry.arrived if entry else item.modified,
                "detail": {"bucket": {"name": bucket}, "object": written},
            }
        )
        yield ObjectPart(created=created, replay=replay)


def digests(entries: Iterable[LedgerEntry], chosen: Chosen, *, replay: int) -> Iterator[DigestMessage]:
    """Yield the messages that have digests analysed again."""
    for entry in entries:
        if chosen.takes(entry.key, entry.arrived):
            yield DigestMessage(
                source=entry.source,
                digest_key=f"digests/{entry.source}/{entry.day:%Y/%m/%d}/{entry.part_id}.json",
                object_id=entry.part_id,
                arrived=entry.arrived,
                replay=replay,
            )
