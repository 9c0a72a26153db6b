"""Values bound to a statement of SQL and printed beside it, in the order of its placeholders: Django, SQLAlchemy, TypeORM, EF Core."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from crosscut.redaction.dumps import Field
from crosscut.redaction.found import found
from crosscut.redaction.matching import available, compile_matcher

_LONGEST = 4_096  # bytes between a statement and its values
_MOST = 100
# What stands before the values: args=('x', 4), Parameters: ["x"], [parameters: ('x',)], -- PARAMETERS: ["x"], params = {1: 'x'}.
_PARAMETERS = (
    rb"(?<![a-z])(?:args|param(?:eter)?s|bind(?:s|ings|ed)?(?: values| parameters)?|arguments|values|vars)(?:\\{0,8}\")?[ ]?(?:=>|[:=])[ ]?[\[({]"
    rb"|[ ](?<=[a-z?0-9)\"'] )\[\\{0,8}[\"'][^\[\]\r\n\x1e]{1,400}\\{0,8}[\"'](?:, ?[\w.]{1,40})?\](?![\s\S])"
)
# For a look at a block before all else, in lower case.
PARAMETERS = (
    rb"(?<![a-z])(?:args|params|parameters|bind(?:s|ings|ed)?(?: values| parameters)?|arguments|values|vars)(?:\\*+\")?[ ]?(?:=>|[:=])[ ]?[\[({]"
    rb"|[ ]\[\\*+[\"'][^\[\]\r\n\x1e]++\](?![\s\S])"
)
_STATEMENT = re.compile(
    rb"insert\s+into\s|update\s+[^\s]{1,100}\s+set\s|select\s[^;]{0,2000}?\swhere\s|delete\s+from\s|replace\s+into\s"
)
_WORD = rb"(?:insert|update|select|delete|replace)\s"  # with which each begins
_COLUMNS = re.compile(
    rb"into\s+[^\s()]{1,200}\s*\(([^()]{1,4096})\)\s*(?:overriding \w+ value\s+|output [^()]{1,200})?values?\s*\(([^()]{1,4096})\)"
)
_PLACEHOLDER = rb"%s|\?[0-9]{0,3}|\$[0-9]{1,3}|@p_?[0-9]{1,3}|:p?[0-9]{1,3}"
_SLOT = re.compile(_PLACEHOLDER)
_SLOT_OR_LITERAL = re.compile(
    _PLACEHOLDER
    + rb"|n?'[^'\x1e]{0,1000}'|(?<![\w.\"])-?[0-9][0-9.]{0,20}(?![\w\"])|\bnull\b|\btrue\b|\bfalse\b"
)
_NAME_BEFORE = re.compile(
    rb"([a-z_][\w]{0,60})[\\\"'`\]]{0,6}(?:::\w{1,20})?\)?\s*(?:=|<>|!=|[<>]=?|(?:not )?i?like|in \(|is)\s*(?:any ?\(|lower\(|upper\(|\(){0,2}\Z"
)
# One value: quoted, or a number, a call, nothing.
_VALUE = re.compile(
    rb"[\s,]{0,8}(?:[@$:]?p?_?[0-9]{1,3}\\{0,8}\"?[ ]?[:=][ ]?)?(?:[bun]?\\{0,8}\"([^\"\\\r\n\x1e]{0,1024})\\{0,8}\"|[bun]?'((?:[^'\\\r\n\x1e]|''){0,1024})'"
    rb"|([\w.+\-]{1,64}(?:\([^()\r\n\x1e]{0,100}\))?))(?: \((?i:nullable|size|dbtype)[^()]{0,80}\)){0,3}(?=[ ]?[,\])}])"
)


def fields(data: bytes, lowered: bytes) -> Iterator[Field]:
    """Yield the name of the column that it is bound to for each value, and where the value is."""
    words = [start for start, _ in compile_matcher(_WORD, available()).spans(lowered)]
    for start, end in found(_PARAMETERS, lowered, ((0,),)) if words else ():
        word = bisect_left(words, start - _LONGEST)
        if word == len(words) or words[word] >= end + _LONGEST:
            continue
        at = end if lowered[end - 1] in b"[({" else lowered.find(b"[", start) + 1
        before = lowered[max(0, start - _LONGEST) : start + 1].rpartition(b"\x1e")[2]
        behind = lowered[end : end + _LONGEST].partition(b"\x1e")[0]
        statement = _last_statement(before) or _last_statement(behind)
        if not statement:
            continue
        values = list(_values(data, at))
        for name, (begin, stop) in zip(_names(statement, len(values)), values, strict=False):
            if name and begin < stop:
                yield name, begin, stop


def _last_statement(text: bytes) -> bytes:
    starts = [match.start() for match in _STATEMENT.finditer(text)]
    return text[starts[-1] :] if starts else b""


def _names(statement: bytes, count: int) -> list[bytes]:
    """Return the columns in the order of their placeholders, or of all values where the statement shows these."""
    for slot in (_SLOT, _SLOT_OR_LITERAL):
        names = list(_slots(statement, slot))
        if names and len(names) >= count:
            return names
    return []


def _slots(statement: bytes, slot: re.Pattern[bytes]) -> Iterator[bytes]:
    at = 0
    if into := _COLUMNS.search(statement):
        columns = [re.sub(rb"[^\w]", b"", name) for name in into[1].split(b",")]
        for name, cell in zip(columns, into[2].split(b","), strict=False):
            if slot.search(cell):
                yield name
        at = into.end()
    for match in slot.finditer(statement, at):
        before = _NAME_BEFORE.search(statement[max(at, match.start() - 120) : match.start()])
        yield before[1] if before else b""


def _values(data: bytes, at: int) -> Iterator[tuple[int, int]]:
    for _ in range(_MOST):
        value = _VALUE.match(data, at)
        if value is None:
            return
        group = next(n for n in (1, 2, 3) if value.start(n) >= 0)
        yield value.span(group)
        at = value.end()
