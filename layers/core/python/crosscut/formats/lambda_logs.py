"""AWS Lambda's own lines and those of its Python, Node.js and .NET runtimes, as CloudWatch Logs holds and exports them.

https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-view.html
"""

from __future__ import annotations

import re
from datetime import datetime

from crosscut.formats import clock, severities
from crosscut.formats.documents import read_document, text
from crosscut.formats.parsed import Parsed
from crosscut.formats.stacktraces import exception_attributes
from crosscut.model import AttributeValue

_TIME = r"\d{4}-[01]\d-[0-3]\dT[012]\d:[0-5]\d:[0-5]\d\.\d{3,9}Z"
_ID = r"[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}"
_EXPORTED = re.compile(rf"({_TIME}) ", re.ASCII)
_PLATFORM = re.compile(
    rf"(?:(?:START|END|REPORT) RequestId: ({_ID})|(?:INIT_START|INIT_REPORT|RESTORE_START|RESTORE_REPORT) [A-Z]"
    r"|XRAY TraceId: |(?:EXTENSION|LOGS|TELEMETRY)\tName: )",
    re.ASCII,
)
_FAULT = re.compile(rf"RequestId: ({_ID}) ((?:Error|Process exited)\b.*)", re.ASCII | re.S)
_TIMED_OUT = re.compile(
    rf"(?:({_TIME}) )?({_ID}) (Task timed out after [\d.]{{1,12}} seconds.*)", re.ASCII | re.S
)
_PYTHON = re.compile(rf"\[([A-Z]{{4,8}})\]\t({_TIME})\t({_ID})?\t(.*)", re.ASCII | re.S)
_RAISED = re.compile(
    r"\[ERROR\] (?P<type>Runtime\.\w{1,80}|[A-Za-z_][\w.]{0,200}(?:Error|Exception|Exit|Interrupt)"
    r"|[A-Z]\w{0,200}(?=[^\r\n]*[\r\n]Traceback))(?:: (?P<message>[^\r\n]*))?(?:[\r\n]|$)"
)
_TABBED = re.compile(rf"({_TIME})\t({_ID}|undefined|)\t([A-Za-z]{{3,11}})\t(.*)", re.ASCII | re.S)
_METRIC = re.compile(
    r"\b(Billed Restore Duration|Restore Duration|Billed Duration|Init Duration|Duration|Memory Size|Max Memory Used): "
    r"(\d{1,12}(?:\.\d{1,6})?) (?:ms|MB)", re.ASCII,
)  # fmt: skip
_METRICS = {
    "Duration": "duration_ms", "Billed Duration": "billed_duration_ms", "Init Duration": "init_duration_ms",
    "Restore Duration": "restore_duration_ms", "Billed Restore Duration": "billed_restore_duration_ms",
    "Memory Size": "memory_size_mb", "Max Memory Used": "max_memory_used_mb",
}  # fmt: skip
PREFIX = "aws.lambda."
_WORD = re.compile(r"\b(Status|Error Type|Phase|Version|Runtime Version): ([\w.:$\-]{1,200})", re.ASCII)
_WORDS = {"Status": PREFIX + "status", "Error Type": "error.type", "Phase": PREFIX + "phase",
          "Version": "faas.version", "Runtime Version": PREFIX + "runtime_version"}  # fmt: skip
_HEADS = ("[ERROR] ", "INIT_", "RESTORE_", "XRAY ")
_BAD_STATUS = ("timeout", "error", "failure")


