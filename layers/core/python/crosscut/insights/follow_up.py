"""What has to follow a change of incidents, on the insights themselves. Doing it twice does no harm."""

from __future__ import annotations

from collections.abc import Iterable

from crosscut.decisions import BY_CROSSCUT
from crosscut.errors import NoSuchInsightError
from crosscut.incident import Owed
from crosscut.insights.port import InsightStore
from crosscut.model import Decision, Said


def follow_up(owed: Iterable[Owed], store: InsightStore) -> None:
    """Write on the insights which incident they belong to, and that silence has resolved them."""
    for each in owed:
        if each.resolved_at is None:
            store.assign(each.source, each.insight, each.incident)
            continue
        note = f"{each.incident} was silent"
        decision = Decision(said=Said.RESOLVE, by=BY_CROSSCUT, at=each.resolved_at, note=note)
        try:
            store.decide(each.insight, decision, source=each.source)
        except NoSuchInsightError:
            continue  # it has expired
