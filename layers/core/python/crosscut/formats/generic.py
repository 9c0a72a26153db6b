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
            body = _joined(_before_level(line, 0, end, text), line[end:]) if text and end < 20 else line
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
        head = line[: found.start]
        if text and end - found.end <= _HEAD:
            body = _joined(head, _before_level(line, found.end, end, text), line[end:])
        elif not line[found.end :].strip(_BETWEEN):
            number, text, _ = severities.find_level(head[:_HEAD], 0)
            body = line
        elif text:  # far behind: part of the message
            body = _joined(head, line[found.end :])
        else:
            shown = head[:_HEAD]
            number, text, end = severities.find_level(shown, 0)
            before = _before_level(shown, 0, end, text) if text else ""
            body = _joined(before, head[end:], line[found.end :])
        body = body or line
        return Parsed(body, found.nanos, number or severities.hint(body), text, NOTHING)


# What stands before a message and says nothing of it: brackets with a thread or a host, numbers, separators.
_NOISE = re.compile(
    r"(?:[\s\-|:,;.>/*]|\[[^\]\n]{0,80}\]|\([^)\n]{0,80}\)|<[^>\n]{0,40}>|\d{1,20}(?![\w.])|[\[(<\])])*$"
)
_LEVEL_OPENING = re.compile(r"(?:\b(?:level|lvl|severity)=\"?|\[(?:\w+:)?|[(<])$")
_OPENING = '[(<=":'


def _before_level(line: str, start: int, end: int, text: str) -> str:
    """Return what stands between `start` and the level word that ends at `end`, without what opens it."""
    before = line[start : max(line.rfind(text, start, end), start)]
    return _LEVEL_OPENING.sub("", before) if before[-1:] in _OPENING else before


def _joined(*parts: str) -> str:
    """Return the message: the last part with the words of those before it, none of which is lost."""
    said = [
        words for part in parts[:-1] if part and (words := part.strip(" \t-|:")) and not _NOISE.match(part)
    ]
    return " ".join((*said, parts[-1].lstrip(_BETWEEN))) if said else parts[-1].lstrip(_BETWEEN)


# The kernel's audit: `type=SYSCALL msg=audit(1763373600.123:45): `, in which 45 is the event's number.
_AUDIT = re.compile(r"(?P<type>type=[\w\[\]]+ )msg=audit\([\d.:]+\): ")
# logcat's threadtime (process, thread, letter) and time (letter, tag, process) formats
_ANDROID = re.compile(r"(?:\s+\d+\s+\d+)? (?P<letter>[VDIWEF])(?: (?=\S)|/(?=[\w.]+\s*\())")
_KLOG_REST = re.compile(r"\s+\d+ (?P<place>[\w.\-/]+:\d+)\] ?")


def _after_klog(line: str, end: int) -> str:
    rest = _KLOG_REST.match(line, end)
    return line[rest.end() :] if rest else line[end:].lstrip()
