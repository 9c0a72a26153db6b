"""Tells where an object can be cut: lines that begin a record whatever record is open before them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from crosscut.formats.beginnings import begins as begins_any
from crosscut.formats.container import Container, is_postgresql_detail
from crosscut.formats.keyblocks import closes_key, is_key_material
from crosscut.formats.layout import Layout
from crosscut.formats.stacktraces import is_crash, is_java_exception, may_continue
from crosscut.formats.terminal import plain
from crosscut.formats.timestamps import begins_with_time

# A level at the start of a line begins a record also where the object's lines mostly begin with a time.
STARTS_ANEW = re.compile(r"\[?(?:TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR|FATAL|CRITICAL)\b")


def begins_record(line: str, before: str | None, layout: Layout, received: datetime) -> bool:
    """Whether a record begins with `line`, whatever stands before it; False also where that can't be told.

    `before` is the line just before, None for the object's first. The lines that are cut off here are parsed apart
    (`parse_records` with the same layout) to the same records.
    """
    if before is None:
        return True
    line, before = plain(line), plain(before)
    last: str | None
    written, last = line, before
    container = layout.format if isinstance(layout.format, Container) else None
    if container:
        last = None  # pieces of lines are joined, so that of what the program wrote before nothing is known
        wrapped, earlier = container.unwrap(line), container.unwrap(before)
        # What another stream wrote may stand between the pieces of one line.
        if wrapped and earlier and not earlier.whole:
            return False
        if wrapped and earlier and earlier.stream != wrapped.stream and not begins_any(wrapped.text):
            return False
        written = wrapped.text if wrapped else line
        if wrapped and is_postgresql_detail(written):
            return False
    if is_key_material(written) or closes_key(written):
        return False
    if is_crash(written) or is_java_exception(written):  # whose record it is tells only the one above
        return False
    if written.startswith("{"):
        return True
    if any(other.parse(line, received) is not None for other in layout.others):
        return True
    begins: Callable[[str], bool] | None = getattr(layout.format, "begins", None)
    if begins and begins(written):
        return True
    formats = (layout.format, *layout.others)
    rules = [rule for format_ in formats if (rule := getattr(format_, "continues", None))]
    if any(rule(written) for rule in rules):
        return False
    if rules and layout.format.parse(line, received) is not None:
        return True
    if may_continue(written, last):
        return False
    return not layout.stamped or begins_with_time(line, received) or STARTS_ANEW.match(line) is not None
