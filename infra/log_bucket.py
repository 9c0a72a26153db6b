"""Where services drop their logs."""

from __future__ import annotations

from typing import cast

from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.deployment import Deployment
from infra.private_bucket import PrivateBucket
from infra.work_queue import WorkQueue


class LogBucket(PrivateBucket):
    """Raw logs. Only sanitize reads them, and nothing of ours writes here, for that would be a loop."""

    def __init__(self, scope: Construct, id_: str, *, deployment: Deployment) -> None:
        super().__init__(
            scope, id_, deployment=deployment, name="logs", days={"": deployment.stage.raw_retention_days}
        )
        self._rule_name = deployment.name("object-created")
        # By the L1 property: the L2 one (event_bridge_enabled) brings a custom resource with a Lambda.
        bucket = cast(s3.CfnBucket, self.node.default_child)
        bucket.notification_configuration = bucket.NotificationConfigurationProperty(
            event_bridge_configuration=bucket.EventBridgeConfigurationProperty(event_bridge_enabled=True)
        )

    def announce_to(self, intake: WorkQueue) -> None:
        """Put every new object on the queue; what EventBridge cannot deliver goes to its dead letters."""
        events.Rule(
            self,
            "ObjectCreated",
            rule_name=self._rule_name,
            description="A log was dropped: tell sanitize.",
            event_pattern=events.EventPattern(
                source=["aws.s3"],
                detail_type=["Object Created"],
                detail={"bucket": {"name": [self.bucket_name]}},
            ),
            targets=[targets.SqsQueue(intake.queue, dead_letter_queue=intake.dead_letters)],
        )
