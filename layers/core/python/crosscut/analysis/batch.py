"""What the Message Batches API sends back, read without trusting any of it.

https://docs.claude.com/en/api/retrieving-message-batches and .../retrieving-message-batch-results.
"""

from __future__ import annotations

import json
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from crosscut.errors import AnalystUnavailableError


class _Received(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Batch(_Received):
    """How far a batch is."""

    id: str = Field(pattern=r"^[A-Za-z0-9_-]{1,128}$")  # it becomes part of a path
    type: Literal["message_batch"]
    processing_status: Literal["in_progress", "canceling", "ended"]


class _Result(_Received):
    type: str
    message: JsonValue = None
    error: JsonValue = None


class _Line(_Received):
    custom_id: str
    result: _Result


class Result(NamedTuple):
    """What became of one request: `succeeded`, `errored`, `canceled`, `expired`, or something that is new."""

    type: str
    message: bytes  # of one that succeeded
    error: str  # the type of the error: "invalid_request_error", or "" where none is named


def batch_of(body: bytes, *, request_id: str = "") -> Batch:
    """Return the batch. Raises `AnalystUnavailableError` for anything else, such as a proxy's page."""
    try:
        return Batch.model_validate_json(body)
    except ValidationError:
        # Its words may hold what was sent.
        raise AnalystUnavailableError(
            f"Claude's endpoint answered with something that is no batch (request {request_id or 'without id'})"
        ) from None


def result_of(body: bytes, custom_id: str, *, request_id: str = "") -> Result | None:
    """Return the first result of that request, None where the results hold others only.

    Raises `AnalystUnavailableError` when there are none, or a line is none.
    """
    lines = [line for line in body.split(b"\n") if line.strip()]
    try:
        results = [_Line.model_validate_json(line) for line in lines]
    except ValidationError:
        results = []
    if not results:
        about = f"request {request_id or 'without id'}"
        raise AnalystUnavailableError(
            f"Claude's endpoint answered with something that is no results ({about})"
        )
    found = next((line.result for line in results if line.custom_id == custom_id), None)
    if found is None:
        return None
    return Result(found.type, json.dumps(found.message).encode(), _error_type(found.error))


def _error_type(error: JsonValue) -> str:
    """Return the type of an error; the API wraps it, as {"type": "error", "error": {"type": ...}}."""
    inner = error.get("error") if isinstance(error, dict) else None
    named = inner.get("type") if isinstance(inner, dict) else None
    known = (
        isinstance(named, str) and named.isascii() and named.replace("_", "").isalpha() and len(named) < 60
    )
    return str(named) if known else ""
