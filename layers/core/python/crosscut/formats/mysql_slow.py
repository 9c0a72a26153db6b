"""The slow query log of MySQL and MariaDB: an entry of comment lines and its SQL is one record.

https://dev.mysql.com/doc/refman/8.4/en/slow-query-log.html, https://mariadb.com/kb/en/slow-query-log-overview/
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime

from crosscut.formats import clock, severities
from crosscut.formats.beginnings import begins
from crosscut.formats.digits import is_number
from crosscut.formats.mysql import general_time
from crosscut.formats.parsed import Parsed
from crosscut.model import AttributeValue

# MySQL begins entries with their time, mostly, and puts the connection's id behind the user. MariaDB writes the time
# only when the second changes, so that its entries begin with the user: by the id the two are told apart.
_ISO = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(?:Z|[+-]\d\d:\d\d)"
_TIME = re.compile(rf"# Time: (?:(?P<time>{_ISO})|(?P<old>\d{{6}} [ \d]\d:\d\d:\d\d))\s*$", re.ASCII)
_USER = re.compile(
    r"# User@Host: (?P<user>[^\[\s]*)\[(?P<real>[^\]]*)\] @ (?P<host>[^\[\s]*) ?\[(?P<address>[^\]]*)\]"
    r"(?P<id>\s+Id:\s*(?P<number>\d{1,18}))?",
    re.ASCII,
)
_HEADER = re.compile(r"\S+, Version: \S+ .*started with:$|Tcp port: |Time\s+Id Command\s+Argument")
_PAIR = re.compile(r"([A-Z]\w*): (\S+)", re.ASCII)
_TIMESTAMP = re.compile(r"SET timestamp=(\d{9,11})(?:\.\d{1,18})?;$", re.ASCII)
_COMMAND = "# administrator command: "
_USE = re.compile(r"use `?([^`;]+)`?;$", re.IGNORECASE)
_SECONDS = {"Query_time": "db.client.operation.duration", "Lock_time": "lock_seconds"}
_DECIMAL = re.compile(r"\d{1,9}(?:\.\d{1,9})?", re.ASCII)
_NUMBERS = {"Rows_sent": "db.response.returned_rows", "Rows_examined": "rows_examined", "Thread_id": "thread.id",
            "Rows_affected": "rows_affected", "Bytes_sent": "bytes_sent"}  # fmt: skip


class MySQLSlow:
    """One slow query a record."""

    name = "mysql_slow"

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return what an entry's first line tells; MariaDB's time lines and the header stand alone."""
        time = _TIME.match(line)
        if time:
            return Parsed(line, general_time(time["time"], time["old"]), severities.UNSPECIFIED, "")
        user = _USER.match(line)
        if user:
            return Parsed(line, None, severities.NOTICE, "", _who(user), {"service.name": "mysql"})
        return Parsed(line, None, severities.UNSPECIFIED, "") if _HEADER.match(line) else None

    @property
    def continues(self) -> Callable[[str], bool]:
        """Return the rule whether a line is inside of an entry, for the lines of one object in their order."""
        return _Continues()

    def parse_record(self, lines: Sequence[str], received: datetime) -> Parsed | None:
        """Return the query: text, duration in seconds, rows and who asked. Its time is the entry's, or the SET's."""
        head = self.parse(lines[0], received)
        if head is None or _HEADER.match(lines[0]):
            return head
        attributes: dict[str, AttributeValue] = dict(head.attributes)
        nanos = head.time_unix_nano
        sql: list[str] = []
        command = False
        for line in lines[1:]:
            if line.startswith(_COMMAND) and not sql:
                sql.append(line[2:].rstrip(";"))
                command = True
            elif line.startswith("# ") and not sql:
                _read_comment(line, attributes)
            elif not sql and (stamp := _TIMESTAMP.match(line)):
                nanos = nanos or clock.epoch(stamp[1])
            elif not sql and (use := _USE.match(line)):
                attributes["db.namespace"] = use[1]
            else:
                sql.append(line)
        query = "\n".join(sql)
        if query and not command:
            attributes["db.query.text"] = query
        body = f"slow query: {query}" if query else "slow query"
        return Parsed(body, nanos, severities.NOTICE, "", attributes, {"service.name": "mysql"})


class _Continues:
    """Remembers the last line: below `# Time` the user is of its entry, and else begins one."""

    def __init__(self) -> None:
        self._last = "# Time: "  # that the first line of an object is one, or else can't be told

    def __call__(self, line: str) -> bool:
        last, self._last = self._last, line
        if line.startswith("# Time: "):
            return not _TIME.match(line)
        if line.startswith("# User@Host: "):
            user = _USER.match(line)
            return user is None or (bool(user["id"]) and last.startswith("# Time: "))
        return not (_HEADER.match(line) or begins(line))


def _who(user: re.Match[str]) -> dict[str, AttributeValue]:
    attributes: dict[str, AttributeValue] = {}
    if user["user"]:
        attributes["user.name"] = user["user"]
    if user["address"] or user["host"]:
        attributes["client.address"] = user["address"] or user["host"]
    if user["number"]:
        attributes["thread.id"] = int(user["number"])
    return attributes


def _read_comment(line: str, attributes: dict[str, AttributeValue]) -> None:
    user = _USER.match(line)
    if user:
        attributes |= _who(user)
        return
    for name, value in _PAIR.findall(line[:4_000]):
        if name in _SECONDS:
            if _DECIMAL.fullmatch(value):
                attributes[_SECONDS[name]] = float(value)
        elif name == "Schema" and value:
            attributes["db.namespace"] = value
        elif name in _NUMBERS and is_number(value):
            attributes[_NUMBERS[name]] = int(value)
        elif value == "Yes":
            attributes[name.lower()] = True
