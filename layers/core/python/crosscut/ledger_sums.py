"""The ledger added up for people: by day and source, and by object."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from types import MappingProxyType

from crosscut.conservation import LedgerEntry
from crosscut.model import Frozen

NOBODY_TOLD: Mapping[str, int] = MappingProxyType({})


class Figures(Frozen):
    """What came in, and what became of it. A part that was read again on purpose counts again."""

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
    notices: int = 0  # of these insights: places in which people have been told of one


class DaySum(Figures):
    """One day of one source."""

    day: date
    source: str
    objects: int = 0


class ObjectSum(Figures):
    """One write of one object."""

    object_id: str
    source: str
    key: str
    arrived: datetime


def by_day(entries: Iterable[LedgerEntry], told: Mapping[str, int] = NOBODY_TOLD) -> list[DaySum]:
    """Return the entries added up by day and source, in that order.

    `told` says of insights, by id, in how many places people have been told of them.
    """
    groups: dict[tuple[date, str], list[LedgerEntry]] = {}
    for entry in entries:
        groups.setdefault((entry.day, entry.source), []).append(entry)
    return [
        DaySum(
            day=day, source=source, objects=len({entry.object_id for entry in group}), **_figures(group, told)
        )
        for (day, source), group in sorted(groups.items())
    ]


def by_object(entries: Iterable[LedgerEntry], told: Mapping[str, int] = NOBODY_TOLD) -> list[ObjectSum]:
    """Return the entries added up by object, in order of arrival; `told` as for `by_day`."""
    groups: dict[str, list[LedgerEntry]] = {}
    for entry in entries:
        groups.setdefault(entry.object_id, []).append(entry)
    found = [
        ObjectSum(
            object_id=id_,
            source=group[0].source,
            key=group[0].key,
            arrived=group[0].arrived,
            **_figures(group, told),
        )
        for id_, group in groups.items()
    ]
    return sorted(found, key=lambda each: (each.arrived, each.key))


def _figures(group: list[LedgerEntry], told: Mapping[str, int]) -> dict[str, int]:
    ledgers = [entry.ledger for entry in group]
    insights = {insight for entry in group for insight in entry.insights}
    return {
        "parts": len(group),
        "bytes": sum(ledger.bytes_read for ledger in ledgers),
        "lines": sum(ledger.lines_read for ledger in ledgers),
        "folded": sum(ledger.lines_folded for ledger in ledgers),
        "quarantined": sum(ledger.lines_quarantined for ledger in ledgers),
        "sent_to_quarantine": sum(entry.quarantined for entry in group),
        "redactions": sum(sum(ledger.redactions.values()) for ledger in ledgers),
        "chunks": sum(entry.chunks for entry in group),
        "analysed": sum(entry.analysed_at is not None for entry in group),
        "insights": len(insights),
        "notices": sum(told.get(insight, 0) for insight in insights),
    }
