"""The analyze Lambda's work on one message, with its stores: a digest, a source that may be silent, a batch, a tick."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cached_property

from crosscut import gathering, pipeline
from crosscut.analysis import ClaudeEndpoint, OfflineAnalyst
from crosscut.analysis.at_once import Through
from crosscut.analysis.budget import Allowance
from crosscut.analysis.choice import RESERVE_SECONDS, choose_analyst
from crosscut.analysis.collecting import NotYetError, collected
from crosscut.analysis.in_batches import Batching
from crosscut.analysis.port import Analyst
from crosscut.analysis.triage import insight_id
from crosscut.aws import clients
from crosscut.aws.asks import DynamoAsks
from crosscut.aws.backfills import Backfills
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
from crosscut.aws.listening import ask_to_collect, ask_to_listen, parse_work, seem_silent
from crosscut.aws.pages import PageStore
from crosscut.aws.past_analysis import PastAnalysis
from crosscut.aws.secrets import Secrets
from crosscut.aws.shell import Log, Meter, QueueMessage, deliveries
from crosscut.aws.spending import DynamoSpending
from crosscut.config import AnalyzeSettings, Source, Sources
from crosscut.errors import CrosscutError, PermanentError
from crosscut.incident import Incident
from crosscut.model import Collect, Detection, Digest, DigestMessage, Insight, Listen, PastMessage, Tick

_LOOK_SECONDS = 30.0  # at a batch, at the most: digests of its source wait behind


class Analyzing:
    """One for each container."""

    def __init__(self, settings: AnalyzeSettings, sources: Sources, *, log: Log, meter: Meter) -> None:
        self._settings = settings
        self._sources = sources
        self._log = log
        self._meter = meter
        dynamodb = clients.dynamodb()
        self._secrets = Secrets(clients.secretsmanager())
        self._digests = DigestStore(clients.s3(), settings.work_bucket)
        self._baselines = DynamoBaselines(dynamodb, settings.baselines_table)
        self._catalog = DynamoCatalog(dynamodb, settings.catalog_table)
        evidence = EvidenceStore(clients.s3(), settings.work_bucket)
        self._store = DynamoInsightStore(dynamodb, settings.insights_table, evidence=lambda: evidence)
        self._incidents = DynamoIncidents(dynamodb, settings.incidents_table)
        self._bus = InsightBus(clients.events(), settings.event_bus)
        self._spending = DynamoSpending(dynamodb, settings.budget_table)
        self._ledger = DynamoLedger(dynamodb, settings.ledger_table)
        self._asks = DynamoAsks(dynamodb, settings.budget_table)
        self._backfills = PastAnalysis(
            self._spending, self._ledger, Backfills(dynamodb, settings.ledger_table)
        )

    def work(self, record: QueueMessage, *, seconds_left: float) -> None:
        """Do what a message of the digests queue asks for."""
        message = parse_work(record.body)
        if isinstance(message, DigestMessage):
            self._analyze(message, attempt=deliveries(record), seconds_left=seconds_left)
        elif isinstance(message, Listen):
            source, now = self._sources.named(message.listen), datetime.now(UTC)
            pipeline.listen(
                source,
                baselines=self._baselines,
                store=self._store,
                now=now,
                incidents=self._incidents,
                announce=self._announce,
                deliver=lambda found: self._publish(found, message),
            )
        elif isinstance(message, Collect):
            self._collect(message, seconds_left=seconds_left)
        else:
            self._tick(message)

    def _tick(self, tick: Tick) -> None:
        gathering.tick(self._incidents, store=self._store, now=datetime.now(UTC), announce=self._announce)
        url = self._settings.digest_queue_url
        silent = seem_silent(self._baselines.states(), now=datetime.now(UTC))
        ask_to_listen(clients.sqs(), url, silent)
        self._meter.add_metric("SourcesThatSeemSilent", "Count", len(silent))
        waiting = self._asks.waiting()
        ask_to_collect(clients.sqs(), url, waiting, tick=tick.tick)
        self._meter.add_metric("BatchesWaiting", "Count", len(waiting))

    def _analyze(self, message: DigestMessage, *, attempt: int, seconds_left: float) -> None:
        if message.past:
            self._analyze_past(message, message.past, attempt=attempt, seconds_left=seconds_left)
            return
        digest = self._digests.read(message.digest_key)
        source = self._sources.named(message.source)

        def at_once(insights: Sequence[Insight]) -> None:
            self._write_pages(insights, digest)  # first, so that the message has its link
            self._announce_at_once(insights)

        def deliver(insights: Sequence[Insight]) -> None:
            self._write_pages(insights, digest)
            self._publish(insights, message, **calls_of(allowance))
            if not self._ledger.analysed(message, insights, now=datetime.now(UTC)):
                self._meter.add_metric("DigestsNotInLedger", "Count", 1)

        allowance = self._allowance(message.object_id)
        asks = None if source.urgent else Batching(self._asks, message.object_id, message.digest_key)
        analyst = self._analyst(source, allowance, attempt=attempt, seconds_left=seconds_left, batching=asks)
        try:
            pipeline.analyze(
                digest,
                digest_id=message.object_id,
                source=source,
                analyst=analyst,
                catalog=self._catalog,
                store=self._store,
                now=datetime.now(UTC),
                baselines=self._baselines,
                incidents=self._incidents,
                announce=self._announce,
                staged=self._count_staged,
                urgent=at_once,
                waiting=self._asks.about(source.name) if asks else {},
                replay=message.replay,
                deliver=deliver,
            )
        finally:
            count_usage(self._meter, allowance)  # what was paid is paid, whatever came of it

    def _analyze_past(
        self, message: DigestMessage, past: PastMessage, *, attempt: int, seconds_left: float
    ) -> None:
        """Analyse what a backfill has made: within its share of the budget, and as a rule without telling anybody.

        Baselines are neither asked nor told, for the present is judged by them; nor are incidents, which are open now.
        """
        digest = self._digests.read(message.digest_key)
        source = self._sources.named(message.source)
        allowance = self._allowance(message.object_id)
        reason = self._backfills.why_no_model(past, budget=self._settings.budget)
        analyst: Analyst = (
            OfflineAnalyst(reason=reason)
            if reason
            else self._analyst(source, allowance, attempt=attempt, seconds_left=seconds_left)
        )
        try:
            insights = pipeline.analyze(
                digest,
                digest_id=message.object_id,
                source=source,
                analyst=analyst,
                catalog=self._catalog,
                store=self._store,
                now=datetime.now(UTC),
                staged=self._count_staged,
                past=True,
            )
        finally:
            count_usage(self._meter, allowance)
        if past.notify:
            self._write_pages(insights, digest)
        told = insights if past.notify else ()
        extra = {"backfill": past.backfill, "found": len(insights), **calls_of(allowance)}
        self._publish(told, message.model_copy(update={"past": None, "arrived": None}), **extra)
        self._backfills.settle(message, past, insights, now=datetime.now(UTC))

    def _analyst(
        self,
        source: Source,
        allowance: Allowance,
        *,
        attempt: int,
        seconds_left: float,
        batching: Batching | None = None,
    ) -> Analyst:
        return choose_analyst(
            self._settings,
            api_key=self._api_key,
            attempt=attempt,
            seconds_left=seconds_left,
            allowance=allowance,
            models=self._sources.models,
            through=self._through,
            declined=lambda error: count_declined(self._meter, error),
            batching=batching,
            remembered=lambda d: self._store.find(source.name, insight_id(source, d)),
        )

    def _collect(self, message: Collect, *, seconds_left: float) -> None:
        source = self._sources.named(message.source)
        try:
            insights, allowance = self._answer(message.collect, source, seconds_left=seconds_left)
        except NotYetError as error:  # the next tick asks again
            self._log.info("no answer yet", extra={**message.model_dump(), "reason": str(error)})
            return
        except PermanentError:  # nobody can make anything of it; one dead letter is enough
            self._asks.end(source.name, message.collect)
            raise
        count_usage(self._meter, allowance)
        self._publish(insights, message, **calls_of(allowance))
        self._asks.end(source.name, message.collect)

    def _answer(
        self, digest_id: str, source: Source, *, seconds_left: float
    ) -> tuple[list[Insight], Allowance]:
        allowance, now = self._allowance(digest_id), datetime.now(UTC)
        ask = self._asks.find(source.name, digest_id)
        if ask is None:  # a message that was delivered twice
            return [], allowance
        digest = self._digests.read(ask.digest_key)
        # Two requests, each within half of what is left.
        seconds = max(1.0, min(_LOOK_SECONDS, seconds_left - RESERVE_SECONDS) / 2)
        found = collected(
            ask,
            digest,
            ClaudeEndpoint("anthropic", api_key=self._api_key(), url=self._settings.anthropic_url),
            allowance=allowance,
            source=source,
            now=now,
            seconds=seconds,
            declined=lambda error: count_declined(self._meter, error),
        )
        stored = pipeline.answer(
            found,
            digest,
            ask.detections,
            digest_id=digest_id,
            source=source,
            store=self._store,
            now=now,
            incidents=self._incidents,
            announce=self._announce,
        )
        self._write_pages(stored, digest)
        return stored, allowance

    def _publish(
        self, insights: Sequence[Insight], message: DigestMessage | Listen | Collect, **more: object
    ) -> None:
        published = self._bus.publish(insights)
        self._meter.add_metric("Insights", "Count", published)
        arrived = message.arrived if isinstance(message, DigestMessage) else None
        count_insights(self._meter, insights, arrived=arrived)
        self._log.info("analysed", extra={**message.model_dump(), "insights": published, **more})

    def _announce(self, changed: Sequence[Incident]) -> None:
        self._meter.add_metric("IncidentChanges", "Count", self._bus.publish_incidents(changed))
        self._bus.publish(gathering.resolved(changed, self._store))  # people are told that it is over

    def _write_pages(self, insights: Sequence[Insight], digest: Digest) -> None:
        written = pipeline.write_pages(
            insights,
            digest,
            source=self._sources.named(digest.source),
            notifying=self._sources.notify,
            now=datetime.now(UTC),
            pages=PageStore(clients.s3(), self._settings.work_bucket),
            failed=self._count_page_failed,
            withheld=lambda found: self._log.error(
                "a page seemed to hold a secret; made without it", extra={"found": found}
            ),
        )
        self._meter.add_metric("Pages", "Count", written)

    def _count_page_failed(self, error: CrosscutError) -> None:
        self._meter.add_metric("PagesFailed", "Count", 1)
        self._log.error("a page was not kept; its message has no link", extra={"problem": str(error)})

    def _announce_at_once(self, insights: Sequence[Insight]) -> None:
        self._meter.add_metric("InsightsAnnouncedAtOnce", "Count", self._bus.publish(insights))

    def _count_staged(self, detections: Sequence[Detection]) -> None:
        self._meter.add_metric("StagedDetections", "Count", len(detections))
        found = [{"rule": d.rule, "severity": d.severity, "records": d.count} for d in detections]
        self._log.info("staged rules found something; it is not told", extra={"staged": found})

    def _allowance(self, digest_id: str) -> Allowance:
        return Allowance(self._spending, whole=self._settings.budget, digest_id=digest_id)

    def _api_key(self) -> str:
        name = self._settings.anthropic_secret
        return self._secrets.fields(name).get("api_key", "") if name else ""

    @cached_property
    def _through(self) -> Through:
        return circuit(
            clients.dynamodb(),
            self._settings.budget_table,
            opened=lambda: self._meter.add_metric("CircuitOpened", "Count", 1),
        )
