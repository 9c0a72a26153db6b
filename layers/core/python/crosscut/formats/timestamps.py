"""Finds a timestamp in text and turns it into nanoseconds since the epoch, UTC.

A time without a zone, or with a name for one that nobody knows, is taken as UTC. A time without a year (RFC 3164,
klog) gets the year that puts it closest before the time at which the object was received. What lies before 1980
(Go's zero time, a clock that began at 1970) or after 2200 is no time.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from crosscut.formats import clock

SEARCH_WITHIN = 120  # characters from the start of a line in which a timestamp may begin
_BEGIN_WITHIN = 64  # characters of level, host, thread or file name that may stand before a line's own time
_NANOS = 1_000_000_000
EARLIEST = int(datetime(1980, 1, 1, tzinfo=UTC).timestamp()) * _NANOS
LATEST = int(datetime(2200, 1, 1, tzinfo=UTC).timestamp()) * _NANOS
_MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS = {month: number for number, month in enumerate(_MONTH_NAMES, 1)}
_MONTH = "(?:" + "|".join(_MONTHS) + ")"

# Behind a time: an offset, an abbreviation that `clock` knows and that is no word, or a name of the IANA's database.
_NAME_OF_ZONE = (
    r"(?:(?:UTC|GMT)(?:[+-]\d{1,2}(?::?\d\d)?)?|BST|WET|CES?T|EES?T|E[SD]T|C[SD]T|M[SD]T|P[SD]T|AK[SD]T|HST|MSK|IST|JST|KST|SGT"
    r"|HKT|AE[SD]T|NZ[SD]T|(?:Africa|America|Antarctica|Asia|Atlantic|Australia|Etc|Europe|Indian|Pacific|US)/[A-Z]"
    r"[\w+\-]{1,30}(?:/[A-Z][\w\-]{1,30})?)(?![\w/])"
)
_ZONE = rf"(?: ?(?:Z\b|[+-]\d\d:?\d\d\b|{_NAME_OF_ZONE}))"
_ZONE_AT_END = re.compile(rf"{_ZONE}$")
_NAMED = re.compile(_NAME_OF_ZONE)

_TIMESTAMP = re.compile(
    r"(?<![\w.])(?=[\dA-Z])(?:"
    r"(?P<iso>\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?"
    rf"(?:{_ZONE}|[+-]\d\d\b)?)"
    rf"|(?P<slashes>\d{{4}}/\d\d/\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d{{1,9}})?{_ZONE}?)"
    rf"|(?P<dayfirst>\d\d?[/ \-]{_MONTH}[/ \-]\d{{4}}[: ]\d\d:\d\d:\d\d(?:[.,]\d{{1,9}})?{_ZONE}?)"
    rf"|(?P<monthfirst>{_MONTH} [ \d]?\d,? \d{{4}},? \d\d:\d\d:\d\d(?:[.,]\d{{1,9}})?(?! [AP]M\b){_ZONE}?)"
    rf"|(?P<numbers>\d\d(?P<mark>[.\-])\d\d(?P=mark)\d{{4}},?[ T]\d\d:\d\d:\d\d(?:[.,]\d{{1,9}})?(?! [AP]M\b){_ZONE}?)"
    rf"|(?P<solid>20\d{{6}} \d\d:\d\d:\d\d(?:[.,]\d{{1,9}})?{_ZONE}?)"
    rf"|(?P<ctime>(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) )?{_MONTH} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{{1,9}})?"
    rf"(?:(?: {_NAME_OF_ZONE})? \d{{4}}\b)?)"
    r"|(?P<dotted>\d{4}-\d\d-\d\d-\d\d\.\d\d\.\d\d\.\d{6})"
    r"|(?P<compact>\d{6} \d{6}\b)"
    r"|(?P<short>\d\d/\d\d/\d\d \d\d:\d\d:\d\d)"
    r"|(?P<klog>[IWEF]\d{4} \d\d:\d\d:\d\d\.\d{6})"
    r"|(?P<monthday>\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}\b)"
    r"|(?P<basic>\d{8}T\d{6}(?:[.,]\d{1,9})?Z?\b)"
    r"|(?P<packed>20\d{6}-\d\d?:\d\d?:\d\d?:\d{1,3}\b)"
    r"|(?P<meridian>\d\d?/\d\d?/\d{4},? \d\d?:\d\d:\d\d(?:\.\d{1,9})? [AP]M\b)"
    r"|(?<=\[)(?P<bracketed>[01]\d\.[0-3]\d \d\d:\d\d:\d\d)(?=\])"
    r"|(?P<epoch>1\d{9}(?:\d{3}|\.\d{1,9}|\d{6}|\d{9})?(?![\w.]))"
    r")"
)
# A bare number is a time at the start of a line, behind a bracket or behind one word in capitals; elsewhere it is a
# size or an id. `msg=audit(1763373600.123:45)` is the kernel's; clusters write `id node component state time flag`.
_BEFORE_EPOCH = re.compile(
    r"(?:[\[(]|[A-Z_\-][A-Z\d_\-]{0,15} |(?:type=\w+ )?msg=audit\("
    r"|\d{1,9} [A-Za-z][\w\-]{1,40} [a-z][\w.\-]{1,40} [a-z][\w.\-]{1,60} )?$"
)
_EPOCH_TEXT = re.compile(r"\d{10,19}|\d{10}\.\d{1,9}", re.ASCII)


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
        is_time = kind != "epoch" or _BEFORE_EPOCH.match(line[: match.start()])
        if nanos is not None and is_time and match.start() <= SEARCH_WITHIN:
            return FoundTime(nanos, match.start(), match.end(), kind)
        match = _TIMESTAMP.search(line, match.end(), SEARCH_WITHIN + 40)
    return None


def begins_with_time(line: str, received: datetime) -> bool:
    """Whether a time stands where a record says when it was written: not far behind the line's start."""
    found = find_timestamp(line, received)
    return found is not None and found.start <= _BEGIN_WITHIN


