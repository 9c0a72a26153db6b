"""The event bus on which every stored insight is announced, to our notifier and to whoever else wants it."""

from __future__ import annotations

from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from constructs import Construct

from infra.deployment import Deployment
from infra.work_queue import WorkQueue


class InsightBus(events.EventBus):
    """Events with source `crosscut` and detail type `Insight`."""

    def __init__(self, scope: Construct, id_: str, *, deployment: Deployment) -> None:
        super().__init__(scope, id_, event_bus_name=f"crosscut-{deployment.stage.name}")
        self._rule_name = deployment.name("insight")

    def announce_to(self, notices: WorkQueue) -> None:
        """Put every insight on the queue; what EventBridge cannot deliver goes to its dead letters."""
        events.Rule(
            self,
            "Insight",
            rule_name=self._rule_name,
            description="An insight was stored: tell notify.",
            event_bus=self,
            event_pattern=events.EventPattern(source=["crosscut"], detail_type=["Insight"]),
            targets=[targets.SqsQueue(notices.queue, dead_letter_queue=notices.dead_letters)],
        )
