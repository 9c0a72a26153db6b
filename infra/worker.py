"""A Lambda that takes messages from a queue."""

from __future__ import annotations

from collections.abc import Sequence

from aws_cdk import aws_lambda as lambda_
from aws_cdk.aws_lambda_event_sources import SqsEventSource
from constructs import Construct
from pydantic import BaseModel

from infra.deployment import Deployment
from infra.function import Function
from infra.work_queue import WorkQueue


class Worker(Function):
    """As large, patient and careful as its queue says."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        deployment: Deployment,
        layers: Sequence[lambda_.ILayerVersion],
        takes: WorkQueue,
        settings: BaseModel,
    ) -> None:
        size = takes.worker
        super().__init__(
            scope,
            id_,
            deployment=deployment,
            layers=layers,
            settings=settings,
            timeout_seconds=size.timeout_seconds,
            memory_mb=size.memory_mb,
        )
        self.takes = takes
        self.allow_key("sqs:ReceiveMessage")
        self.function.add_event_source(
            SqsEventSource(
                takes.queue,
                batch_size=size.batch_size,
                max_concurrency=size.concurrency,
                report_batch_item_failures=True,
            )
        )
