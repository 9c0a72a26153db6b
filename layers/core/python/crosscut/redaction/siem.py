"""Events for collectors, of CEF and LEEF: text without the backslashes that their values have, custom fields, users.

https://www.microfocus.com/documentation/arcsight, "Implementing ArcSight Common Event Format", and IBM's guide to LEEF:
in a value a backslash stands before `=`, in a header before `|`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from crosscut.redaction.found import found
from crosscut.redaction.matching import available, compile_matcher

ESCAPED = rb"\\="
# Also a quote of SQL, which is doubled, and what was put before a sign that is written in more bytes than it has (signs.py).
_SIGN = re.compile(rb"\\+(?=[=|])|'(?=')|\x00+")
_LONGEST = 512  # bytes of a value


class Line(NamedTuple):
    """A value without its backslashes, or a line that has no fields, and where it begins in the text."""

    start: int
    text: bytes
    raw: bytes


def lines(data: bytes) -> Iterator[Line]:
    """Yield the values in which a sign is escaped."""
    begins, ends = _names(data)
    done = 0
    while (at := data.find(b"\\=", done)) >= 0:
        start, done = _line(data, at, done)
        first, last = bisect_left(begins, start), bisect_left(begins, done)
        for begin, end in zip([start, *ends[first:last]], [*begins[first:last], done], strict=True):
            if data.find(b"\\=", begin, end) >= 0:
                raw = data[begin:end]
                yield Line(begin, unescaped(raw), raw)


def unescaped(raw: bytes) -> bytes:
    """Return a value as it was before it was escaped."""
    return _SIGN.sub(b"", raw)


class _Removed(NamedTuple):
    places: Sequence[int]  # in what is read, before which something was removed
    sums: Sequence[int]  # of what was removed up to each


@lru_cache(maxsize=16)
def _removed(raw: bytes) -> _Removed:
    spans = [match.span() for match in _SIGN.finditer(raw)]
    sums = list(accumulate((end - start for start, end in spans), initial=0))
    return _Removed([end - total for (_, end), total in zip(spans, sums[1:], strict=True)], sums)


def place(raw: bytes, start: int, end: int) -> tuple[int, int]:
    """Return where in a line, as it is written, that stands which stands there in what is read."""
    places, sums = _removed(raw)
    return start + sums[bisect_right(places, start)], end + sums[bisect_left(places, end)]


_FIELD = rb"(?:(?<![^ \t|^\n])|(?<=\\[nt]))([A-Za-z][\w.\-]{0,63})="


def _names(data: bytes) -> tuple[list[int], list[int]]:
    """Return where names of fields begin, and where their values do."""
    begins: list[int] = []
    ends: list[int] = []
    for begin, end in found(_FIELD, data, ((0,),)):
        begins.append(begin)
        ends.append(end)
    return begins, ends


def _line(data: bytes, at: int, done: int) -> tuple[int, int]:
    """Return where the line begins and ends in which this is, or the rest of it where a part is done."""
    end = data.find(b"\n", at)
    return max(done, data.rfind(b"\n", done, at) + 1), len(data) if end < 0 else end


# In lower case. Of a user's id only what is no number, which may be a system's.
_USERS = frozenset((
    b"suser", b"duser", b"sourceusername", b"destinationusername", b"usrname", b"srcuser", b"dstuser", b"sourceuser", b"destinationuser", b"unauthuser", b"xauthuser",
))  # fmt: skip
_IDS = frozenset((b"suid", b"duid", b"sourceuserid", b"destinationuserid"))
_OF_USERS = rb"[sd]user=|[sd]uid=|[en]User(?:Name|Id)?=|usrName=|(?:src|dst|auth)user="
FIELDS = _OF_USERS + rb"|[1-9]Label="


def fields(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield the users and the custom fields, with where their values are: up to where the next field begins.

    A custom field has its name in another one: `cs1=... cs1Label=User`.
    """
    has_one, done = compile_matcher(FIELDS, available()).place, 0
    if has_one(data, 0) < 0:
        return
    begins, ends = _names(data)
    while (at := has_one(data, done)) >= 0:
        start, done = _line(data, at, done)
        first, last = bisect_left(begins, start), bisect_left(begins, done)
        names = [
            data[begin : end - 1] for begin, end in zip(begins[first:last], ends[first:last], strict=True)
        ]
        values: dict[bytes, tuple[int, int]] = {}
        following = [*begins[first + 1 : last], done]
        for name, begin, end in zip(names, ends[first:last], following, strict=False):
            values[name] = _trimmed(data, begin, end)
        for name, (begin, end) in values.items():
            if not _PLAIN.fullmatch(data, begin, end):
                continue
            lowered = name.lower()
            if lowered in _USERS or (lowered in _IDS and not data[begin:end].isdigit()):
                domain = data.rfind(b"\\", begin, end) + 1
                yield b"user", max(begin, domain), end
            elif (
                name.endswith(b"Label")
                and (value := values.get(name[:-5]))
                and _PLAIN.fullmatch(data, *value)
            ):
                yield re.sub(rb"[^\w.\-]+", b"_", data[begin:end]), *value


# Neither what was redacted and what was left beside it, nor another notation in which such a field stands.
_PLAIN = re.compile(rb"[^\"<>{}\[\]()=&;\x00-\x1f]{1,512}+")
_AROUND = b" \t|^\r\"'}"


def _trimmed(data: bytes, begin: int, end: int) -> tuple[int, int]:
    end = min(end, begin + _LONGEST)
    value = data[begin:end]
    return end - len(value.lstrip(_AROUND)), begin + len(value.rstrip(_AROUND))
