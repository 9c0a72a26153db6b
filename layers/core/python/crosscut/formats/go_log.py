"""What Go programs write: the log package, logrus and zap on a terminal, gin's requests, panics.

https://pkg.go.dev/log#pkg-constants, https://github.com/sirupsen/logrus, https://pkg.go.dev/go.uber.org/zap,
https://github.com/gin-gonic/gin. What they write as logfmt or JSON is of those formats.
"""

from __future__ import annotations

import json
import re
from datetime import datetime

from crosscut.formats import clock, severities
from crosscut.formats.parsed import Parsed
from crosscut.model import AttributeValue

_STANDARD = re.compile(
    r"(?P<prefix>(?:\[[\w .\-]{1,40}\]|[A-Z][\w\-]{0,20}:) ?)?"
    r"(?P<time>\d{4}/\d\d/\d\d \d\d:\d\d:\d\d(?:\.\d{6})?) "
    r"(?!\[(?:debug|info|notice|warn|error|crit|alert|emerg)\] \d{1,18}#)"
    r"(?P<place>[\w./\-@]{1,200}\.go:\d{1,18}: )?(?P<body>.*)",
    re.ASCII | re.S,
)
_GIN = re.compile(
    r"\[GIN\] (\d{4}/\d\d/\d\d) - (\d\d:\d\d:\d\d) \|\s*(\d{3}) \|\s*"
    r"(\d{1,9}(?:\.\d{1,9})?)(ns|µs|us|ms|s)\s*\|\s*(\S+) \|\s*"
    r'([A-Z]+)\s+"([^"]*)"',
    re.ASCII,
)
_GIN_DEBUG = re.compile(r"\[GIN-debug\] (.*)", re.S)
_ZAP = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(?:Z|[+-]\d{4}))\t(DEBUG|INFO|WARN|ERROR|DPANIC|PANIC|FATAL)\t"
    r"(?:([\w.\-]+)\t)?(?:([\w./\-@]+\.go:\d{1,18})\t)?([^\t]*)(?:\t(\{.*\}))?",
    re.ASCII,
)
_LOGRUS = re.compile(
    r"(TRAC|DEBU|INFO|WARN|ERRO|FATA|PANI)\[(\d{4,}|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d))\] (.*)",
    re.ASCII | re.S,
)
_LOGRUS_PAIRS = re.compile(r'\s([A-Za-z_][\w.\-]*)=("(?:[^"\\]|\\.){0,2000}"|\S{1,2000})', re.ASCII)
_LOGRUS_LEVELS = {
    "TRAC": severities.TRACE, "DEBU": severities.DEBUG, "INFO": severities.INFO, "WARN": severities.WARN,
    "ERRO": severities.ERROR, "FATA": severities.FATAL, "PANI": severities.FATAL,
}  # fmt: skip
_PANIC = re.compile(r"(panic|fatal error): (.*)", re.S)
_CRASH = re.compile(r"SIG[A-Z]+: |goroutine \d{1,18} \[[^\]\n]{1,80}\]:|exit status \d{1,18}", re.ASCII)
_SERVING = re.compile(r"http: panic serving (\S+):(\d{1,18}): (.*)", re.ASCII | re.S)
_UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0}
_COLOUR = re.compile(r"\x1b\[[\d;]*m", re.ASCII)


class GoLog:
    """One message a line; panics with their goroutines are one record."""

    name = "go_log"

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return the fields; the log package has no levels, so that words in front of the message tell one."""
        if "\x1b[" in line:
            line = _COLOUR.sub("", line)
        match = _STANDARD.match(line)
        if match:
            return _standard(match)
        match = _GIN.match(line)
        if match:
            return _gin(match)
        return _zap(line) or _logrus(line) or _crash(line)


def _standard(match: re.Match[str]) -> Parsed:
    prefix, time, place, body = match.groups()
    attributes: dict[str, AttributeValue] = {}
    if place:
        name, _, number = place.rstrip(": ").rpartition(":")
        attributes["code.file.path"], attributes["code.line.number"] = name, int(number)
    level, text = 0, ""
    if prefix:
        text = prefix.strip(" []:")
        level = severities.from_word(text)
        if not level:
            attributes["prefix"], text = text, ""
    if not level:
        level, text = severities.of_message(body)
    serving = _SERVING.match(body)
    if serving:
        attributes["client.address"], attributes["client.port"] = serving[1].strip("[]"), int(serving[2])
        attributes["exception.type"], attributes["exception.message"] = "panic", serving[3]
        level = severities.ERROR
    return Parsed(body, clock.iso(time), level, text, attributes)


def _gin(match: re.Match[str]) -> Parsed:
    day, time, status_text, value, unit, client, method, target = match.groups()
    path, mark, query = target.partition("?")
    status = int(status_text)
    attributes: dict[str, AttributeValue] = {
        "http.request.method": method,
        "url.path": path,
        "http.response.status_code": status,
        "client.address": client,
        "http.server.request.duration": round(float(value) * _UNITS[unit], 9),
    }
    if mark and query:
        attributes["url.query"] = query
    number = severities.from_status(status)
    return Parsed(f"{method} {path} {status_text}", clock.iso(f"{day} {time}"), number, "", attributes)


def _zap(line: str) -> Parsed | None:
    match = _ZAP.match(line)
    if not match:
        return None
    time, level, logger, place, body, fields = match.groups()
    attributes: dict[str, AttributeValue] = {"otel.scope.name": logger} if logger else {}
    if place:
        name, _, number = place.rpartition(":")
        attributes["code.file.path"], attributes["code.line.number"] = name, int(number)
    try:
        document = json.loads(fields) if fields else {}
    except (ValueError, RecursionError):
        document = {}
    attributes |= {k: v for k, v in document.items() if isinstance(v, str | int | float | bool)}
    if "error" in attributes:
        attributes["exception.message"] = attributes.pop("error")
    return Parsed(body, clock.iso(time), severities.from_word(level), level, attributes)


def _logrus(line: str) -> Parsed | None:
    match = _LOGRUS.match(line)
    if not match:
        return None
    level, when, rest = match.groups()
    attributes: dict[str, AttributeValue] = {}
    first = _LOGRUS_PAIRS.search(rest)
    body = rest
    if first:
        body = rest[: first.start()].rstrip()
        attributes = {m[1]: m[2].strip('"') for m in _LOGRUS_PAIRS.finditer(rest, first.start())}
    nanos = clock.iso(when) if "T" in when and len(when) >= 19 else None  # else seconds since the start
    return Parsed(body, nanos, _LOGRUS_LEVELS[level], level, attributes)


def _crash(line: str) -> Parsed | None:
    match = _PANIC.match(line)
    if match:
        message = match[2].partition("\n")[0]
        attributes: dict[str, AttributeValue] = {"exception.type": "panic", "exception.message": message}
        return Parsed(line, None, severities.FATAL, match[1], attributes)
    if _CRASH.match(line):
        return Parsed(line, None, severities.FATAL, "")
    debug = _GIN_DEBUG.match(line)
    if debug:
        number, text = severities.of_message(debug[1])
        return Parsed(debug[1], None, number or severities.DEBUG, text)
    return None
