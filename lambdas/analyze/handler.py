"""Analyze: a digest's announcement, or that a source may be silent, in; insights in the table and on the bus out."""

from __future__ import annotations

from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.utilities.batch import SqsFifoPartialProcessor, process_partial_response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

from crosscut.aws import clients
from crosscut.aws.analyzing import Analyzing
from crosscut.aws.shell import NAMESPACE, QueueMessage, Worker
from crosscut.config import AnalyzeSettings, load_sources

logger = Logger(service="analyze")
metrics = Metrics(namespace=NAMESPACE, service="analyze")
processor = SqsFifoPartialProcessor(skip_group_on_error=True)
processor.raise_on_entire_batch_failure = False  # its constructor does not take it
settings = cache(AnalyzeSettings.from_environment)
analyzing = cache(lambda: Analyzing(settings(), load_sources(), log=logger, meter=metrics))


@logger.inject_lambda_context(log_event=False)
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    metrics.set_default_dimensions(stage=settings().stage)

    def timed(record: QueueMessage) -> None:
        analyzing().work(record, seconds_left=context.get_remaining_time_in_millis() / 1000)

    worker = Worker(timed, log=logger, meter=metrics)
    answer = process_partial_response(event, worker, processor, context)
    worker.put_back(processor.fail_messages, sqs=clients.sqs(), retry_seconds=settings().retry_seconds)
    return answer
