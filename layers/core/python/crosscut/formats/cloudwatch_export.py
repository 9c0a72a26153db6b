"""JSON behind a time: what CloudWatch Logs writes when it exports JSON lines to S3, and `docker logs -t`.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/S3Export.html
"""

from __future__ import annotations

import re
from datetime import datetime

from crosscut.formats import clock
from crosscut.formats.jsonlines import JsonLines
from crosscut.formats.parsed import Parsed

_LINE = re.compile(r"(\d{4}-[01]\d-[0-3]\dT[012]\d:[0-5]\d:[0-5]\d\.\d{3,9}Z) (?=\{)", re.ASCII)


class CloudWatchExport:
    """An event's time, a blank and a JSON object."""

    name = "cloudwatch_export"

    def __init__(self) -> None:
        self._json = JsonLines()

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return the object's fields; the time before it stands in where it has none."""
        match = _LINE.match(line)
        parsed = self._json.parse(line[match.end() :], received) if match else None
        if match is None or parsed is None or parsed.time_unix_nano is not None:
            return parsed
        return parsed._replace(time_unix_nano=clock.iso(match[1]))
