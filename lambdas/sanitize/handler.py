"""Sanitize: an "Object Created" event in; redacted chunks, a digest and its announcement out."""

from __future__ import annotations

from functools import cache
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
from crosscut.aws.messages import ObjectCreated, parse
from crosscut.aws.objects import SupersededError, open_object
from crosscut.aws.secrets import Secrets
from crosscut.aws.shell import NAMESPACE, QueueMessage, Worker, count_ledger
from crosscut.config import SanitizeSettings, load_sources
from crosscut.model import DigestMessage
from crosscut.redaction import Redactor

logger = Logger(service="sanitize")
metrics = Metrics(namespace=NAMESPACE, service="sanitize")
processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)
once = IdempotencyConfig(expires_after_seconds=24 * 3600, hash_function="sha256")
settings = cache(SanitizeSettings.from_environment)
sources = cache(load_sources)
secrets = cache(lambda: Secrets(clients.secretsmanager()))


@cache
def sanitize_once() -> Any:
    table = DynamoDBPersistenceLayer(settings().idempotency_table, boto3_client=clients.dynamodb())
    return idempotent_function(
        sanitize,
        data_keyword_argument="object_id",
        persistence_store=table,
        config=once,
        key_prefix="sanitize",
    )


def sanitize(*, object_id: str, created: ObjectCreated) -> None:
    source = sources().for_key(created.key).name
    place = created.place(source)
    sink = S3ChunkSink(clients.s3(), settings().work_bucket, place)
    redactor = Redactor(key=secrets().text(settings().pseudonym_key_secret).encode())
    with open_object(clients.s3(), created) as stream:
        log = pipeline.SourceObject(name=created.key, stream=stream, received=created.time)
        digest = pipeline.sanitize([log], source=source, redactor=redactor, sink=sink)
    key = DigestStore(clients.s3(), settings().work_bucket).write(digest, place)
    message = DigestMessage(source=source, digest_key=key, object_id=object_id)
    DigestQueue(clients.sqs(), settings().digest_queue_url).send(message)
    count_ledger(metrics, digest.ledger)
    metrics.add_metric("Digests", "Count", 1)
    ledger = digest.ledger.model_dump()
    logger.info("sanitized", extra={"source": source, "object_id": object_id, "ledger": ledger})


def work(record: QueueMessage) -> None:
    created = parse(ObjectCreated, record.body, queue="intake")
    if created.is_folder_marker:
        metrics.add_metric("FolderMarkers", "Count", 1)
        return
    try:
        sanitize_once()(object_id=created.object_id, created=created)
    except SupersededError:  # the later write has an event of its own
        metrics.add_metric("ObjectsSuperseded", "Count", 1)


@logger.inject_lambda_context(log_event=False)
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    once.register_lambda_context(context)
    worker = Worker(work, log=logger, meter=metrics, patient=(IdempotencyAlreadyInProgressError,))
    answer = process_partial_response(event, worker, processor, context)
    worker.put_back(processor.fail_messages, sqs=clients.sqs(), retry_seconds=settings().retry_seconds)
    return answer
