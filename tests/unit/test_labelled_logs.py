"""Labelled logs from elsewhere, where `--logs-dir` names a folder of them: the rules find what the labels say."""

from __future__ import annotations

from pathlib import Path

import pytest

from crosscut.analysis import OfflineAnalyst, verify
from crosscut.config import Source
from crosscut.detection import History, detect
from crosscut.model import Insight, Severity
from crosscut.parts import SourceObject
from crosscut.pipeline import sanitize
from crosscut.redaction import Redactor
from tests.unit.writing import NOW


def insights_of(folder: Path, name: str) -> list[Insight]:
    path = folder / "scenarios" / name
    if not path.is_file():
        pytest.skip(f"{path} is not there")
    with path.open("rb") as stream:
        digest = sanitize(
            [SourceObject(name, stream, NOW)], source="labelled", redactor=Redactor(key=b"k"), sink=None
        )
    assert digest.ledger.balanced
    source, detections = Source(name="labelled"), detect(digest, History())
    found = OfflineAnalyst().analyze(digest, detections, source=source, now=NOW)
    return verify(found, digest, detections, source=source, now=NOW)


def test_the_one_500_among_a_hundred_thousand_requests_comes_first(logs_dir: Path) -> None:
    first, *others = insights_of(logs_dir, "http_error_needle.log.gz")

    assert first.count == 1
    assert '"status": 500' in first.evidence[0].text
    assert first.evidence[0].line == 50_001
    assert "pool" in first.root_cause or "connection" in first.root_cause
    assert others == []


def test_a_cascade_is_one_insight_that_names_redis_at_the_auth_service(logs_dir: Path) -> None:
    (insight,) = insights_of(logs_dir, "cascading_failures.log.gz")

    assert insight.severity is Severity.CRITICAL
    assert "redis" in insight.title.lower()
    assert insight.root_cause.startswith("auth-service: ")
    assert insight.services[0] == "auth-service"
    assert set(insight.services) == {"auth-service", "user-service", "order-service", "payment-processor"}
    assert insight.evidence[0].line == 10_001


def test_four_causes_are_four_insights(logs_dir: Path) -> None:
    insights = insights_of(logs_dir, "mixed_errors.log")

    told = sorted(f"{i.rules[0]}: {i.title.lower()}" for i in insights)
    assert len(told) == 4
    assert [one.partition(":")[0] for one in told] == [
        "certificate",
        "sql-error",
        "timeout",
        "unique-violation",
    ]
    assert "idp.company.com" in told[0]
    assert "redis" in told[2]
    assert "users_email_key" in told[3]
