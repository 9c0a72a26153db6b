"""The metrics that our own handlers publish, as CloudWatch knows them: by Lambda and by stage."""

from __future__ import annotations

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch

from infra.function import Function

PERIOD = Duration.minutes(5)


def counted(
    name: str,
    *,
    by: Function,
    period: Duration = PERIOD,
    statistic: str = "Sum",
    label: str | None = None,
) -> cloudwatch.Metric:
    """Return one of them; two stages in an account have theirs apart."""
    return cloudwatch.Metric(
        namespace="Crosscut",
        metric_name=name,
        dimensions_map={"service": by.label, "stage": by.stage},
        period=period,
        statistic=statistic,
        label=label,
    )