def parse_timestamp(value: object, received: datetime) -> int | None:
    """Turn a JSON field into nanoseconds: ISO 8601 and the other forms above, or an epoch in s, ms, µs or ns."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _sane(_epoch_nanos(value))
    return _parse_text(value, received) if isinstance(value, str) else None


@lru_cache(maxsize=4096)  # headers of syslog and others repeat for as long as a second takes
def _parse_text(value: str, received: datetime) -> int | None:
    # First, because `fromisoformat` takes some of them for a day in the year 17xx.
    if _EPOCH_TEXT.fullmatch(value):
        return _nanos_of(value, "epoch", received)
    try:
        return _sane(_iso_nanos(value))
    except (ValueError, OverflowError):
        found = find_timestamp(value, received)
        return found.nanos if found and found.start == 0 else None


def _nanos_of(text: str, kind: str, received: datetime) -> int | None:
    try:
        if kind == "iso":
            return _sane(_iso_nanos(text))
        if kind == "epoch":
            return _sane(_epoch_nanos(float(text) if "." in text else int(text)))
        return _sane(_seconds_of(text, kind, received.year, received.timestamp())) if kind else None
    except (ValueError, OverflowError):
        return None


def _sane(nanos: int | None) -> int | None:
    return nanos if nanos is not None and EARLIEST <= nanos < LATEST else None


def _iso_nanos(text: str) -> int:
    second, rest = text[:19], text[19:]
    if rest[:1] in (".", ","):
        digits = len(rest) - len(rest[1:].lstrip("0123456789")) - 1
        fraction = int(rest[1 : 1 + digits].ljust(9, "0")[:9]) if digits else 0
        return _iso_second(second, rest[1 + digits :]) * _NANOS + fraction
    return _iso_second(second, rest) * _NANOS


@lru_cache(maxsize=4096)
def _iso_second(text: str, zone: str) -> int:
    zone = zone.strip()
    leap = text[16:] == ":60"  # a leap second is the next minute's first
    if leap:
        text = text[:16] + ":59"
    named = _NAMED.fullmatch(zone) is not None
    moment = datetime.fromisoformat(text + ("" if named or zone in ("Z", "z") else zone))
    seconds = int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()) + leap
    return clock.local_seconds(seconds, zone) if named else seconds


def _epoch_nanos(value: float) -> int | None:
    # The unit is told by the size: seconds are 10 digits from 2001 to 2286.
    if not value >= 1e9:  # also what JSON calls NaN and -Infinity
        return None
    for limit, factor in ((1e11, _NANOS), (1e14, 1_000_000), (1e17, 1_000), (1e20, 1)):
        if value < limit:
            if isinstance(value, float):  # good for microseconds, and no more
                return round(value * factor / 1_000) * 1_000
            return value * factor
    return None


@lru_cache(maxsize=4096)
def _seconds_of(text: str, kind: str, year: int, received: float) -> int | None:
    parts = [int(p) for p in re.findall(r"\d+", text)]
    fraction = _fraction(text)
    if kind in ("dayfirst", "monthfirst"):
        d, y, h, mi, s = parts[:5]
        mo = next(number for month, number in _MONTHS.items() if month in text[:12])
        return _in_zone(y, mo, d, h, mi, s, text) + fraction
    if kind == "ctime":
        words = text.split()
        mo = next(_MONTHS[w] for w in words if w in _MONTHS)
        d, h, mi, s = parts[:4]
        if len(words[-1]) == 4 and words[-1].isdigit():
            return _in_zone(int(words[-1]), mo, d, h, mi, s, text[:-5]) + fraction
        return _without_year(mo, d, h, mi, s, fraction, year, received)
    if kind == "klog":
        h, mi, s = (int(p) for p in text[6:14].split(":"))
        return _without_year(int(text[1:3]), int(text[3:5]), h, mi, s, fraction, year, received)
    if kind in ("monthday", "bracketed"):  # Android, Proxifier
        mo, d, h, mi, s = parts[:5]
        return _without_year(mo, d, h, mi, s, fraction, year, received)
    if kind == "meridian":  # month first, as where clocks have twelve hours, unless it can't be
        mo, d, y, h, mi, s = parts[:6]
        mo, d = (d, mo) if mo > 12 else (mo, d)
        h = h % 12 + (12 if text[-2] == "P" else 0)
    elif kind == "basic":
        y, mo, d, h, mi, s = (
            int(text[a:b]) for a, b in ((0, 4), (4, 6), (6, 8), (9, 11), (11, 13), (13, 15))
        )
        fraction = int(text[16:].rstrip("Z").ljust(9, "0")) if len(text) > 16 else 0
    elif kind == "packed":
        y, mo, d = int(text[:4]), int(text[4:6]), int(text[6:8])
        h, mi, s = parts[1:4]
        fraction = parts[4] * 1_000_000
    elif kind == "numbers":  # day first, unless it can't be
        d, mo, y, h, mi, s = parts[:6]
        mo, d = (d, mo) if mo > 12 else (mo, d)
    elif kind == "solid":
        y, mo, d = int(text[:4]), int(text[4:6]), int(text[6:8])
        h, mi, s = parts[1:4]
    elif kind == "compact":  # HDFS: yymmdd hhmmss
        y, mo, d = 2000 + int(text[:2]), int(text[2:4]), int(text[4:6])
        h, mi, s = int(text[7:9]), int(text[9:11]), int(text[11:13])
    else:
        y, mo, d, h, mi, s = parts[:6]
        if kind == "short":  # Spark: yy/mm/dd
            y += 2000
        elif kind == "dotted":
            fraction = parts[6] * 1000
    return _in_zone(y, mo, d, h, mi, s, text) + fraction


def _in_zone(y: int, mo: int, d: int, h: int, mi: int, s: int, text: str) -> int:
    """Return the nanoseconds of a time in the zone that `text` ends with; without one it is UTC."""
    leap = s == 60
    seconds = _nanos(datetime(y, mo, d, h, mi, s - leap, tzinfo=UTC)) // _NANOS + leap
    zone = _ZONE_AT_END.search(text)
    return (clock.local_seconds(seconds, zone[0]) if zone else seconds) * _NANOS


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
    match = re.search(r":\d\d[.,](\d{1,9})(?:\D|$)", text)
    return int(match[1].ljust(9, "0")) if match else 0


def _nanos(moment: datetime) -> int:
    return int(moment.timestamp()) * _NANOS
