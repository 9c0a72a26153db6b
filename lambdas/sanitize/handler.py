"""Sanitize: an object that was created, or a part of one, in; redacted chunks, a digest and its announcement out."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache, partial
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.idempotency import (
    DynamoDBPersistenceLayer,
    IdempotencyConfig,
    idempotent_function,
)
from aws_lambda_powertools.utilities.idempotency.exceptions import IdempotencyAlreadyInProgressError
from aws_lambda_powertools.utilities.typing import LambdaContext

from crosscut import pipeline
from crosscut.aws import clients
from crosscut.aws.chunks import S3ChunkSink
from crosscut.aws.digests import DigestQueue, DigestStore
from crosscut.aws.ledger import DynamoLedger, entry_of
from crosscut.aws.objects import SupersededError
from crosscut.aws.parts import KEPT_SECONDS, ObjectPart, PartQueue, PlanStore, parse_part, plan_for
from crosscut.aws.secrets import Secrets
from crosscut.aws.shell import NAMESPACE, Deadline, QueueMessage, Worker, count_ledger
from crosscut.config import SanitizeSettings, Source, load_sources
from crosscut.model import Digest, DigestMessage
from crosscut.parts import HandOver
from crosscut.policies import policy_of
from crosscut.redaction import Redactor

logger = Logger(service="sanitize")
metrics = Metrics(namespace=NAMESPACE, service="sanitize")
processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)
once = IdempotencyConfig(expires_after_seconds=KEPT_SECONDS, hash_function="sha256")
settings = cache(SanitizeSettings.from_environment)
sources = cache(load_sources)
secrets = cache(lambda: Secrets(clients.secretsmanager()))
plans = cache(lambda: PlanStore(clients.dynamodb(), settings().idempotency_table))
queue = cache(lambda: PartQueue(clients.sqs(), settings().intake_queue_url))


@cache
def sanitize_once() -> Any:
    table = DynamoDBPersistenceLayer(settings().idempotency_table, boto3_client=clients.dynamodb())
    return idempotent_function(
        sanitize,
        data_keyword_argument="run_id",
        persistence_store=table,
        config=once,
        key_prefix="sanitize",
    )


def sanitize(*, run_id: str, part: ObjectPart, deadline: Deadline) -> None:
    part_id = part.id
    source = sources().for_key(part.created.key)
    hand_over = HandOver(deadline.is_near)
    plan = plans().find(part_id) or plan_for(clients.s3(), part, source, settings(), hand_over)
    own, *others = plan.parts(part)
    if others and not plan.final:
        plans().keep(part_id, plan)
    queue().send(others)
    sink = S3ChunkSink(clients.s3(), settings().work_bucket, own, source.name)
    digest = digest_of(own, source, sink, hand_over if not plan.final else None)
    plan = plan.after(hand_over)
    plans().keep(part_id, plan)  # before the digest, which is of what lies before this cut
    key = DigestStore(clients.s3(), settings().work_bucket).write(digest, part.place(source.name))
    entry = entry_of(part, digest, sink, follows=plan.parts(part)[1:], now=datetime.now(UTC))
    DynamoLedger(clients.dynamodb(), settings().ledger_table).sanitized(entry)
    message = DigestMessage(
        source=source.name, digest_key=key, object_id=part_id, arrived=part.created.time, replay=part.replay
    )
    DigestQueue(clients.sqs(), settings().digest_queue_url).send(message)
    if hand_over.cut:
        queue().send(plan.parts(part)[1:2])
        metrics.add_metric("PartsHandedOver", "Count", 1)
    report(part, source, digest)


def digest_of(part: ObjectPart, source: Source, sink: S3ChunkSink, hand_over: HandOver | None) -> Digest:
    key = secrets().text(settings().pseudonym_key_secret).encode()
    redactor = Redactor(key, policy=policy_of(source))
    item = part.opened(clients.s3(), source)
    with item.stream:
        return pipeline.sanitize(
            [item], source=source.name, redactor=redactor, sink=sink,
            limits=settings().limits, hand_over=hand_over,
        )  # fmt: skip


def report(part: ObjectPart, source: Source, digest: Digest) -> None:
    count_ledger(metrics, digest.ledger)
    metrics.add_metric("Digests", "Count", 1)
    metrics.add_metric("Templates", "Count", len(digest.templates))
    problems = [problem.reason for problem in digest.problems]
    ledger = digest.ledger.model_dump()
    extra = {"source": source.name, "object_id": part.id, "ledger": ledger, "problems": problems}
    logger.info("sanitized", extra=extra)


def work(record: QueueMessage, deadline: Deadline) -> None:
    part = parse_part(record.body)
    if part.created.is_folder_marker:
        metrics.add_metric("FolderMarkers", "Count", 1)
        return
    try:
        sanitize_once()(run_id=part.run_id, part=part, deadline=deadline)
    except SupersededError:  # the later write has an event of its own
        metrics.add_metric("ObjectsSuperseded", "Count", 1)


@logger.inject_lambda_context(log_event=False)
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    metrics.set_default_dimensions(stage=settings().stage)
    once.register_lambda_context(context)
    deadline = Deadline(context.get_remaining_time_in_millis)
    patient = (IdempotencyAlreadyInProgressError,)
    worker = Worker(partial(work, deadline=deadline), log=logger, meter=metrics, patient=patient)
    answer = process_partial_response(event, worker, processor, context)
    worker.put_back(processor.fail_messages, sqs=clients.sqs(), retry_seconds=settings().retry_seconds)
    return answer
