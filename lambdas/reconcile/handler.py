"""Reconcile: a tick in; the number of objects that the law of conservation does not hold for out, as metrics."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache, partial
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

from crosscut.aws import clients
from crosscut.aws.insights import DynamoInsightStore
from crosscut.aws.ledger import DynamoLedger, differences
from crosscut.aws.messages import parse
from crosscut.aws.shell import NAMESPACE, QueueMessage, Worker
from crosscut.aws.told import DynamoTold
from crosscut.config import ReconcileSettings, load_sources
from crosscut.conservation import Kind
from crosscut.model import Tick
from crosscut.untold import untold

logger = Logger(service="reconcile")
metrics = Metrics(namespace=NAMESPACE, service="reconcile")
processor = BatchProcessor(EventType.SQS, raise_on_entire_batch_failure=False)
settings = cache(ReconcileSettings.from_environment)
sources = cache(load_sources)
NAMED = 20  # objects in one log line


def work(record: QueueMessage) -> None:
    parse(Tick, record.body, queue="audits")
    now = datetime.now(UTC)
    ledger = DynamoLedger(clients.dynamodb(), settings().ledger_table)
    since = now - timedelta(hours=settings().look_back_hours)
    grace = timedelta(minutes=settings().grace_minutes)
    store = DynamoInsightStore(clients.dynamodb(), settings().insights_table)
    noted = DynamoTold(clients.dynamodb(), settings().notices_table).noted
    missing = partial(untold, find=store.find, noted=noted, sources=sources(), now=now, grace=grace)
    found = list(
        differences(
            clients.s3(), settings().log_bucket, ledger, since=since, now=now, grace=grace, untold=missing
        )
    )
    for kind in Kind:
        number = sum(each.kind is kind for each in found)
        what = "Insights" if kind is Kind.UNTOLD else "Objects"
        metrics.add_metric(f"{what}{kind.capitalize()}", "Count", number)
    metrics.add_metric("LedgerDifferences", "Count", len(found))
    if found:
        named = [{"kind": each.kind, "key": each.key, "detail": each.detail} for each in found[:NAMED]]
        logger.error("the ledger does not add up", extra={"differences": len(found), "first": named})


@logger.inject_lambda_context(log_event=False)
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    metrics.set_default_dimensions(stage=settings().stage)
    worker = Worker(work, log=logger, meter=metrics)
    answer = process_partial_response(event, worker, processor, context)
    worker.put_back(processor.fail_messages, sqs=clients.sqs(), retry_seconds=settings().retry_seconds)
    return answer
