"""What each Lambda counts carries its stage, so that two stages in an account have metrics and alarms of their own."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

Event = Callable[..., dict[str, Any]]
Load = Callable[[str], Callable[[dict[str, Any]], dict[str, Any]]]


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize("name", ["sanitize", "analyze", "notify", "reconcile", "slack"])
def test_each_metric_has_the_lambda_and_the_stage_for_dimensions(
    name: str, event: Event, load_handler: Load, capsys: pytest.CaptureFixture[str]
) -> None:
    handler = load_handler(name)

    for _ in range(2):  # a warm container keeps them
        handler({"headers": {}, "body": ""} if name == "slack" else event("sqs_tick", body="{}"))

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    counted = [line for line in lines if "_aws" in line]
    assert len(counted) == 2
    for line in counted:
        (group,) = line["_aws"]["CloudWatchMetrics"]
        assert (line["service"], line["stage"]) == (name, "test")
        assert [sorted(dimensions) for dimensions in group["Dimensions"]] == [["service", "stage"]]
