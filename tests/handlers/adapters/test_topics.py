"""Notices on the SNS topic, as a subscriber gets them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from crosscut.alerting import Letter
from crosscut.aws import clients
from crosscut.aws.topics import SnsTopic
from crosscut.config import Source
from crosscut.errors import CrosscutError
from crosscut.model import Evidence, Insight, Step


def test_a_subscriber_gets_text_and_attributes_to_filter_on(
    aws: Any, make_insight: Callable[..., Insight]
) -> None:
    SnsTopic(clients.sns(), aws.topic_arn).post(
        "", Letter(make_insight(), Source(name="shop-api")), nonce="n-1"
    )

    (notice,) = aws.received(aws.seen_url)
    assert notice["Subject"] == "[CRITICAL] shop-api: Orders cannot reach the database"
    assert "crosscut insights show 3f9ac2d17be04d55" in notice["Message"]
    assert {name: a["Value"] for name, a in notice["MessageAttributes"].items()} == {
        "source": "shop-api",
        "severity": "critical",
        "category": "dependency",
        "environment": "production",
        "kind": "new",
        "notice": "3f9ac2d17be04d55/new/critical",
        "repeat": "no",
    }


def test_the_largest_notice_fits(aws: Any, make_insight: Callable[..., Insight]) -> None:
    huge = make_insight(
        title="é\n" * 50_000,
        summary="s" * 300_000,
        root_cause="c" * 300_000,
        evidence=tuple(Evidence(file="f" * 5_000, line=n, text="t" * 300_000) for n in range(9)),
        remediation=(Step(action="r" * 300_000),) * 9,
        services=("v" * 300_000,) * 9,
    )

    SnsTopic(clients.sns(), aws.topic_arn).post("", Letter(huge, Source(name="shop-api")), nonce="n-1")

    (notice,) = aws.received(aws.seen_url)
    assert len(notice["Message"].encode()) < 32_000
    assert len(notice["Subject"]) < 100
    assert notice["Subject"].isascii()


def test_a_topic_that_is_gone_is_an_error(aws: Any, make_insight: Callable[..., Insight]) -> None:
    nowhere = SnsTopic(clients.sns(), f"{aws.topic_arn}-nowhere")

    with pytest.raises(CrosscutError, match="publishing a notice on the SNS topic"):
        nowhere.post("", Letter(make_insight(), Source(name="shop-api")), nonce="n-1")
