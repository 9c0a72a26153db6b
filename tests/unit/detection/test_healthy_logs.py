"""Healthy logs full of words that sound bad: nobody is woken."""

from __future__ import annotations

import pytest

from tests.unit.detection.logs import healthy_hosts, healthy_services
from tests.unit.writing import alarming, detections_of

LOGS = {**healthy_services.LOGS, **healthy_hosts.LOGS}


@pytest.mark.parametrize("name", LOGS)
def test_nothing_in_a_healthy_log_is_high_or_critical(name: str) -> None:
    detections = detections_of(LOGS[name]())

    assert [(d.severity.value, d.title) for d in alarming(detections)] == []


# A careless program's errors, a few failed requests, and mail servers that are gone, are told, but lowly.
SOMETHING_TO_TELL = {
    "a_database_serves_careless_programs",
    "a_crawler_follows_dead_links",
    "a_mail_server_meets_dead_hosts",
}


@pytest.mark.parametrize("name", sorted(LOGS.keys() - SOMETHING_TO_TELL))
def test_most_healthy_logs_are_quiet_altogether(name: str) -> None:
    assert [d.title for d in detections_of(LOGS[name]())] == []
