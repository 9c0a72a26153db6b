"""The metrics and log fields of analyze: what it found, what model calls took, and why a model was not asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from crosscut.analysis.budget import Allowance
from crosscut.aws.shell import Meter
from crosscut.errors import AnalysisRejectedError, BudgetSpentError, DigestWithheldError, NoAnswerError
from crosscut.model import Insight, Severity


def count_usage(meter: Meter, allowance: Allowance) -> None:
    """Publish what model calls took, in tokens and in thousandths of a US dollar."""
    for usage in allowance.usages:
        meter.add_metric("ModelCalls", "Count", 1)
        meter.add_metric("InputTokens", "Count", usage.input_tokens)
        meter.add_metric("OutputTokens", "Count", usage.output_tokens)
        meter.add_metric("CostMilliUsd", "None", usage.cost_usd * 1000)
    if allowance.unsettled:
        meter.add_metric("CallsUnsettled", "Count", allowance.unsettled)


def count_insights(meter: Meter, insights: Iterable[Insight], *, arrived: datetime | None) -> None:
    """Publish how many insights there are of each severity, and the seconds since their object was dropped."""
    found = [insight.severity for insight in insights]
    for severity in Severity:
        meter.add_metric(f"Insights{severity.capitalize()}", "Count", found.count(severity))
    if found and arrived is not None:
        meter.add_metric("DropToInsightSeconds", "Seconds", (datetime.now(UTC) - arrived).total_seconds())


def count_declined(meter: Meter, error: AnalysisRejectedError) -> None:
    """Publish why the rules answered. `BudgetsSpent` comes once a day and scope, for its alarm to ring once."""
    if isinstance(error, DigestWithheldError):
        meter.add_metric("DigestsWithheld", "Count", 1)
    elif isinstance(error, BudgetSpentError):
        meter.add_metric("DigestsOverBudget", "Count", 1)
        if error.first:
            meter.add_metric("BudgetsSpent", "Count", 1)
    elif isinstance(error, NoAnswerError):
        meter.add_metric("BatchesUnanswered", "Count", 1)
    else:
        meter.add_metric("ModelRejected", "Count", 1)


def calls_of(allowance: Allowance) -> dict[str, object]:
    """Return what a log line says of the calls: the ids of the requests, by which the endpoint's people find them."""
    return {"model_requests": [usage.request_id for usage in allowance.usages]} if allowance.usages else {}