class LambdaLogs:
    """The START, END and REPORT of an invocation, and what the runtimes write in between."""

    name = "lambda"

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return the fields; REPORT's figures are attributes (milliseconds and megabytes, as in their names).

        A time-out, `Status: error` and an uncaught exception are errors, and a full memory a warning.
        """
        exported = _EXPORTED.match(line)
        rest = line[exported.end() :] if exported else line
        parsed = _parse(rest)
        if parsed is None and exported:
            return _timed_out(_TIMED_OUT.match(line))
        if parsed is not None and exported and parsed.time_unix_nano is None:
            return parsed._replace(time_unix_nano=clock.iso(exported[1]))
        return parsed


def _parse(line: str) -> Parsed | None:
    if not ("\t" in line or "RequestId: " in line or " Task timed" in line or line.startswith(_HEADS)):
        return None
    first = line[:1]
    if first == "[":
        python = _PYTHON.match(line)
        return _written(python[2], python[3], python[1], python[4]) if python else _raised(line)
    if first.isdigit():
        tabbed = _TABBED.match(line)
        if tabbed:
            return _written(tabbed[1], tabbed[2], tabbed[3], tabbed[4])
    platform = _PLATFORM.match(line)
    if platform:
        return _platform(line, platform[1])
    fault = _FAULT.match(line)
    if fault:
        return Parsed(_plain(fault[2]), None, severities.ERROR, "", {"faas.invocation_id": fault[1]})
    return _timed_out(_TIMED_OUT.match(line))


def _platform(line: str, invocation: str | None) -> Parsed:
    kind = line.split(" ", 1)[0].split("\t", 1)[0]
    attributes: dict[str, AttributeValue] = {"faas.invocation_id": invocation} if invocation else {}
    for name, value in _METRIC.findall(line):
        attributes[PREFIX + _METRICS[name]] = float(value) if "." in value else int(value)
    for name, value in _WORD.findall(line):
        attributes[_WORDS[name]] = value
    if kind.endswith("REPORT"):
        number, body = report(kind, attributes)
        return Parsed(body, None, number, "", attributes)
    body = line.replace(f" RequestId: {invocation}", "").replace("\t", " ").strip()
    return Parsed(body, None, severities.INFO, "", attributes)


def report(kind: str, attributes: dict[str, AttributeValue]) -> tuple[int, str]:
    """Return (severity, body) of an invocation's or an init's report, by its attributes."""
    figures = {name: attributes.get(PREFIX + name) for name in _METRICS.values()}
    duration = figures["duration_ms"] if figures["duration_ms"] is not None else figures["init_duration_ms"]
    parts = [kind]
    if duration is not None:
        parts.append(f"duration {duration} ms")
    used, size = figures["max_memory_used_mb"], figures["memory_size_mb"]
    if used is not None and size is not None:
        parts.append(f"memory {used} of {size} MB")
    status = str(attributes.get(PREFIX + "status", ""))
    if status:
        parts.append(f"status {status}")
    if "error.type" in attributes:
        parts.append(str(attributes["error.type"]))
    number = severities.INFO
    if isinstance(used, int) and isinstance(size, int) and used >= size > 0:
        parts.append("all of its memory was used")
        number = severities.WARN
    return (
        severities.ERROR if status in _BAD_STATUS else number
    ), f"{parts[0]} {', '.join(parts[1:])}".strip()


def _timed_out(match: re.Match[str] | None) -> Parsed | None:
    if not match:
        return None
    nanos = clock.iso(match[1]) if match[1] else None
    return Parsed(_plain(match[3]), nanos, severities.ERROR, "", {"faas.invocation_id": match[2]})


def _written(time: str, invocation: str | None, level: str, message: str) -> Parsed | None:
    """Return a line that a runtime's logger has written."""
    number = severities.from_word(level)
    if not number:
        return None
    attributes: dict[str, AttributeValue] = {}
    if invocation and invocation != "undefined":
        attributes["faas.invocation_id"] = invocation
    said, tab, tail = message.partition("\t")
    error = read_document(tail) if tab and "errorType" in tail else None
    if error is not None:  # Node.js: "Invoke Error", "Uncaught Exception", "Unhandled Promise Rejection"
        kind, why = text(error, "errorType"), text(error, "errorMessage")
        stack = error.get("stack")
        attributes |= {"exception.type": kind, "exception.message": why}
        if isinstance(stack, list):
            attributes["exception.stacktrace"] = "\n".join(str(frame) for frame in stack)
        return Parsed(f"{said.strip()}: {kind}: {why}", clock.iso(time), number, level, attributes)
    body = _plain(message)
    if "\n" in body:
        attributes |= exception_attributes(body.split("\n"))
    return Parsed(body, clock.iso(time), number, level, attributes)


def _raised(line: str) -> Parsed | None:
    """Return an exception that no one has caught, with the stack trace that Python's runtime puts into the line."""
    match = _RAISED.match(line)
    if not match:
        return None
    attributes: dict[str, AttributeValue] = {"exception.type": match["type"]}
    body = match["type"]
    if match["message"]:
        attributes["exception.message"] = match["message"]
        body = f"{body}: {match['message']}"
    trace = _plain(line[match.end() :])
    if trace:
        attributes["exception.stacktrace"] = trace
        body = f"{body}\n{trace}"
    return Parsed(body, None, severities.ERROR, "ERROR", attributes)


def _plain(message: str) -> str:
    # The runtimes write a carriage return for a newline, and no-break spaces for an indent, so that it is one event.
    return message.replace("\r", "\n").replace("\u00a0", " ").rstrip()
