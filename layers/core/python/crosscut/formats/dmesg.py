"""The kernel's ring buffer as dmesg prints it: with seconds since the boot, with times, or decoded.

https://man7.org/linux/man-pages/man1/dmesg.1.html
"""

from __future__ import annotations

import re
from datetime import datetime

from crosscut.formats import clock, severities
from crosscut.formats.parsed import Parsed
from crosscut.formats.timestamps import parse_timestamp
from crosscut.model import AttributeValue

_LINE = re.compile(
    r"(?:<(\d{1,3})>)?(?:(kern|user|daemon|auth|syslog|local\d) *:(emerg|alert|crit|err|warn|notice|info|debug) *: )?"
    r"\[ *(?:(\d{1,9}\.\d{6})|([A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}))\]"
    r"(?:\[ *([TC]\d{1,18})\])? (?!\[(?:[\w\-]*:)?(?:emerg|alert|crit|error|warn|notice|info|debug)\] )(.*)",
    re.ASCII | re.S,
)
_ISO = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d,\d{6}[+-]\d\d:\d\d) (.*)", re.ASCII | re.S)
_KILLED = re.compile(
    r"(?:Out of memory|Memory cgroup out of memory): Killed process (\d{1,18}) \(([^)]{1,40})\)", re.ASCII
)
_INVOKED = re.compile(r"(\S{1,40}) invoked oom-killer:")
_SEGFAULT = re.compile(r"(\S{1,40})\[(\d{1,18})\]: segfault at |traps: (\S{1,40})\[(\d{1,18})\] ", re.ASCII)
_HUNG = re.compile(r"INFO: task (\S{1,40}?):(\d{1,18}) blocked for more than ", re.ASCII)
# The kernel prints no level here; these are the words that it has for what is broken.
_FATAL = re.compile(
    r"Kernel panic - not syncing|Oops[: ]|BUG: |kernel BUG at |watchdog: BUG: |general protection fault"
)
_ERROR = re.compile(
    r"(?:Out of memory|Memory cgroup out of memory): Kill|\binvoked oom-killer:|: segfault at |Buffer I/O error"
    r"|I/O error,|EXT4-fs error|XFS \([^)]*\): (?:Corruption|metadata I/O error)|Remounting filesystem read-only"
    r"|INFO: task \S+ blocked"
    r"|rcu: INFO: \S+ (?:self-)?detected stalls?|Hardware Error|Machine check|nf_conntrack: table full|device offlined"
)


class Dmesg:
    """One message of the kernel a line."""

    name = "dmesg"

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return the message; seconds since the boot are no time, they are kept as `uptime_seconds`."""
        match = _LINE.match(line)
        if not match:
            return _iso(line, received)
        priority, _, level, uptime, date, _, body = match.groups()
        attributes = describe(body)
        if uptime:
            attributes["uptime_seconds"] = float(uptime)
        nanos = clock.ctime(date) if date else None
        if level:
            return Parsed(body, nanos, max(severities.from_word(level), severity(body)), level, attributes)
        if priority:
            number = severities.SYSLOG[int(priority) & 7]
            return Parsed(body, nanos, max(number, severity(body)), "", attributes)
        return Parsed(body, nanos, severity(body) or severities.hint(body), "", attributes)


def _iso(line: str, received: datetime) -> Parsed | None:
    match = _ISO.match(line)
    if not match:
        return None
    number = severity(match[2]) or severities.hint(match[2])
    return Parsed(match[2], parse_timestamp(match[1], received), number, "", describe(match[2]))


def severity(body: str) -> int:
    """Return the severity of what the kernel says is broken, 0 for all else."""
    return severities.FATAL if _FATAL.match(body) else severities.ERROR if _ERROR.search(body, 0, 300) else 0


def describe(body: str) -> dict[str, AttributeValue]:
    """Return the process that a message of the kernel is about: killed for memory, crashed, or hung."""
    match = _KILLED.match(body)
    if match:
        return {"process.pid": int(match[1]), "process.executable.name": match[2], "reason": "out of memory"}
    match = _INVOKED.match(body)
    if match:
        return {"process.executable.name": match[1], "reason": "out of memory"}
    match = _SEGFAULT.match(body)
    if match:
        name, pid = match.group(1, 2) if match[1] else match.group(3, 4)
        return {"process.pid": int(pid), "process.executable.name": name}
    match = _HUNG.match(body)
    if match:
        return {"process.pid": int(match[2]), "process.executable.name": match[1]}
    return {}
