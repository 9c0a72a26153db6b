"""Values bound to a statement of SQL and printed beside it, in the order of its placeholders: Django, SQLAlchemy, TypeORM, EF Core."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache

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
_MOST_BEFORE_WHERE = 2_000  # bytes
_STATEMENT = re.compile(
    rb"insert\s+into\s|update\s+[^\s]{1,100}\s+set\s|select\s[^;]{0,%d}?\swhere\s|delete\s+from\s|replace\s+into\s"
    % _MOST_BEFORE_WHERE
)
_WHERE = rb"\swhere(?=\s)"
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
    statements = _Statements(lowered)
    for start, end in found(_PARAMETERS, lowered, ((0,),)) if statements else ():
        least, most = max(0, start - _LONGEST), min(len(lowered), end + _LONGEST)
        statement = statements.last(max(least, lowered.rfind(b"\x1e", least, start) + 1), start + 1)
        if not statement:
            behind = lowered.find(b"\x1e", end, most)
            statement = statements.last(end, most if behind < 0 else behind)
        if not statement:
            continue
        at = end if lowered[end - 1] in b"[({" else lowered.find(b"[", start) + 1
        values = list(_values(data, at))
        for name, (begin, stop) in zip(_names(statement, len(values)), values, strict=False):
            if name and begin < stop:
                yield name, begin, stop


class _Statements:
    """The statements of a block, found once: each may have many values near it."""

    def __init__(self, lowered: bytes) -> None:
        self._text = lowered
        self._starts: list[int] = []
        self._ends: list[int] = []  # of what shows that it is one
        self._reach: list[int] = []  # the furthest end so far
        words = compile_matcher(_WORD, available()).spans(lowered)
        wheres = [start for start, _ in compile_matcher(_WHERE, available()).spans(lowered)] if words else []
        for start, end in words:
            stop = self._end(start, end, wheres)
            if stop and lowered.find(b"\x1e", start, stop) < 0:
                self._starts.append(start)
                self._ends.append(stop)
                self._reach.append(max(stop, self._reach[-1] if self._reach else 0))

    def __bool__(self) -> bool:
        return bool(self._starts)

    def _end(self, start: int, end: int, wheres: list[int]) -> int:
        if not self._text.startswith(b"select", start):
            match = _STATEMENT.match(self._text, start)
            return match.end() if match else 0
        number = bisect_left(wheres, end)
        where = wheres[number] if number < len(wheres) else len(self._text)
        if where - end > _MOST_BEFORE_WHERE or self._text.find(b";", end, where) >= 0:
            return 0
        return where + len(b" where ")

    def last(self, first: int, end: int) -> bytes:
        """Return the last statement between two places, with all behind it, or nothing."""
        n = bisect_left(self._starts, end) - 1
        while n >= 0 and self._starts[n] >= first and self._ends[n] > end:
            n -= 1
        if n < 0 or self._starts[n] < first:
            return b""
        start = self._starts[n]
        if n and self._reach[n - 1] > start:  # it may be a part of another one
            starts = [match.start() for match in _STATEMENT.finditer(self._text, first, end)]
            start = starts[-1] if starts else end
        return self._text[start:end]


@lru_cache(maxsize=100)  # a program has the same ones again and again
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
        yield value.span(value.lastindex or 0)
        at = value.end()
