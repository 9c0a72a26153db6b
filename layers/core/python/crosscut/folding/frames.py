"""The frames of a stack trace in which it failed: functions by name, without files' folders, lines and addresses."""

from __future__ import annotations

import re

MAX_FRAMES = 2
MARK = "↳"  # before a frame in a template; what stands behind it never becomes a variable
_MAX_CHARACTERS = 32_000
# "at com.example.Orders.find(Orders.java:7)", "at find (/app/orders.js:7:3)", "at Shop.Orders.Find(Int32 id) in …"
_AT = re.compile(
    r"^[ \t]*at (?:async )?+(?:[\w.@\-]+//?)?(?P<name>[A-Za-z_$<][\w.$<>`]*)[ \[(]", re.MULTILINE
)
_PYTHON = re.compile(
    r'^[ \t]*File "(?:[^"\n]*[\\/])?(?P<file>[^"\n\\/]+?)(?:\.py)?", line \d+, in (?P<name>[\w<>]+)',
    re.MULTILINE,
)
_GO = re.compile(r"^(?:[\w.\-]+/)*(?P<name>[\w\-]+\.[\w.()*]+?)\([^\n]*\)\n\t", re.MULTILINE)
_CAUSED = "Caused by: "


def top_frames(trace: str) -> tuple[str, ...]:
    """Return at most two functions, the innermost first; of chained exceptions those of the cause."""
    trace = trace[-_MAX_CHARACTERS:]
    if 'File "' in trace:
        called = [f"{found['file']}.{found['name']}" for found in _PYTHON.finditer(trace)]
        return tuple(called[: -MAX_FRAMES - 1 : -1])
    begin = max(trace.rfind(_CAUSED), 0)
    names: list[str] = []
    for pattern in (_AT, _GO):
        for found in pattern.finditer(trace, begin):
            names.append(".".join(found["name"].split(".")[-2:]))
            if len(names) == MAX_FRAMES:
                break
        if names:
            break
    return tuple(names)
