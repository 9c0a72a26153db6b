"""Insights on the bus."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from crosscut.aws import clients
from crosscut.aws.events import InsightBus
from crosscut.errors import RetryableError
from crosscut.model import Evidence, Insight


def test_insights_arrive_whole_and_in_order(aws: Any, make_insight: Callable[..., Insight]) -> None:
    insights = [make_insight(id=f"insight-{number:02d}") for number in range(23)]

    assert InsightBus(clients.events(), "crosscut-test").publish(insights) == 23

    envelopes = aws.received(aws.seen_url)
    assert {(e["source"], e["detail-type"]) for e in envelopes} == {("crosscut", "Insight")}
    arrived = sorted((Insight.model_validate(e["detail"]) for e in envelopes), key=lambda i: i.id)
    assert arrived == insights


def test_an_insight_too_large_for_the_bus_is_cut(aws: Any, make_insight: Callable[..., Insight]) -> None:
    evidence = tuple(Evidence(file="a.log", line=n, text='"quoted"\n' * 3_000) for n in range(40))

    InsightBus(clients.events(), "crosscut-test").publish([make_insight(evidence=evidence)])

    (envelope,) = aws.received(aws.seen_url)
    assert Insight.model_validate(envelope["detail"]).title == make_insight().title


class Refusing:
    """A bus that takes the first entry of a call and no other."""

    def put_events(self, Entries: list[dict[str, str]]) -> dict[str, Any]:  # noqa: N803 - AWS's name
        refused = [{"ErrorCode": "ThrottlingException", "ErrorMessage": "slow down"}] * (len(Entries) - 1)
        return {"FailedEntryCount": len(refused), "Entries": [{"EventId": "1"}, *refused]}


def test_what_the_bus_refuses_is_tried_again(make_insight: Callable[..., Insight]) -> None:
    bus = InsightBus(Refusing(), "crosscut-test")  # type: ignore[arg-type]

    with pytest.raises(RetryableError, match=r"did not take 1 of 2 insights \(ThrottlingException\)"):
        bus.publish([make_insight(id="a"), make_insight(id="b")])


def test_no_insights_is_no_call(make_insight: Callable[..., Insight]) -> None:
    assert InsightBus(Refusing(), "crosscut-test").publish([]) == 0  # type: ignore[arg-type]
