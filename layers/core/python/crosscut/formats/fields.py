"""Fields of structured lines (JSON, logfmt) as a record's parts, under their OpenTelemetry names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from crosscut.formats import severities
from crosscut.formats.digits import is_number
from crosscut.formats.field_errors import MESSAGE, STACKTRACE, TYPE, settle_exception
from crosscut.formats.field_levels import level_number
from crosscut.formats.field_plan import is_begun, plan_of
from crosscut.formats.parsed import Parsed
from crosscut.formats.requests import read_request
from crosscut.formats.timestamps import parse_timestamp
from crosscut.model import AttributeValue

STATUS = "http.response.status_code"
METHOD = "http.request.method"
PATH = "url.path"
CLIENT = "client.address"
_SETTLED = frozenset({MESSAGE, STACKTRACE, TYPE, PATH, CLIENT, STATUS})
_TEXTS = frozenset({MESSAGE, STACKTRACE, TYPE, PATH, METHOD, CLIENT})  # a number or a bool is none of these
_NO_SERVICES = ("", "root", "__main__")  # names of Python's loggers that tell nothing
_BODY_FROM_FIELDS_CHARACTERS = 500
_REQUEST_LINE = re.compile(r"[A-Z]{3,10} \S")
_ADDRESS_AND_PORT = re.compile(r"(?P<address>\d+\.\d+\.\d+\.\d+|\[[\da-fA-F:.]+\]):(?P<port>\d{1,5})")
# How long a request took, by fields whose names tell the unit, with their units in a second.
_DURATIONS = {"duration_ms": 1e3, "response_time_ms": 1e3, "responseTime": 1e3, "durationMs": 1e3, "elapsed_ms": 1e3,
              "latency_ms": 1e3, "request_time": 1.0}  # fmt: skip
# Attributes that are numbers, though many programs quote them.
_WHOLE = frozenset({"http.response.body.size", "http.request.body.size", "http.response.size", "http.request.size",
                    "client.port", "server.port", "network.peer.port", "process.pid", "code.line.number"})  # fmt: skip
_CALLER = re.compile(r"(?P<file>[^\s:]{1,300}\.\w{1,5}):(?P<line>\d{1,9})", re.ASCII)
_NANOS_BESIDE = {
    "instant.epochSecond": "instant.nanoOfSecond",
    "timestamp.seconds": "timestamp.nanos",
}  # log4j2, Google


def from_fields(fields: Mapping[str, AttributeValue], received: datetime) -> Parsed:
    """Return the record's parts. Keys of nested objects are joined with dots."""
    plan = plan_of(tuple(fields))
    attributes = {name: fields[key] for key, name in plan.attributes}
    resource = {name: fields[key] for key, name in plan.resource}
    if not plan.named.isdisjoint(_TEXTS):
        _put_back(fields, plan.attributes, attributes)
    body = _first(plan.bodies, attributes, without=("",))
    service = _first(plan.services, attributes, without=_NO_SERVICES)
    if service and "service.name" not in resource:
        resource["service.name"] = service
    if "caller" in attributes or not _WHOLE.isdisjoint(attributes):
        _settle_numbers(attributes)
    status = 0 if plan.named.isdisjoint(_SETTLED) else _settle(attributes)
    nanos = _time(fields, plan.times, received, attributes)
    number, text = _level(fields, plan.levels, attributes)
    if status:
        number = number if number or text else severities.from_status(status)
        _settle_duration(attributes)
    message = _body(body, attributes, status)
    if not number and not text:
        if TYPE in attributes or STACKTRACE in attributes:
            number = severities.ERROR
        elif body:
            number, text = severities.of_message(message)
    return Parsed(message, nanos, number, text, attributes, resource)


def _put_back(
    fields: Mapping[str, AttributeValue],
    named: tuple[tuple[str, str], ...],
    attributes: dict[str, AttributeValue],
) -> None:
    """Give what is no text its own name back: `"error": true` is no message."""
    for key, name in named:
        if name in _TEXTS and key != name and not isinstance(fields[key], str):
            attributes[key] = attributes.pop(name)


def _first(keys: tuple[str, ...], attributes: dict[str, AttributeValue], without: tuple[str, ...]) -> str:
    """Take out the first of the fields that is a text; the others stay attributes."""
    for key in keys:
        value = attributes.get(key)
        if isinstance(value, str) and value not in without:
            del attributes[key]
            return value
    return ""


