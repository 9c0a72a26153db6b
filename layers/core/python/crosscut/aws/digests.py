"""Digests: kept in the work bucket, announced on a FIFO queue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from pydantic import ValidationError

from crosscut.aws.failures import code_of, translated
from crosscut.aws.messages import run_of
from crosscut.aws.shapes import refused
from crosscut.errors import UnreadableInputError
from crosscut.model import Digest, DigestMessage

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sqs import SQSClient

    from crosscut.aws.messages import ObjectPlace


class DigestStore:
    """Digests as JSON objects."""

    def __init__(self, s3: S3Client, bucket: str) -> None:
        self._s3 = s3
        self._bucket = bucket

    def write(self, digest: Digest, place: ObjectPlace, *, folder: str = "digests") -> str:
        """Keep the digest of one object or part, or in another folder one of many, and return its key."""
        key = place.key(folder, f"{place.part_id}.json")
        with translated(f"writing s3://{self._bucket}/{key}"):
            self._s3.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=digest.model_dump_json().encode(),
                ContentType="application/json",
            )
        return key

    def read(self, key: str) -> Digest:
        """Return the digest. Raises `PermanentError` when it is gone or is none, `NewerStateError`."""
        from botocore.exceptions import ClientError

        name = f"s3://{self._bucket}/{key}"
        with translated(f"reading {name}"):
            try:
                body = self._s3.get_object(Bucket=self._bucket, Key=key)["Body"].read()
            except ClientError as error:
                if code_of(error) == "NoSuchKey":
                    raise UnreadableInputError(f"{name}: the digest is gone; drop its log again") from error
                raise
        try:
            return Digest.model_validate_json(body)
        except ValidationError as error:
            raise refused(name, error, otherwise="is not a digest of this version") from None

    def of_days(self, source: str, first: date, last: date) -> Iterator[Digest]:
        """Yield the digests of a source's objects that arrived from the first day to the last, in UTC."""
        for key in self.keys_of_days(source, first, last):
            yield self.read(key)

    def keys_of_days(self, source: str, first: date, last: date) -> list[str]:
        """Return the keys of these digests, in order of arrival."""
        folder = f"digests/{source}/"
        name = f"s3://{self._bucket}/{folder}"
        keys: list[str] = []
        with translated(f"listing {name}"):
            pages = self._s3.get_paginator("list_objects_v2").paginate(
                Bucket=self._bucket, Prefix=folder, StartAfter=f"{folder}{first:%Y/%m/%d}/"
            )
            for page in pages:
                found = [item["Key"] for item in page.get("Contents", ())]
                keys += [key for key in found if key[len(folder) :][:10] <= f"{last:%Y/%m/%d}"]
                if found and keys[-1:] != found[-1:]:
                    break  # keys are in order
        return keys


class DigestQueue:
    """The queue that analyze works through, one digest at a time for each source."""

    def __init__(self, sqs: SQSClient, url: str) -> None:
        self._sqs = sqs
        self._url = url

    def send(self, message: DigestMessage) -> None:
        """Announce a digest. Announcing it again within five minutes changes nothing."""
        with translated(f"announcing the digest {message.digest_key}"):
            self._sqs.send_message(
                QueueUrl=self._url,
                MessageBody=message.model_dump_json(),
                MessageGroupId=message.source,
                MessageDeduplicationId=run_of(message.object_id, message.replay),
            )
