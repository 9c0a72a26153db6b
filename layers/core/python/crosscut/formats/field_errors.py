"""Exceptions in structured lines: a text, a list of frames or an object, as exception.type, .message and .stacktrace.

https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-logs/
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from crosscut.formats.stacktraces import exception_attributes
from crosscut.model import AttributeValue

TYPE, MESSAGE, STACKTRACE = "exception.type", "exception.message", "exception.stacktrace"
_NAMED = re.compile(
    r"(?P<type>(?:[A-Za-z_]\w*[.:$]+)*[A-Z]\w*(?:Error|Exception|Fault))(?::\s*(?P<message>.+))?"
)
_MOST_LINES = 200


def settle_exception(attributes: dict[str, AttributeValue]) -> None:
    """Put each of the three under its name, whichever of them the program's one field was.

    `{"error": "Traceback ..."}` is a stack trace, `{"exception": "boom"}` a message, and what a stack trace says of
    its exception is read where no other field does.
    """
    message = attributes.get(MESSAGE)
    if isinstance(message, str) and "\n" in message and STACKTRACE not in attributes:
        attributes[STACKTRACE] = attributes.pop(MESSAGE)
    elif MESSAGE in attributes and (not isinstance(message, str) or message[:1] in "[{"):
        settled = _from_object(message) if isinstance(message, str) else {}
        if not settled and not isinstance(
            message, str
        ):  # `"error": true` tells that there was one, not which
            attributes["error"] = attributes.pop(MESSAGE)
        attributes.update(settled)
    trace = attributes.get(STACKTRACE)
    if isinstance(trace, str):
        _read_trace(trace, attributes)


def _read_trace(trace: str, attributes: dict[str, AttributeValue]) -> None:
    found: Mapping[str, AttributeValue] = {}
    if trace[:1] in "[{":
        found = _from_object(trace)
        if STACKTRACE in found:
            attributes[STACKTRACE] = trace = str(found[STACKTRACE])
    elif "\n" not in trace:
        named = _NAMED.fullmatch(trace)
        attributes.pop(STACKTRACE)
        if named:
            found = {k: v for k, v in ((TYPE, named["type"]), (MESSAGE, named["message"])) if v}
        else:
            found = {MESSAGE: trace}
    if TYPE not in attributes and TYPE not in found and "\n" in trace:
        found = exception_attributes(trace.strip().split("\n", _MOST_LINES)[:_MOST_LINES])
    for name, value in found.items():
        attributes.setdefault(name, value)


def _from_object(text: str) -> dict[str, AttributeValue]:
    """Read a list of lines, or of structlog's dicts (the last one is the cause of none), or an object."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if isinstance(value, list):
        if value and all(isinstance(line, str) for line in value):
            return {STACKTRACE: "\n".join(line.rstrip("\n") for line in value)}
        value = value[-1] if value else {}
    if not isinstance(value, dict):
        return {}
    found: dict[str, AttributeValue] = {}
    for name, keys in ((TYPE, ("exc_type", "type", "name")), (MESSAGE, ("exc_value", "message", "msg"))):
        text_of = next((value[key] for key in keys if isinstance(value.get(key), str) and value[key]), None)
        if text_of is not None:
            found[name] = text_of
    return found
