"""The formats that are told by what is in a JSON document, in the order in which they are asked."""

from __future__ import annotations

from datetime import datetime

from crosscut.formats.api_gateway import ApiGateway
from crosscut.formats.cloudtrail import CloudTrail
from crosscut.formats.documents import Document, JsonDocument
from crosscut.formats.kubernetes_audit import KubernetesAudit
from crosscut.formats.kubernetes_events import KubernetesEvents
from crosscut.formats.lambda_platform import LambdaPlatform
from crosscut.formats.otlp import OtlpLog
from crosscut.formats.parsed import Parsed
from crosscut.formats.postgresql import PostgreSQLJson
from crosscut.formats.waf import Waf

# Not here: what wraps a program's line (docker_json, cloudwatch, journald), which may itself be one of these.
DOCUMENT_FORMATS: tuple[JsonDocument, ...] = (
    CloudTrail(),
    OtlpLog(),
    KubernetesEvents(),
    KubernetesAudit(),
    Waf(),
    ApiGateway(),
    LambdaPlatform(),
    PostgreSQLJson(),
)
# Each of the formats has one of these; a document without any is nobody's, and costs one look.
_TELLTALES = frozenset(
    {"eventSource", "detail-type", "timeUnixNano", "observedTimeUnixNano", "involvedObject", "regarding", "object",
     "event", "auditID", "webaclId", "requestId", "record", "error_severity"}
)  # fmt: skip


def parse_known(document: Document, received: datetime) -> Parsed | None:
    """Return what the first format that knows the document makes of it, or None."""
    if _TELLTALES.isdisjoint(document):
        return None
    try:
        for format_ in DOCUMENT_FORMATS:
            parsed = format_.parse_document(document, received)
            if parsed is not None:
                return parsed
    except RecursionError:  # nested a thousand deep
        return None
    return None
