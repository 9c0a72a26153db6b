"""Syslog lines: RFC 3164 (with or without a priority) and RFC 5424."""

from __future__ import annotations

import re
from datetime import datetime

from crosscut.formats import clock, severities
from crosscut.formats.digits import is_number
from crosscut.formats.inside_syslog import parse_inner
from crosscut.formats.parsed import Parsed
from crosscut.formats.timestamps import parse_timestamp
from crosscut.formats.unix_daemons import enrich, severity
from crosscut.model import AttributeValue

_BSD = re.compile(
    r"(?:<(?P<pri>\d{1,3})>)?"
    r"(?:(?P<time>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d)|(?P<iso>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S*)) "
    # Some leave out the host; launchd names the service for which it speaks behind its own.
    r"(?!Caused by:)(?:(?P<host>(?!\d+ |\d{4}-\d\d-\d\d)[\w.\-:]+) |(?=[\w./\-]+\[\d+\]:))"
    r"(?P<tag>[A-Za-z_/][\w./\-]*(?:\([\w\- ]+\))?)(?:\[(?P<pid>\d{1,18})\])?"
    r"(?: \([\w.\-]+(?:\[\d+\])?\))?: ?(?P<body>.*)"
)
_RFC5424 = re.compile(
    # Over TCP each message may have its length before it (RFC 6587, octet counting).
    r"(?:\d{1,6} )?<(?P<pri>\d{1,3})>1 (?P<time>\S+) (?P<host>\S+) (?P<tag>\S+) (?P<pid>\S+) (?P<msgid>\S+) "
    r'(?P<data>-|(?:\[[^\s\]]+(?: [^\s=]+="(?:[^"\\]|\\.)*")*\])+) ?(?P<body>.*)'
)
_ELEMENT = re.compile(r'\[([^\s\]]+)((?: [^\s=]+="(?:[^"\\]|\\.)*")*)\]')
_PARAMETER = re.compile(r' ([^\s=]+)="((?:[^"\\]|\\.)*)"')
_ESCAPED = re.compile(r'\\(["\\\]])')
_OFFSET = re.compile(r"[+-]\d\d:?\d\d$", re.ASCII)
# Behind an ISO time anything may stand: without a pid, the word before the tag must be one that hosts have for a name,
# the tag one that is written without a pid, or the time rsyslog's own, in microseconds with the offset.
_HOST_LIKE = re.compile(r"(?=.*[\d.\-])[A-Za-z\d][\w.\-:]*$|localhost$")
_RSYSLOG = re.compile(r"\S{19}\.\d{6}[+-]\d\d:\d\d$", re.ASCII)
_WITHOUT_PID = ("kernel", "sudo", "su", "rsyslogd", "auditd", "useradd", "usermod", "groupadd")


class Syslog:
    """What rsyslog, syslog-ng and most appliances write."""

    name = "syslog"

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return the fields; the program's name is `service.name`."""
        match = _RFC5424.match(line) if line[:1] == "<" or line[:1].isdigit() else None
        return _rfc5424(match, received) if match else _bsd(line, received)


def _rfc5424(match: re.Match[str], received: datetime) -> Parsed:
    attributes: dict[str, AttributeValue] = {}
    if match["msgid"] != "-":
        attributes["syslog.msgid"] = match["msgid"]
    for identifier, parameters in _ELEMENT.findall(match["data"]):
        for name, value in _PARAMETER.findall(parameters):
            attributes[f"{identifier}.{name}"] = _ESCAPED.sub(r"\1", value)
    body = match["body"].lstrip("\ufeff") or (match["data"] if match["data"] != "-" else "")
    return _parsed(match, match["time"], body, attributes, received)


def _bsd(line: str, received: datetime) -> Parsed | None:
    match = _BSD.match(line)
    if not match:
        return None
    iso, host, tag = match["iso"], match["host"], match["tag"]
    if iso and not (match["pid"] or match["pri"] or _RSYSLOG.match(iso)):
        known = tag in _WITHOUT_PID or tag.startswith("/")
        if not host or not (known or _HOST_LIKE.match(host)):
            return None
    return _parsed(match, iso or match["time"], match["body"].lstrip("\ufeff"), {}, received)


def _parsed(
    match: re.Match[str],
    time: str,
    body: str,
    attributes: dict[str, AttributeValue],
    received: datetime,
) -> Parsed:
    """Return the fields of a message behind its header; "-" is RFC 5424's way to say that there is none."""
    number, text = _severity(match["pri"], body)
    tag, host, pid = match["tag"], match["host"] or "-", match["pid"] or "-"
    resource: dict[str, AttributeValue] = {}
    if tag != "-":
        resource["service.name"] = tag
    if host != "-":
        resource["host.name"] = host
    if pid != "-":
        attributes["process.pid"] = int(pid) if is_number(pid) else pid
    nanos = parse_timestamp(time, received)
    inner = parse_inner(tag, body, received)
    if inner:  # a server with a format of its own; the header's time stands in where it gives none
        return inner._replace(
            time_unix_nano=_inner_time(inner.time_unix_nano, nanos, time),
            attributes={**attributes, **inner.attributes},
            resource={**resource, **inner.resource},
        )
    attributes |= enrich(tag, body)
    return Parsed(body, nanos, max(number, severity(tag, body)), text, attributes, resource)


def _inner_time(inner: int | None, header: int | None, written: str) -> int | None:
    if inner is None or header is None:
        return inner or header
    offset = _OFFSET.search(written)
    return clock.in_zone_of(inner, header, offset[0]) if offset else inner


def _severity(priority: str | None, body: str) -> tuple[int, str]:
    if priority:
        level = int(priority) & 7
        return severities.SYSLOG[level], severities.SYSLOG_NAMES[level]
    return severities.of_message(body)
