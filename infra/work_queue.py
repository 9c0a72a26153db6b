"""A queue with its dead letters."""

from __future__ import annotations

from typing import cast

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.deployment import Deployment
from infra.stage import WorkerSize

KEY_REUSED_SECONDS = (
    3600  # one call of KMS an hour and caller; the default, 5 minutes, costs twelve times that
)
KEPT = Duration.days(14)  # SQS's longest: a consumer may be broken over a holiday


class WorkQueue(Construct):
    """Messages for one worker; those that it fails too often are kept in `dead_letters`.

    `fifo` orders by message group: one message at a time for each source.
    """

    def __init__(
        self, scope: Construct, id_: str, *, deployment: Deployment, worker: WorkerSize, fifo: bool = False
    ) -> None:
        super().__init__(scope, id_)
        self._deployment = deployment
        self._fifo = fifo
        self.label = id_.lower()  # "intake"
        self.worker = worker
        self.dead_letters = self._queue("DeadLetters", name=f"{self.label}-dlq")
        self.queue = self._queue(
            "Queue",
            name=self.label,
            visibility_timeout=Duration.seconds(worker.visibility_seconds),
            dead_letter_queue=sqs.DeadLetterQueue(
                queue=self.dead_letters, max_receive_count=deployment.stage.max_receive_count
            ),
        )

    def _queue(
        self,
        id_: str,
        *,
        name: str,
        visibility_timeout: Duration | None = None,
        dead_letter_queue: sqs.DeadLetterQueue | None = None,
    ) -> sqs.Queue:
        fifo = self._fifo or None  # CloudFormation takes no "false" here
        key = self._deployment.key
        queue = sqs.Queue(
            self,
            id_,
            queue_name=self._deployment.name(name) + (".fifo" if fifo else ""),
            fifo=fifo,
            # Limits and duplicates are counted by source, so that a noisy one does not slow the others.
            content_based_deduplication=fifo,
            deduplication_scope=sqs.DeduplicationScope.MESSAGE_GROUP if fifo else None,
            fifo_throughput_limit=sqs.FifoThroughputLimit.PER_MESSAGE_GROUP_ID if fifo else None,
            encryption=sqs.QueueEncryption.UNENCRYPTED if key else sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=KEPT,
            visibility_timeout=visibility_timeout,
            dead_letter_queue=dead_letter_queue,
            removal_policy=RemovalPolicy.DESTROY,  # what they point to, and the ledger that knows of it, are kept
        )
        if key:
            # By the L1 property: with the L2 one any account's EventBridge may send, for CDK then names no rule.
            resource = cast(sqs.CfnQueue, queue.node.default_child)
            resource.kms_master_key_id = key.key_arn
            resource.kms_data_key_reuse_period_seconds = KEY_REUSED_SECONDS
            resource.sqs_managed_sse_enabled = None
        return queue
