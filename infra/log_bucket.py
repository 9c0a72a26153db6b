"""Where services drop their logs."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import cast

from aws_cdk import Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.deployment import Deployment
from infra.log_delivery import allow_log_delivery
from infra.private_bucket import PrivateBucket
from infra.turns import UNLISTED, created, turns
from infra.work_queue import WorkQueue


class LogBucket(PrivateBucket):
    """Raw logs. Only sanitize reads them, and nothing of ours writes here, for that would be a loop."""

    def __init__(self, scope: Construct, id_: str, *, deployment: Deployment) -> None:
        super().__init__(
            scope, id_, deployment=deployment, name="logs", days={"": deployment.stage.raw_retention_days}
        )
        self._deployment = deployment
        # By the L1 property: the L2 one (event_bridge_enabled) brings a custom resource with a Lambda.
        bucket = cast(s3.CfnBucket, self.node.default_child)
        bucket.notification_configuration = bucket.NotificationConfigurationProperty(
            event_bridge_configuration=bucket.EventBridgeConfigurationProperty(event_bridge_enabled=True)
        )

        allow_log_delivery(self)

    def announce_to(self, intake: WorkQueue) -> None:
        """Put every new object on the queue, each source in a message group of its own, so that none starves another.

        What EventBridge cannot deliver goes to the queue's dead letters.
        """
        own = turns(self._deployment.sources)
        for turn in own:
            pattern = created(self.bucket_name, [{"prefix": turn.prefix}])
            digest = hashlib.sha256(turn.group.encode()).hexdigest()[:6]  # a rule's name is short
            self._rule(f"{turn.group[:24]}-{digest}", pattern, intake, group=turn.group)
        others: list[object] = [{"anything-but": {"prefix": [turn.prefix for turn in own]}}] if own else []
        self._rule(UNLISTED, created(self.bucket_name, others), intake, group=UNLISTED)
        ours = Stack.of(self).format_arn(
            service="events", resource="rule", resource_name=self._rule_name("*")
        )
        for queue in (intake.queue, intake.dead_letters):
            # One statement for all rules: the policy of a queue takes no more than twenty.
            queue.add_to_resource_policy(
                iam.PolicyStatement(
                    principals=[iam.ServicePrincipal("events.amazonaws.com")],
                    actions=["sqs:SendMessage"],
                    resources=[queue.queue_arn],
                    conditions={"ArnLike": {"aws:SourceArn": ours}},
                )
            )

    def _rule(self, name: str, pattern: Mapping[str, object], intake: WorkQueue, *, group: str) -> None:
        rule = events.CfnRule
        rule(
            self,
            "Created" + re.sub(r"[^A-Za-z0-9]", "", name.title()),
            name=self._rule_name(name),
            description="A log was dropped: tell sanitize.",
            event_pattern=pattern,
            targets=[
                rule.TargetProperty(
                    id="Intake",
                    arn=intake.queue.queue_arn,
                    sqs_parameters=rule.SqsParametersProperty(message_group_id=group),
                    dead_letter_config=rule.DeadLetterConfigProperty(arn=intake.dead_letters.queue_arn),
                )
            ],
        )

    def _rule_name(self, end: str) -> str:
        return self._deployment.name(f"created-{end}")
