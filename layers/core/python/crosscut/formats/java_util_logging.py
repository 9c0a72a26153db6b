"""java.util.logging's SimpleFormatter, which writes two lines: time, class and method, and then the message.

https://docs.oracle.com/en/java/javase/17/docs/api/java.logging/java/util/logging/SimpleFormatter.html
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from crosscut.formats import clock, severities
from crosscut.formats.beginnings import begins
from crosscut.formats.parsed import Parsed

_HEAD = re.compile(
    r"([A-Z][a-z]{2}) (\d{1,2}), (\d{4}),? (\d{1,2}):(\d\d:\d\d)\s([AP]M) ([\w.$]+) ([\w$<>]+)\s*$"
)
_MESSAGE = re.compile(r"(SEVERE|WARNING|INFO|CONFIG|FINE|FINER|FINEST): (.*)", re.S)


class JavaUtilLogging:
    """Two lines a message, and the stack trace behind them."""

    name = "java_util_logging"

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return what the first line tells: time, class and method."""
        match = _HEAD.match(line)
        if not match:
            return None
        month, day, year, hour, rest, half, scope, method = match.groups()
        hours = int(hour) % 12 + (12 if half == "PM" else 0)
        nanos = clock.clf(f"{int(day):02d}/{month}/{year}:{hours:02d}:{rest}")
        return Parsed(line, nanos, 0, "", {"otel.scope.name": scope, "code.function.name": method})

    def continues(self, line: str) -> bool:
        """Whether the line is no message's first one."""
        return not _HEAD.match(line) and (_MESSAGE.match(line) is not None or not begins(line))

    def parse_record(self, lines: Sequence[str], received: datetime) -> Parsed | None:
        """Return the record: the level and the message stand in the second line."""
        head = self.parse(lines[0], received)
        match = _MESSAGE.match(lines[1]) if head and len(lines) > 1 else None
        if head is None or match is None:
            return head
        body = "\n".join([match[2], *lines[2:]])
        return head._replace(
            body=body, severity_number=severities.from_word(match[1]), severity_text=match[1]
        )
