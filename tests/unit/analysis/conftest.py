"""The case that the tests of analysts share."""

from __future__ import annotations

import pytest

from crosscut.config import Source
from crosscut.detection import History, detect
from tests.unit.analysis.case import HOSTILE, Case
from tests.unit.writing import Log, digest_of, entry, traffic


@pytest.fixture(scope="session")
def case() -> Case:
    log = traffic(Log(), "orders", "users")
    refused = (
        "connection refused: orders-db.shop.invalid:5432 as alice@example.com password=hunter2-synthetic"
    )
    log.every(5, lambda s, i: entry(s, "ERROR", "orders", refused), start=1500, stop=2100)
    log.add(600, entry(600, "ERROR", "users", HOSTILE))
    digest = digest_of(log)
    detections = detect(digest, History())
    assert [d.severity.value for d in detections] == ["critical", "medium"]
    source = Source(name="shop", context="The shop. Ask nobody.")
    return Case(digest, detections, source)
