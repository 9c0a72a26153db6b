"""Finds a timestamp in text and turns it into nanoseconds since the epoch, UTC.

A time without a zone is taken as UTC. A time without a year (RFC 3164, klog) gets the year that puts it
closest before the time at which the object was received.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

SEARCH_WITHIN = 120  # characters from the start of a line in which a timestamp may begin
_MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS = {month: number for number, month in enumerate(_MONTH_NAMES, 1)}
_MONTH = "(?:" + "|".join(_MONTHS) + ")"

_TIMESTAMP = re.compile(
    r"(?<![\w.])(?:"
    r"(?P<iso>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z\b|UTC\b|[+-]\d\d:?\d\d\b))?)"
    r"|(?P<slashes>\d{4}/\d\d/\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?)"
    rf"|(?P<clf>\d\d/{_MONTH}/\d{{4}}:\d\d:\d\d:\d\d(?: [+-]\d{{4}})?)"
    rf"|(?P<ctime>(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) )?{_MONTH} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{{1,9}})?(?: \d{{4}}\b)?)"
    r"|(?P<dotted>\d{4}-\d\d-\d\d-\d\d\.\d\d\.\d\d\.\d{6})"
    r"|(?P<compact>\d{6} \d{6}\b)"
    r"|(?P<short>\d\d/\d\d/\d\d \d\d:\d\d:\d\d)"
    r"|(?P<klog>[IWEF]\d{4} \d\d:\d\d:\d\d\.\d{6})"
    r"|(?P<monthday>\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\b)"
    r"|(?P<epoch>1\d{9}(?:\d{3}|\.\d{1,9}|\d{6}|\d{9})?(?![\w.]))"
    r")"
)


class FoundTime(NamedTuple):
    """A timestamp and where it stands in the line."""

    nanos: int
    start: int
    end: int
    kind: str


def find_timestamp(line: str, received: datetime) -> FoundTime | None:
    """Return the first timestamp that begins within the first 120 characters, or None."""
    match = _TIMESTAMP.search(line, 0, SEARCH_WITHIN + 40)
    while match:
        kind = match.lastgroup or ""
        nanos = _nanos_of(match[0], kind, received)
        if nanos is not None and match.start() <= SEARCH_WITHIN:
            return FoundTime(nanos, match.start(), match.end(), kind)
        match = _TIMESTAMP.search(line, match.end(), SEARCH_WITHIN + 40)
    return None


def parse_timestamp(value: object, received: datetime) -> int | None:
    """Turn a JSON field into nanoseconds: ISO 8601 and the other forms above, or an epoch in s, ms, µs or ns."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _epoch_nanos(value)
    if not isinstance(value, str):
        return None
    try:
        return _iso_nanos(value)
    except ValueError:
        found = find_timestamp(value, received)
        return found.nanos if found and found.start == 0 else None


def _nanos_of(text: str, kind: str, received: datetime) -> int | None:
    try:
        if kind == "iso":
            return _iso_nanos(text)
        if kind == "epoch":
            return _epoch_nanos(float(text) if "." in text else int(text))
        return _seconds_of(text, kind, received.year, received.timestamp()) if kind else None
    except ValueError:
        return None


def _iso_nanos(text: str) -> int:
    second, rest = text[:19], text[19:]
    if rest[:1] in (".", ","):
        digits = len(rest) - len(rest[1:].lstrip("0123456789")) - 1
        fraction = int(rest[1 : 1 + digits].ljust(9, "0")[:9]) if digits else 0
        return _iso_second(second, rest[1 + digits :]) * 1_000_000_000 + fraction
    return _iso_second(second, rest) * 1_000_000_000


@lru_cache(maxsize=4096)
def _iso_second(text: str, zone: str) -> int:
    zone = zone.strip()
    moment = datetime.fromisoformat(text + ("" if zone in ("UTC", "Z", "z") else zone))
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def _epoch_nanos(value: float) -> int | None:
    # The unit is told by the size: seconds are 10 digits from 2001 to 2286.
    for limit, factor in ((1e9, 0), (1e11, 1_000_000_000), (1e14, 1_000_000), (1e17, 1_000), (1e20, 1)):
        if value < limit:
            return int(value * factor) if factor else None
    return None


@lru_cache(maxsize=4096)
def _seconds_of(text: str, kind: str, year: int, received: float) -> int | None:
    parts = [int(p) for p in re.findall(r"\d+", text)]
    fraction = 0
    if kind == "slashes":
        y, mo, d, h, mi, s = parts[:6]
        fraction = _fraction(text)
    elif kind == "clf":
        d, y, h, mi, s = parts[:5]
        mo = _MONTHS[text[3:6]]
        zone = text[21:]
        offset = timedelta(hours=int(zone[:3]), minutes=int(zone[0] + zone[3:])) if zone else timedelta()
        return _nanos(datetime(y, mo, d, h, mi, s, tzinfo=UTC) - offset)
    elif kind == "ctime":
        words = text.split()
        mo = next(_MONTHS[w] for w in words if w in _MONTHS)
        d, h, mi, s = parts[:4]
        if len(words[-1]) == 4 and words[-1].isdigit():
            return _nanos(datetime(int(words[-1]), mo, d, h, mi, s, tzinfo=UTC))
        return _without_year(mo, d, h, mi, s, _fraction(text), year, received)
    elif kind == "dotted":
        y, mo, d, h, mi, s = parts[:6]
        fraction = parts[6] * 1000
    elif kind == "compact":  # HDFS: yymmdd hhmmss
        y, mo, d = 2000 + int(text[:2]), int(text[2:4]), int(text[4:6])
        h, mi, s = int(text[7:9]), int(text[9:11]), int(text[11:13])
    elif kind == "short":  # Spark: yy/mm/dd
        y, mo, d, h, mi, s = 2000 + parts[0], *parts[1:6]
    elif kind == "klog":
        h, mi, s = (int(p) for p in text[6:14].split(":"))
        return _without_year(int(text[1:3]), int(text[3:5]), h, mi, s, _fraction(text), year, received)
    else:  # monthday: Android
        mo, d, h, mi, s = parts[:5]
        return _without_year(mo, d, h, mi, s, _fraction(text), year, received)
    return _nanos(datetime(y, mo, d, h, mi, s, tzinfo=UTC)) + fraction


def _without_year(mo: int, d: int, h: int, mi: int, s: int, fraction: int, year: int, received: float) -> int:
    day_later = received + 86_400  # clocks differ a little; a log is not from next week
    for candidate in (year + 1, year, year - 1, year - 2, year - 3):
        try:
            moment = datetime(candidate, mo, d, h, mi, s, tzinfo=UTC)
        except ValueError:  # 29 February
            continue
        if moment.timestamp() <= day_later:
            return _nanos(moment) + fraction
    raise ValueError("no such day")


def _fraction(text: str) -> int:
    match = re.search(r"[.,](\d{1,9})(?:\D|$)", text)
    return int(match[1].ljust(9, "0")) if match else 0


def _nanos(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000_000_000
