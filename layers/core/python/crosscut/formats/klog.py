"""klog, in which Kubernetes' own components log: a header, then a text or a quoted message with pairs.

https://github.com/kubernetes/community/blob/master/contributors/devel/sig-instrumentation/logging.md
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

from crosscut.formats import clock, severities
from crosscut.formats.parsed import Parsed
from crosscut.model import AttributeValue

_LINE = re.compile(
    r"([IWEF])([01]\d[0-3]\d [012]\d:[0-5]\d:[0-5]\d)\.(\d{6}) {1,7}(\d{1,18}) ([^\s:\]]{1,200}):(\d{1,9})\] ?(.*)",
    re.ASCII | re.S,
)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"(?= |$)', re.S)
# A value of several lines is `=<`, its lines behind tabs, and ` >`.
_PAIR = re.compile(r'([A-Za-z][\w./\-]{0,100})=(?:"((?:[^"\\]|\\.)*)"|<\n((?:\t[^\n]*\n)*) >|(\S*))')
_NAMES = {
    "err": "exception.message", "node": "k8s.node.name", "nodeName": "k8s.node.name", "namespace": "k8s.namespace.name",
    "containerName": "k8s.container.name", "podUID": "k8s.pod.uid", "podUIDs": "k8s.pod.uid",
    "statusCode": "http.response.status_code", "verb": "http.request.method", "URI": "url.path",
}  # fmt: skip
_TOLD = ("reason", "exception.message", "error", "message", "msg")  # pairs that say in words what happened
_OBJECTS = {"pod": "k8s.pod.name", "Pod": "k8s.pod.name", "deployment": "k8s.deployment.name",
            "job": "k8s.job.name", "replicaSet": "k8s.replicaset.name"}  # fmt: skip
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ESCAPE = re.compile(r'\\(["\\nt])')
_ESCAPED = {"n": "\n", "t": "\t"}


class Klog:
    """One message, of severity I, W, E or F."""

    name = "klog"

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return the message; a structured one's pairs are attributes; what they say in words follows it."""
        match = _LINE.match(line)
        if not match:
            return None
        letter, second, micros, pid, file, number, rest = match.groups()
        attributes: dict[str, AttributeValue] = {
            "process.pid": int(pid),
            "code.file.path": file,
            "code.line.number": int(number),
        }
        body = _read_structured(rest, attributes) if rest[:1] == '"' else rest
        nanos = _nanos(second, received)
        if nanos is not None:
            nanos += int(micros) * 1_000
        level = severities.from_letter(letter)
        if letter == "I" and attributes.get("type") == "Warning":  # an event that the controller has seen
            level = severities.WARN
        return Parsed(body, nanos, level, letter, attributes)

    def parse_record(self, lines: list[str], received: datetime) -> Parsed | None:
        """Return the message with a value of several lines; what else follows, such as goroutines, is in the body."""
        return self.parse("\n".join(lines), received)


@lru_cache(maxsize=4096)
def _nanos(second: str, received: datetime) -> int | None:
    """Return the nanoseconds of `1117 10:00:00`, which has no year."""
    month = int(second[:2])
    return clock.of_day(f"{_MONTHS[month - 1]} {second[2:]}", received) if 1 <= month <= 12 else None


def _read_structured(rest: str, attributes: dict[str, AttributeValue]) -> str:
    quoted = _QUOTED.match(rest)
    if not quoted:
        return rest
    message = _unescaped(quoted[1])
    end = -1 if "=<\n" in rest else rest.find("\n", quoted.end())
    for key, text, lines, bare in _PAIR.findall(rest, quoted.end(), len(rest) if end < 0 else end):
        value = _unescaped(text) if text else lines.replace("\t", "").rstrip("\n") or bare
        if key in _OBJECTS:
            namespace, _, name = value.rpartition("/")
            attributes[_OBJECTS[key]] = name
            if namespace:
                attributes["k8s.namespace.name"] = namespace
        else:
            attributes[_NAMES.get(key, key)] = value
    told = message
    for key in _TOLD:
        words = attributes.get(key)
        if words and str(words) not in told:
            told = f"{told}: {words}"
    return told if end < 0 else told + rest[end:]


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda m: _ESCAPED.get(m[1], m[1]), text) if "\\" in text else text
