"""The layouts of Python's logging: basicConfig, Flask, Django, gunicorn, uvicorn, Celery, Airflow, loguru.

https://docs.python.org/3/library/logging.html#logrecord-attributes, https://flask.palletsprojects.com/logging/,
https://docs.djangoproject.com/en/5.2/ref/logging/, https://docs.celeryq.dev/en/stable/userguide/configuration.html#logging
"""

from __future__ import annotations

import re
from datetime import datetime

from crosscut.formats import clock, severities
from crosscut.formats.access import Access
from crosscut.formats.parsed import Parsed
from crosscut.formats.requests import read_request
from crosscut.model import AttributeValue

_TIME = r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:[,.]\d{3,6})?(?:Z| ?[+-]\d\d:?\d\d)?"
_LEVEL = r"(?:DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL|FATAL|TRACE|SUCCESS|NOTSET)"
_NAME = r"[\w.$<>/\-]+"
# Where nothing else tells Python from Java: a module, which no capital begins.
_MODULE = r"(?:[a-z_]\w*\.)*[a-z_]\w*"
_COLOUR = re.compile(r"\x1b\[[\d;]*m", re.ASCII)

# A time, in brackets or not, and then one of the layouts.
_TIMED = re.compile(
    rf"\[?(?P<time>{_TIME})(?:"
    # 2026-11-17 10:00:00,123 - name - LEVEL - message
    rf"\]? - (?P<name1>{_NAME}) - (?P<level1>{_LEVEL}) - "
    # [2026-11-17 10:00:00 +0000] [4123] [INFO] message: gunicorn
    rf"|\] \[(?P<pid2>\d{{1,18}})\] \[(?P<level2>{_LEVEL})\] "
    # [2026-11-17 10:00:00,123: INFO/MainProcess] Task name[id] message: Celery
    rf"|: (?P<level3>{_LEVEL})/(?P<process3>[\w\-]+)\] (?:(?P<name3>[A-Za-z_][\w.]*)\[(?P<task3>[0-9a-f\-]{{36}})\]: )?"
    # [2026-11-17 10:00:00,123] LEVEL in module: message: Flask
    rf"|\]? (?P<level4>{_LEVEL}) in (?P<name4>{_NAME}): "
    # [2026-11-17T10:00:00.123+0000] {{file.py:12}} LEVEL - message: Airflow
    rf"|\]? \{{(?P<file5>[\w./\-]+):(?P<number5>\d{{1,18}})\}} (?P<level5>{_LEVEL}) - "
    # 2026-11-17 10:00:00.123 | LEVEL    | name:function:12 - message: loguru
    rf"| \| (?P<level6>{_LEVEL}) *\| (?P<name6>{_NAME}):(?P<function6>[\w<>]+):(?P<number6>\d{{1,18}}) - "
    # [2026-11-17 10:00:00,123] LEVEL:name:message
    rf"|\]?[ :](?P<level7>{_LEVEL}):(?P<name7>{_NAME}):"
    # 2026-11-17 10:00:00,123 [4123] [MainThread] LEVEL name: message
    rf"|\]?(?: \[(?P<pid8>\d{{1,18}})\])?(?: \[(?P<thread8>[\w\-. ()]{{1,60}})\])? "
    rf"(?P<level8>{_LEVEL}) +(?P<name8>{_MODULE}): "
    # [2026-11-17 10:00:00,123] LEVEL [name:12] message: Django's documentation
    rf"|\] (?P<level10>{_LEVEL}) \[(?P<name10>{_MODULE})(?::(?P<number10>\d{{1,18}}))?\]:? "
    # 2026-11-17 10:00:00,123 [LEVEL] name: message
    rf"|\]? \[(?P<level9>{_LEVEL}) *\](?: \[?(?P<name9>{_MODULE})(?::(?P<number9>\d{{1,18}}))?(?:\]:?|:| -))? "
    r")(?P<body>.*)",
    re.ASCII | re.S,
)
_UNTIMED = re.compile(
    # LEVEL:name:message; LEVEL:     message of uvicorn
    rf"(?P<level1>{_LEVEL}):(?:(?P<name1>{_NAME}):(?! )|(?<=^INFO:) {{5}}|(?<=^DEBUG:) {{4}}|(?<=^TRACE:) {{4}}"
    r"|(?<=^ERROR:) {4}|(?<=^WARNING:) {2}|(?<=^CRITICAL:) )(?P<body>.*)"
    # LEVEL 2026-11-17 10:00:00,123 module 4123 139675730086784 message: Django's verbose
    rf"|(?P<level2>{_LEVEL}) (?P<time2>{_TIME}) (?P<name2>{_NAME})"
    rf"(?: (?P<pid2>\d{{1,18}}) (?P<thread2>\d{{1,18}}))? (?P<body2>.*)",
    re.ASCII | re.S,
)
# [17/Nov/2026 10:00:00] "GET / HTTP/1.1" 200 1: Django's runserver
_RUNSERVER = re.compile(
    r'\[(\d\d/[A-Z][a-z]{2}/\d{4} \d\d:\d\d:\d\d)\] (?:"([^"]*)" (\d{3}) (\d{1,18}|-)|(.*))', re.ASCII | re.S
)
# 203.0.113.5:58446 - "GET / HTTP/1.1" 200 OK: uvicorn
_UVICORN = re.compile(r'(?:(\S+):(\d{1,18})|-) - "([^"]*)" (\d{3})(?: [\w\- ]*)?$', re.ASCII)
# Not Found: /x and Internal Server Error: /x, which Django writes in front of the traceback
_DJANGO = re.compile(
    r"(Internal Server Error|Not Found|Forbidden|Bad Request|Method Not Allowed)(?: \([^)]*\))?: (/\S*)$"
)
_DJANGO_STATUS = {
    "Internal Server Error": 500, "Not Found": 404, "Forbidden": 403, "Bad Request": 400, "Method Not Allowed": 405,
}  # fmt: skip
_LEVELS = {"SUCCESS": severities.INFO, "NOTSET": severities.UNSPECIFIED}


