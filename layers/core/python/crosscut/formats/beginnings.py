"""Knows a line that begins a record of some program: what stands above can't own it, though records may be long."""

from __future__ import annotations

import re

_BEGINS = re.compile(
    r"\{|<\d{1,3}>|\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d|\d{1,3}(?:\.\d{1,3}){3}[ :]"
    r"|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\[(?:[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d |\d\d/[A-Z][a-z]{2}/\d{4})"
    r"|[IWEF]\d{4} \d\d:\d\d|\[?(?:TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL|CRITICAL)\b[\]: |]",
    re.ASCII,
)


def begins(line: str) -> bool:
    """Whether the line begins as a record: with a time, a client's address, a level, a priority or JSON."""
    return _BEGINS.match(line) is not None
