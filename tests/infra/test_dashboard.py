"""The dashboard: what it shows, in which order, and that what it shows is what is published."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from crosscut.model import Severity
from tests.infra.deployed import Deployed

pytestmark = pytest.mark.infra

ROOT = Path(__file__).parents[2]
PUBLISHED = re.compile(r'add_metric\(\s*f?"([A-Za-z{}().]+)"')


def widgets(deployed: Deployed) -> list[dict[str, Any]]:
    [board] = deployed.all("AWS::CloudWatch::Dashboard")
    body = board["DashboardBody"]
    text = (
        body
        if isinstance(body, str)
        else "".join(p if isinstance(p, str) else "X" for p in body["Fn::Join"][1])
    )
    found: list[dict[str, Any]] = json.loads(text)["widgets"]
    return found


def ours(deployed: Deployed) -> set[tuple[str, str, str]]:
    """The metrics of ours that it shows, as (name, service, stage)."""
    lines = [line for widget in widgets(deployed) for line in widget["properties"].get("metrics", [])]
    return {(line[1], line[3], line[5]) for line in lines if line[0] == "Crosscut"}


def test_it_follows_the_river(dev: Deployed) -> None:
    titles = [widget["properties"]["title"] for widget in widgets(dev)]

    order = [
        "Alarms",
        "Objects",
        "Lines",
        "Redactions",
        "Templates",
        "Tokens",
        "Insights by severity",
        "Dead letters",
    ]
    places = [titles.index(title) for title in order]
    assert places == sorted(places)
    assert "Seconds from drop to insight" in titles


def test_every_alarm_stands_on_it(dev: Deployed) -> None:
    assert len(widgets(dev)[0]["properties"]["alarms"]) == len(dev.all("AWS::CloudWatch::Alarm"))


def test_every_metric_of_ours_on_it_is_published(dev: Deployed) -> None:
    sources = [
        *(ROOT / "lambdas").glob("*/handler.py"),
        *(ROOT / "layers/core/python/crosscut/aws").glob("*.py"),
    ]
    names = {name for file in sources for name in PUBLISHED.findall(file.read_text(encoding="utf-8"))}
    names |= {f"Insights{severity.capitalize()}" for severity in Severity}
    names |= {"ObjectsUnread", "ObjectsUnanalysed"}  # made of a kind's name in reconcile

    assert {name for name, _, _ in ours(dev)} <= names


def test_metrics_have_two_dimensions_of_few_values(dev: Deployed) -> None:
    services = ("sanitize", "analyze", "notify", "reconcile")
    assert {(service, stage) for _, service, stage in ours(dev)} == {(service, "dev") for service in services}
