"""Whose turn it is on the intake queue: each key fits one rule, and each listed source has a group of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from crosscut.config import Source, Sources
from infra.turns import MOST_TURNS, PATTERN_CHARACTERS, UNLISTED, created, turns
from tests.infra.deployed import Deployed


def sources(*prefixes: str) -> Sources:
    listed = [Source(name=f"source-{number}", prefix=prefix) for number, prefix in enumerate(prefixes)]
    return Sources(sources=tuple(listed))


def fits(pattern: dict[str, Any], key: str) -> bool:
    """Whether EventBridge would take an event with that key, as far as our patterns go (prefix and anything-but)."""
    return any(
        key.startswith(each["prefix"])
        if "prefix" in each
        else not key.startswith(tuple(each["anything-but"]["prefix"]))
        for each in pattern["detail"].get("object", {}).get("key", [{"prefix": ""}])
    )


def test_a_source_within_another_shares_its_turn() -> None:
    found = turns(sources("shop/", "shop/api/", "shop-web/"))

    assert [(turn.group, turn.prefix) for turn in found] == [("source-0", "shop/"), ("source-2", "shop-web/")]


@pytest.mark.parametrize("prefixes", [[f"{n:03d}/" for n in range(300)], [f"{n:0200d}/" for n in range(30)]])
def test_no_more_than_eventbridge_takes(prefixes: Sequence[str]) -> None:
    found = turns(sources(*prefixes))

    assert 5 < len(found) <= MOST_TURNS
    assert sum(len(turn.prefix) + 3 for turn in found) <= PATTERN_CHARACTERS
    pattern = created("a-bucket-with-a-name-that-is-as-long-as-names-of-buckets-may-be", [])
    assert len(str(pattern)) + PATTERN_CHARACTERS < 2_048


@pytest.mark.infra
@pytest.mark.parametrize(
    ("key", "group"),
    [
        ("shop-api/app.log", "shop-api"),
        ("shop-api/2026/a b.gz", "shop-api"),
        ("shop-web/access.log", "shop-web"),
        ("shop-apis/app.log", UNLISTED),
        ("billing/app.log", UNLISTED),
        ("app.log", UNLISTED),
    ],
)
def test_each_new_object_is_announced_once_in_its_sources_turn(dev: Deployed, key: str, group: str) -> None:
    rules = [
        rule for rule in dev.all("AWS::Events::Rule") if "detail" in rule.properties.get("EventPattern", {})
    ]
    [rule] = [rule for rule in rules if fits(rule["EventPattern"], key)]

    [target] = rule["Targets"]
    assert target["Arn"] == "arn:crosscut-dev-intake"
    assert target["SqsParameters"] == {"MessageGroupId": group}
    assert target["DeadLetterConfig"] == {"Arn": "arn:crosscut-dev-intake-dlq"}


@pytest.mark.infra
def test_all_of_these_rules_and_no_other_may_send(dev: Deployed) -> None:
    names = [rule.name for rule in dev.all("AWS::Events::Rule") if "created" in rule.name]

    assert len(names) > 3
    assert all(name.startswith("crosscut-dev-created-") for name in names)
    for queue in ("crosscut-dev-intake", "crosscut-dev-intake-dlq"):
        [policy] = [p for p in dev.all("AWS::SQS::QueuePolicy") if p["Queues"] == [queue]]
        [allowed] = [s for s in policy["PolicyDocument"]["Statement"] if s["Effect"] == "Allow"]
        assert allowed["Principal"] == {"Service": "events.amazonaws.com"}
        assert allowed["Action"] == "sqs:SendMessage"
        assert allowed["Condition"] == {
            "ArnLike": {"aws:SourceArn": "arn:aws:events:REGION:ACCOUNT:rule/crosscut-dev-created-*"}
        }
