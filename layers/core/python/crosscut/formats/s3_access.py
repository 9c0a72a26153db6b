"""Amazon S3 server access logs.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html
"""

from __future__ import annotations

import re
from datetime import datetime

from crosscut.formats import clock, severities
from crosscut.formats.parsed import Parsed
from crosscut.formats.requests import read_request
from crosscut.model import AttributeValue

_LINE = re.compile(
    r"[0-9a-f]{32,64} (\S+) \[(\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] (\S+) (\S+) (\S+) "
    r"([A-Z][\w]*\.[\w.\-]+) (\S+) "
    r'(-|"([^"]*(?:"(?! (?:\d{3}|-) )[^"]*)*)") (\d{3}|-) (\S+) (\d{1,18}|-) (\d{1,18}|-) (\d{1,18}|-) (\d{1,18}|-)'
    r'(?: (?:-|"([^"]*)") (?:-|"([^"]*)") (\S+))?(?: (.*))?$',
    re.ASCII,
)
_HTTP_METHOD = {"GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS", "COPY"}


class S3Access:
    """One request to a bucket a line."""

    name = "s3_access"

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return the request with its bucket, key, operation and error code; times in seconds."""
        match = _LINE.match(line)
        if not match:
            return None
        (
            bucket, time, address, requester, request_id, operation, key, _, request, status_text, code, sent, size,
            total, turn, referer, agent, version, _,
        ) = match.groups()  # fmt: skip
        attributes: dict[str, AttributeValue] = {
            "aws.s3.bucket": bucket,
            "aws.request_id": request_id,
            "operation": operation,
        }
        what = read_request(request, attributes) if request else operation
        if request and what in ("no request", "malformed request"):
            what = operation
        for name, value in (
            ("client.address", address), ("aws.s3.key", key), ("error_code", code), ("user.name", requester),
            ("http.request.header.referer", referer), ("user_agent.original", agent), ("version_id", version),
        ):  # fmt: skip
            if value and value != "-":
                attributes[name] = value
        if sent != "-":
            attributes["http.response.body.size"] = int(sent)
        if size != "-":
            attributes["object_size"] = int(size)
        if total != "-":
            attributes["http.server.request.duration"] = int(total) / 1000
        if turn != "-":
            attributes["turn_around_time"] = int(turn) / 1000
        status = 0
        body = what
        if status_text != "-":  # lifecycle and replication have none
            status = attributes["http.response.status_code"] = int(status_text)
            body = f"{what} {status_text}"
        if code != "-":
            body = f"{body}: {code}"
        return Parsed(body, clock.clf(time), severities.from_status(status), "", attributes)
