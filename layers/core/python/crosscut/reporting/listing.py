"""A deployment's insights as the rows of a table, in columns, so that a hundred thousand of them stay small."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from crosscut.model import Insight
from crosscut.moments import moment
from crosscut.plain import plain
from crosscut.reporting.payload import cut

TITLE = 200  # characters


def list_data(insights: Sequence[Insight]) -> dict[str, object]:
    """Return the columns that page/insights.js reads; of texts that come back, each once and its number."""
    newest = sorted(insights, key=lambda i: i.id)
    newest.sort(key=lambda i: (i.severity.rank, _when(i.last_seen)), reverse=True)
    titles, title_of = _once(cut(plain(i.title), TITLE) for i in newest)
    sources, source_of = _once(i.source for i in newest)
    return {
        "titles": titles,
        "title": title_of,
        "sources": sources,
        "source": source_of,
        "severity": [i.severity.rank for i in newest],
        "status": [i.status.value[0] for i in newest],
        "count": [i.count for i in newest],
        "first": [_when(i.first_seen) for i in newest],
        "last": [_when(i.last_seen) for i in newest],
        "id": [i.id for i in newest],
    }


def _when(time: datetime | None) -> str:
    return moment(time) if time else ""


def _once(texts: Iterable[str]) -> tuple[list[str], list[int]]:
    numbers: dict[str, int] = {}
    used = [numbers.setdefault(text, len(numbers)) for text in texts]
    return list(numbers), used
