"""Sanitize: objects that were created, parts of them, or a batch of a backfill in; chunks and digests out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, partial
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.idempotency.exceptions import IdempotencyAlreadyInProgressError
from aws_lambda_powertools.utilities.typing import LambdaContext

from crosscut.aws import clients
from crosscut.aws.backfilling import Backfilling
from crosscut.aws.digests import DigestQueue
from crosscut.aws.objects import SupersededError
from crosscut.aws.parts import ObjectPart, PartQueue, parse_part
from crosscut.aws.sanitizing import Sanitizing
from crosscut.aws.shell import NAMESPACE, Deadline, QueueMessage, Worker
from crosscut.config import SanitizeSettings, load_sources
from crosscut.model import DigestMessage

logger = Logger(service="sanitize")
metrics = Metrics(namespace=NAMESPACE, service="sanitize")
processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)
settings = cache(SanitizeSettings.from_environment)
sources = cache(load_sources)
sanitizing = cache(lambda: Sanitizing(settings(), sources(), log=logger, meter=metrics))
backfilling = cache(lambda: Backfilling(sanitizing(), settings(), log=logger, meter=metrics))


class Queues:
    """What comes of a part goes to the queues."""

    def parts(self, parts: Sequence[ObjectPart]) -> None:
        PartQueue(clients.sqs(), settings().intake_queue_url, sources()).send(parts)

    def digest(self, message: DigestMessage) -> None:
        DigestQueue(clients.sqs(), settings().digest_queue_url).send(message)


def work(record: QueueMessage, deadline: Deadline) -> None:
    part = parse_part(record.body)
    part.created.require_readable(settings().readable)
    if part.created.is_folder_marker:
        metrics.add_metric("FolderMarkers", "Count", 1)
        return
    try:
        sanitizing().once(part, deadline=deadline, onward=Queues())
    except SupersededError:  # the later write has an event of its own
        metrics.add_metric("ObjectsSuperseded", "Count", 1)


@logger.inject_lambda_context(log_event=False)
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse | dict[str, Any]:
    metrics.set_default_dimensions(stage=settings().stage)
    sanitizing().begin(context)
    deadline = Deadline(context.get_remaining_time_in_millis)
    if "backfill" in event:  # Step Functions asks, and waits for the answer
        return backfilling().work(event["backfill"], deadline=deadline)
    patient = (IdempotencyAlreadyInProgressError,)
    worker = Worker(
        partial(work, deadline=deadline), log=logger, meter=metrics,
        patient=patient, patience_seconds=deadline.longest_seconds,
    )  # fmt: skip
    answer = process_partial_response(event, worker, processor, context)
    worker.put_back(processor.fail_messages, sqs=clients.sqs(), retry_seconds=settings().retry_seconds)
    return answer
