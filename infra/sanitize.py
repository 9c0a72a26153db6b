"""The sanitize Lambda: a dropped log in; redacted chunks and a digest out."""

from __future__ import annotations

from aws_cdk import aws_s3 as s3
from constructs import Construct

from crosscut.config import SanitizeSettings
from crosscut.grants import grants_of
from infra.deployment import Deployment
from infra.layers import Layers
from infra.log_bucket import LogBucket
from infra.memory import IDEMPOTENCY_CALLS, Memory
from infra.secrets import Secrets
from infra.work_bucket import CHUNKS, DIGESTS, MERGED, QUARANTINE, WorkBucket
from infra.work_queue import WorkQueue
from infra.worker import Worker


class Sanitize(Worker):
    """The only Lambda that sees raw logs and the key of the pseudonyms."""

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
        reads: LogBucket,
        writes: WorkBucket,
        hands_to: WorkQueue,
    ) -> None:
        settings = SanitizeSettings(
            stage=deployment.stage.name,
            retry_seconds=deployment.stage.retry_seconds,
            work_bucket=writes.bucket_name,
            intake_queue_url=takes.queue.queue_url,
            digest_queue_url=hands_to.queue.queue_url,
            log_bucket=reads.bucket_name,
            backfill_buckets=deployment.context.backfill_buckets,
            pseudonym_key_secret=deployment.secret_name("pseudonym-key"),
            idempotency_table=memory.idempotency.table_name,
            ledger_table=memory.ledger.table_name,
        )
        super().__init__(
            scope, id_, deployment=deployment, layers=layers.common, takes=takes, settings=settings
        )
        self.allow("s3:GetObject", "s3:GetObjectVersion", on=[reads.arn_for_objects("*")])
        # Without it an object that is missing looks like one that is denied.
        self.allow("s3:ListBucket", on=[reads.bucket_arn])
        for grant in grants_of(deployment.context.backfill_buckets):
            other = s3.Bucket.from_bucket_name(self, f"Other-{grant}".replace("/", "-"), grant.bucket)
            self.allow("s3:GetObject", "s3:GetObjectVersion", on=[other.arn_for_objects(f"{grant.prefix}*")])
            self.allow("s3:ListBucket", on=[other.bucket_arn])
        prefixes = (CHUNKS, DIGESTS, QUARANTINE, MERGED)
        self.allow("s3:PutObject", on=[writes.arn_for_objects(f"{prefix}*") for prefix in prefixes])
        # To its own queue go the parts of large objects.
        self.allow("sqs:SendMessage", on=[hands_to.queue.queue_arn, takes.queue.queue_arn])
        self.allow("secretsmanager:GetSecretValue", on=[secrets.arn("pseudonym-key")])
        # Of a batch it merges the digests, and keeps in the ledger's table how far the backfill is.
        self.allow("s3:GetObject", on=[writes.arn_for_objects(f"{DIGESTS}*")])
        # A run that is repeated leaves what analyze has written beside its entry.
        for call in ("GetItem", "PutItem", "UpdateItem"):
            self.allow(f"dynamodb:{call}", on=[memory.ledger.table_arn])
        self.allow(*IDEMPOTENCY_CALLS, on=[memory.idempotency.table_arn])
