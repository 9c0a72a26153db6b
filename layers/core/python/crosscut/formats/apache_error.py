"""Apache's error log, of 2.4 (module:level, pid and tid) and of 2.2.

https://httpd.apache.org/docs/2.4/mod/core.html#errorlogformat
"""

from __future__ import annotations

import re
from datetime import datetime

from crosscut.formats import clock, severities
from crosscut.formats.digits import is_number
from crosscut.formats.parsed import Parsed
from crosscut.model import AttributeValue

_LEVEL = r"(?:emerg|alert|crit|error|warn|notice|info|debug|trace[1-8])"
_LINE = re.compile(
    r"\[([A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,6})? \d{4})\] "
    rf"\[(?:([\w\-]*):)?({_LEVEL})\] (?:\[pid (\d{{1,18}})(?::tid (\d{{1,18}}))?\] )?"
    r"(?P<errno>\(\w+\)[^:\[]{1,200}: )?(?:\[(?:client|remote) (?P<client>[^\]\s]+)\] )?(?P<rest>.*)",
    re.ASCII | re.S,
)
_REFERER = re.compile(r", referer: (\S+)$")
_CODE = re.compile(r"(AH\d{5}): ", re.ASCII)
_USER = re.compile(r"user (\S{1,64})(?: not found|: authentication failure)")


class ApacheError:
    """One event a line."""

    name = "apache_error"

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return the message with its errno; the code (AH01630) is an attribute too."""
        match = _LINE.match(line)
        if not match:
            return None
        time, module, level, pid, thread, errno, client, rest = match.groups()
        attributes: dict[str, AttributeValue] = {}
        if module:
            attributes["module"] = module
        if pid:
            attributes["process.pid"] = int(pid)
        if thread and thread != pid:
            attributes["thread.id"] = int(thread)
        if client:
            _put_client(client, attributes, ported=pid is not None)
        referer = _REFERER.search(rest[-1_000:]) if ", referer: " in rest else None
        if referer:
            attributes["http.request.header.referer"] = referer[1]
            rest = rest[: -len(referer[0])]
        code = _CODE.match(rest)
        if code:
            attributes["error.code"] = code[1]
        user = _USER.match(rest, code.end() if code else 0)
        if user:
            attributes["user.name"] = user[1]
        number = severities.TRACE if level.startswith("trace") else severities.from_word(level)
        return Parsed(f"{errno or ''}{rest}", clock.ctime(time), number, level, attributes)


def _put_client(client: str, attributes: dict[str, AttributeValue], *, ported: bool) -> None:
    """Take `203.0.113.5:50398` and `::1:50398` apart; 2.2, which writes no pid, writes no port either."""
    address, colon, port = client.rpartition(":")
    if ported and colon and is_number(port):
        attributes["client.address"], attributes["client.port"] = address, int(port)
    else:
        attributes["client.address"] = client
