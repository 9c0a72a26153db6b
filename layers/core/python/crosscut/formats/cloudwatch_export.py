"""What a program wrote behind a time: CloudWatch Logs' exports to S3, and `docker logs -t`.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/S3Export.html
"""

from __future__ import annotations

import re
from datetime import datetime

from crosscut.formats import clock, severities
from crosscut.formats.access import Access
from crosscut.formats.container import Container
from crosscut.formats.docker_json import Wrapped
from crosscut.formats.jsonlines import JsonLines
from crosscut.formats.klog import Klog
from crosscut.formats.lambda_logs import LambdaLogs
from crosscut.formats.log4j import Log4j
from crosscut.formats.logfmt import Logfmt
from crosscut.formats.nginx_error import NginxError
from crosscut.formats.parsed import Parsed
from crosscut.formats.program_line import ProgramLine
from crosscut.formats.python_logging import PythonLogging
from crosscut.formats.syslog import Syslog

_TIME = r"\d{4}-[01]\d-[0-3]\dT[012]\d:[0-5]\d:[0-5]\d\.\d{3,9}Z"
_LINE = re.compile(rf"({_TIME}) ", re.ASCII)
# CloudWatch writes milliseconds, Docker nanoseconds; a program's own time has microseconds or milliseconds.
_USUAL = re.compile(r"\S{19}\.(?:\d{3}|\d{9})Z ", re.ASCII)
# What has a time, an address or a form of its own, so that the time before it is somebody else's.
_OWN = re.compile(
    r"\{|\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d|(?:ts|time|timestamp)=|[IWEF]\d{4} \d\d:\d\d:|\[[A-Z]{4,8}\]\t\d{4}-"
    r"|\[?(?:[A-Z][a-z]{2} )?[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|(?:[\w.:\-]+ ){3}\[\d\d/[A-Z][a-z]{2}/\d{4}:"
    r"|\d+:[MSCX] \d\d [A-Z][a-z]{2} \d{4} ",
    re.ASCII,
)
_CRI = re.compile(r"(?:stdout|stderr) [FP](?: |$)")
_LEVEL_WITHIN = 60  # characters behind its time in which an ordinary application log says the level


class CloudWatchExport(Container):
    """An event's time, a blank and what a program wrote, of which traces are joined across events."""

    name = "cloudwatch_export"

    def __init__(self) -> None:
        self._lambda = LambdaLogs()
        self._syslog = Syslog()
        self._program = ProgramLine(
            (JsonLines(), Klog(), self._lambda, Access(), NginxError(), PythonLogging(), Log4j(), Logfmt())
        )

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return the fields, or None also for what may be an application's own time: a level or a host follows it."""
        wrapped = self.unwrap(line)
        if wrapped is None or self._lambda.parse(line, received) is not None:
            return None
        if not _OWN.match(wrapped.text):
            if not _USUAL.match(line) or _CRI.match(wrapped.text):
                return None
            _, word, end = severities.find_level(wrapped.text, 0)
            if (word and end <= _LEVEL_WITHIN) or self._syslog.parse(line, received) is not None:
                return None
        return self.parse_wrapped(wrapped, received)

    def unwrap(self, line: str) -> Wrapped | None:
        """Return what the program wrote, or None when no time stands before it."""
        match = _LINE.match(line)
        return Wrapped((match[1],), "", True, line[match.end() :]) if match else None

    def parse_wrapped(self, wrapped: Wrapped, received: datetime) -> Parsed:
        """Return the program's fields; the time before them stands in where they have none."""
        inner = self._program.parse(wrapped.text, received)
        if inner.time_unix_nano is not None:
            return inner
        return inner._replace(time_unix_nano=clock.iso(str(wrapped.times[0])))
