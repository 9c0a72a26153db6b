"""Fields of structured lines (JSON, logfmt) as a record's parts, under their OpenTelemetry names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from crosscut.formats import severities
from crosscut.formats.parsed import Parsed
from crosscut.formats.timestamps import parse_timestamp
from crosscut.model import AttributeValue

_TIME = (
    "timestamp",
    "@timestamp",
    "time",
    "ts",
    "t",
    "datetime",
    "date",
    "eventTime",
    "asctime",
    "timeUnixNano",
)
_LEVEL = (
    "level",
    "severity",
    "lvl",
    "log.level",
    "levelname",
    "loglevel",
    "severityText",
    "log_level",
    "severity_text",
)
_BODY = ("message", "msg", "event", "body", "log", "text", "textPayload", "short_message")
_SERVICE = (
    "service",
    "service.name",
    "app",
    "application",
    "service_name",
    "app_name",
    "component",
    "logger",
    "name",
)
# Names of programs' own to OpenTelemetry's: https://opentelemetry.io/docs/specs/semconv/
_ALIASES = {
    "status": "http.response.status_code", "status_code": "http.response.status_code",
    "statusCode": "http.response.status_code", "http.status_code": "http.response.status_code",
    "http.status": "http.response.status_code", "response.status": "http.response.status_code",
    "res.statusCode": "http.response.status_code",
    "method": "http.request.method", "http.method": "http.request.method", "req.method": "http.request.method",
    "path": "url.path", "http.path": "url.path", "uri": "url.path", "url": "url.path", "req.url": "url.path",
    "route": "http.route", "client_ip": "client.address", "remote_addr": "client.address",
    "remote_ip": "client.address", "clientIp": "client.address", "ip": "client.address",
    "src_ip": "client.address", "source_ip": "client.address", "user": "user.name", "username": "user.name",
    "user_name": "user.name", "trace_id": "trace.id", "traceId": "trace.id", "request_id": "request.id",
    "requestId": "request.id", "duration_ms": "duration_ms", "response_time_ms": "duration_ms",
    "error": "exception.message", "err": "exception.message", "error.message": "exception.message",
    "err.message": "exception.message", "error.type": "exception.type", "err.type": "exception.type",
    "error_type": "exception.type", "exception": "exception.stacktrace", "stack": "exception.stacktrace",
    "stack_trace": "exception.stacktrace", "stacktrace": "exception.stacktrace", "exc_info": "exception.stacktrace",
    "error.stack": "exception.stacktrace", "err.stack": "exception.stacktrace",
    "error.stack_trace": "exception.stacktrace",
}  # fmt: skip
_RESOURCE = {
    "host": "host.name", "hostname": "host.name", "host.name": "host.name", "pod": "k8s.pod.name",
    "pod_name": "k8s.pod.name", "kubernetes.pod_name": "k8s.pod.name", "namespace": "k8s.namespace.name",
    "instance_id": "service.instance.id", "instance": "service.instance.id", "env": "deployment.environment.name",
}  # fmt: skip

_BODY_FROM_FIELDS_CHARACTERS = 500


def from_fields(fields: Mapping[str, AttributeValue], received: datetime) -> Parsed:
    """Return the record's parts. Keys of nested objects are joined with dots."""
    taken: set[str] = set()
    body = _first(fields, _BODY, taken)
    service = _first(fields, _SERVICE, taken) or ""
    nanos = next(
        (n for k in _TIME if k in fields and (n := parse_timestamp(fields[k], received)) is not None), None
    )
    number, text = next((severities.from_json(fields[k]) for k in _LEVEL if k in fields), (0, ""))
    attributes: dict[str, AttributeValue] = {}
    resource: dict[str, AttributeValue] = {"service.name": service} if service else {}
    for key, value in fields.items():
        if key in taken or key in _TIME or key in _LEVEL:
            continue
        if key in _RESOURCE:
            resource[_RESOURCE[key]] = value
        else:
            attributes[_ALIASES.get(key, key)] = value
    status = _status(attributes)
    if not number and status:
        number = severities.from_status(status)
    return Parsed(_body(body, attributes, status), nanos, number, text, attributes, resource)


def _body(message: str | None, attributes: dict[str, AttributeValue], status: int) -> str:
    parts = [message or ""]
    error = attributes.get("exception.message")
    if isinstance(error, str) and error and error not in parts[0]:
        parts.append(error)
    if not parts[0]:
        method, path = attributes.get("http.request.method"), attributes.get("url.path")
        if method and path:
            parts.append(f"{method} {str(path).partition('?')[0]} {status or ''}".rstrip())
        elif not error:
            parts.append(
                " ".join(f"{k}={v}" for k, v in sorted(attributes.items()))[:_BODY_FROM_FIELDS_CHARACTERS]
            )
    return ": ".join(p for p in parts if p)


def _status(attributes: dict[str, AttributeValue]) -> int:
    value = attributes.get("http.response.status_code")
    if isinstance(value, str) and value.isdigit():
        value = attributes["http.response.status_code"] = int(value)
    if isinstance(value, int) and 100 <= value <= 599:
        return value
    if value is not None:  # a `status` that is a word is no HTTP status
        attributes["status"] = attributes.pop("http.response.status_code")
    return 0


def _first(fields: Mapping[str, AttributeValue], names: tuple[str, ...], taken: set[str]) -> str | None:
    for name in names:
        value = fields.get(name)
        if isinstance(value, str) and value:
            taken.add(name)
            return value
    return None
