"""Notify: insights from the bus in; notices on Slack and SNS out, each once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
from aws_lambda_powertools.utilities.idempotency.exceptions import (
    IdempotencyAlreadyInProgressError,
    IdempotencyPersistenceLayerError,
)
from aws_lambda_powertools.utilities.typing import LambdaContext

from crosscut import pipeline
from crosscut.alerting import Channel
from crosscut.alerting.once import OnceChannel
from crosscut.alerting.slack import slack_channels
from crosscut.aws import clients
from crosscut.aws.messages import InsightPublished, parse
from crosscut.aws.secrets import Secrets
from crosscut.aws.shell import NAMESPACE, QueueMessage, Worker
from crosscut.aws.topics import SnsTopic
from crosscut.config import NotifySettings, load_sources

logger = Logger(service="notify")
metrics = Metrics(namespace=NAMESPACE, service="notify")
processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)
once = IdempotencyConfig(expires_after_seconds=3600, hash_function="sha256")
settings = cache(NotifySettings.from_environment)
sources = cache(load_sources)
secrets = cache(lambda: Secrets(clients.secretsmanager()))


@cache
def deliver_once() -> Any:
    table = DynamoDBPersistenceLayer(settings().idempotency_table, boto3_client=clients.dynamodb())
    return idempotent_function(
        deliver, data_keyword_argument="delivery", persistence_store=table, config=once, key_prefix="notify"
    )


def deliver(*, delivery: str, send: Callable[[], None]) -> None:
    send()
    metrics.add_metric("Notices", "Count", 1)
    logger.info("delivered", extra={"delivery": delivery})


def channels() -> list[Channel]:
    name = settings().slack_secret
    slack = slack_channels(lambda: secrets().fields(name) if name else {}, api_url=settings().slack_api_url)
    every = [*slack, SnsTopic(clients.sns(), settings().topic_arn)]
    held_up = (IdempotencyAlreadyInProgressError, IdempotencyPersistenceLayerError)
    return [OnceChannel(channel, once=deliver_once(), held_up=held_up) for channel in every]


def work(record: QueueMessage) -> None:
    insight = parse(InsightPublished, record.body, queue="notices").detail
    source = sources().named(insight.source)
    pipeline.notify(insight, source=source, channels=channels(), withheld=count_withheld)


def count_withheld(found: Sequence[str]) -> None:
    metrics.add_metric("NoticesWithheld", "Count", 1)
    logger.error("a notice seemed to hold a secret; told without it", extra={"found": found})


@logger.inject_lambda_context(log_event=False)
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    once.register_lambda_context(context)
    worker = Worker(work, log=logger, meter=metrics)
    answer = process_partial_response(event, worker, processor, context)
    worker.put_back(processor.fail_messages, sqs=clients.sqs(), retry_seconds=settings().retry_seconds)
    return answer
