"""Signs of one trouble together: when it began, what it touched, what shows it."""

from __future__ import annotations

import pytest

from crosscut.detection import History
from crosscut.detection.error_templates import find_signs
from crosscut.detection.grouping import group
from crosscut.detection.problem import Problem, raised, worst
from crosscut.detection.window import window_of
from crosscut.model import Severity
from tests.unit.writing import Log, at, digest_of, entry, traffic


@pytest.fixture(scope="module")
def problem() -> Problem:
    log = traffic(Log(), "orders", "gateway")
    log.every(5, lambda s, i: entry(s, "ERROR", "gateway", "upstream timed out"), start=1490, stop=1800)
    refused = "connection refused: orders-db.shop.invalid:5432"
    log.every(5, lambda s, i: entry(s, "ERROR", "orders", refused), start=1500, stop=2000)
    digest = digest_of(log)
    (found,) = group(find_signs(digest, window_of(digest), History()))
    return found


def test_it_lasts_from_its_first_sign_to_its_last(problem: Problem) -> None:
    assert (problem.first_seen, problem.last_seen) == (at(1490), at(1995))


def test_it_counts_all_its_records(problem: Problem) -> None:
    assert problem.count == 62 + 100


def test_the_services_come_in_the_order_from_cause_to_consequence(problem: Problem) -> None:
    assert problem.services == ["orders", "gateway"]
    assert problem.target == "orders-db.shop.invalid:5432"


def test_the_evidence_is_two_lines_of_the_cause_and_one_of_each_consequence(problem: Problem) -> None:
    first, second, third = problem.evidence

    assert "connection refused" in first.text
    assert "connection refused" in second.text
    assert "upstream timed out" in third.text


def test_a_severity_is_raised_within_the_scale() -> None:
    assert raised(Severity.HIGH, 1) is Severity.CRITICAL
    assert raised(Severity.CRITICAL, 1) is Severity.CRITICAL
    assert raised(Severity.INFO, -2) is Severity.INFO
    assert worst([Severity.LOW, Severity.HIGH, Severity.MEDIUM]) is Severity.HIGH
