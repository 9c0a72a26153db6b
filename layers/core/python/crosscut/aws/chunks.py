"""What sanitize keeps in the work bucket: chunks of redacted records, and what could not be read or redacted."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from crosscut import chunks
from crosscut.aws.failures import translated
from crosscut.aws.parts import ObjectPart
from crosscut.aws.quarantine import Quarantine, QuarantineEntry, now
from crosscut.errors import PermanentError
from crosscut.formats import Layout
from crosscut.model import BEGINNING, Chunk, Cut, RedactedRecord

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class S3ChunkSink:
    """Implements `pipeline.ChunkSink` for one part of an object. Writing a part's chunks again overwrites them."""

    def __init__(self, s3: S3Client, bucket: str, part: ObjectPart, source: str) -> None:
        self._s3 = s3
        self._bucket = bucket
        self._part = part
        self._source = source
        self._quarantine = Quarantine(s3, bucket)
        self.chunks: list[Chunk] = []
        self.quarantined = 0

    def write_chunk(self, ordinal: int, data: bytes, *, records: int, lines: int) -> None:
        key = self._part.place(self._source).key("chunks", f"{self._part.id}/{ordinal:06d}.jsonl.zst")
        with translated(f"writing s3://{self._bucket}/{key}"):
            self._s3.put_object(Bucket=self._bucket, Key=key, Body=data, ContentType="application/zstd")
        self.chunks.append(Chunk(key=key, records=records, lines=lines, bytes=len(data)))

    def quarantine(
        self, ordinal: int, data: bytes, *, reason: str, start: Cut, end: Cut, layout: Layout | None
    ) -> None:
        """Keep raw lines as base64 in JSON, under `quarantine/`, apart from what chunk readers see."""
        entry = self._entry("redact", ordinal, reason, start, end, layout)
        raw = base64.b64encode(data).decode("ascii")
        self._put(entry.model_copy(update={"lines": end.line - start.line, "data_base64": raw}))

    def unreadable(self, *, reason: str, start: Cut, layout: Layout | None) -> None:
        """Keep why the object could not be read from `start` on, and a copy of it."""
        # From its first byte on, which tells how the object is compressed and written.
        start = BEGINNING if start.line == 1 else start
        entry = self._entry("read", 0, reason, start, self._part.end, layout)
        self._put(entry.model_copy(update={"copy_key": self._quarantine.copy(self._part, self._source)}))

    def _entry(
        self,
        stage: Literal["read", "redact"],
        ordinal: int,
        reason: str,
        start: Cut,
        end: Cut | None,
        layout: Layout | None,
    ) -> QuarantineEntry:
        spec = layout.spec() if layout else self._part.layout
        part = self._part.model_copy(update={"start": start, "end": end, "layout": spec})
        return QuarantineEntry(
            id=f"{self._part.id}.{stage}-{ordinal}",
            source=self._source,
            stage=stage,
            reason=reason,
            part=part,
            lines=None,
            at=now(),
        )

    def _put(self, entry: QuarantineEntry) -> None:
        self._quarantine.put(entry)
        self.quarantined += 1


class S3ChunkReader:
    """Reads chunks again, by the key of the digest that was made with them."""

    def __init__(self, s3: S3Client, bucket: str) -> None:
        self._s3 = s3
        self._bucket = bucket

    def of_digest(self, digest_key: str, *, most: int | None = None) -> Iterator[list[RedactedRecord]]:
        """Yield the records of each chunk, in order; nothing where they are gone.

        `most` is how many chunks the digest says it has: an earlier reading may have left more, until they expire.
        Raises `PermanentError` for what is no chunk.
        """
        folder = digest_key.replace("digests/", "chunks/", 1).removesuffix(".json") + "/"
        with translated(f"listing s3://{self._bucket}/{folder}"):
            pages = self._s3.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=folder)
            keys = [item["Key"] for page in pages for item in page.get("Contents", ())]
        for key in keys[:most]:
            name = f"s3://{self._bucket}/{key}"
            with translated(f"reading {name}"):
                data = self._s3.get_object(Bucket=self._bucket, Key=key)["Body"].read()
            try:
                records = list(chunks.decode(data))
            except chunks.DAMAGED as error:
                raise PermanentError(f"{name} is not a chunk ({type(error).__name__})") from None
            yield records
