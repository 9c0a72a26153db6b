"""Any text: a timestamp and a level wherever they stand. The format of last resort, which takes every line."""

from __future__ import annotations

import re
from datetime import datetime

from crosscut.formats import severities
from crosscut.formats.parsed import NOTHING, Parsed
from crosscut.formats.timestamps import find_timestamp

_BETWEEN = " \t-|:])>"
_HEAD = 60  # characters before a timestamp that may be a level, a host or a thread


class Generic:
    """Application logs such as Python's, log4j's, Apache's error log, klog, Go's."""

    name = "generic"

    def parse(self, line: str, received: datetime) -> Parsed:
        """Return the fields that could be found; never None."""
        found = find_timestamp(line, received)
        if found is None:
            number, text, end = severities.find_level(line, 0)
            body = line[end:].lstrip(_BETWEEN) if text and end < 20 else line
            return Parsed(body or line, None, number or severities.hint(line), text)
        if found.kind == "klog":
            letter = line[found.start]
            return Parsed(_after_klog(line, found.end), found.nanos, severities.from_letter(letter), letter)
        if found.kind == "epoch" and (audit := _AUDIT.match(line)):
            body = f"{audit['type']}{line[audit.end() :]}"
            return Parsed(body, found.nanos, severities.hint(body), "")
        if found.kind == "monthday" and (android := _ANDROID.match(line, found.end)):
            letter = android["letter"]
            return Parsed(line[android.end() :], found.nanos, severities.from_letter(letter), letter)
        number, text, end = severities.find_level(line, found.end)
        if not text and found.start:
            number, text, _ = severities.find_level(line[: min(found.start, _HEAD)], 0)
        if not text or end - found.end > _HEAD:  # far behind: part of the message
            end = found.end
        body = line[end:].lstrip(_BETWEEN) or line
        return Parsed(body, found.nanos, number or severities.hint(body), text, NOTHING)


# The kernel's audit: `type=SYSCALL msg=audit(1763373600.123:45): `, in which 45 is the event's number.
_AUDIT = re.compile(r"(?P<type>type=[\w\[\]]+ )msg=audit\([\d.:]+\): ")
# logcat's threadtime (process, thread, letter) and time (letter, tag, process) formats
_ANDROID = re.compile(r"(?:\s+\d+\s+\d+)? (?P<letter>[VDIWEF])(?: (?=\S)|/(?=[\w.]+\s*\())")
_KLOG_REST = re.compile(r"\s+\d+ (?P<place>[\w.\-/]+:\d+)\] ?")


def _after_klog(line: str, end: int) -> str:
    rest = _KLOG_REST.match(line, end)
    return line[rest.end() :] if rest else line[end:].lstrip()
