"""Confidence is made of what was measured: number, order, ties, and rival causes."""

from __future__ import annotations

from crosscut.analysis.certainty import MOST, certainty_of
from crosscut.analysis.hypotheses import Weighed
from crosscut.model import Category, Detection, Hypothesis, Moment, Role, Severity


def detection(
    *, confidence: float = 0.7, count: int = 50, category: Category = Category.DEPENDENCY
) -> Detection:
    return Detection(
        rule="timeout",
        severity=Severity.HIGH,
        category=category,
        title="t",
        summary="s",
        cause="c",
        service="orders",
        template_ids=(),
        evidence=(),
        first_seen=None,
        last_seen=None,
        count=count,
        confidence=confidence,
    )


def moment(role: Role, because: str = "12 s after the cause") -> Moment:
    return Moment(time=None, service="gateway", what="w", role=role, because=because)


def weighed(*scores: int) -> list[Weighed]:
    return [Weighed(Hypothesis(cause="c"), score) for score in scores]


def test_one_record_is_worth_less_than_many() -> None:
    one, many = certainty_of(detection(count=1), [], []), certainty_of(detection(count=50), [], [])

    assert one.confidence < many.confidence
    assert (one.reason, many.reason) == ("1 record", "50 records")


def test_consequences_that_share_ids_are_worth_more_than_those_that_only_come_later() -> None:
    tied = certainty_of(detection(), [moment(Role.CONSEQUENCE, "shares ids with the cause; 2.0 s after")], [])
    later = certainty_of(detection(), [moment(Role.CONSEQUENCE)], [])

    assert tied.confidence > later.confidence
    assert "one consequence begins after the cause, tied to it by time alone" in later.reason


def test_signs_before_the_cause_make_it_doubtful() -> None:
    sure, doubtful = (
        certainty_of(detection(), [], []),
        certainty_of(detection(), [moment(Role.PRECURSOR)] * 2, []),
    )

    assert doubtful.confidence < sure.confidence
    assert "2 kinds of its signs begin before the cause" in doubtful.reason


def test_one_cause_that_the_log_shows_is_worth_more_than_two_or_none() -> None:
    one, two, none = (certainty_of(detection(), [], weighed(*s)) for s in ((2, 0), (1, 1), (0, 0)))

    assert one.confidence > two.confidence > none.confidence
    assert "nothing tells which of 2 usual causes is behind it" in none.reason


def test_a_rule_that_sees_only_the_failure_is_inconclusive_whatever_was_measured() -> None:
    found = certainty_of(detection(confidence=0.3, count=5_000), [], weighed(3, 0))

    assert found.inconclusive
    assert found.confidence == 0.3
    assert "the failure, not its cause" in found.reason


def test_no_log_proves_a_cause() -> None:
    tied = [moment(Role.CONSEQUENCE, "shares ids with the cause")]

    assert certainty_of(detection(confidence=0.95), tied, weighed(3, 0)).confidence == MOST
