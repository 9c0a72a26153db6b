"""HAProxy's HTTP and TCP logs and its own events, alone or behind a syslog header.

https://docs.haproxy.org/2.8/configuration.html#8.2
"""

from __future__ import annotations

import re
from datetime import datetime

from crosscut.formats import clock, severities
from crosscut.formats.parsed import Parsed
from crosscut.formats.requests import read_request
from crosscut.formats.timestamps import parse_timestamp
from crosscut.model import AttributeValue

_SYSLOG = re.compile(
    r"(?:<(\d{1,3})>)?(?:(?:1 )?([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S*) )"
    r"(?:(\S+) )?haproxy(?:\[(\d{1,18})\]:?| (\d{1,18}) \S+ \S+|:) +",
    re.ASCII,
)
_HEAD = r"(\S+):(\d{1,18}) \[(\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d\.\d{3})\] (\S+?)(~)? ([^\s/]+)/(\S+) "
_MS = r"(-?\d{1,18})"  # -1 where it did not come to that
_LAST = r"\d+/\d+/\d+/\d+/\+?(\d{1,9}) \d+/\d+"  # connections, of these retries; queues
_HTTP = re.compile(
    rf"{_HEAD}{_MS}/{_MS}/{_MS}/{_MS}/\+?{_MS} (-?\d{{1,9}}) \+?(\d{{1,18}}) (\S+) (\S+) (\S{{4}}) "
    rf'{_LAST} (?:\{{[^}}]*\}} ){{0,2}}"(.*?)"?\s*$',
    re.ASCII | re.S,
)
_TCP = re.compile(rf"{_HEAD}{_MS}/{_MS}/\+?{_MS} \+?(\d{{1,18}}) (\S\S) {_LAST}\s*$", re.ASCII)
_SERVER = re.compile(
    r"(?:Backup )?[Ss]erver (?P<backend>[^\s/]+)/(?P<server>\S+) is (?P<state>UP|DOWN|going DOWN|stopping)"
)
_BACKEND = re.compile(r"backend '?(?P<backend>[^\s']+)'? has no server available!")
_EVENT = re.compile(
    r"(?:Proxy|Stopping|Pausing|Enabling|Health check|Connect from|Reexecuting|Stopped|Loading)\b"
    r"|[^\s:]+:\d{1,18} \[[^\]]+\] \S+: (?:SSL handshake failure|Connection closed|Connection error)"
)
_STOPPED = re.compile(r"(?:Proxy|Stopping|Stopped) ")
_CLIENT_OF_EVENT = re.compile(r"(?:Connect from )?([0-9A-Fa-f:.]{3,45}):(\d{1,5}) ", re.ASCII)
_OFFSET = re.compile(r"[+-]\d\d:?\d\d$", re.ASCII)


class HAProxy:
    """One request, connection or event a line."""

    name = "haproxy"

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return the fields; the accept date, which has no zone, is taken as UTC."""
        header = _SYSLOG.match(line)
        rest = line[header.end() :] if header else line
        parsed = parse_message(rest, strict=header is None)
        if parsed is None or header is None:
            return parsed
        priority, time, host, pid, other_pid = header.groups()
        resource = {"service.name": "haproxy", **({"host.name": host} if host and host != "-" else {})}
        attributes = {
            **parsed.attributes,
            **({"process.pid": int(pid or other_pid)} if pid or other_pid else {}),
        }
        number, text = parsed.severity_number, parsed.severity_text
        if priority and "http.request.method" not in attributes:
            number = max(number, severities.SYSLOG[int(priority) & 7])
        written = parse_timestamp(time, received)
        nanos = parsed.time_unix_nano or written
        if nanos and written and (offset := _OFFSET.search(time)):  # its own time is local and names no zone
            nanos = clock.in_zone_of(nanos, written, offset[0])
        return Parsed(parsed.body, nanos, number, text, attributes, resource)


def parse_message(message: str, *, strict: bool = False) -> Parsed | None:
    """Return the fields of what stands behind the syslog header; `strict` takes only what nothing else writes."""
    return _http(message) or _tcp(message) or _event(message, strict=strict)


def _http(message: str) -> Parsed | None:
    match = _HTTP.match(message)
    if not match:
        return None
    (
        address, port, time, frontend, tls, backend, server, _, queued, connected, answered, total, status_text, size,
        _, _, termination, retries, request,
    ) = match.groups()  # fmt: skip
    attributes = _common(address, port, frontend, tls, backend, server, termination, retries)
    status = int(status_text)
    if int(total) >= 0:
        attributes["http.server.request.duration"] = int(total) / 1000
    for name, value in (
        ("queue_time_ms", queued),
        ("connect_time_ms", connected),
        ("response_time_ms", answered),
    ):
        if value != "-1":
            attributes[name] = int(value)
    attributes["http.response.size"] = int(size)
    what = "no request" if request == "<BADREQ>" and status == 408 else read_request(request, attributes)
    if status > 0:
        attributes["http.response.status_code"] = status
        number = severities.from_status(status)
    else:  # the client or the server went away before there was a status
        number = severities.WARN
    return Parsed(f"{what} {status_text}", clock.clf(time), number, "", attributes)


def _tcp(message: str) -> Parsed | None:
    match = _TCP.match(message)
    if not match:
        return None
    address, port, time, frontend, tls, backend, server, queued, connected, total, size, ended, retries = (
        match.groups()
    )
    attributes = _common(address, port, frontend, tls, backend, server, ended, retries)
    attributes["connection_time_ms"] = int(total)
    attributes["sent_bytes"] = int(size)
    for name, value in (("queue_time_ms", queued), ("connect_time_ms", connected)):
        if value != "-1":
            attributes[name] = int(value)
    # The first letter says who ended it, the second where: C while connecting to the server.
    if ended[0] in "SsRI" and ended[1] == "C":
        number = severities.ERROR
    else:
        number = severities.INFO if ended[0] in "-Cc" else severities.WARN
    body = (
        f"connection to {backend}/{server} ended {ended}"
        if ended != "--"
        else f"connection to {backend}/{server}"
    )
    return Parsed(body, clock.clf(time), number, "", attributes)


def _common(
    address: str,
    port: str,
    frontend: str,
    tls: str | None,
    backend: str,
    server: str,
    ended: str,
    retries: str,
) -> dict[str, AttributeValue]:
    attributes: dict[str, AttributeValue] = {
        "client.address": address,
        "client.port": int(port),
        "frontend": frontend,
        "backend": backend,
        "server": server,
        "termination_state": ended,
    }
    if retries != "0":
        attributes["retries"] = int(retries)
    if tls:
        attributes["url.scheme"] = "https"
    return attributes


def _event(message: str, *, strict: bool) -> Parsed | None:
    """HAProxy's own levels: a server down is an alert, a backend without servers an emergency."""
    server = _SERVER.match(message)
    if server:
        down = server["state"] != "UP"
        attributes: dict[str, AttributeValue] = {"backend": server["backend"], "server": server["server"]}
        return Parsed(
            message, None, 19 if down else severities.NOTICE, "alert" if down else "notice", attributes
        )
    backend = _BACKEND.match(message)
    if backend:
        return Parsed(message, None, 24, "emerg", {"backend": backend["backend"]})
    if strict or not _EVENT.match(message):
        return None
    if _STOPPED.match(message):
        return Parsed(message, None, severities.WARN, "warning")
    client = _CLIENT_OF_EVENT.match(message)
    attributes = {"client.address": client[1], "client.port": int(client[2])} if client else {}
    return Parsed(message, None, severities.hint(message) or severities.INFO, "", attributes)
