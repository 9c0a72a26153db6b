"""MySQL's and MariaDB's error log and general log.

https://dev.mysql.com/doc/refman/8.4/en/error-log-format.html, https://dev.mysql.com/doc/refman/8.4/en/query-log.html,
https://mariadb.com/kb/en/error-log/
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from crosscut.formats import clock, severities
from crosscut.formats.beginnings import begins
from crosscut.formats.parsed import Parsed
from crosscut.model import AttributeValue

_ERROR = re.compile(
    r"(?P<time>\d{4}-\d\d-\d\d[T ] ?\d{1,2}:\d\d:\d\d(?:\.\d{6})?(?:Z|[+-]\d\d:\d\d)?) +(?P<thread>\d{1,18}) "
    r"\[(?P<level>System|Note|Warning|ERROR|Error|Info|Information)\] "
    r"(?:\[(?P<code>MY-\d{6})\] \[(?P<part>\w+)\] )?(?P<body>.*)",
    re.ASCII | re.S,
)
# 2026-11-17T10:00:00.123456Z<tab>    8 Query<tab>select 1; MariaDB writes 261117 10:00:00, and only when it changes
_GENERAL = re.compile(
    r"(?:(?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(?:Z|[+-]\d\d:\d\d))\t"
    r"|(?P<old>\d{6} [ \d]\d:\d\d:\d\d)\t|\t\t) *"
    r"(?P<id>\d{1,18}) (?P<command>Query|Connect|Quit|Init DB|Prepare|Execute|Field List|Statistics|Ping|Close stmt"
    r"|Reset stmt|Change user|Binlog Dump|Refresh|Shutdown|Processlist|Kill|Reset Connection"
    r"|Register Slave)(?:\t(?P<body>.*))?$",
    re.ASCII | re.S,
)
_HEADER = re.compile(r"\S+, Version: \S+ .* started with:$|Tcp port: |Time\s+Id Command\s+Argument")
_DENIED = re.compile(r"Access denied for user '([^']{0,80})'@'([^']{0,255})'")
_ABORTED = re.compile(r"Aborted connection \d{1,18} to db: '([^']*)' user: '([^']*)' host: '([^']*)'")
_CONNECT = re.compile(r"([^@\s]{1,80})@(\S{1,255}) on (\S*)")
_LEVELS = {"System": severities.INFO, "Note": severities.INFO}


class MySQLError:
    """The error log: one event, with what InnoDB prints below it."""

    name = "mysql_error"

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return the event; `db.response.status_code` is the server's code (MY-010931)."""
        match = _ERROR.match(line)
        if not match:
            return None
        level, body = match["level"], match["body"]
        attributes: dict[str, AttributeValue] = {}
        if match["thread"] != "0":
            attributes["thread.id"] = int(match["thread"])
        if match["code"]:
            attributes["db.response.status_code"] = match["code"]
            attributes["subsystem"] = match["part"]
        denied = _DENIED.search(body, 0, 500)
        if denied:
            attributes["user.name"], attributes["client.address"] = denied[1], denied[2]
        aborted = _ABORTED.match(body)
        if aborted:
            attributes["db.namespace"], attributes["user.name"], attributes["client.address"] = aborted.group(
                1, 2, 3
            )
        number = _LEVELS.get(level) or severities.from_word(level)
        time = match["time"]
        if time[11] == " " or time[12] == ":":  # MariaDB pads the hour with a blank
            time = f"{time[:11]}0{time[11:].lstrip()}"
        return Parsed(body, clock.iso(time), number, level, attributes, {"service.name": "mysql"})

    def continues(self, line: str) -> bool:
        """Whether the line is more of an event: each one begins with its time."""
        return not _ERROR.match(line) and not begins(line)


class MySQLGeneral:
    """The general query log: one command, its SQL perhaps over several lines."""

    name = "mysql_general"

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return the command; MariaDB writes the time only when it changes, so that some have none."""
        match = _GENERAL.match(line)
        if not match:
            return Parsed(line, None, severities.UNSPECIFIED, "") if _HEADER.match(line) else None
        command, text = match["command"], match["body"] or ""
        attributes: dict[str, AttributeValue] = {"thread.id": int(match["id"]), "db.operation.name": command}
        number = severities.INFO
        if command in ("Query", "Execute", "Prepare"):
            attributes["db.query.text"] = text
        elif command == "Init DB":
            attributes["db.namespace"] = text
        elif command == "Connect":
            denied = _DENIED.match(text)
            who = None if denied else _CONNECT.match(text)
            if denied:
                attributes["user.name"], attributes["client.address"] = denied[1], denied[2]
                number = severities.WARN
            elif who:
                attributes["user.name"], attributes["client.address"] = who[1], who[2]
                if who[3]:
                    attributes["db.namespace"] = who[3]
        body = f"{command}: {text}" if text else command
        return Parsed(
            body, general_time(match["time"], match["old"]), number, "", attributes, {"service.name": "mysql"}
        )

    def continues(self, line: str) -> bool:
        """Whether the line is more of the SQL before it."""
        return not (_GENERAL.match(line) or _HEADER.match(line) or begins(line))

    def parse_record(self, lines: Sequence[str], received: datetime) -> Parsed | None:
        """Return the command with all of its SQL."""
        return self.parse("\n".join(lines), received)


def general_time(time: str | None, old: str | None) -> int | None:
    """Return the nanoseconds of MySQL's ISO time or of MariaDB's `261117 10:00:00`."""
    if time:
        return clock.iso(time)
    if old:
        return clock.iso(f"20{old[:2]}-{old[2:4]}-{old[4:6]} {old[7:].replace(' ', '0')}")
    return None
