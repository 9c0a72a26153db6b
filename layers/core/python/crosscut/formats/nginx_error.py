"""nginx's error log.

https://nginx.org/en/docs/ngx_core_module.html#error_log, https://nginx.org/en/docs/debugging_log.html
"""

from __future__ import annotations

import re
from datetime import datetime

from crosscut.formats import clock, severities
from crosscut.formats.beginnings import begins
from crosscut.formats.parsed import Parsed
from crosscut.formats.requests import read_request
from crosscut.model import AttributeValue

_LINE = re.compile(
    r"(\d{4}/\d\d/\d\d \d\d:\d\d:\d\d) \[(debug|info|notice|warn|error|crit|alert|emerg)\] (\d{1,18})#(\d{1,18}): "
    r"(?:\*(\d{1,18}) )?(.*)",
    re.ASCII | re.S,
)
_BARE = re.compile(r"nginx: \[(debug|info|notice|warn|error|crit|alert|emerg)\] (.*)", re.S)
# What nginx adds behind the message, in this order. Requests stand as they came, quotes and all.
_PLACE = re.compile(
    r", (?:(client|server): ([^,\"]{0,400})"
    r'|(request|subrequest|upstream|host|referrer): "(.{0,2000}?)"(?=, (?:subrequest|upstream|host|referrer): |$))',
    re.S,
)
_NAMES = {
    "server": "server.address", "upstream": "upstream", "referrer": "http.request.header.referer", "host": "host",
    "subrequest": "subrequest",
}  # fmt: skip
# The name of a server that answers to any, and what a server of the stream or mail module listens on.
_CATCH_ALL = re.compile(r"_|(?:0\.0\.0\.0|\[::\]|\*)(?::\d{1,5})?|\d{1,5}|unix:.*")
_START = re.compile(r"\d{4}/\d\d/\d\d |nginx: \[", re.ASCII)


class NginxError:
    """One event a line; what a FastCGI program wrote may go on in the next ones."""

    name = "nginx_error"

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return the message without what nginx adds behind it: client, server, request, upstream, host."""
        match = _LINE.match(line)
        if not match:
            bare = _BARE.match(line)
            if not bare:
                return None
            return Parsed(bare[2], None, severities.from_word(bare[1]), bare[1])
        time, level, pid, thread, _, message = match.groups()
        attributes: dict[str, AttributeValue] = {"process.pid": int(pid)}
        if thread != pid:
            attributes["thread.id"] = int(thread)
        end = message.find(", client: ")
        if end >= 0:
            _read_places(message[end:], attributes)
            message = message[:end]
        return Parsed(message, clock.iso(time), severities.from_word(level), level, attributes)

    def continues(self, line: str) -> bool:
        """Whether the line is more of what a program behind FastCGI wrote: nginx's own begin with the time."""
        return not _START.match(line) and not begins(line)

    def parse_record(self, lines: list[str], received: datetime) -> Parsed | None:
        """Return the fields of all lines; nginx's additions stand at the end of the last one."""
        return self.parse("\n".join(lines), received)


def _read_places(text: str, attributes: dict[str, AttributeValue]) -> None:
    for match in _PLACE.finditer(text[:8_000]):
        name, value = match.group(1, 2) if match[1] else match.group(3, 4)
        if name == "client":
            attributes["client.address"] = value
        elif name == "request":
            read_request(value, attributes)
        elif value and not (name == "server" and _CATCH_ALL.fullmatch(value)):
            attributes[_NAMES[name]] = value
