"""What an alarm is: a metric, what it means, the first step, and the topic on which it rings."""

from __future__ import annotations

from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra.deployment import Deployment
from infra.function import Function


class Bell:
    """One topic, and the alarms that ring on it, all of them in `scope`."""

    def __init__(self, scope: Construct, *, deployment: Deployment) -> None:
        self._scope = scope
        self._deployment = deployment
        self.all: list[cloudwatch.IAlarm] = []
        # AWS's own key for SNS does not know CloudWatch: without a key of the customer's it is not encrypted by KMS.
        self.topic = sns.Topic(
            scope, "Topic", topic_name=deployment.name("alarms"), enforce_ssl=True, master_key=deployment.key
        )
        self.topic.apply_removal_policy(RemovalPolicy.DESTROY)
        # A topic with a policy of its own has lost the default one, by which CloudWatch could publish.
        self.topic.add_to_resource_policy(
            iam.PolicyStatement(
                principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
                actions=["sns:Publish"],
                resources=[self.topic.topic_arn],
                conditions={"StringEquals": {"aws:SourceAccount": Stack.of(scope).account}},
            )
        )

    def rings(
        self,
        name: str,
        metric: cloudwatch.IMetric,
        *,
        above: float | None = None,
        below: float | None = None,
        meaning: str,
        first_step: str,
        periods: int = 1,
        recovers: bool = True,
    ) -> None:
        """Ring when the metric is above `above`, or when it is below `below` or is not there at all."""
        compared = cloudwatch.ComparisonOperator
        alarm = cloudwatch.Alarm(
            self._scope,
            "".join(word.capitalize() for word in name.split("-")),
            alarm_name=self._deployment.name(name),
            alarm_description=f"{meaning} First step: {first_step}",
            metric=metric,
            threshold=below if below is not None else above or 0,
            comparison_operator=(
                compared.LESS_THAN_THRESHOLD if below is not None else compared.GREATER_THAN_THRESHOLD
            ),
            evaluation_periods=periods,
            treat_missing_data=(
                cloudwatch.TreatMissingData.BREACHING
                if below is not None
                else cloudwatch.TreatMissingData.NOT_BREACHING
            ),
        )
        self.all.append(alarm)
        alarm.add_alarm_action(actions.SnsAction(self.topic))
        if recovers:  # "all is well" would be untrue of what is only told once
            alarm.add_ok_action(actions.SnsAction(self.topic))


def logs_of(function: Function) -> str:
    """Return where people read what it has logged, in words."""
    return f"the log group /aws/lambda/{function.function.function_name}"
