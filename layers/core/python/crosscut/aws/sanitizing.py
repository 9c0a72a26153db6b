"""The sanitize Lambda's work on one part of an object, with its stores: chunks, a digest, an entry in the ledger."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from crosscut import pipeline
from crosscut.aws import clients
from crosscut.aws.chunks import S3ChunkSink
from crosscut.aws.digests import DigestStore
from crosscut.aws.ledger import DynamoLedger, entry_of
from crosscut.aws.parts import KEPT_SECONDS, ObjectPart, Plan, PlanStore, plan_for
from crosscut.aws.secrets import Secrets
from crosscut.aws.shell import Deadline, Log, Meter, count_ledger
from crosscut.config import SanitizeSettings, Source, Sources
from crosscut.model import Digest, DigestMessage
from crosscut.parts import HandOver
from crosscut.policies import policy_of
from crosscut.redaction import Redactor

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


class Onward(Protocol):
    """Who takes what comes of a part: the queues, or a backfill."""

    def parts(self, parts: Sequence[ObjectPart]) -> None:
        """Have these read as well. The same ones may come twice."""
        ...

    def digest(self, message: DigestMessage) -> None:
        """Have this analysed."""
        ...


class Sanitizing:
    """One for each container."""

    def __init__(self, settings: SanitizeSettings, sources: Sources, *, log: Log, meter: Meter) -> None:
        from aws_lambda_powertools.utilities.idempotency import IdempotencyConfig

        self._settings = settings
        self._sources = sources
        self._log = log
        self._meter = meter
        self._s3 = clients.s3()
        self._secrets = Secrets(clients.secretsmanager())
        self._digests = DigestStore(self._s3, settings.work_bucket)
        self._ledger = DynamoLedger(clients.dynamodb(), settings.ledger_table)
        self._config = IdempotencyConfig(expires_after_seconds=KEPT_SECONDS, hash_function="sha256")
        self.plans = PlanStore(clients.dynamodb(), settings.idempotency_table)

    def begin(self, context: LambdaContext) -> None:
        """Take over how long this run may take, which bounds how long a part counts as being in hand."""
        self._config.register_lambda_context(context)

    def source_of(self, part: ObjectPart) -> Source:
        """Return the source that a part belongs to."""
        return self._sources.named(part.source) if part.source else self._sources.for_key(part.created.key)

    def once(self, part: ObjectPart, *, deadline: Deadline, onward: Onward, cut: bool = True) -> None:
        """Sanitize a part, unless that was done. With `cut` a large one is cut into several first.

        Raises Powertools' `IdempotencyAlreadyInProgressError` where another run has it in hand, and `CrosscutError`.
        """
        self._once(run_id=part.run_id, part=part, deadline=deadline, onward=onward, cut=cut)

    @cached_property
    def _once(self) -> Callable[..., Any]:
        from aws_lambda_powertools.utilities.idempotency import DynamoDBPersistenceLayer, idempotent_function

        table = DynamoDBPersistenceLayer(self._settings.idempotency_table, boto3_client=clients.dynamodb())
        found: Callable[..., Any] = idempotent_function(
            self._sanitize,
            data_keyword_argument="run_id",
            persistence_store=table,
            config=self._config,
            key_prefix="sanitize",
        )
        return found

    def _sanitize(
        self, *, run_id: str, part: ObjectPart, deadline: Deadline, onward: Onward, cut: bool
    ) -> None:
        source, hand_over = self.source_of(part), HandOver(deadline.is_near)
        plan = self.plans.find(part.id) or self._plan(part, source, hand_over, cut=cut)
        own, *others = plan.parts(part)
        if others and not plan.final:
            self.plans.keep(part.id, plan)
        onward.parts(others)
        sink = S3ChunkSink(self._s3, self._settings.work_bucket, own, source.name)
        digest = self._digest(own, source, sink, hand_over if not plan.final else None)
        plan = plan.after(hand_over)
        self.plans.keep(part.id, plan)  # before the digest, which is of what lies before this cut
        key = self._digests.write(digest, part.place(source.name))
        entry = entry_of(part, digest, sink, follows=plan.parts(part)[1:], now=datetime.now(UTC))
        self._ledger.sanitized(entry)
        onward.digest(
            DigestMessage(
                source=source.name,
                digest_key=key,
                object_id=part.id,
                arrived=part.created.time,
                replay=part.replay,
            )
        )
        if hand_over.cut:
            onward.parts(plan.parts(part)[1:2])
            self._meter.add_metric("PartsHandedOver", "Count", 1)
        self._report(part, source, digest)

    def _plan(self, part: ObjectPart, source: Source, hand_over: HandOver, *, cut: bool) -> Plan:
        return plan_for(self._s3, part, source, self._settings, hand_over) if cut else Plan()

    def _digest(
        self, part: ObjectPart, source: Source, sink: S3ChunkSink, hand_over: HandOver | None
    ) -> Digest:
        key = self._secrets.text(self._settings.pseudonym_key_secret).encode()
        redactor = Redactor(key, policy=policy_of(source))
        item = part.opened(self._s3, source)
        with item.stream:
            return pipeline.sanitize(
                [item], source=source.name, redactor=redactor, sink=sink,
                limits=self._settings.limits, hand_over=hand_over,
            )  # fmt: skip

    def _report(self, part: ObjectPart, source: Source, digest: Digest) -> None:
        count_ledger(self._meter, digest.ledger)
        self._meter.add_metric("Digests", "Count", 1)
        self._meter.add_metric("Templates", "Count", len(digest.templates))
        problems = [problem.reason for problem in digest.problems]
        ledger = digest.ledger.model_dump()
        extra = {"source": source.name, "object_id": part.id, "ledger": ledger, "problems": problems}
        self._log.info("sanitized", extra=extra)
