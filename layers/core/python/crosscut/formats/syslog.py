"""Syslog lines: RFC 3164 (with or without a priority) and RFC 5424."""

from __future__ import annotations

import re
from datetime import datetime

from crosscut.formats import severities
from crosscut.formats.inside_syslog import parse_inner
from crosscut.formats.parsed import Parsed
from crosscut.formats.timestamps import parse_timestamp
from crosscut.formats.unix_daemons import enrich, severity
from crosscut.model import AttributeValue

_BSD = re.compile(
    r"(?:<(?P<pri>\d{1,3})>)?(?P<time>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S*) "
    # Some leave out the host; launchd names the service for which it speaks behind its own.
    r"(?:(?P<host>[\w.\-:]+) |(?=[\w./\-]+\[\d+\]:))(?P<tag>[\w./\-]+(?:\([\w\- ]+\))?)(?:\[(?P<pid>\d+)\])?"
    r"(?: \([\w.\-]+(?:\[\d+\])?\))?: ?(?P<body>.*)"
)
_RFC5424 = re.compile(
    r"<(?P<pri>\d{1,3})>1 (?P<time>\S+) (?P<host>\S+) (?P<tag>\S+) (?P<pid>\S+) (?P<msgid>\S+) "
    r'(?P<data>-|(?:\[[^\s\]]+(?: [^\s=]+="(?:[^"\\]|\\.)*")*\])+) ?(?P<body>.*)'
)


class Syslog:
    """What rsyslog, syslog-ng and most appliances write."""

    name = "syslog"

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return the fields; the program's name is `service.name`."""
        match = _RFC5424.match(line) if line.startswith("<") else None
        match = match or _BSD.match(line)
        if not match:
            return None
        body = match["body"].lstrip("\ufeff")
        number, text = _severity(match["pri"], body)
        resource: dict[str, AttributeValue] = {"service.name": match["tag"]}
        if match["host"]:
            resource["host.name"] = match["host"]
        attributes: dict[str, AttributeValue] = {}
        if match["pid"] and match["pid"] != "-":
            attributes["process.pid"] = match["pid"]
        nanos = parse_timestamp(match["time"], received)
        inner = parse_inner(match["tag"], body, received)
        if inner:  # a server with a format of its own; the header's time stands in where it gives none
            return inner._replace(
                time_unix_nano=inner.time_unix_nano or nanos,
                attributes={**attributes, **inner.attributes},
                resource={**resource, **inner.resource},
            )
        attributes |= enrich(match["tag"], body)
        worse = severity(match["tag"], body)
        if worse > number:
            number = worse
        return Parsed(body, nanos, number, text, attributes, resource)


def _severity(priority: str | None, body: str) -> tuple[int, str]:
    if priority:
        return severities.SYSLOG[int(priority) & 7], priority
    return severities.of_message(body)
