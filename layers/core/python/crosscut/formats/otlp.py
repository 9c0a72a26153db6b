"""OpenTelemetry's own records as JSON, as the collector's file and S3 exporters and OTLP/HTTP write them.

https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
"""

from __future__ import annotations

import json
from datetime import datetime

from crosscut.formats import severities
from crosscut.formats.documents import Document, JsonDocument, flatten, mapping, text, whole
from crosscut.formats.parsed import Parsed
from crosscut.formats.timestamps import parse_timestamp
from crosscut.model import AttributeValue

SCOPE = "otel.scope.name"
_BY_NAME = {  # protobuf's names, which exporters that don't follow the specification write
    f"SEVERITY_NUMBER_{word}{step or ''}": base + max(step - 1, 0)
    for word, base in (("TRACE", 1), ("DEBUG", 5), ("INFO", 9), ("WARN", 13), ("ERROR", 17), ("FATAL", 21))
    for step in (0, 2, 3, 4)
}
_NO_ID = frozenset("0x")


class OtlpLog(JsonDocument):
    """One log record, unpacked from its `resourceLogs` with the resource's attributes under `resource`."""

    name = "otlp"

    def parse_document(self, document: Document, received: datetime) -> Parsed | None:
        """Return the record, which has OpenTelemetry's fields already."""
        if not ("timeUnixNano" in document or "observedTimeUnixNano" in document):
            return None
        if "body" not in document and "severityNumber" not in document and "attributes" not in document:
            return None
        attributes = attributes_of(document.get("attributes"))
        for key, name in (("traceId", "trace.id"), ("spanId", "span.id"), ("eventName", "event.name")):
            if set(text(document, key)) - _NO_ID:
                attributes[name] = text(document, key)
        if text(document, SCOPE):
            attributes[SCOPE] = text(document, SCOPE)
        body = value_of(document.get("body"))
        if isinstance(body, dict):
            fields = dict(flatten(body))
            message = text(fields, "message", "msg", "event", "body") or json.dumps(body, ensure_ascii=False)
            attributes = fields | attributes
        else:
            message = "" if body is None else str(body)
        nanos = parse_timestamp(whole(document, "timeUnixNano"), received)
        if nanos is None:
            nanos = parse_timestamp(whole(document, "observedTimeUnixNano"), received)
        number, level = _severity(document)
        if not number and not level:
            number, level = severities.of_message(message)
        message = message or str(attributes.get("exception.message") or attributes.get("event.name") or "")
        return Parsed(message, nanos, number, level, attributes, attributes_of(document.get("resource")))


def _severity(document: Document) -> tuple[int, str]:
    level = text(document, "severityText")
    number = whole(document, "severityNumber")
    if number is None:
        number = _BY_NAME.get(text(document, "severityNumber"), 0)
    return (number if 0 < number <= 24 else severities.from_word(level)), level


def attributes_of(node: object) -> dict[str, AttributeValue]:
    """Return attributes as one flat mapping: from a list of keys and values, or an object that holds them."""
    if isinstance(node, dict) and isinstance(node.get("attributes"), list | dict):
        node = node["attributes"]
    if isinstance(node, list):
        node = {text(pair, "key"): value_of(pair.get("value")) for pair in node if isinstance(pair, dict)}
    return dict(flatten(node)) if isinstance(node, dict) else {}


def value_of(node: object) -> object:
    """Return what an `AnyValue` holds: a plain value, a list or an object."""
    if not isinstance(node, dict) or len(node) != 1:
        return node
    (kind, value), *_ = node.items()
    if kind == "intValue":
        return whole(node, kind) if whole(node, kind) is not None else _integer(value)
    if kind == "arrayValue":
        values = mapping(node, kind).get("values")
        return [value_of(item) for item in values] if isinstance(values, list) else []
    if kind == "kvlistValue":
        pairs = mapping(node, kind).get("values")
        return (
            {text(p, "key"): value_of(p.get("value")) for p in pairs or [] if isinstance(p, dict)}
            if isinstance(pairs, list)
            else {}
        )
    return value if kind in ("stringValue", "boolValue", "doubleValue", "bytesValue") else node


def _integer(value: object) -> object:
    try:
        return int(str(value))
    except ValueError:
        return value
