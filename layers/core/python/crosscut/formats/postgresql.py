"""PostgreSQL's log to stderr, with the usual values of log_line_prefix, and its csvlog and jsonlog.

https://www.postgresql.org/docs/current/runtime-config-logging.html. The server writes what belongs to an error (DETAIL,
HINT, STATEMENT, CONTEXT) as lines of their own with the same prefix; here they are one record.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from crosscut.formats import clock
from crosscut.formats.beginnings import begins
from crosscut.formats.digits import is_number
from crosscut.formats.documents import JsonDocument
from crosscut.formats.parsed import Parsed
from crosscut.formats.postgresql_fields import Message, to_parsed

_TIME = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{3})? (?:[A-Z]{2,5}|[+-]\d\d(?::?\d\d)?)"
_LEVEL = r"DEBUG[1-5]?|INFO|NOTICE|WARNING|ERROR|LOG|FATAL|PANIC"
_MORE = r"DETAIL|HINT|QUERY|CONTEXT|LOCATION|STATEMENT|BACKTRACE"
_LINE = re.compile(
    rf"(?:< ?)?(?P<time>{_TIME})(?P<prefix>[^\n]{{0,300}}?)(?P<level>{_LEVEL}|{_MORE}):  (?P<message>.*)",
    re.ASCII | re.S,
)
_CONTINUATION = re.compile(rf"(?:< ?)?{_TIME}[^\n]{{0,300}}?(?:{_MORE}):  |\t", re.ASCII)
_HEAD = re.compile(rf"(?:< ?)?{_TIME}", re.ASCII)
_PID = re.compile(r"\[(\d{1,18})\]", re.ASCII)
_KEYED = re.compile(r"\b(user|db|app|client|host)=([^\s,;]*)", re.ASCII)
_USER_AT_DB = re.compile(r"(?<![\w.])([\w.\-]{1,63}|\[unknown\])@([\w.\-]{1,63}|\[unknown\])", re.ASCII)
_REMOTE = re.compile(
    r"(?<![\w.])(\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,8}|\[local\])\((\d{1,5})\)",
    re.ASCII,
)
_STATE = re.compile(r"(?<![\w.\-:(\[])((?:[0-5][0-9A-Z]|[FHPX][0-9A-Z])[0-9A-Z]{3})(?![\w.])", re.ASCII)
_CSV = re.compile(rf'({_TIME}),("[^"]{{0,200}}"|),', re.ASCII)
# https://www.postgresql.org/docs/current/runtime-config-logging.html#RUNTIME-CONFIG-LOGGING-CSVLOG
_CSV_ORDER = (
    "timestamp user dbname pid connection session_id line_num ps session_start vxid txid error_severity state_code"
    " message detail hint internal_query internal_position context statement cursor_position func_name"
    " application_name backend_type leader_pid query_id"
)
_CSV_NAMES = tuple(_CSV_ORDER.split())


class PostgreSQL:
    """The log to stderr: an error with what belongs to it, or a message, a record."""

    name = "postgresql"

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return what one line tells."""
        match = _LINE.match(line)
        return to_parsed(_message(match)) if match else None

    def continues(self, line: str) -> bool:
        """Whether the line is a DETAIL, HINT, STATEMENT or CONTEXT, or more of what was logged in several lines."""
        return _CONTINUATION.match(line) is not None or not (_HEAD.match(line) or begins(line))

    def parse_record(self, lines: Sequence[str], received: datetime) -> Parsed | None:
        """Return the record: the message is the body, with DETAIL and HINT; the statement is `db.query.text`."""
        first = _LINE.match(lines[0])
        if not first:
            return None
        message = _message(first)
        parts = [["", message.text]]
        for line in lines[1:]:
            more = _LINE.match(line)
            if more:
                parts.append([more["level"], more["message"]])
            else:
                parts[-1][1] += "\n" + line.removeprefix("\t")
        found = {name: text for name, text in parts if name}
        return to_parsed(
            message._replace(
                text=parts[0][1],
                detail=found.get("DETAIL", ""),
                hint=found.get("HINT", ""),
                context=found.get("CONTEXT", ""),
                statement=found.get("STATEMENT") or found.get("QUERY", ""),
            )
        )


class PostgreSQLCsv:
    """The csvlog: a record is a row, which goes over several lines where its statement does."""

    name = "postgresql_csv"

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return the row's fields; of a row's first line alone, those that it holds."""
        match = _CSV.match(line)
        if not match:
            return None
        try:
            values = next(csv.reader([line]))
        except (csv.Error, StopIteration):  # a field of more than 128 KiB
            return None
        fields = dict(zip(_CSV_NAMES, values, strict=False))
        return _from_fields(fields) if fields.get("error_severity") else None

    def continues(self, line: str) -> bool:
        """Whether the line is inside of a quoted field: rows begin with a time and a comma."""
        return not _CSV.match(line) and not begins(line)

    def parse_record(self, lines: Sequence[str], received: datetime) -> Parsed | None:
        """Return the fields of a row of several lines."""
        return self.parse("\n".join(lines), received)


class PostgreSQLJson(JsonDocument):
    """The jsonlog of PostgreSQL 15 and later: a document format."""

    name = "postgresql_json"

    def parse_document(self, document: Mapping[str, object], received: datetime) -> Parsed | None:
        """Return the record, or None when the document has no `error_severity` and `message`."""
        if "error_severity" not in document or "message" not in document or "session_id" not in document:
            return None
        return _from_fields({key: str(value) for key, value in document.items()})


def _nanos(timestamp: str) -> int | None:
    try:
        return clock.iso(timestamp) if len(timestamp) >= 19 else None
    except ValueError:  # a document may hold anything
        return None


def _from_fields(fields: Mapping[str, str]) -> Parsed:
    address, _, port = fields.get("connection", "").rpartition(":")
    return to_parsed(
        Message(
            nanos=_nanos(fields.get("timestamp", "")),
            level=fields["error_severity"],
            text=fields.get("message", ""),
            pid=fields.get("pid", ""),
            user=fields.get("user", ""),
            database=fields.get("dbname", ""),
            application=fields.get("application_name", ""),
            client=fields.get("remote_host", "")
            or (address if is_number(port) else fields.get("connection", "")),
            state=fields.get("state_code", ""),
            detail=fields.get("detail", ""),
            hint=fields.get("hint", ""),
            context=fields.get("context", ""),
            statement=fields.get("statement", "") or fields.get("internal_query", ""),
        )
    )


def _message(match: re.Match[str]) -> Message:
    prefix = match["prefix"]
    pid = _PID.search(prefix)
    message = Message(clock.iso(match["time"]), match["level"], match["message"], pid[1] if pid else "")
    if len(prefix) < 12:  # the default, " [4123] "
        return message
    keyed = dict(_KEYED.findall(prefix))
    if keyed:
        client = keyed.get("client") or keyed.get("host", "")
        return message._replace(
            user=keyed.get("user", ""),
            database=keyed.get("db", ""),
            application=keyed.get("app", ""),
            client=client,
        )
    who = _USER_AT_DB.search(prefix)
    remote = _REMOTE.search(prefix)
    state = _STATE.search(prefix)
    client = remote[1] if remote else ""
    if client.startswith(":") and not client.startswith("::"):  # RDS writes "UTC:address(port):user@db"
        client = client[1:]
    return message._replace(
        user=who[1] if who else "",
        database=who[2] if who else "",
        client=client,
        state=state[1] if state else "",
    )
