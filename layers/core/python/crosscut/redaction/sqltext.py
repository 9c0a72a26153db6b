"""Strings of SQL in which quotes are doubled: what they hold, with quotes as it had them.

`VALUES ('{''password'': ''x''}')`, as PostgreSQL and others log a statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from crosscut.redaction.siem import Line, unescaped

DOUBLED = rb"''[A-Za-z0-9_]"
_HAS_ONE = re.compile(DOUBLED)
_BEGIN = re.compile(rb"(?<=[(,= \t])[eEnN]?'(?!')|(?<=[(,=])'''")
_REST = re.compile(rb"(?:[^'\r\n\x1e]++|'')*+")


def lines(data: bytes) -> Iterator[Line]:
    """Yield the strings that have a doubled quote, each once and in order; one that is cut off goes to the end of its line."""
    done = 0
    while one := _HAS_ONE.search(data, done):
        start = max(done, data.rfind(b"\n", done, one.start()) + 1)
        begin = _BEGIN.search(data, start, one.start() + 2)
        if begin is None:
            done = one.end()
            continue
        at = begin.end() - 2 if begin[0] == b"'''" else begin.end()
        rest = _REST.match(data, at)
        done = rest.end() if rest else at
        raw = data[at:done]
        if b"''" in raw:
            yield Line(at, unescaped(raw), raw)
