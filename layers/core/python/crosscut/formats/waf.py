"""AWS WAF: one inspected request a document.

https://docs.aws.amazon.com/waf/latest/developerguide/logging-fields.html
"""

from __future__ import annotations

from datetime import datetime

from crosscut.formats import severities
from crosscut.formats.documents import Document, JsonDocument, filled, mapping, text, whole
from crosscut.formats.parsed import Parsed
from crosscut.formats.timestamps import parse_timestamp

_LET_THROUGH = ("ALLOW", "COUNT")
_MOST_LABELS = 8


class Waf(JsonDocument):
    """One request, what WAF did with it, and by which rule."""

    name = "waf"

    def parse_document(self, document: Document, received: datetime) -> Parsed | None:
        """Return the request, with "ACTION METHOD /path by rule" as its body; what is not let through is a warning."""
        action, request = text(document, "action"), mapping(document, "httpRequest")
        if not action or not request or "webaclId" not in document:
            return None
        rule = text(document, "terminatingRuleId")
        method, path = text(request, "httpMethod"), text(request, "uri")
        headers = _headers(request)
        by = f" by {rule}" if rule and rule != "Default_Action" else ""
        return Parsed(
            f"{action} {method} {path}{by}",
            parse_timestamp(document.get("timestamp"), received),
            severities.INFO if action in _LET_THROUGH else severities.WARN,
            action,
            filled(
                http__request__method=method,
                url__path=path,
                url__query=text(request, "args"),
                client__address=text(request, "clientIp"),
                client__geo__country_iso_code=text(request, "country"),
                http__response__status_code=whole(document, "responseCodeSent"),
                user_agent__original=headers.get("user-agent"),
                server__address=headers.get("host"),
                aws__request_id=text(request, "requestId"),
                aws__waf__action=action,
                aws__waf__rule=rule,
                aws__waf__rule_type=text(document, "terminatingRuleType"),
                aws__waf__matched=_matched(document),
                aws__waf__labels=_labels(document),
            ),
            filled(
                service__name=text(document, "httpSourceName"),
                service__instance__id=text(document, "httpSourceId"),
                aws__waf__web_acl=text(document, "webaclId").rpartition("/webacl/")[2],
            ),
        )


def _headers(request: Document) -> dict[str, str]:
    headers = request.get("headers")
    if not isinstance(headers, list):
        return {}
    return {text(h, "name").lower(): text(h, "value") for h in headers if isinstance(h, dict)}


def _labels(document: Document) -> str:
    labels = document.get("labels")
    if not isinstance(labels, list):
        return ""
    return " ".join(text(label, "name") for label in labels[:_MOST_LABELS] if isinstance(label, dict))


def _matched(document: Document) -> str:
    """Return what the rule saw and where, for example `SQL_INJECTION QUERY_STRING`."""
    details = document.get("terminatingRuleMatchDetails")
    if not isinstance(details, list) or not details or not isinstance(details[0], dict):
        return ""
    return f"{text(details[0], 'conditionType')} {text(details[0], 'location')}".strip()
