"""Two windows of what a deployment has read of a source, from the digests in its work bucket."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import click

from crosscut.aws import clients
from crosscut.aws.digests import DigestStore
from crosscut.cli.deployment import Where, deployment_of
from crosscut.cli.quantities import since
from crosscut.errors import ConfigurationError
from crosscut.folding import merge
from crosscut.model import Digest

_DELAY = timedelta(days=2)  # between a record and its object's arrival, by which digests are filed


def windows(where: Where, source: str, before: str, after: str) -> tuple[Digest, Digest]:
    """Return one digest for each window. Raises `BadParameter`, and `ConfigurationError` where there is none."""
    now = datetime.now(UTC)
    spans = [window(text, now, option) for text, option in ((before, "--before"), (after, "--after"))]
    deployment = deployment_of(where)
    store = DigestStore(clients.s3(deployment.endpoint), deployment.work_bucket())
    first, second = (_merged(store, source, *span) for span in spans)
    return first, second


def window(text: str, now: datetime, option: str) -> tuple[datetime, datetime]:
    """Return the two moments of `FROM..TO`; without TO the second is `now`."""
    begin, dots, end = text.partition("..")
    try:
        if not dots:
            raise ValueError(text)
        moments = since(begin, now), since(end, now) if end.strip() else now
    except (ValueError, OverflowError):
        raise click.BadParameter(
            f"{text!r} is no window; give FROM..TO, for example 2026-11-17..2026-11-18 or 48h..24h",
            param_hint=option,
        ) from None
    if moments[0] >= moments[1]:
        raise click.BadParameter(f"{text!r} ends before it begins", param_hint=option)
    return moments


def _merged(store: DigestStore, source: str, begin: datetime, end: datetime) -> Digest:
    digests = [
        digest
        for digest in store.of_days(source, begin.date(), (end + _DELAY).date())
        if digest.first_seen is not None and begin <= digest.first_seen < end
    ]
    if not digests:
        raise ConfigurationError(
            f"no digest of {source} begins between {begin:%Y-%m-%d %H:%M} and {end:%Y-%m-%d %H:%M} UTC"
        )
    return merge(digests)
