"""Evidence that is too large for its insight's item: kept in the work bucket, with a pointer in the item."""

from __future__ import annotations

import gzip
import hashlib
import json
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from crosscut.aws.failures import code_of, translated
from crosscut.aws.shapes import refused
from crosscut.errors import NewerStateError
from crosscut.model import Evidence, Insight
from crosscut.versioned import FIRST, is_newer

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

FOLDER = "evidence/"
INLINE_BYTES = 60_000  # of an insight's JSON; a write is paid by the kilobyte
KEPT_INLINE, KEPT_CHARACTERS = 3, 500  # of what lies apart, for who reads the item alone
GONE = "The rest of the evidence is gone from the work bucket."

_LINES = TypeAdapter(tuple[Evidence, ...])


class EvidenceStore:
    """Evidence as gzipped JSON, named by its content: writing the same again changes nothing but its age."""

    def __init__(self, s3: S3Client, bucket: str) -> None:
        self._s3 = s3
        self._bucket = bucket

    def write(self, insight: Insight) -> str:
        """Keep the insight's evidence and return its key."""
        data = _LINES.dump_json(insight.evidence)
        name = hashlib.sha256(data).hexdigest()[:32]
        key = f"{FOLDER}{insight.source}/{insight.id}/{name}.json.gz"
        with translated(f"writing s3://{self._bucket}/{key}"):
            self._s3.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=gzip.compress(data, mtime=0),
                ContentType="application/gzip",
            )
        return key

    def read(self, key: str) -> tuple[Evidence, ...] | None:
        """Return the evidence, or None where it is gone."""
        from botocore.exceptions import ClientError

        with translated(f"reading s3://{self._bucket}/{key}"):
            try:
                body = self._s3.get_object(Bucket=self._bucket, Key=key)["Body"].read()
            except ClientError as error:
                if code_of(error) == "NoSuchKey":
                    return None
                raise
        text = gzip.decompress(body)
        try:
            return _LINES.validate_json(text)
        except ValidationError as error:
            what, document = f"s3://{self._bucket}/{key}", json.loads(text)
            if isinstance(document, dict) and is_newer(document, FIRST):
                raise NewerStateError(what, newest=FIRST) from None
            raise refused(what, error, otherwise="is no evidence of this version") from None


def too_large(insight: Insight) -> bool:
    """Whether the insight's evidence is better kept apart."""
    return bool(insight.evidence) and len(insight.model_dump_json().encode()) > INLINE_BYTES


def without_evidence(insight: Insight) -> Insight:
    """Return the insight with the beginning of its evidence."""
    shown = [e.model_copy(update={"text": e.text[:KEPT_CHARACTERS]}) for e in insight.evidence[:KEPT_INLINE]]
    return insight.model_copy(update={"evidence": tuple(shown)})


def with_evidence(insight: Insight, evidence: tuple[Evidence, ...] | None) -> Insight:
    """Return the insight with what was kept apart, or with a note that it is gone."""
    if evidence is None:
        return insight.model_copy(update={"notes": tuple(dict.fromkeys((*insight.notes, GONE)))})
    return insight.model_copy(update={"evidence": evidence})
