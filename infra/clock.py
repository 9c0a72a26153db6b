"""The clock: what makes analyze look for silent sources, and notify for what it has put off."""

from __future__ import annotations

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from constructs import Construct

from infra.deployment import Deployment
from infra.work_queue import WorkQueue

GROUP = "clock"  # of its messages; beside those of the sources, so that none waits for the other


class Clock(Construct):
    """A tick on two queues every few minutes, so that it is retried, kept and watched as all that lies on them is."""

    def __init__(
        self, scope: Construct, id_: str, *, deployment: Deployment, digests: WorkQueue, notices: WorkQueue
    ) -> None:
        super().__init__(scope, id_)
        minutes = deployment.stage.listen_minutes
        # The time makes each one another message: a FIFO queue drops what it had before.
        tick = events.RuleTargetInput.from_object({"tick": events.EventField.time})
        self.rule = events.Rule(
            self,
            "Tick",
            rule_name=deployment.name("tick"),
            description="Time to look whether a source has fallen silent, and whether a notice is due.",
            schedule=events.Schedule.rate(Duration.minutes(minutes)),
            targets=[
                targets.SqsQueue(digests.queue, message_group_id=GROUP, message=tick),
                targets.SqsQueue(notices.queue, message=tick),
            ],
        )
