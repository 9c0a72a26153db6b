"""Log objects in S3, read as streams in bounded memory."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, BinaryIO, TypedDict

from crosscut.aws.failures import code_of, translated
from crosscut.errors import RetryableError, UnreadableInputError
from crosscut.model import BEGINNING, Cut

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
    from botocore.response import StreamingBody
    from mypy_boto3_s3 import S3Client

    from crosscut.aws.messages import ObjectCreated

READ_AHEAD_BYTES = 1 << 20
_GONE = ("NoSuchKey", "NoSuchVersion", "MethodNotAllowed")  # the last: the version is a delete marker


class SupersededError(UnreadableInputError):
    """The key was written again since its event was sent; the later write has an event of its own."""


def open_object(
    s3: S3Client, created: ObjectCreated, *, start: Cut = BEGINNING, end: Cut | None = None
) -> BinaryIO:
    """Open the very bytes that the event is about, and no later version of the key.

    Where the cuts are exact only the bytes between them are read, otherwise all.

    The stream reads at most `READ_AHEAD_BYTES` ahead and raises `RetryableError` when the connection is lost
    or the bytes fail S3's checksum. Raises `UnreadableInputError` when the object is gone, and
    `SupersededError` when the key has been written again.
    """
    from botocore.exceptions import ClientError

    name = f"s3://{created.bucket}/{created.key}"
    with translated(f"reading {name}"):
        try:
            answer = s3.get_object(
                Bucket=created.bucket, Key=created.key, **_version(created), **_bytes(start, end)
            )
        except ClientError as error:
            if code_of(error) in _GONE:
                raise UnreadableInputError(f"{name} was deleted before it could be read") from error
            if code_of(error) == "PreconditionFailed":
                raise SupersededError(f"{name} was written again before it could be read") from error
            raise
    return io.BufferedReader(_Body(answer["Body"], name), READ_AHEAD_BYTES)


def exists(s3: S3Client, created: ObjectCreated) -> bool:
    """Whether the very bytes that the event is about can still be read."""
    from botocore.exceptions import ClientError

    written = created.detail.object
    version: _Version = {"VersionId": written.version_id} if written.version_id else {}
    with translated(f"looking for s3://{created.bucket}/{created.key}"):
        try:
            found = s3.head_object(Bucket=created.bucket, Key=created.key, **version)
        except ClientError as error:
            if code_of(error) in ("404", *_GONE):
                return False
            raise
    return not written.etag or found["ETag"].strip('"') == written.etag


class _Version(TypedDict, total=False):
    """The arguments of GetObject and HeadObject that say which version is meant."""

    VersionId: str
    IfMatch: str


class _Bytes(TypedDict, total=False):
    """The arguments of GetObject that say which bytes are meant."""

    Range: str


def _version(created: ObjectCreated) -> _Version:
    written = created.detail.object
    if written.version_id:
        return {"VersionId": written.version_id}
    return {"IfMatch": written.etag} if written.etag else {}


def _bytes(start: Cut, end: Cut | None) -> _Bytes:
    if not start.exact:
        return {}
    last = end.offset - 1 if end and end.exact else None
    if last is None:
        return {"Range": f"bytes={start.offset}-"} if start.offset else {}
    return {"Range": f"bytes={start.offset}-{last}"}


class _Body(io.RawIOBase):
    """The response's body, with its errors in Crosscut's terms."""

    def __init__(self, body: StreamingBody, name: str) -> None:
        self._body = body
        self._name = name

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        from urllib3.exceptions import HTTPError

        try:
            with translated(f"reading {self._name}"):
                data = self._body.read(len(memoryview(buffer)))
        except (HTTPError, OSError) as error:  # what botocore lets through: TLS and sockets
            raise RetryableError(f"reading {self._name}: the connection was lost") from error
        memoryview(buffer)[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._body.close()
        super().close()
