"""The analyze Lambda: a digest in; insights stored and announced."""

from __future__ import annotations

import re

from aws_cdk import ArnFormat, Stack
from constructs import Construct

from crosscut.config import SAME_MODEL, AnalyzeSettings
from infra.deployment import Deployment
from infra.insight_bus import InsightBus
from infra.layers import Layers
from infra.memory import Memory
from infra.secrets import Secrets
from infra.work_bucket import DIGESTS, EVIDENCE, MERGED, REPORTS, WorkBucket
from infra.work_queue import WorkQueue
from infra.worker import Worker


class Analyze(Worker):
    """The only Lambda that speaks to the model, and only with what the chosen provider needs."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        deployment: Deployment,
        layers: Layers,
        secrets: Secrets,
        memory: Memory,
        takes: WorkQueue,
        reads: WorkBucket,
        announces_on: InsightBus,
    ) -> None:
        context = deployment.context
        settings = AnalyzeSettings(
            stage=deployment.stage.name,
            retry_seconds=deployment.stage.retry_seconds,
            work_bucket=reads.bucket_name,
            insights_table=memory.insights.table_name,
            incidents_table=memory.incidents.table_name,
            catalog_table=memory.catalog.table_name,
            baselines_table=memory.baselines.table_name,
            ledger_table=memory.ledger.table_name,
            digest_queue_url=takes.queue.queue_url,
            event_bus=announces_on.event_bus_name,
            provider=context.provider,
            model=context.model,
            model_small=context.model_small,
            model_large=context.model_large,
            anthropic_secret=deployment.secret_name("anthropic") if context.provider == "anthropic" else "",
            anthropic_url=context.anthropic_url,
            # The last third of the time is for rules, verifying and storing.
            model_deadline_seconds=takes.worker.timeout_seconds * 2 // 3,
            model_attempts=deployment.stage.model_attempts,
            budget_table=memory.budget.table_name,
            budget_usd_per_day=context.budget_usd_per_day,
            budget_tokens_per_day=context.budget_tokens_per_day,
        )
        with_sdk = [*layers.common, *filter(None, [layers.claude])]
        super().__init__(scope, id_, deployment=deployment, layers=with_sdk, takes=takes, settings=settings)
        self.allow("s3:GetObject", on=[reads.arn_for_objects(f"{folder}*") for folder in (DIGESTS, MERGED)])
        self.allow("s3:PutObject", on=[reads.arn_for_objects(f"{REPORTS}*")])
        # Without it an object that is missing looks like one that is denied.
        self.allow("s3:ListBucket", on=[reads.bucket_arn])
        tables = [memory.insights.table_arn, memory.incidents.table_arn]
        self.allow("dynamodb:GetItem", "dynamodb:PutItem", on=tables)
        self.allow("s3:GetObject", "s3:PutObject", on=[reads.arn_for_objects(f"{EVIDENCE}*")])
        self.allow("dynamodb:BatchGetItem", "dynamodb:BatchWriteItem", on=[memory.catalog.table_arn])
        # A transaction of puts and updates asks for what each of them does.
        calls = ("GetItem", "PutItem", "UpdateItem", "BatchGetItem", "Query")
        self.allow(*(f"dynamodb:{call}" for call in calls), on=[memory.baselines.table_arn])
        self.allow("dynamodb:UpdateItem", on=[memory.ledger.table_arn])
        # To its own queue go the sources that seem silent.
        self.allow("sqs:SendMessage", on=[takes.queue.queue_arn])
        # A transaction asks for what it does; the circuit breaker reads, puts and updates; what was asked in batches
        # lies there too, and is listed.
        for call in ("GetItem", "PutItem", "UpdateItem", "Query"):
            self.allow(f"dynamodb:{call}", on=[memory.budget.table_arn])
        self.allow("events:PutEvents", on=[announces_on.event_bus_arn])
        if context.provider == "anthropic":
            self.allow("secretsmanager:GetSecretValue", on=[secrets.arn("anthropic")])
        if context.provider == "bedrock":
            models = dict.fromkeys((context.model, context.model_small, context.model_large))
            on = [arn for model in models if model != SAME_MODEL for arn in self._bedrock_models(model)]
            self.allow("bedrock:InvokeModel", on=on)

    def _bedrock_models(self, model: str) -> list[str]:
        """The model; of an inference profile ('eu.anthropic...') the profile and its model in any region."""
        stack = Stack.of(self)
        profile = re.fullmatch(r"([a-z-]+)\.(anthropic\..+)", model)

        def arn(kind: str, name: str, *, region: str | None = None, account: str | None = None) -> str:
            return stack.format_arn(
                service="bedrock", resource=kind, resource_name=name, region=region, account=account,
                arn_format=ArnFormat.SLASH_RESOURCE_NAME,
            )  # fmt: skip

        if profile is None:
            return [arn("foundation-model", model, account="")]
        return [arn("inference-profile", model), arn("foundation-model", profile[2], region="*", account="")]
