"""What sanitize makes of the logs."""

from __future__ import annotations

from constructs import Construct

from infra.deployment import Deployment
from infra.private_bucket import PrivateBucket

CHUNKS, DIGESTS, QUARANTINE = "chunks/", "digests/", "quarantine/"
EVIDENCE, REPORTS = "evidence/", "reports/"
MERGED, BACKFILLS = "merged/", "backfills/"


class WorkBucket(PrivateBucket):
    """Redacted chunks, digests, large evidence, pages, backfills' lists; apart, still raw, what was not redacted."""

    def __init__(self, scope: Construct, id_: str, *, deployment: Deployment) -> None:
        stage = deployment.stage
        super().__init__(
            scope,
            id_,
            deployment=deployment,
            name="work",
            days={
                CHUNKS: stage.chunk_retention_days,
                DIGESTS: stage.digest_retention_days,
                QUARANTINE: stage.quarantine_retention_days,
                EVIDENCE: stage.evidence_retention_days,
                REPORTS: stage.report_retention_days,
                MERGED: stage.digest_retention_days,
                BACKFILLS: stage.backfill_retention_days,
            },
        )
