"""CloudTrail: one API call a document, as its files hold them in `Records` and EventBridge passes them on.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
"""

from __future__ import annotations

import re
from datetime import datetime

from crosscut.formats import severities
from crosscut.formats.documents import Document, JsonDocument, filled, mapping, text
from crosscut.formats.parsed import Parsed
from crosscut.formats.timestamps import parse_timestamp

# Codes for which the service is to blame, among hundreds for which the caller is.
_SERVER_FAULT = re.compile(r"(?i)internal|unavailable|serverexception|servicefailure|servicefault|^5\d\d$")


class CloudTrail(JsonDocument):
    """One call of one API: who, from where, what, and whether it was allowed."""

    name = "cloudtrail"

    def parse_document(self, document: Document, received: datetime) -> Parsed | None:
        """Return the call, with "EventName ErrorCode" as its body.

        A refused or wrong call is a warning, and one that failed inside the service an error.
        """
        detail = document.get("detail")
        if isinstance(detail, dict) and "detail-type" in document:  # EventBridge
            document = detail
        name = text(document, "eventName")
        if not name or "eventSource" not in document or "eventVersion" not in document:
            return None
        code, outcome = text(document, "errorCode"), _outcome(document)
        source = text(document, "eventSource")
        number = severities.INFO
        if code or outcome == "Failure":
            number = severities.ERROR if _SERVER_FAULT.search(code) else severities.WARN
        identity = mapping(document, "userIdentity")
        return Parsed(
            " ".join(part for part in (name, outcome, code) if part),
            parse_timestamp(document.get("eventTime"), received),
            number,
            code,
            filled(
                rpc__method=name,
                rpc__service=source,
                error__type=code,
                error__message=text(document, "errorMessage"),
                user__name=_who(identity),
                user__id=text(identity, "arn", "principalId"),
                aws__user__type=text(identity, "type"),
                client__address=text(document, "sourceIPAddress"),
                user_agent__original=text(document, "userAgent"),
                aws__request_id=text(document, "requestID"),
                aws__event__type=text(document, "eventType"),
                aws__event__read_only=_flag(document.get("readOnly")),
            ),
            filled(
                service__name=source,
                cloud__region=text(document, "awsRegion"),
                cloud__account__id=text(document, "recipientAccountId") or text(identity, "accountId"),
            ),
        )


def _outcome(document: Document) -> str:
    """Return what a sign-in came to: there is no error code for a wrong password."""
    elements = mapping(document, "responseElements")
    return text(elements, "ConsoleLogin", "SwitchRole", "CheckMfa") if elements else ""


def _who(identity: Document) -> str:
    if text(identity, "type") == "Root":
        return "root"
    issuer = mapping(mapping(identity, "sessionContext"), "sessionIssuer")
    return text(identity, "userName") or text(issuer, "userName") or text(identity, "invokedBy")


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None
