"""One outage, of which each service's log is a source of its own, is one incident with its first cause."""

from __future__ import annotations

import io
import json
from collections import defaultdict
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path

import pytest

from crosscut.analysis import OfflineAnalyst
from crosscut.config import Source
from crosscut.insights.incident_memory import MemoryIncidents
from crosscut.insights.memory import MemoryCatalog, MemoryInsightStore
from crosscut.model import Digest, Severity
from crosscut.parts import SourceObject
from crosscut.pipeline import analyze, sanitize
from crosscut.redaction import Redactor

LOG = Path(__file__).parents[1] / "logs" / "shop-api" / "app.log"
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
NOW = datetime(2026, 11, 17, 11, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def digests() -> dict[str, Digest]:
    """The digests of each service's log."""
    lines: dict[str, list[str]] = defaultdict(list)
    for line in LOG.read_text(encoding="utf-8").splitlines(keepends=True):
        lines[json.loads(line)["service"]].append(line)
    redactor = Redactor(b"synthetic-key-for-tests-only-0123456789")
    return {
        service: sanitize(
            [SourceObject("app.log", io.BytesIO("".join(some).encode()), NOW)],
            source=service,
            redactor=redactor,
            sink=None,
        )
        for service, some in lines.items()
    }


def test_an_outage_seen_by_several_sources_is_one_incident_in_any_order(digests: dict[str, Digest]) -> None:
    failing = ("gateway", "orders", "payments")
    for order in permutations(failing):
        store, incidents = MemoryInsightStore(), MemoryIncidents()
        for service in (*order, *(set(digests) - set(failing))):
            analyze(
                digests[service],
                digest_id=service,
                source=Source(name=service),
                analyst=OfflineAnalyst(),
                catalog=MemoryCatalog(),
                store=store,
                now=NOW,
                incidents=incidents,
            )

        living = list(incidents.list(since=LONG_AGO, at_least=Severity.HIGH))
        [incident] = [i for i in living if not i.merged_into]
        assert incident.sources == failing
        assert incident.title == "Connection refused or lost: orders-db.shop.invalid in orders"
        assert incident.members[0].source == "orders"
        found = [i for i in store.list(since=LONG_AGO, at_least=Severity.HIGH) if i.source in failing]
        assert {insight.incident for insight in found} == {incident.id}
