"""CloudFront standard access logs: tab-separated, the order of their fields in a `#Fields:` line.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Self
from urllib.parse import unquote

from crosscut.formats import clock, severities
from crosscut.formats.digits import is_number
from crosscut.formats.parsed import Parsed
from crosscut.model import AttributeValue

_ORDER = (
    "date time x-edge-location sc-bytes c-ip cs-method cs(Host) cs-uri-stem sc-status cs(Referer) cs(User-Agent)"
    " cs-uri-query cs(Cookie) x-edge-result-type x-edge-request-id x-host-header cs-protocol cs-bytes time-taken"
    " x-forwarded-for ssl-protocol ssl-cipher x-edge-response-result-type cs-protocol-version fle-status"
    " fle-encrypted-fields c-port time-to-first-byte x-edge-detailed-result-type sc-content-type sc-content-len"
    " sc-range-start sc-range-end"
)
_NAMES = {
    "x-edge-location": "x-edge-location", "c-ip": "client.address", "cs-method": "http.request.method",
    "cs-uri-stem": "url.path", "cs(Referer)": "http.request.header.referer", "cs-uri-query": "url.query",
    "cs(User-Agent)": "user_agent.original", "x-edge-result-type": "x-edge-result-type",
    "x-edge-request-id": "x-edge-request-id", "x-host-header": "server.address", "cs-protocol": "url.scheme",
    "x-edge-detailed-result-type": "x-edge-detailed-result-type", "ssl-protocol": "tls.protocol.version",
}  # fmt: skip
_NUMBERS = {"sc-status": "http.response.status_code", "sc-bytes": "http.response.size", "c-port": "client.port",
            "cs-bytes": "http.request.size"}  # fmt: skip
_SECONDS = {"time-taken": "http.server.request.duration", "time-to-first-byte": "time-to-first-byte"}
_LINE = re.compile(
    r"(?:\d{4}-\d\d-\d\d\t\d\d:\d\d:\d\d|1\d{9}(?:\.\d{1,18})?)\t[^\t]+\t(?:[^\t]*\t){5}", re.ASCII
)
_HEADER = re.compile(r"#(?:Version: 1\.0\s*$|Fields: ?(?:date time|timestamp) )", re.ASCII)
_PERCENT = {"user_agent.original", "http.request.header.referer"}


class CloudFront:
    """One request a line, in the order of the standard log unless a header says otherwise."""

    name = "cloudfront"

    def __init__(self, fields: tuple[str, ...] = tuple(_ORDER.split())) -> None:
        self._fields = fields
        places = {name: i for i, name in enumerate(fields)}
        self._strings = [(places[n], to) for n, to in _NAMES.items() if n in places]
        self._numbers = [(places[n], to) for n, to in _NUMBERS.items() if n in places]
        self._seconds = [(places[n], to) for n, to in _SECONDS.items() if n in places]
        self._epoch = places.get("timestamp")

    @classmethod
    def for_header(cls, line: str) -> Self | None:
        """Return the format that a `#Fields:` line describes, or None for any other line."""
        if not line.startswith("#Fields:"):
            return None
        names = tuple(line.removeprefix("#Fields:").split())
        return cls(names) if "sc-status" in names else None

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return the request; the header's lines are records without a time."""
        if line[:1] == "#":
            return Parsed(line, None, severities.UNSPECIFIED, "") if _HEADER.match(line) else None
        if not _LINE.match(line):
            return None
        values = line.rstrip("\r\n").split("\t")
        count = len(values)
        attributes: dict[str, AttributeValue] = {}
        for place, name in self._strings:
            if place < count and (value := values[place]) != "-":
                attributes[name] = unquote(value) if name in _PERCENT and "%" in value else value
        for place, name in self._numbers:
            if place < count and is_number(value := values[place]):
                attributes[name] = int(value)
        for place, name in self._seconds:
            if place < count and is_number((value := values[place]).replace(".", "", 1)):
                attributes[name] = float(value)
        status = attributes.get("http.response.status_code")
        if not isinstance(status, int):  # 000: the viewer went away before there was an answer
            return None
        what = f"{attributes.get('http.request.method', '-')} {attributes.get('url.path', '-')} {status:03d}"
        detailed = attributes.get("x-edge-detailed-result-type", "Error")
        if attributes.get("x-edge-result-type") == "Error" and detailed != "Error":
            what = f"{what}: {detailed}"
        if self._epoch is None:
            nanos = clock.iso(f"{values[0]} {values[1]}")
        else:
            nanos = clock.epoch(values[self._epoch]) if self._epoch < count else None
        number = severities.from_status(status) if status else severities.WARN
        return Parsed(what, nanos, number, "", attributes)