def _settle(attributes: dict[str, AttributeValue]) -> int:
    """Take apart what programs put into one field, and return the HTTP status, 0 when there is none."""
    if MESSAGE in attributes or STACKTRACE in attributes:
        settle_exception(attributes)
    if isinstance(attributes.get(PATH), str):
        _settle_path(attributes)
    match = _ADDRESS_AND_PORT.fullmatch(str(attributes.get(CLIENT, "")))
    if match:
        attributes[CLIENT] = match["address"].strip("[]")
        attributes["client.port"] = int(match["port"])
    return _status(attributes)


def _settle_numbers(attributes: dict[str, AttributeValue]) -> None:
    """Make numbers of what is quoted, and take apart where zap and others say that they logged from."""
    for name in _WHOLE & attributes.keys():
        value = attributes[name]
        if isinstance(value, str) and is_number(value):
            attributes[name] = int(value)
    caller = attributes.get("caller")
    match = _CALLER.fullmatch(caller) if isinstance(caller, str) else None
    if match and "code.file.path" not in attributes:
        del attributes["caller"]
        attributes["code.file.path"], attributes["code.line.number"] = match["file"], int(match["line"])


def _time(
    fields: Mapping[str, AttributeValue],
    keys: tuple[str, ...],
    received: datetime,
    attributes: dict[str, AttributeValue],
) -> int | None:
    """Return the first time that is one; the others stay attributes."""
    nanos: int | None = None
    for key in keys:
        value = fields[key]
        if nanos is None and (STATUS in attributes or not is_begun(key)):
            nanos = parse_timestamp(value, received)
            if nanos is None and key == "time" and isinstance(fields.get("date"), str):
                nanos = parse_timestamp(f"{fields['date']}T{value}", received)  # one half each
            if nanos is not None:
                continue
        attributes[key] = value
    rest = _NANOS_BESIDE.get(keys[0]) if keys else None
    if nanos is not None and rest in attributes:
        part = attributes.pop(rest)
        nanos += part if isinstance(part, int) and 0 <= part < 1_000_000_000 else 0
    return nanos


def _level(
    fields: Mapping[str, AttributeValue], keys: tuple[str, ...], attributes: dict[str, AttributeValue]
) -> tuple[int, str]:
    """Return (number, text) of the first level that says something; the others stay attributes."""
    number, text = 0, ""
    for key in keys:
        value = fields[key]
        found = 0 if number else level_number(key, value)
        if found or not (number or text):
            number, text = found, str(value)
        else:
            attributes[key] = value
    if not text and "t.$date" in fields and isinstance(attributes.get("s"), str):  # MongoDB
        return severities.from_json(attributes.pop("s"))
    if not number and isinstance(attributes.get("status"), str):  # Datadog's level
        word = str(attributes["status"])
        if severities.from_word(word):
            del attributes["status"]
            return severities.from_word(word), word
    return number, text


def _status(attributes: dict[str, AttributeValue]) -> int:
    value = attributes.get(STATUS)
    if value is None:
        return 0
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) == 3:
        value = attributes[STATUS] = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 100 <= value <= 599:
        return value
    attributes["status"] = attributes.pop(STATUS)  # a `status` that is a word is no HTTP status
    return 0


def _settle_path(attributes: dict[str, AttributeValue]) -> None:
    """Take a request line, a URL or a path with its query apart."""
    written = str(attributes[PATH])
    if _REQUEST_LINE.match(written):
        read_request(written, attributes)
    elif " " in written:  # `"request": "<WSGIRequest ...>"`
        attributes["request"] = attributes.pop(PATH)
    elif "?" in written or written[:1] != "/":
        method = attributes.pop(METHOD, None)
        read_request(f"GET {written}", attributes)
        attributes.pop(METHOD, None)
        if method is not None:
            attributes[METHOD] = method


def _settle_duration(attributes: dict[str, AttributeValue]) -> None:
    """Put how long a request took under OpenTelemetry's name, in seconds."""
    if METHOD not in attributes:
        return
    for name in _DURATIONS.keys() & attributes.keys():
        try:
            attributes["http.server.request.duration"] = float(attributes[name]) / _DURATIONS[name]
        except (ValueError, OverflowError):
            continue
        del attributes[name]
        return


def _body(message: str, attributes: Mapping[str, AttributeValue], status: int) -> str:
    error = attributes.get(MESSAGE)
    if isinstance(error, str) and error and error not in message:
        kind = attributes.get(TYPE)
        told = f"{kind}: {error}" if isinstance(kind, str) and not message and kind not in error else error
        return f"{message}: {told}" if message else told
    if message:
        return message
    method, path = attributes.get(METHOD), attributes.get(PATH)
    if method and path:
        return f"{method} {path} {status or ''}".rstrip()
    return " ".join(f"{k}={v}" for k, v in sorted(attributes.items()))[:_BODY_FROM_FIELDS_CHARACTERS]
