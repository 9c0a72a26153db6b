"""Ruby's Logger, and what Rails writes through it: requests, tags, exceptions.

https://docs.ruby-lang.org/en/3.3/Logger/Formatter.html, https://guides.rubyonrails.org/debugging_rails_applications.html
"""

from __future__ import annotations

import re
from datetime import datetime

from crosscut.formats import clock, severities
from crosscut.formats.beginnings import begins
from crosscut.formats.parsed import Parsed
from crosscut.model import AttributeValue

_LINE = re.compile(
    r"[DIWEFAU], \[(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,6})(Z|[+-]\d\d:?\d\d)? ?#(\d{1,18})\] +"
    r"(DEBUG|INFO|WARN|ERROR|FATAL|ANY|UNKNOWN) -- (.{0,100}?): ?((?:\[[^\]\n]{1,100}\] )*)(.*)",
    re.ASCII | re.S,
)
_CREATED = re.compile(r"# Logfile created on (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}) by logger\.rb")
_STARTED = re.compile(r'Started ([A-Z]{3,10}) "([^"]*)" for (\S+) at ')
_COMPLETED = re.compile(r"Completed (\d{3}) [^\n]{0,40}? in (\d{1,18}(?:\.\d{1,18})?)ms", re.ASCII)
_PROCESSING = re.compile(r"Processing by (\S+)#(\w+) as ")
# What Rails and Logger print of an exception: "ArgumentError (bad cart):" or "bad cart (ArgumentError)"
_RAISED = re.compile(r"((?:[A-Z]\w*::)*[A-Z]\w*) \((.{0,2000})\):\s*$", re.S)
_RAISED_LAST = re.compile(r"(.{0,2000}) \(((?:[A-Z]\w*::)*[A-Z]\w*)\)\s*$", re.S)
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


class Rails:
    """One message a record; an exception's lines follow it."""

    name = "rails"

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return the message without its tags; the first tag that is a UUID is `request.id`."""
        match = _LINE.match(line)
        if not match:
            created = _CREATED.match(line)
            return Parsed(line, clock.iso(created[1]), severities.INFO, "") if created else None
        time, zone, pid, level, program, tags, message = match.groups()
        attributes: dict[str, AttributeValue] = {"process.pid": int(pid)}
        if tags:
            _read_tags(tags, attributes)
        resource = {"service.name": program} if program else {}
        number = severities.from_word(level)
        message = message.strip()
        number = _read_message(message, attributes) or number
        return Parsed(message, clock.iso(time + (zone or "")), number, level, attributes, resource)

    def continues(self, line: str) -> bool:
        """Whether the line belongs to the message before it: each message has its own head."""
        return not (_LINE.match(line) or begins(line) or line.startswith("# Logfile created"))

    def parse_record(self, lines: list[str], received: datetime) -> Parsed | None:
        """Return the fields of all lines, tags taken off each one, with the exception that they show."""
        head = self.parse(lines[0], received)
        match = _LINE.match(lines[0])
        if head is None or match is None:
            return head
        tags = match[6].strip()
        rest = [line.removeprefix(tags).removeprefix(" ") if tags else line for line in lines[1:]]
        said = [line for line in (head.body, *rest) if line.strip()]
        attributes = dict(head.attributes)
        if len(said) > 1 or said:
            _read_exception(said[0], attributes)
        return head._replace(body="\n".join(said), attributes=attributes)


def _read_tags(tags: str, attributes: dict[str, AttributeValue]) -> None:
    others = []
    for tag in tags.strip()[1:-1].split("] ["):
        if "request.id" not in attributes and _UUID.fullmatch(tag):
            attributes["request.id"] = tag
        else:
            others.append(tag)
    if others:
        attributes["tags"] = " ".join(others)


def _read_message(message: str, attributes: dict[str, AttributeValue]) -> int:
    """Put what Rails says of a request into `attributes`; return a severity where its status tells one."""
    started = _STARTED.match(message)
    if started:
        path, mark, query = started[2].partition("?")
        attributes["http.request.method"], attributes["url.path"] = started[1], path
        if mark and query:
            attributes["url.query"] = query
        attributes["client.address"] = started[3]
        return 0
    completed = _COMPLETED.match(message)
    if completed:
        status = int(completed[1])
        attributes["http.response.status_code"] = status
        attributes["http.server.request.duration"] = float(completed[2]) / 1000
        return severities.from_status(status) if status >= 400 else 0
    processing = _PROCESSING.match(message)
    if processing:
        attributes["code.function.name"] = f"{processing[1]}#{processing[2]}"
    return 0


def _read_exception(first: str, attributes: dict[str, AttributeValue]) -> None:
    raised = _RAISED.match(first)
    if raised:
        attributes["exception.type"], attributes["exception.message"] = raised[1], raised[2]
        return
    raised = _RAISED_LAST.match(first)
    if raised:
        attributes["exception.type"], attributes["exception.message"] = raised[2], raised[1]
