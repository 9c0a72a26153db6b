"""Analyze: a digest's announcement, or that a source may be silent, in; insights in the table and on the bus out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.utilities.batch import SqsFifoPartialProcessor, process_partial_response
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.typing import LambdaContext

from crosscut import gathering, pipeline
from crosscut.analysis.budget import Allowance
from crosscut.analysis.choice import choose_analyst
from crosscut.aws import clients
from crosscut.aws.baselines import DynamoBaselines
from crosscut.aws.catalog import DynamoCatalog
from crosscut.aws.circuit import circuit
from crosscut.aws.costs import calls_of, count_declined, count_insights, count_usage
from crosscut.aws.digests import DigestStore
from crosscut.aws.events import InsightBus
from crosscut.aws.evidence import EvidenceStore
from crosscut.aws.incidents import DynamoIncidents
from crosscut.aws.insights import DynamoInsightStore
from crosscut.aws.ledger import DynamoLedger
from crosscut.aws.listening import ask_to_listen, parse_work, seem_silent
from crosscut.aws.pages import PageStore
from crosscut.aws.secrets import Secrets
from crosscut.aws.shell import NAMESPACE, QueueMessage, Worker, deliveries
from crosscut.aws.spending import DynamoSpending
from crosscut.config import AnalyzeSettings, load_sources
from crosscut.errors import CrosscutError
from crosscut.incident import Incident
from crosscut.model import Detection, Digest, DigestMessage, Insight, Listen

logger = Logger(service="analyze")
metrics = Metrics(namespace=NAMESPACE, service="analyze")
processor = SqsFifoPartialProcessor(skip_group_on_error=True)
processor.raise_on_entire_batch_failure = False  # its constructor does not take it
settings = cache(AnalyzeSettings.from_environment)
sources = cache(load_sources)
secrets = cache(lambda: Secrets(clients.secretsmanager()))
baselines = cache(lambda: DynamoBaselines(clients.dynamodb(), settings().baselines_table))
evidence = cache(lambda: EvidenceStore(clients.s3(), settings().work_bucket))
store = cache(lambda: DynamoInsightStore(clients.dynamodb(), settings().insights_table, evidence=evidence))
incidents = cache(lambda: DynamoIncidents(clients.dynamodb(), settings().incidents_table))
bus = cache(lambda: InsightBus(clients.events(), settings().event_bus))
through = cache(
    lambda: circuit(
        clients.dynamodb(),
        settings().budget_table,
        opened=lambda: metrics.add_metric("CircuitOpened", "Count", 1),
    )
)


def api_key() -> str:
    name = settings().anthropic_secret
    return secrets().fields(name).get("api_key", "") if name else ""


def work(record: QueueMessage, *, seconds_left: float) -> None:
    message = parse_work(record.body)
    if isinstance(message, DigestMessage):
        analyze(message, attempt=deliveries(record), seconds_left=seconds_left)
    elif isinstance(message, Listen):
        source = sources().named(message.listen)
        heard = pipeline.listen(
            source,
            baselines=baselines(),
            store=store(),
            now=datetime.now(UTC),
            incidents=incidents(),
            announce=announce,
        )
        publish(heard, message)
    else:
        gathering.tick(incidents(), store=store(), now=datetime.now(UTC), announce=announce)
        silent = seem_silent(baselines().states(), now=datetime.now(UTC))
        ask_to_listen(clients.sqs(), settings().digest_queue_url, silent)
        metrics.add_metric("SourcesThatSeemSilent", "Count", len(silent))


def analyze(message: DigestMessage, *, attempt: int, seconds_left: float) -> None:
    digest = DigestStore(clients.s3(), settings().work_bucket).read(message.digest_key)

    def at_once(insights: Sequence[Insight]) -> None:
        write_pages(insights, digest)  # first, so that the message has its link
        announce_at_once(insights)

    spending = DynamoSpending(clients.dynamodb(), settings().budget_table)
    allowance = Allowance(spending, whole=settings().budget, digest_id=message.object_id)
    analyst = choose_analyst(
        settings(),
        api_key=api_key,
        attempt=attempt,
        seconds_left=seconds_left,
        allowance=allowance,
        models=sources().models,
        through=through(),
        declined=lambda error: count_declined(metrics, error),
    )
    try:
        insights = pipeline.analyze(
            digest,
            digest_id=message.object_id,
            source=sources().named(message.source),
            analyst=analyst,
            catalog=DynamoCatalog(clients.dynamodb(), settings().catalog_table),
            store=store(),
            now=datetime.now(UTC),
            baselines=baselines(),
            incidents=incidents(),
            announce=announce,
            staged=count_staged,
            urgent=at_once,
        )
    finally:
        count_usage(metrics, allowance)  # what was paid is paid, whatever came of it
    write_pages(insights, digest)
    publish(insights, message, **calls_of(allowance))
    ledger = DynamoLedger(clients.dynamodb(), settings().ledger_table)
    if not ledger.analysed(message, insights, now=datetime.now(UTC)):
        metrics.add_metric("DigestsNotInLedger", "Count", 1)


def announce_at_once(insights: Sequence[Insight]) -> None:
    published = InsightBus(clients.events(), settings().event_bus).publish(insights)
    metrics.add_metric("InsightsAnnouncedAtOnce", "Count", published)


def write_pages(insights: Sequence[Insight], digest: Digest) -> None:
    written = pipeline.write_pages(
        insights,
        digest,
        source=sources().named(digest.source),
        notifying=sources().notify,
        now=datetime.now(UTC),
        pages=PageStore(clients.s3(), settings().work_bucket),
        failed=count_page_failed,
        withheld=lambda found: logger.error(
            "a page seemed to hold a secret; made without it", extra={"found": found}
        ),
    )
    metrics.add_metric("Pages", "Count", written)


def count_page_failed(error: CrosscutError) -> None:
    metrics.add_metric("PagesFailed", "Count", 1)
    logger.error("a page was not kept; its message has no link", extra={"problem": str(error)})


def publish(insights: Sequence[Insight], message: DigestMessage | Listen, **more: object) -> None:
    published = bus().publish(insights)
    metrics.add_metric("Insights", "Count", published)
    count_insights(metrics, insights, arrived=message.arrived if isinstance(message, DigestMessage) else None)
    logger.info("analysed", extra={**message.model_dump(), "insights": published, **more})


def announce(changed: Sequence[Incident]) -> None:
    metrics.add_metric("IncidentChanges", "Count", bus().publish_incidents(changed))
    bus().publish(gathering.resolved(changed, store()))  # people are told that it is over


def count_staged(detections: Sequence[Detection]) -> None:
    metrics.add_metric("StagedDetections", "Count", len(detections))
    found = [{"rule": d.rule, "severity": d.severity, "records": d.count} for d in detections]
    logger.info("staged rules found something; it is not told", extra={"staged": found})


@logger.inject_lambda_context(log_event=False)
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    def timed(record: QueueMessage) -> None:
        work(record, seconds_left=context.get_remaining_time_in_millis() / 1000)

    worker = Worker(timed, log=logger, meter=metrics)
    answer = process_partial_response(event, worker, processor, context)
    worker.put_back(processor.fail_messages, sqs=clients.sqs(), retry_seconds=settings().retry_seconds)
    return answer
