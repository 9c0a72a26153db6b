"""AWS Lambda's own events in its JSON log format and from its Telemetry API.

https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
"""

from __future__ import annotations

from datetime import datetime

from crosscut.formats import severities
from crosscut.formats.documents import Document, JsonDocument, flatten, mapping, text
from crosscut.formats.generic import Generic
from crosscut.formats.lambda_logs import PREFIX, LambdaLogs, report
from crosscut.formats.parsed import Parsed
from crosscut.formats.timestamps import parse_timestamp
from crosscut.model import AttributeValue

_WRITTEN = ("function", "extension")
_METRICS = {
    "durationMs": "duration_ms", "billedDurationMs": "billed_duration_ms", "initDurationMs": "init_duration_ms",
    "memorySizeMB": "memory_size_mb", "maxMemoryUsedMB": "max_memory_used_mb",
    "restoreDurationMs": "restore_duration_ms", "billedRestoreDurationMs": "billed_restore_duration_ms",
}  # fmt: skip
_BAD_STATUS = ("timeout", "error", "failure")


class LambdaPlatform(JsonDocument):
    """`platform.start`, `platform.report` and the others; what a function wrote comes as `function`."""

    name = "lambda_json"

    def __init__(self) -> None:
        self._text = LambdaLogs()
        self._generic = Generic()

    def parse_document(self, document: Document, received: datetime) -> Parsed | None:
        """Return the event, with the same body and attributes as the text format's line."""
        kind = text(document, "type")
        if "record" not in document or "time" not in document:
            return None
        nanos = parse_timestamp(document["time"], received)
        if kind in _WRITTEN:
            written = document["record"]
            if not isinstance(written, str):
                return None  # the function's own JSON
            line = written.rstrip("\r\n")
            parsed = self._text.parse(line, received) or self._generic.parse(line, received)
            return parsed._replace(time_unix_nano=parsed.time_unix_nano or nanos)
        if not kind.startswith("platform."):
            return None
        record = mapping(document, "record")
        attributes = _attributes(record)
        number, body = report(kind, attributes)
        if attributes.get(PREFIX + "status") in _BAD_STATUS:
            number = severities.ERROR
        return Parsed(body, nanos, number, "", attributes)


def _attributes(record: Document) -> dict[str, AttributeValue]:
    attributes: dict[str, AttributeValue] = {}
    for key, name in (
        ("requestId", "faas.invocation_id"),
        ("status", PREFIX + "status"),
        ("errorType", "error.type"),
        ("functionName", "faas.name"),
        ("phase", PREFIX + "phase"),
        ("runtimeVersion", PREFIX + "runtime_version"),
        ("version", "faas.version"),
    ):
        if text(record, key):
            attributes[name] = text(record, key)
    for name, value in flatten(mapping(record, "metrics")):
        attributes[PREFIX + _METRICS.get(name, name)] = value
    trace = text(mapping(record, "tracing"), "value")
    if trace:
        attributes["aws.xray.trace"] = trace
    return attributes
