"""Precision and recall of the rules and the offline analyst on labelled scenarios, and their false alarms.

Prints a table for each family; `make bench-detection` shows it.
"""

from __future__ import annotations

import pytest

from crosscut.model import Insight, Severity
from tests.benchmarks.detection import (
    availability,
    dependencies,
    further,
    healthy,
    resources,
    security,
    unseen,
)
from tests.benchmarks.detection.outcome import Outcome, insights_of, outcome_of

INCIDENTS = (
    *availability.SCENARIOS,
    *dependencies.SCENARIOS,
    *resources.SCENARIOS,
    *security.SCENARIOS,
    *unseen.SCENARIOS,
    *further.SCENARIOS,
)
HEALTHY = (*healthy.SCENARIOS, *unseen.HEALTHY, *further.HEALTHY)
LEAST_FIRST = 0.95  # of the incidents: right category and component in the first insight


def row(name: str, outcomes: list[Outcome]) -> str:
    insights = [right for outcome in outcomes for right in outcome.right]
    precision = sum(insights) / len(insights) if insights else 0.0
    counts = (sum(o.found for o in outcomes), sum(o.first for o in outcomes), sum(o.cause for o in outcomes))
    return f"{name:14} {len(outcomes):9} {counts[0]:6} {counts[1]:6} {counts[2]:6} {precision:10.2f}"


def calibration(judged: list[tuple[Insight, bool]]) -> str:
    """How often insights are right, by how sure they are of their cause."""
    bands = (("high (0.75 and above)", 0.75, 1.01), ("medium", 0.45, 0.75), ("low (under 0.45)", 0.0, 0.45))
    lines = []
    for name, least, below in bands:
        right = [good for insight, good in judged if least <= insight.confidence < below]
        share = f"{sum(right) / len(right):.2f}" if right else "-"
        lines.append(f"{name:22} {len(right):8} {share:>6}")
    return "\n".join((f"{'confidence':22} {'insights':>8} {'right':>6}", *lines))


def test_incidents_are_found_and_named(capsys: pytest.CaptureFixture[str]) -> None:
    outcomes = [outcome_of(scenario) for scenario in INCIDENTS]

    with capsys.disabled():
        print(f"\n{'family':14} {'incidents':>9} {'found':>6} {'first':>6} {'cause':>6} {'precision':>10}")
        for family in dict.fromkeys(scenario.family for scenario in INCIDENTS):
            print(row(family, [o for o in outcomes if o.scenario.family == family]))
        print(row("all", outcomes))
        for o in outcomes:
            if not o.cause or not all(o.right):
                verdict = "missed" if not o.first else "other cause" if not o.cause else "more than one"
                print(f"  {verdict}: {o.scenario.family}/{o.scenario.name}")
                for insight in o.insights[:4]:
                    print(
                        f"      {insight.severity.value:8} {insight.category.value:12} {insight.title[:110]}"
                    )

        told = [i for w in HEALTHY for i in insights_of(w()) if i.severity.rank >= Severity.MEDIUM.rank]
        judged = [(i, right) for o in outcomes for i, right in zip(o.insights, o.right, strict=True)]
        print(calibration([*judged, *((insight, False) for insight in told)]))

    assert sum(o.first for o in outcomes) / len(outcomes) >= LEAST_FIRST


def test_nobody_is_woken_by_a_healthy_log(capsys: pytest.CaptureFixture[str]) -> None:
    told = {write.__name__: insights_of(write()) for write in HEALTHY}

    alarms = {name: [i for i in told[name] if i.severity.rank >= Severity.HIGH.rank] for name in told}
    false = [name for name, insights in alarms.items() if insights]
    with capsys.disabled():
        print(f"\nhealthy or deceptive: {len(told)}, false alarms (high or critical): {len(false)}")
        for name, insights in told.items():
            for insight in insights:
                print(f"  {insight.severity.value:8} {name}: {insight.title[:100]}")

    assert false == []
