"""Which buckets a backfill may read: those that the deployment names, whole or below a prefix."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")


class Grant(NamedTuple):
    """A bucket, and what the keys begin with."""

    bucket: str
    prefix: str = ""

    def __str__(self) -> str:
        return f"{self.bucket}/{self.prefix}" if self.prefix else self.bucket


def grants_of(text: str) -> list[Grant]:
    """Parse "bucket, bucket/prefix". Raises `ValueError` with one line for people."""
    found = []
    for each in filter(None, (part.strip() for part in text.split(","))):
        bucket, _, prefix = each.removeprefix("s3://").partition("/")
        if not _BUCKET.fullmatch(bucket):
            raise ValueError(f"{each!r} names no bucket; as in 'their-logs' or 'their-logs/app/'")
        if re.search(r"[*?$]", prefix):
            raise ValueError(f"{each!r}: a prefix is taken as it stands, without * or ?")
        found.append(Grant(bucket, prefix))
    return found


def covers(grants: Iterable[Grant], bucket: str, prefix: str) -> bool:
    """Whether every key of the bucket that begins with `prefix` may be read."""
    return any(grant.bucket == bucket and prefix.startswith(grant.prefix) for grant in grants)
