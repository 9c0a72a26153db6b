"""systemd's journal: `journalctl -o json`, a document an entry, and `-o export`, a line a field.

https://systemd.io/JOURNAL_EXPORT_FORMATS/,
https://www.freedesktop.org/software/systemd/man/latest/systemd.journal-fields.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from crosscut.formats import severities
from crosscut.formats.digits import is_number
from crosscut.formats.documents import Document, JsonDocument
from crosscut.formats.parsed import Parsed
from crosscut.formats.program_line import ProgramLine
from crosscut.formats.terminal import plain
from crosscut.model import AttributeValue

_FIRST = "__CURSOR="
_FIELD = re.compile(r"[A-Z_][A-Z0-9_]{0,63}(?==)", re.ASCII)
_BINARY_FIELD = re.compile(r"[A-Z_][A-Z0-9_]{0,63}$", re.ASCII)
# A value that is no plain text has its length before it: 8 bytes, the lowest first, mostly zeros.
_LENGTH = re.compile(r"\A[\s\S]{0,3}?\x00{5,7}")
_LEVELS = ("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug")
_INFO = "6"
_ATTRIBUTES = {
    "_COMM": "process.executable.name", "_SYSTEMD_UNIT": "systemd.unit", "CODE_FILE": "code.file.path",
    "CODE_FUNC": "code.function.name", "MESSAGE_ID": "MESSAGE_ID", "ERRNO": "ERRNO", "UNIT": "UNIT",
    "EXIT_CODE": "EXIT_CODE", "_TRANSPORT": "_TRANSPORT",
}  # fmt: skip
_NUMBERS = {"_PID": "process.pid", "SYSLOG_PID": "process.pid", "CODE_LINE": "code.line.number",
            "EXIT_STATUS": "process.exit.code"}  # fmt: skip
_RESOURCE = {
    "_HOSTNAME": "host.name",
    "CONTAINER_NAME": "container.name",
    "CONTAINER_ID_FULL": "container.id",
}
_JOURNALS_OWN = re.compile(
    r"_|SYSLOG_|PRIORITY$|MESSAGE$|CODE_|CONTAINER_|INVOCATION_ID|JOB_|CURRENT_USE|TID$"
)


class Journald(JsonDocument):
    """One entry of the journal as JSON."""

    name = "journald"

    def __init__(self) -> None:
        self._program = ProgramLine()

    def parse_document(self, document: Document, received: datetime) -> Parsed | None:
        """Return the message with its syslog priority; what a service wrote to stdout is parsed further."""
        if "__REALTIME_TIMESTAMP" not in document or not ("MESSAGE" in document or "__CURSOR" in document):
            return None
        return _entry({key: _text(value) for key, value in document.items()}, self._program, received)


class JournaldExport:
    """One entry of the journal as lines `FIELD=value`, with an empty line behind it."""

    name = "journald_export"

    def __init__(self) -> None:
        self._program = ProgramLine()

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return the field as it stands, for the line that begins an entry; `NAME=value` alone says nothing."""
        return Parsed(line, None, 0, "") if line.startswith(_FIRST) else None

    def continues(self, line: str) -> bool:
        """Whether the line is inside of an entry: each one begins with its cursor."""
        return not line.startswith(_FIRST)

    def is_field(self, line: str) -> bool:
        """Whether the line, inside of an entry, is one of its fields."""
        return _FIELD.match(line) is not None or not line

    def parse_record(self, lines: Sequence[str], received: datetime) -> Parsed | None:
        """Return the entry, as for JSON."""
        fields = _fields(lines)
        return _entry(fields, self._program, received) if "__REALTIME_TIMESTAMP" in fields else None


def _fields(lines: Sequence[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    binary = ""  # the field whose value stands in the lines below
    for line in lines:
        field = _FIELD.match(line)
        if field:
            binary = ""
            fields[field[0]] = line[field.end() + 1 :]
        elif not binary and _BINARY_FIELD.match(line):
            binary = line
        elif binary:
            fields[binary] = f"{fields[binary]}\n{line}" if binary in fields else line
    return {key: _LENGTH.sub("", value) if "\x00" in value else value for key, value in fields.items()}


def _text(value: object) -> str:
    """Return a field's value; what is no plain text is an array of bytes, and a repeated field one of texts."""
    if isinstance(value, list):
        if all(isinstance(item, int) and 0 <= item < 256 for item in value):
            return bytes(value).decode("utf-8", "replace")
        return _text(value[0])
    return value if isinstance(value, str) else "" if value is None else str(value)


def _entry(fields: Mapping[str, str], program: ProgramLine, received: datetime) -> Parsed:
    message = plain(fields.get("MESSAGE", "").rstrip("\n"))
    priority = fields.get("PRIORITY", "")
    number, level = 0, ""
    if priority in ("0", "1", "2", "3", "4", "5", "6", "7"):
        number, level = severities.SYSLOG[int(priority)], _LEVELS[int(priority)]
    inner = program.parse(message, received)
    # systemd gives what comes from stdout the priority of information, and does not look what it says.
    if inner.severity_text and priority == _INFO and fields.get("_TRANSPORT") == "stdout":
        number, level = inner.severity_number, inner.severity_text
    micros = fields.get("__REALTIME_TIMESTAMP", "")
    attributes, resource = _named(fields)
    return Parsed(
        inner.body or message,
        int(micros) * 1_000 if is_number(micros) else inner.time_unix_nano,
        number or inner.severity_number,
        level or inner.severity_text,
        {**attributes, **inner.attributes},
        {**inner.resource, **resource},
    )


def _named(fields: Mapping[str, str]) -> tuple[dict[str, AttributeValue], dict[str, AttributeValue]]:
    attributes: dict[str, AttributeValue] = {}
    resource: dict[str, AttributeValue] = {}
    for key, value in fields.items():
        if key in _ATTRIBUTES:
            attributes[_ATTRIBUTES[key]] = value
        elif key in _NUMBERS:
            if is_number(value):
                attributes.setdefault(_NUMBERS[key], int(value))
        elif key in _RESOURCE:
            resource[_RESOURCE[key]] = value
        elif not _JOURNALS_OWN.match(key):
            attributes[key] = value
    unit = fields.get("_SYSTEMD_UNIT", "").removesuffix(".service")
    service = fields.get("SYSLOG_IDENTIFIER") or unit or fields.get("_COMM", "")
    if service:
        resource["service.name"] = service
    return attributes, resource
