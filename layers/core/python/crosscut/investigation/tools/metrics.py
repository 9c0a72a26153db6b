"""The tools about metrics and alarms."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from crosscut.investigation.ports import Facts, Metrics
from crosscut.investigation.toolbox import Arguments, Found, Item, Tool
from crosscut.investigation.tools.times import window


class ListMetrics(Arguments):
    """A namespace such as AWS/RDS, a metric's name, or both."""

    namespace: str = Field(min_length=1, max_length=255)
    name: str = Field(default="", max_length=255)


class ReadMetric(Arguments):
    """One metric, by what list_metrics says of it."""

    namespace: str = Field(min_length=1, max_length=255)
    name: str = Field(min_length=1, max_length=255)
    dimensions: dict[str, str] = Field(default={}, max_length=30)
    statistic: Literal["Average", "Sum", "Minimum", "Maximum", "SampleCount", "p90", "p95", "p99"] = "Average"
    since: str = Field(default="", description="ISO 8601, UTC; the investigated time if not given.")
    until: str = ""


class ListAlarms(Arguments):
    """Alarms that ring, or rang in that time."""

    since: str = ""
    until: str = ""


def metric_tools(metrics: Metrics, *, span: tuple[datetime, datetime]) -> tuple[Tool, ...]:
    """Return the tools; `span` is the time that is meant when none is given."""

    def names(wanted: ListMetrics) -> Found:
        return found_of(metrics.names(wanted.namespace, wanted.name))

    def values(wanted: ReadMetric) -> Found:
        since, until = window(wanted.since, wanted.until, default=span)
        return found_of(
            metrics.values(
                wanted.namespace,
                wanted.name,
                wanted.dimensions,
                statistic=wanted.statistic,
                since=since,
                until=until,
            )
        )

    def alarms(wanted: ListAlarms) -> Found:
        since, until = window(wanted.since, wanted.until, default=span)
        return found_of(metrics.alarms(since=since, until=until))

    return (
        Tool(
            "list_metrics",
            "List CloudWatch metrics of a namespace, with their dimensions.",
            ListMetrics,
            names,
        ),
        Tool("read_metric", "Read a CloudWatch metric over time.", ReadMetric, values),
        Tool("list_alarms", "List CloudWatch alarms that ring, or rang in a time.", ListAlarms, alarms),
    )


def found_of(facts: Facts) -> Found:
    """Return facts as a tool answers."""
    return Found([Item(fact.text, time=fact.time) for fact in facts.facts], {}, facts.left_out)
