"""Notify: insights from the bus in; what people see on Slack and SNS is made to agree with them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

from crosscut import pipeline
from crosscut.alerting import NoticeKey, Teller
from crosscut.alerting.slack import slack_channels
from crosscut.aws import clients
from crosscut.aws.insights import DynamoInsightStore
from crosscut.aws.looking_again import AT_ONCE, LookAgain, ask_to_look, parse_notice
from crosscut.aws.messages import InsightPublished
from crosscut.aws.notices import DynamoNotices
from crosscut.aws.pages import PageStore
from crosscut.aws.secrets import Secrets
from crosscut.aws.shell import NAMESPACE, QueueMessage, Worker
from crosscut.aws.topics import SnsTopic
from crosscut.config import NotifySettings, load_sources
from crosscut.errors import CrosscutError
from crosscut.model import Insight

logger = Logger(service="notify")
metrics = Metrics(namespace=NAMESPACE, service="notify")
processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)
settings = cache(NotifySettings.from_environment)
sources = cache(load_sources)
secrets = cache(lambda: Secrets(clients.secretsmanager()))
store = cache(lambda: DynamoInsightStore(clients.dynamodb(), settings().insights_table))
pages = cache(lambda: PageStore(clients.s3(), settings().work_bucket))
notices = cache(lambda: DynamoNotices(clients.dynamodb(), settings().notices_table))


def tellers() -> list[Teller]:
    name = settings().slack_secret
    slack = slack_channels(
        lambda: secrets().fields(name) if name else {},
        api_url=settings().slack_api_url,
        whereabouts=notices(),
    )
    channels = [*slack, SnsTopic(clients.sns(), settings().topic_arn)]
    return [
        Teller(c, notices=notices(), notifying=sources().notify, said=count_said, put_off=put_off)
        for c in channels
    ]


def work(record: QueueMessage) -> None:
    message = parse_notice(record.body)
    if isinstance(message, InsightPublished):
        insight, source = message.detail, sources().named(message.detail.source)
        pipeline.notify(
            insight, source=source, tellers=tellers(), find=store().find, page=page, withheld=count_withheld
        )
    elif isinstance(message, LookAgain):
        look_again(message.look)
    else:
        due = notices().due(now=datetime.now(UTC), limit=AT_ONCE)
        metrics.add_metric("NoticesDue", "Count", ask_to_look(clients.sqs(), settings().queue_url, due))


def look_again(key: NoticeKey) -> None:
    source = sources().named(key.source)
    try:
        pipeline.notify_again(
            key, source=source, tellers=tellers(), find=store().find, page=page, withheld=count_withheld
        )
    except CrosscutError as error:  # it stays due: the clock asks again
        metrics.add_metric("NoticesPutOff", "Count", 1)
        logger.error("put off again", extra={"insight": key.insight_id, "reason": str(error)})


def page(insight: Insight) -> str:
    try:
        return pages().url(insight, seconds=settings().page_url_seconds)
    except CrosscutError as error:  # people are told without the link
        logger.error("no link to the page", extra={"insight": insight.id, "reason": str(error)})
        return ""


def put_off(key: NoticeKey, seconds: float) -> None:
    metrics.add_metric("NoticesPutOff", "Count", 1)
    ask_to_look(clients.sqs(), settings().queue_url, [key], seconds=seconds)


def count_said(channel: str, insight_id: str, kind: str) -> None:
    metrics.add_metric("Notices", "Count", 1)
    logger.info("told", extra={"channel": channel, "insight": insight_id, "kind": kind})


def count_withheld(found: Sequence[str]) -> None:
    metrics.add_metric("NoticesWithheld", "Count", 1)
    logger.error("a notice seemed to hold a secret; told without it", extra={"found": found})


@logger.inject_lambda_context(log_event=False)
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    metrics.set_default_dimensions(stage=settings().stage)
    worker = Worker(work, log=logger, meter=metrics)
    answer = process_partial_response(event, worker, processor, context)
    worker.put_back(processor.fail_messages, sqs=clients.sqs(), retry_seconds=settings().retry_seconds)
    return answer
