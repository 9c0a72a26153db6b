"""API Gateway access logs as JSON, of REST, HTTP and WebSocket APIs: one request a document.

The fields' names are the deployer's choice; these are those of the console's and the documentation's examples.
https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
"""

from __future__ import annotations

from datetime import datetime

from crosscut.formats import severities
from crosscut.formats.documents import Document, JsonDocument, filled, text, whole
from crosscut.formats.parsed import Parsed
from crosscut.formats.timestamps import parse_timestamp
from crosscut.model import AttributeValue

# `$context` variables that say why a request failed, under the names that examples give them.
_REASONS = ("error.message", "errorMessage", "integrationErrorMessage", "integrationError", "authorizerError")
_KNOWN = frozenset(
    {"requestId", "requestTime", "requestTimeEpoch", "httpMethod", "status", "ip", "sourceIp", "routeKey", "path",
     "resourcePath", "responseLength", "responseLatency", "protocol", "user", "caller", "stage", "apiId", "userAgent",
     "domainName", "error.responseType", *_REASONS}
)  # fmt: skip


class ApiGateway(JsonDocument):
    """One request to an API."""

    name = "api_gateway"

    def parse_document(self, document: Document, received: datetime) -> Parsed | None:
        """Return the request, with "METHOD /path status" and why it failed as its body."""
        time = document.get("requestTimeEpoch") or document.get("requestTime")
        route = text(document, "routeKey")
        if time is None or "status" not in document or "requestId" not in document:
            return None
        if not ("httpMethod" in document or "resourcePath" in document or route):
            return None
        method, _, route_path = route.partition(" ") if " " in route else ("", "", "")
        method = text(document, "httpMethod") or method
        path = text(document, "path")
        resource = text(document, "resourcePath") or route_path or route
        status = whole(document, "status")
        reason = text(document, *_REASONS)
        request = f"{method} {path or resource} {status if status is not None else ''}".strip()
        latency = whole(document, "responseLatency")
        own: dict[str, AttributeValue] = {
            key: value
            for key, value in document.items()
            if key not in _KNOWN and isinstance(value, str | int | float) and value not in ("", "-")
        }
        return Parsed(
            f"{request}: {reason}" if reason else request,
            parse_timestamp(time, received),
            severities.from_status(status) if status else severities.hint(reason),
            "",
            filled(
                http__request__method=method,
                url__path=path or resource,
                http__route=resource,
                http__response__status_code=status,
                client__address=text(document, "ip", "sourceIp"),
                http__response__body__size=whole(document, "responseLength"),
                http__server__request__duration=latency / 1_000 if latency is not None else None,
                user_agent__original=text(document, "userAgent"),
                server__address=text(document, "domainName"),
                user__name=text(document, "user", "caller"),
                request__id=text(document, "requestId"),
                error__type=text(document, "error.responseType"),
                error__message=reason,
            )
            | own,
            filled(service__name=text(document, "apiId"), aws__api_gateway__stage=text(document, "stage")),
        )
