"""Routes, queries and collections that grow slow."""

from __future__ import annotations

import pytest

from crosscut.model import Severity
from tests.benchmarks.detection import healthy, resources, security, unseen
from tests.unit.writing import alarming, detections_of


@pytest.mark.parametrize(
    ("write", "rule", "names"),
    [
        (resources.one_route_grows_slow, "slow-route", "/search"),
        (resources.queries_grow_slow, "slow-queries", "orders"),
        (resources.one_query_for_each_row, "n-plus-one", "order_lines"),
        (resources.the_garbage_collector_eats_the_time, "garbage-collection", "Garbage"),
    ],
)
def test_what_grew_slow_is_named(write: object, rule: str, names: str) -> None:
    assert callable(write)
    found = {d.rule: d for d in detections_of(write())}

    assert found[rule].severity.rank >= Severity.MEDIUM.rank
    assert names in found[rule].title


def test_a_route_that_is_always_slow_wakes_nobody() -> None:
    assert [d.severity for d in detections_of(unseen.a_slow_report_is_always_slow())] == [Severity.LOW]


def test_data_that_one_client_carries_away_is_told_and_a_backup_is_not() -> None:
    stolen = detections_of(security.a_customer_carries_the_data_away())

    assert [d.rule for d in stolen] == ["exfiltration"]
    assert alarming(detections_of(healthy.a_nightly_backup_is_large())) == []


def test_text_that_speaks_to_a_model_is_told() -> None:
    assert [d.rule for d in detections_of(security.text_in_the_log_speaks_to_the_model())] == [
        "prompt-injection"
    ]
    assert detections_of(unseen.a_docs_site_about_prompts()) == []
