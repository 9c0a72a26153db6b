"""What PostgreSQL tells of one event, under OpenTelemetry's names, however it was written.

https://opentelemetry.io/docs/specs/semconv/database/postgresql/
"""

from __future__ import annotations

import re
from typing import NamedTuple

from crosscut.formats import severities
from crosscut.formats.digits import is_number
from crosscut.formats.parsed import Parsed
from crosscut.model import AttributeValue

_DURATION = re.compile(
    r"duration: (\d{1,18}(?:\.\d{1,18})?) ms"
    r"(?:  (?:statement|(?:execute|parse|bind|fetch from|execute fetch from) [^:\n]{1,200}): (.*))?",
    re.ASCII | re.S,
)
_CONNECTION = re.compile(r"connection (?:received|authorized|authenticated): ")
_PAIRS = re.compile(r"\b(user|database|host|application_name)=([^\s]+)", re.ASCII)
_DISCONNECTION = re.compile(r"disconnection: session time: (\d{1,18}):(\d\d):(\d\d\.\d{3}) ", re.ASCII)
_NOT_AUTHENTICATED = re.compile(
    r'(?:password|\w+) authentication failed for user "([^"]{1,63})"|role "([^"]{1,63})" does'
)
_LEVELS = {"LOG": severities.INFO, "PANIC": 24}
_NOBODY = ("", "[unknown]")


class Message(NamedTuple):
    """One event as the server told it; what it did not tell is empty."""

    nanos: int | None
    level: str
    text: str
    pid: str = ""
    user: str = ""
    database: str = ""
    application: str = ""
    client: str = ""
    state: str = ""  # SQLSTATE, https://www.postgresql.org/docs/current/errcodes-appendix.html
    detail: str = ""
    hint: str = ""
    context: str = ""
    statement: str = ""


def to_parsed(message: Message) -> Parsed:
    """Return the record; `db.client.operation.duration` is in seconds, as in OpenTelemetry."""
    attributes: dict[str, AttributeValue] = {}
    if is_number(message.pid):
        attributes["process.pid"] = int(message.pid)
    for name, value in (
        ("user.name", message.user), ("db.namespace", message.database), ("application_name", message.application),
    ):  # fmt: skip
        if value not in _NOBODY:
            attributes[name] = value
    if message.client and message.client != "[local]":
        attributes["client.address"] = message.client
    if message.state not in ("", "00000"):
        attributes["db.response.status_code"] = message.state
    if message.context:
        attributes["context"] = message.context
    if message.statement:
        attributes["db.query.text"] = message.statement
    _read_text(message.text, attributes)
    body = message.text
    if message.detail:
        body = f"{body}\nDETAIL: {message.detail}"
    if message.hint:
        body = f"{body}\nHINT: {message.hint}"
    level = message.level
    number = _LEVELS.get(level) or severities.from_word(level.rstrip("12345"))
    return Parsed(body, message.nanos, number, level, attributes, {"service.name": "postgresql"})


def _read_text(text: str, attributes: dict[str, AttributeValue]) -> None:
    if text.startswith("duration: "):
        slow = _DURATION.match(text)
        if slow:
            attributes["db.client.operation.duration"] = round(float(slow[1]) / 1000, 6)
            if slow[2]:
                attributes["db.query.text"] = slow[2]
        return
    if _CONNECTION.match(text):
        pairs = dict(_PAIRS.findall(text[:1_000]))
        for name, to in (("user", "user.name"), ("database", "db.namespace"), ("host", "client.address")):
            if pairs.get(name, "[local]") not in (*_NOBODY, "[local]"):
                attributes[to] = pairs[name]
        return
    ended = _DISCONNECTION.match(text)
    if ended:
        attributes["session_seconds"] = int(ended[1]) * 3600 + int(ended[2]) * 60 + float(ended[3])
        return
    refused = _NOT_AUTHENTICATED.search(text[:300])
    if refused and "user.name" not in attributes:
        attributes["user.name"] = refused[1] or refused[2]
