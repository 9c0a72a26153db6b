"""What sanitize keeps in the work bucket: chunks of redacted records, and what could not be redacted."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

from crosscut.aws.failures import translated
from crosscut.model import Chunk

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

    from crosscut.aws.messages import ObjectPlace


class S3ChunkSink:
    """Implements `pipeline.ChunkSink` for one object. Writing an object's chunks again overwrites them."""

    def __init__(self, s3: S3Client, bucket: str, place: ObjectPlace) -> None:
        self._s3 = s3
        self._bucket = bucket
        self._place = place
        self.chunks: list[Chunk] = []
        self.quarantined = 0

    def write_chunk(self, ordinal: int, data: bytes, *, records: int, lines: int) -> None:
        key = self._place.key("chunks", f"{self._place.object_id}/{ordinal:06d}.jsonl.zst")
        self._put(key, data, "application/zstd")
        self.chunks.append(Chunk(key=key, records=records, lines=lines, bytes=len(data)))

    def quarantine(self, ordinal: int, data: bytes, *, reason: str, lines: int) -> None:
        """Keep raw lines as base64 in JSON, under `quarantine/`, apart from what chunk readers see."""
        held = {"reason": reason, "lines": lines, "data_base64": base64.b64encode(data).decode("ascii")}
        key = f"quarantine/{self._place.source}/{self._place.object_id}/{ordinal:06d}.json"
        self._put(key, json.dumps(held).encode(), "application/json")
        self.quarantined += 1

    def _put(self, key: str, data: bytes, content_type: str) -> None:
        with translated(f"writing s3://{self._bucket}/{key}"):
            self._s3.put_object(Bucket=self._bucket, Key=key, Body=data, ContentType=content_type)
