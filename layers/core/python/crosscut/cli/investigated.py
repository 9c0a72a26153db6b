"""What of a deployment is looked into: an insight's time or a source's, and the redacted records of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import click

from crosscut.aws import clients
from crosscut.aws.chunks import S3ChunkReader
from crosscut.aws.clients import Endpoint
from crosscut.aws.digests import DigestStore
from crosscut.aws.evidence import EvidenceStore
from crosscut.aws.insights import DynamoInsightStore
from crosscut.cli.deployment import Where, deployment_of
from crosscut.cli.quantities import counted
from crosscut.errors import ConfigurationError
from crosscut.investigation.ports import Insights
from crosscut.model import Insight, RedactedRecord
from crosscut.rereading import refold
from crosscut.spool import Spool
from crosscut.times import NANOS
from crosscut.trail import Trail

BEFORE, AFTER = timedelta(hours=1), timedelta(minutes=15)  # an insight's own time
LONGEST = timedelta(hours=24)  # of an insight that keeps coming back, the latest
_DELAY = timedelta(days=2)  # between a record and its object's arrival, by which digests are filed

Span = tuple[datetime, datetime]


class Deployed(NamedTuple):
    """Where the data of a deployment are."""

    endpoint: Endpoint | None
    insights: Insights
    digests: DigestStore
    chunks: S3ChunkReader

    def fill(self, spool: Spool, source: str, span: Span, *, insight: Insight | None = None) -> None:
        """Put the source's records of that time into the spool.

        Looked for are objects that arrived soon after it, and those of which the insight was made, however late they
        were. Raises `ConfigurationError` where there is none.
        """
        trail = Trail(assign=True, keep=spool.add)
        gone: list[str] = []
        digest = refold(self._records(source, span, gone, insight), source=source, trail=trail)
        if not digest.ledger.records:
            why = (
                f"; the chunks of {counted(len(gone), 'object')} are gone: where the log is still there, `crosscut "
                f"replay --source {source}` makes them again"
                if gone
                else f"; of a time, what arrived more than {_DELAY.days} days after it is not looked for"
            )
            raise ConfigurationError(
                f"no record of {source} is between {span[0]:%Y-%m-%d %H:%M} and {span[1]:%Y-%m-%d %H:%M} UTC{why}"
            )
        missing = [f"the records of {len(gone)} objects, which are no longer kept"] if gone else []
        missing.append(f"records before {span[0]:%Y-%m-%dT%H:%M}Z and after {span[1]:%Y-%m-%dT%H:%M}Z")
        spool.finish(digest, trail.fold.assignments(), missing=missing)

    def _records(
        self, source: str, span: Span, gone: list[str], insight: Insight | None
    ) -> Iterator[tuple[str, list[RedactedRecord]]]:
        first, last = (int(moment.timestamp()) * NANOS for moment in span)
        keys = self.digests.keys_of_days(source, span[0].date(), (span[1] + _DELAY).date())
        if insight:
            made = insight.created_at
            keys += self.digests.keys_of_days(source, (made - _DELAY).date(), made.date())
        for key in dict.fromkeys(keys):
            digest = self.digests.read(key)
            begins, ends = digest.first_seen, digest.last_seen
            if (begins is not None and begins > span[1]) or (ends is not None and ends < span[0]):
                continue
            found = False
            for chunk in self.chunks.of_digest(key, most=digest.chunks):
                found = True
                yield (
                    digest.objects[0] if digest.objects else key,
                    [r for r in chunk if r.time_unix_nano is None or first <= r.time_unix_nano <= last],
                )
            if not found and digest.ledger.records:
                gone.append(key)


def deployed(where: Where) -> Deployed:
    """Return where the data of the deployment are that the options, or the environment, name."""
    deployment = deployment_of(where)
    table, bucket = deployment.table("insights"), deployment.work_bucket()
    s3 = clients.s3(deployment.endpoint)
    return Deployed(
        deployment.endpoint,
        DynamoInsightStore(
            clients.dynamodb(deployment.endpoint), table, evidence=lambda: EvidenceStore(s3, bucket)
        ),
        DigestStore(s3, bucket),
        S3ChunkReader(s3, bucket),
    )


def span_of(insight: Insight | None, since: datetime | None, until: datetime | None) -> Span:
    """Return the time to look into: as it was given, else around the insight's. Raises `UsageError`."""
    now = datetime.now(UTC)
    last = until or (insight.last_seen + AFTER if insight and insight.last_seen else now)
    first = since or (
        max(insight.first_seen - BEFORE, last - LONGEST) if insight and insight.first_seen else last - LONGEST
    )
    if first >= last:
        raise click.UsageError("--since is not before --until")
    return first, last
