"""One request of the Messages API about a digest, looked through for secrets before anybody may send it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from crosscut.analysis.answer import Answer
from crosscut.analysis.claude import schema_of
from crosscut.analysis.earlier import Remembered, nothing
from crosscut.analysis.request import request_body, system_prompt
from crosscut.config import Source
from crosscut.errors import DigestWithheldError
from crosscut.model import Detection, Digest
from crosscut.model_table import ModelEntry
from crosscut.outgoing import leaks


def request_for(
    digest: Digest,
    detections: Sequence[Detection],
    *,
    source: Source,
    model: str,
    entry: ModelEntry,
    tokens: int,
    new: Collection[str] = frozenset(),
    hypothesis: str = "",
    remembered: Remembered = nothing,
) -> dict[str, Any]:
    """Return the request. Raises `DigestWithheldError` when something in it looks like a secret."""
    body = request_body(
        digest,
        detections,
        source=source,
        tokens=tokens,
        new=new,
        hypothesis=hypothesis,
        remembered=remembered,
    )
    _check(body, source)
    return {
        "model": model,
        "max_tokens": entry.answer_tokens,
        "system": [{"type": "text", "text": system_prompt(), "cache_control": {"type": "ephemeral"}}],
        "messages": [{"role": "user", "content": body}],
        "output_config": {"format": {"type": "json_schema", "schema": schema_of(Answer)}},
    }


def size_of(request: Mapping[str, Any]) -> int:
    """Return how many bytes of a request the model reads, at the most."""
    return len(json.dumps(request, ensure_ascii=False).encode("utf-8", "replace"))


def _check(body: str, source: Source) -> None:
    found = leaks(body, source=source)
    if not found:
        return
    own = leaks(source.context, source=source)
    where = "the source's context, in the sources file," if own else "the redacted digest"
    raise DigestWithheldError(f"{where} seems to hold a secret ({', '.join(own or found)})")
