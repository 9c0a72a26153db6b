"""The clock: what makes analyze look for sources of which nothing comes any more."""

from __future__ import annotations

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from constructs import Construct

from infra.deployment import Deployment
from infra.work_queue import WorkQueue

GROUP = "clock"  # of its messages; beside those of the sources, so that none waits for the other


class Clock(Construct):
    """A tick on the digests queue every few minutes, so that it is retried, kept and watched as a digest is."""

    def __init__(self, scope: Construct, id_: str, *, deployment: Deployment, ticks_on: WorkQueue) -> None:
        super().__init__(scope, id_)
        minutes = deployment.stage.listen_minutes
        self.rule = events.Rule(
            self,
            "Tick",
            rule_name=deployment.name("tick"),
            description="Time to look whether a source has fallen silent.",
            schedule=events.Schedule.rate(Duration.minutes(minutes)),
            targets=[
                targets.SqsQueue(
                    ticks_on.queue,
                    message_group_id=GROUP,
                    # The time makes each one another message: a FIFO queue drops what it had before.
                    message=events.RuleTargetInput.from_object({"tick": events.EventField.time}),
                )
            ],
        )
