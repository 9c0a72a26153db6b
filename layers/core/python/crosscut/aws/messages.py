"""What lies on the queues: S3's events on intake, `DigestMessage` on digests, insights on notices."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, field_validator

from crosscut.aws.shapes import refused
from crosscut.errors import PermanentError
from crosscut.grants import Grant, covers
from crosscut.model import Insight

OLDEST_YEAR, LATEST_YEAR = 2006, 9_000  # of an event

Message = TypeVar("Message", bound=BaseModel)


class _AwsShape(BaseModel):
    """What AWS sends may grow fields; only those that are used are named."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class _Bucket(_AwsShape):
    name: str = Field(max_length=255)


class _Object(_AwsShape):
    key: str = Field(max_length=1_024)  # as it is: EventBridge does not URL-encode it
    etag: str = Field(default="", max_length=1_024)
    size: int = Field(default=0, ge=0, lt=2**53)
    sequencer: str = Field(default="", max_length=1_024)
    version_id: str = Field(default="", alias="version-id", max_length=1_024)


class _Detail(_AwsShape):
    bucket: _Bucket
    object: _Object


class ObjectPlace(NamedTuple):
    """Where the work on one object is kept: what the work bucket's keys are made of."""

    source: str
    part_id: str
    received: datetime

    def key(self, folder: str, name: str) -> str:
        """Return `<folder>/<source>/<yyyy>/<mm>/<dd>/<name>`, dated by the object's arrival in UTC."""
        return f"{folder}/{self.source}/{self.received:%Y/%m/%d}/{name}"


def run_of(part_id: str, replay: int) -> str:
    """Return the id of the work on a part in one replay; the part's own where it is the first time."""
    return f"{part_id}-again{replay}" if replay else part_id


class ObjectCreated(_AwsShape):
    """S3's "Object Created" event (https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html)."""

    time: AwareDatetime  # in UTC
    detail: _Detail

    @field_validator("time")
    @classmethod
    def _time_is_in_utc(cls, time: datetime) -> datetime:
        if not OLDEST_YEAR <= time.year <= LATEST_YEAR:
            raise ValueError("S3 is younger, or a calendar's end is near")
        return time.astimezone(UTC)

    @property
    def bucket(self) -> str:
        return self.detail.bucket.name

    @property
    def key(self) -> str:
        return self.detail.object.key

    def require_readable(self, grants: Iterable[Grant]) -> None:
        """Raise `PermanentError` unless one of them covers it: a message does not choose what is read."""
        if not covers(grants, self.bucket, self.key):
            raise PermanentError(
                "a message on the intake queue is about a bucket that is not this deployment's"
            )

    @property
    def is_folder_marker(self) -> bool:
        """Whether it is what consoles and file managers make to show an empty folder."""
        return self.detail.object.size == 0 and self.key.endswith("/")

    @property
    def object_id(self) -> str:
        """32 hex digits, the same for every delivery of one write and different for each write of a key."""
        written = self.detail.object
        parts = (self.bucket, self.key, written.version_id, written.etag, written.sequencer)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


class InsightPublished(_AwsShape):
    """The bus's envelope around an insight."""

    detail: Insight


def parse(shape: type[Message], body: str, *, queue: str) -> Message:
    """Parse a message's body. Raises `PermanentError` that names the queue and the field, not the value, and
    `NewerStateError`.
    """
    try:
        return shape.model_validate_json(body)
    except ValidationError as error:
        what = f"a message on the {queue} queue"
        raise refused(what, error, otherwise=f"is not a {shape.__name__}") from None
