"""Logs of .NET: Microsoft.Extensions.Logging's console, Serilog's text, NLog's default layout.

https://learn.microsoft.com/dotnet/core/extensions/console-log-formatter,
https://github.com/serilog/serilog-sinks-console, https://github.com/serilog/serilog-sinks-file,
https://nlog-project.org/config/?tab=layout-renderers
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from crosscut.formats import clock, severities
from crosscut.formats.beginnings import begins
from crosscut.formats.parsed import Parsed
from crosscut.model import AttributeValue

_DATE = r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d{1,7})?(?: ?(?:Z|[+-]\d\d:\d\d))?"
_CONSOLE = re.compile(
    rf"(?:<[0-7]>|\[?(?P<time>{_DATE}|\d\d:\d\d:\d\d)\]? ?)?(?P<level>trce|dbug|info|warn|fail|crit): "
    r"(?P<category>[A-Za-z_][\w.`+<>]*)\[(?P<event>-?\d{1,18})\](?:\s+(?P<body>.*))?$",
    re.ASCII | re.S,
)
_SERILOG = re.compile(
    rf"\[?(?P<time>{_DATE}|\d\d:\d\d:\d\d)\]? ?\[?(?P<level>VRB|DBG|INF|WRN|ERR|FTL)\](?: \[(?P<category>[\w.`+]+)\])? "
    r"(?P<body>.*)",
    re.ASCII | re.S,
)
_NLOG = re.compile(
    rf"(?P<time>{_DATE})\|(?:(?P<event>\d{{1,18}})\|)?(?P<level>TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\|(?P<category>[\w.`+<>]+)\|"
    r"(?P<body>.*)",
    re.ASCII | re.S,
)
_LEVELS = {
    "trce": severities.TRACE, "dbug": severities.DEBUG, "info": severities.INFO, "warn": severities.WARN,
    "fail": severities.ERROR, "crit": severities.CRITICAL, "VRB": severities.TRACE, "DBG": severities.DEBUG,
    "INF": severities.INFO, "WRN": severities.WARN, "ERR": severities.ERROR, "FTL": severities.FATAL,
}  # fmt: skip
_START = re.compile(
    rf"\[?(?:{_DATE}|\d\d:\d\d:\d\d)\]? ?(?:\[?(?:VRB|DBG|INF|WRN|ERR|FTL)\]|\||(?:trce|dbug|info|warn|fail|crit): )"
    r"|(?:<[0-7]>)?(?:trce|dbug|info|warn|fail|crit): ",
    re.ASCII,
)
_EXCEPTION = re.compile(
    r"(?:Unhandled exception\. )?((?:[A-Za-z_]\w*\.)+\w*(?:Exception|Error)\w*)(?:[^:\n]{0,40})?: (.*)"
)
_REQUEST = re.compile(r"Request (?:starting|finished) HTTP/[\d.]+ ([A-Z]+) (\S+)(?: - (\d{3}))?")


class DotNet:
    """One message a record; the console writes the category first and the message below it."""

    name = "dotnet"

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return what one line tells; a time of day alone is no time."""
        match = _CONSOLE.match(line) or _SERILOG.match(line) or _NLOG.match(line)
        if not match:
            return None
        found = match.groupdict()
        attributes: dict[str, AttributeValue] = {}
        if found.get("category"):
            attributes["otel.scope.name"] = found["category"]
        if found.get("event") and found["event"] != "0":
            attributes["event.id"] = int(found["event"])
        level, time = found["level"], found["time"]
        number = _LEVELS.get(level) or severities.from_word(level)
        nanos = clock.iso(time) if time and len(time) >= 19 else None
        body = found["body"] or found.get("category") or ""
        return Parsed(body, nanos, number, level, attributes)

    def continues(self, line: str) -> bool:
        """Whether the line begins no message."""
        return not _START.match(line) and not begins(line)

    def parse_record(self, lines: Sequence[str], received: datetime) -> Parsed | None:
        """Return the record: the console's message without its indent, with the exception below it."""
        head = self.parse(lines[0], received)
        if head is None:
            return None
        console = _CONSOLE.match(lines[0])
        below = [line.removeprefix("      ") for line in lines[1:]]
        body = [] if console and not console["body"] else [head.body]
        said = [line for line in (*body, *below) if line.strip()] or [head.body]
        attributes = dict(head.attributes)
        for line in said:
            raised = _EXCEPTION.match(line[:4_000])
            if raised:
                attributes["exception.type"], attributes["exception.message"] = raised[1], raised[2]
                break
        request = _REQUEST.match(said[0])
        if request:
            attributes["http.request.method"], attributes["url.full"] = request[1], request[2]
            if request[3]:
                attributes["http.response.status_code"] = int(request[3])
        return head._replace(body="\n".join(said), attributes=attributes)
