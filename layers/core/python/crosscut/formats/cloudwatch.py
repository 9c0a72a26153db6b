"""One event of CloudWatch Logs, unpacked from a subscription's document or from the output of `aws logs`.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
"""

from __future__ import annotations

from datetime import datetime

from crosscut.formats import severities
from crosscut.formats.container import Container
from crosscut.formats.docker_json import Wrapped
from crosscut.formats.documents import Document, JsonDocument, filled, read_document, text
from crosscut.formats.parsed import Parsed
from crosscut.formats.program_line import ProgramLine
from crosscut.formats.timestamps import parse_timestamp
from crosscut.model import AttributeValue

_LAMBDA = "/aws/lambda/"
_CONTROL = "CloudWatch Logs control message"
_TELLTALES = frozenset({"logGroup", "logGroupName", "logStream", "logStreamName", "ingestionTime"})


class CloudWatchEvent(JsonDocument):
    """The message, parsed as what wrote it, with the log group and stream it came from."""

    name = "cloudwatch"
    telltales = _TELLTALES

    def __init__(self) -> None:
        self._program = ProgramLine()

    def parse_document(self, document: Document, received: datetime) -> Parsed | None:
        """Return the message's fields; the event's time stands in where the message gives none."""
        message = message_of(document)
        if (
            document.get("messageType") == "CONTROL_MESSAGE"
        ):  # CloudWatch asks whether the destination is there
            time = parse_timestamp(document.get("timestamp"), received)
            return Parsed(message or _CONTROL, time, severities.UNSPECIFIED, "", resource=_resource(document))
        if message is None:
            return None
        inner = self._program.parse(message, received)
        nanos = inner.time_unix_nano
        if nanos is None:
            nanos = parse_timestamp(document["timestamp"], received)
        return inner._replace(time_unix_nano=nanos, resource=_resource(document) | dict(inner.resource))


class CloudWatchLines(Container):
    """The events of one log stream: what one program wrote, so that traces and keys are joined across them."""

    name = "cloudwatch"

    def __init__(self) -> None:
        self._event = CloudWatchEvent()

    def unwrap(self, line: str) -> Wrapped | None:
        """Return the event's message, or None when the line is no event."""
        document = read_document(line)
        message = message_of(document) if document is not None else None
        return Wrapped((), "", True, message.rstrip("\r\n"), document) if message is not None else None

    def parse_wrapped(self, wrapped: Wrapped, received: datetime) -> Parsed:
        """Return the message's fields, with the log group and stream it came from."""
        document = {**(wrapped.document or {}), "message": wrapped.text}
        parsed = self._event.parse_document(document, received)
        assert parsed is not None  # noqa: S101 - it was told by `unwrap`
        return parsed


def message_of(document: Document) -> str | None:
    """Return the message of an event, or None when the document is none."""
    message = document.get("message")
    if not isinstance(message, str) or "timestamp" not in document or _TELLTALES.isdisjoint(document):
        return None
    return message


def _resource(document: Document) -> dict[str, AttributeValue]:
    group = text(document, "logGroup", "logGroupName")
    function = group.removeprefix(_LAMBDA) if group.startswith(_LAMBDA) else ""
    owner = text(document, "owner")
    service = function or group.removeprefix("/ecs/").removeprefix("/aws/ecs/") or None
    return filled(
        service__name=service,
        faas__name=function,
        aws__log__group__names=group,
        aws__log__stream__names=text(document, "logStream", "logStreamName"),
        cloud__account__id=owner if owner.isdigit() else None,  # of a control message it is `CloudwatchLogs`
    )
