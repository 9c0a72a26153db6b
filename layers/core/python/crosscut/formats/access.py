"""Access logs of nginx and Apache: common and combined, and what sites put before and behind.

https://nginx.org/en/docs/http/ngx_http_log_module.html, https://httpd.apache.org/docs/2.4/logs.html#accesslog,
https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/log-format/
"""

from __future__ import annotations

import re
from datetime import datetime

from crosscut.formats import clock, severities
from crosscut.formats.parsed import Parsed
from crosscut.formats.requests import read_request
from crosscut.model import AttributeValue

_QUOTED = r'"([^"\\]*(?:\\.[^"\\]*)*)"'
_LINE = re.compile(
    # client, identity and user; or with a virtual host, a chain of proxies or a user of several words
    r"(?:([^\s\"]+) [^\s\"]+ ([^\s\"]+)|([^\"\n]{3,300}?)) "
    r"\[(\d\d/[A-Z][a-z]{2}/\d{4}[: ]\d\d:\d\d:\d\d(?: [+-]\d{4})?)\] ?"  # API Gateway's example has no blank
    rf"{_QUOTED} (\d{{3}}) (\d{{1,18}}|-)(?: {_QUOTED} {_QUOTED})?(?: (\S.*))?$",
    re.ASCII,
)
_HEAD = re.compile(
    r"(?:(?P<host>(?:\[[0-9A-Fa-f:]+\]|[\w.\-*]+):\d{1,18}|[A-Za-z][\w.\-]*(?= \d{1,3}\.\d)) )?"
    r"(?P<clients>(?:[\w.:%\-]+, ?)*[\w.:%\-]+) (?P<ident>\S+) (?P<user>\S+(?: \S+){0,3})$",
    re.ASCII,
)
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]*:[0-9A-Fa-f:]+(?:\.\d{1,3}){0,3}", re.ASCII)
# An address or a name; never the time that a shipper put before the line.
_CLIENT = re.compile(r"-$|(?!\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d$)\S*[A-Za-z.:]", re.ASCII)
_COLOUR = re.compile(r"\x1b\[[\d;]*m|\\x1[bB]\[[\d;]*m", re.ASCII)

# Behind the user agent. Apache's %D is in microseconds, %T/%D has both; nginx's $request_time is in seconds.
_SECONDS = re.compile(r'(?:"?(?:\d{1,18} )?(\d{1,18}\.\d{1,18})"?)(?= |$)', re.ASCII)
_MICROSECONDS = re.compile(r"(?:\d{1,18}/)?(\d{1,18})$", re.ASCII)
_MILLISECONDS = re.compile(r"(\d{1,18})ms$", re.ASCII)
_KEYED = re.compile(r'\b(?:rt|request_time|reqtime|req_time|duration)[=:]"?(\d{1,18}\.\d{1,18})', re.ASCII)
_UPSTREAM = re.compile(r'\b(?:urt|upstream_response_time)[=:]"?(\d{1,18}\.\d{1,18})', re.ASCII)
_FORWARDED = re.compile(rf'"({_ADDRESS.pattern})[^"]*"', re.ASCII)
_INGRESS = re.compile(
    r"\d{1,18} \d{1,18}\.\d{1,18} \[(?P<backend>[^\]]*)\] \[[^\]]*\] (?P<upstream>\S+)(?:, \S+)* (?:\S+(?:, \S+)*) "
    r"(?P<time>\d{1,9}\.\d{1,9}|-)(?:, \S+)* (?P<status>\d{3}|-)",
    re.ASCII,
)


class Access:
    """One request a line."""

    name = "access"

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return the request as OpenTelemetry HTTP attributes, with "METHOD /path status" as its body.

        `client.address` is the client behind the proxies where the log has X-Forwarded-For.
        """
        match = _LINE.match(_COLOUR.sub("", line) if "\x1b[" in line else line)
        if not match:
            return None
        client, user, head, time, request, status_text, size, referer, agent, tail = match.groups()
        status = int(status_text)
        attributes: dict[str, AttributeValue] = {"http.response.status_code": status}
        if head:
            apart = _HEAD.match(head)
            if not apart:
                return None
            client, user = _who(apart, attributes)
        if not _CLIENT.match(client):
            return None
        if client != "-":
            attributes["client.address"] = client
        if "[" in request:  # Flask's colours, escaped or not
            request = _COLOUR.sub("", request)
        what = read_request(request, attributes)
        if user != "-":
            attributes["user.name"] = user
        if size != "-":
            attributes["http.response.body.size"] = int(size)
        if agent and agent != "-":
            attributes["user_agent.original"] = agent
        if referer and referer != "-":
            attributes["http.request.header.referer"] = referer
        if tail:
            _read_tail(tail, agent is not None, attributes)
        return Parsed(
            f"{what} {status_text}", clock.clf(time), severities.from_status(status), "", attributes
        )


def _who(head: re.Match[str], attributes: dict[str, AttributeValue]) -> tuple[str, str]:
    """Return (client, user), the first of a chain of proxies, and keep the virtual host."""
    if head["host"]:
        host, colon, port = head["host"].rpartition(":")
        attributes["server.address"] = host.strip("[]") if colon else port
        if colon:
            attributes["server.port"] = int(port)
    return head["clients"].partition(",")[0], head["user"]


def _read_tail(tail: str, combined: bool, attributes: dict[str, AttributeValue]) -> None:
    tail = tail[:2_000]
    forwarded = _FORWARDED.match(tail)
    if forwarded:
        if "client.address" in attributes:
            attributes["network.peer.address"] = attributes["client.address"]
        attributes["client.address"] = forwarded[1]
    seconds = _SECONDS.match(tail) or _KEYED.search(tail)
    if seconds:
        attributes["http.server.request.duration"] = float(seconds[1])
    elif combined and (micros := _MICROSECONDS.match(tail)):
        attributes["http.server.request.duration"] = int(micros[1]) / 1_000_000
    elif millis := _MILLISECONDS.search(tail):  # Traefik
        attributes["http.server.request.duration"] = int(millis[1]) / 1_000
    upstream = _UPSTREAM.search(tail)
    if upstream:
        attributes["upstream_response_time"] = float(upstream[1])
    ingress = _INGRESS.match(tail)
    if ingress:
        if ingress["upstream"] != "-":
            attributes["proxy_upstream_name"] = ingress["backend"]
            attributes["upstream_addr"] = ingress["upstream"].rstrip(",")
        if ingress["time"] != "-":
            attributes["upstream_response_time"] = float(ingress["time"])
        if ingress["status"] != "-":
            attributes["upstream_status"] = int(ingress["status"])
