"""Quarantine: what could not be read or redacted, kept apart in the work bucket with the reason."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from pydantic import Field, ValidationError

from crosscut.aws.failures import code_of, translated
from crosscut.aws.parts import ObjectPart
from crosscut.aws.shapes import refused
from crosscut.errors import ConfigurationError
from crosscut.versioned import Versioned

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CopySourceTypeDef

PREFIX = "quarantine/"
COPYABLE_BYTES = 5 << 30  # of one CopyObject
_ENTRY = ".json"


class QuarantineEntry(Versioned):
    """One stretch of an object that was kept out of the rest."""

    schema_version: int = Field(default=1, ge=1)
    id: str
    source: str
    stage: Literal["read", "redact"]  # which could not take it
    reason: str
    part: ObjectPart  # what to read again
    lines: int | None  # None where that is not known, because they could not be read
    at: datetime
    data_base64: str = ""  # the raw records, as JSON, where they could be read
    copy_key: str = ""  # of a copy of the raw object in the work bucket

    @property
    def data(self) -> bytes:
        """The raw records as JSON: `[[line, text], ...]`; empty where they could not be read."""
        return base64.b64decode(self.data_base64)


class Quarantine:
    """The entries of a deployment."""

    def __init__(self, s3: S3Client, bucket: str) -> None:
        self._s3 = s3
        self._bucket = bucket

    def put(self, entry: QuarantineEntry) -> None:
        """Keep an entry; the same one again takes its place."""
        key = _key(entry.source, entry.id)
        with translated(f"writing s3://{self._bucket}/{key}"):
            self._s3.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=entry.model_dump_json(by_alias=True).encode(),
                ContentType="application/json",
            )

    def copy(self, part: ObjectPart, source: str) -> str:
        """Copy the raw object beside its entry. Returns the copy's key, "" when it is too large or gone."""
        from botocore.exceptions import ClientError

        written = part.created.detail.object
        if written.size > COPYABLE_BYTES:
            return ""
        key = f"{PREFIX}{source}/{part.created.object_id}.object"
        source_object: CopySourceTypeDef = {"Bucket": part.created.bucket, "Key": part.created.key}
        if written.version_id:
            source_object["VersionId"] = written.version_id
        with translated(f"copying s3://{part.created.bucket}/{part.created.key}"):
            try:
                self._s3.copy_object(
                    Bucket=self._bucket,
                    Key=key,
                    CopySource=source_object,
                    CopySourceIfMatch=written.etag,
                    TaggingDirective="REPLACE",  # copying tags would need a right of its own
                )
            except ClientError as error:
                if code_of(error) in ("NoSuchKey", "NoSuchVersion", "PreconditionFailed"):
                    return ""
                raise
        return key

    def entries(self, source: str | None = None) -> Iterator[QuarantineEntry]:
        """Yield the entries, of one source or of all, in order of source and id."""
        prefix = f"{PREFIX}{source}/" if source else PREFIX
        with translated(f"listing s3://{self._bucket}/{prefix}"):
            for page in self._s3.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket, Prefix=prefix
            ):
                for item in page.get("Contents", []):
                    if item["Key"].endswith(_ENTRY):
                        yield self._read(item["Key"])

    def named(self, entry_id: str) -> QuarantineEntry:
        """Return the entry of which the id begins so. Raises `ConfigurationError` unless there is exactly one."""
        found = [entry for entry in self.entries() if entry.id.startswith(entry_id)]
        if len(found) == 1:
            return found[0]
        if exact := [entry for entry in found if entry.id == entry_id]:
            return exact[0]
        what = "no entry" if not found else f"{len(found)} entries"
        raise ConfigurationError(
            f"{what} in quarantine with the id {entry_id!r}; `crosscut quarantine list` shows the ids"
        )

    def remove(self, entry: QuarantineEntry) -> None:
        """Forget an entry and its copy of the object."""
        with translated(f"deleting {entry.id} from s3://{self._bucket}"):
            for key in (_key(entry.source, entry.id), entry.copy_key):
                if key:
                    self._s3.delete_object(Bucket=self._bucket, Key=key)

    def _read(self, key: str) -> QuarantineEntry:
        body = self._s3.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        try:
            return QuarantineEntry.model_validate_json(body)
        except ValidationError as error:
            what = f"s3://{self._bucket}/{key}"
            raise refused(what, error, otherwise="is not a quarantine entry of this version") from None


def again(entry: QuarantineEntry) -> ObjectPart:
    """Return the message that has the entry's part of the object read again."""
    return entry.part.model_copy(update={"attempt": entry.part.attempt + 1})


def now() -> datetime:
    return datetime.now(UTC)


def _key(source: str, entry_id: str) -> str:
    return f"{PREFIX}{source}/{entry_id}{_ENTRY}"
