"""Rows of SQL whose columns are named before them: `INSERT INTO t (a, b) VALUES (1, 'x')`, and PostgreSQL's `Key (a, b)=(1, x)`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from crosscut.redaction.dumps import Field
from crosscut.redaction.matching import has

_LONGEST = 4_096  # bytes of a list of columns and of a row
_MOST_COLUMNS = 200
# In lower case. They begin with a literal, which `re` looks for quickly.
_INTO = rb"into\s+[^\s()]{1,200}\s*\(([^()]{1,4096})\)\s*(?:overriding \w+ value\s+)?values?\s*(?=\()"
_LISTS = tuple(
    (pattern.partition(rb"\s")[0].replace(b"\\", b""), re.compile(pattern))
    for pattern in (
        rb"insert\s+(?:ignore\s+)?" + _INTO,
        rb"replace\s+" + _INTO,
        rb"key\s\(([^()=]{1,1024})\)=(?=\()",
    )
)
# A value, from where one begins to its comma or the end of the row.
_CELL = re.compile(
    rb"\s*([bnBNeEuU]?(?:\\*\"(?:[^\"\\\x1e]|\\(?!\")[^\x1e])*\\*\"|\\*'(?:[^'\\\x1e]|''|\\[^\x1e])*'|[^,()'\"\x1e]*(?:\([^()\x1e]{0,200}\))?[^,()'\"\x1e]*))\s*([,)])"
)

# What stands in a block where there may be rows, in lower case.
ROWS = b"|".join(pattern.pattern for _, pattern in _LISTS)

# Columns of tables of people: there `name` is somebody's.
_OF_PEOPLE = (
    b"email",
    b"phone",
    b"password",
    b"address",
    b"birth",
    b"birthday",
    b"dob",
    b"ssn",
    b"gender",
    b"surname",
)
# And of addresses of the post, where a town stands beside a street.
_OF_PLACES = (
    b"street",
    b"zip",
    b"zip_code",
    b"zipcode",
    b"postal_code",
    b"postcode",
    b"address_line1",
    b"address1",
    b"plz",
)
_IN_PLACES = (b"city", b"town", b"state", b"province", b"locality", b"county", b"ort", b"stadt")
_ANOTHER = re.compile(rb"\s*,\s*(?=\()")


def fields(data: bytes, lowered: bytes) -> Iterator[Field]:
    """Yield the name of its column for each value, and where the value is."""
    for literal, pattern in _LISTS:
        if not has(literal, lowered):
            continue
        for match in pattern.finditer(lowered):
            names, at = _columns(match[1]), match.end()
            while data.startswith(b"(", at):
                at += 1
                for name in names:
                    cell = _CELL.match(data, at, at + _LONGEST)
                    if cell is None:
                        break
                    start, end = cell.span(1)
                    while start < end and data[start] in _QUOTES:
                        start += 1
                    while start < end and data[end - 1] in _QUOTES:
                        end -= 1
                    if start < end:
                        yield name, start, end
                    at = cell.end()
                    if data[at - 1] == _CLOSING:
                        break
                following = _ANOTHER.match(data, at) if data[at : at + 1] in _BEFORE_ANOTHER else None
                at = following.end() if following else len(data)


_BEFORE_ANOTHER = b", \t\r\n\x0b\x0c"
_QUOTES, _CLOSING = b"\\'\"", ord(")")


@lru_cache(maxsize=1_000)
def _columns(listed: bytes) -> list[bytes]:
    """Return what the columns of a list say of their values."""
    names = [re.sub(rb"[^\w.\-]", b"", name)[-64:] for name in listed.split(b",")][:_MOST_COLUMNS]
    if any(name.endswith(_OF_PEOPLE) for name in names):
        names = [b"full_name" if name == b"name" else name for name in names]
    if any(name.endswith(_OF_PLACES) for name in names):
        names = [b"street" if name.endswith(_IN_PLACES) else name for name in names]
    return names
