"""The reconcile Lambda: every hour, the log bucket held against the ledger."""

from __future__ import annotations

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from constructs import Construct

from crosscut.config import ReconcileSettings
from infra.deployment import Deployment
from infra.layers import Layers
from infra.log_bucket import LogBucket
from infra.memory import Memory
from infra.work_queue import WorkQueue
from infra.worker import Worker

EVERY = Duration.hours(1)


class Reconcile(Worker):
    """Finds what never got through, and what nobody was told of; it reads names, figures and insights, and no log."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        deployment: Deployment,
        layers: Layers,
        memory: Memory,
        takes: WorkQueue,
        lists: LogBucket,
    ) -> None:
        settings = ReconcileSettings(
            stage=deployment.stage.name,
            retry_seconds=deployment.stage.retry_seconds,
            log_bucket=lists.bucket_name,
            ledger_table=memory.ledger.table_name,
            insights_table=memory.insights.table_name,
            notices_table=memory.notices.table_name,
        )
        super().__init__(
            scope, id_, deployment=deployment, layers=layers.common, takes=takes, settings=settings
        )
        self.allow("s3:ListBucket", on=[lists.bucket_arn])
        self.allow("dynamodb:Query", on=[memory.ledger.table_arn, memory.notices.table_arn])
        self.allow("dynamodb:GetItem", on=[memory.insights.table_arn])
        self.rule = events.Rule(
            self,
            "Hourly",
            rule_name=deployment.name("reconcile"),
            description="Time to hold the log bucket against the ledger.",
            schedule=events.Schedule.rate(EVERY),
            # By a queue, so that it is retried, kept and watched as all other work is.
            targets=[
                targets.SqsQueue(
                    takes.queue,
                    dead_letter_queue=takes.dead_letters,
                    message=events.RuleTargetInput.from_object({"tick": events.EventField.time}),
                )
            ],
        )
