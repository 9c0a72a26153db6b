"""Access logs of nginx and Apache: common and combined, with an optional request time.

https://nginx.org/en/docs/http/ngx_http_log_module.html, https://httpd.apache.org/docs/2.4/logs.html#accesslog
"""

from __future__ import annotations

import re
from datetime import datetime

from crosscut.formats import severities
from crosscut.formats.parsed import Parsed
from crosscut.formats.timestamps import parse_timestamp
from crosscut.model import AttributeValue

_LINE = re.compile(
    r"(?P<client>\S+) \S+ (?P<user>\S+) \[(?P<time>\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] "
    r'"(?P<request>(?:[^"\\]|\\.)*)" (?P<status>\d{3}) (?P<size>\d+|-)'
    r'(?: "(?P<referer>(?:[^"\\]|\\.)*)" "(?P<agent>(?:[^"\\]|\\.)*)")?(?: "?(?P<duration>\d+\.\d+)"?)?'
)
_REQUEST = re.compile(r"(?P<method>[A-Z]{3,10}) (?P<target>\S+)(?: HTTP/[\d.]+)?$")


class Access:
    """One request a line."""

    name = "access"

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return the request as OpenTelemetry HTTP attributes, with "METHOD /path status" as its body."""
        match = _LINE.match(line)
        if not match:
            return None
        status = int(match["status"])
        attributes: dict[str, AttributeValue] = {
            "client.address": match["client"],
            "http.response.status_code": status,
        }
        request = _REQUEST.match(match["request"])
        if request:
            path, _, query = request["target"].partition("?")
            attributes["http.request.method"] = request["method"]
            attributes["url.path"] = path
            if query:
                attributes["url.query"] = query
            body = f"{request['method']} {path} {status}"
        else:
            body = f"malformed request {status}"
        if match["user"] != "-":
            attributes["user.name"] = match["user"]
        if match["size"] != "-":
            attributes["http.response.body.size"] = int(match["size"])
        if match["agent"] and match["agent"] != "-":
            attributes["user_agent.original"] = match["agent"]
        if match["duration"]:
            attributes["http.server.request.duration"] = float(match["duration"])
        nanos = parse_timestamp(match["time"], received)
        return Parsed(body, nanos, severities.from_status(status), "", attributes)