class PythonLogging:
    """One message a line; the traceback behind it is of the same record."""

    name = "python"

    def __init__(self) -> None:
        self._access = Access()

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return the message; what gunicorn and Flask write of requests in between is read as an access log."""
        if "\x1b[" in line:
            line = _COLOUR.sub("", line)
        match = _TIMED.match(line)
        if match:
            return _timed(match)
        match = _UNTIMED.match(line)
        if match:
            return _untimed(match)
        if line[:1] == "[":
            return _runserver(line)
        django = _DJANGO.match(line)
        if django:
            status = _DJANGO_STATUS[django[1]]
            attributes: dict[str, AttributeValue] = {
                "http.response.status_code": status,
                "url.path": django[2],
            }
            return Parsed(line, None, severities.from_status(status), "", attributes)
        return self._access.parse(line, received) if line[:1].isdigit() or line[:1] == ":" else None


def _timed(match: re.Match[str]) -> Parsed:
    found = {key.rstrip("0123456789"): value for key, value in match.groupdict().items() if value is not None}
    level, body = found["level"], found["body"]
    attributes: dict[str, AttributeValue] = {}
    if "name" in found:
        attributes["otel.scope.name"] = found["name"]
    if "pid" in found:
        attributes["process.pid"] = int(found["pid"])
    if "thread" in found:
        attributes["thread.name"] = found["thread"]
    if "process" in found:
        attributes["process.title"] = found["process"]
    if "task" in found:
        attributes["task.id"] = found["task"]
    if "file" in found:
        attributes["code.file.path"] = found["file"]
    if "number" in found:
        attributes["code.line.number"] = int(found["number"])
    if "function" in found:
        attributes["code.function.name"] = found["function"]
    return Parsed(body, clock.iso(found["time"]), _number(level), level, attributes)


def _untimed(match: re.Match[str]) -> Parsed:
    if match["level2"]:
        attributes: dict[str, AttributeValue] = {"otel.scope.name": match["name2"]}
        if match["pid2"]:
            attributes["process.pid"], attributes["thread.id"] = int(match["pid2"]), int(match["thread2"])
        level = match["level2"]
        return Parsed(match["body2"], clock.iso(match["time2"]), _number(level), level, attributes)
    level, name, body = match["level1"], match["name1"], match["body"]
    request = None if name else _UVICORN.match(body)
    if request is None:
        return Parsed(body, None, _number(level), level, {"otel.scope.name": name} if name else {})
    attributes = {"http.response.status_code": int(request[4])}
    if request[1]:
        attributes["client.address"], attributes["client.port"] = request[1], int(request[2])
    what = read_request(request[3], attributes)
    return Parsed(f"{what} {request[4]}", None, severities.from_status(int(request[4])), level, attributes)


def _runserver(line: str) -> Parsed | None:
    match = _RUNSERVER.match(line)
    if not match:
        return None
    time, request, status, size, body = match.groups()
    if request is None:
        return Parsed(body, clock.clf(time), severities.hint(body), "")
    attributes: dict[str, AttributeValue] = {"http.response.status_code": int(status)}
    what = read_request(request, attributes)
    if size != "-":
        attributes["http.response.body.size"] = int(size)
    return Parsed(f"{what} {status}", clock.clf(time), severities.from_status(int(status)), "", attributes)


def _number(level: str) -> int:
    return severities.from_word(level) or _LEVELS.get(level, severities.UNSPECIFIED)
