"""Times of a fixed layout, quickly: a day is worked out once, and hours, minutes and seconds are sums.

For formats whose expression has already checked the digits; `timestamps` finds a time of any layout.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_NANOS = 1_000_000_000
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}
# Abbreviations in hours, as PostgreSQL's default set has them, but for IST, which is India's. Of the others that mean
# several, CST is America's central time and BST Britain's summer.
_ABBREVIATIONS = {
    "UTC": 0.0, "GMT": 0.0, "Z": 0.0, "WET": 0.0, "WEST": 1.0, "BST": 1.0, "CET": 1.0, "CEST": 2.0, "EET": 2.0,
    "EEST": 3.0, "MSK": 3.0, "SAST": 2.0, "IST": 5.5, "JST": 9.0, "KST": 9.0, "SGT": 8.0, "HKT": 8.0, "NZST": 12.0,
    "NZDT": 13.0, "AEST": 10.0, "AEDT": 11.0, "ACST": 9.5, "AWST": 8.0, "BRT": -3.0, "AST": -4.0, "ADT": -3.0,
    "EST": -5.0, "EDT": -4.0, "CST": -6.0, "CDT": -5.0, "MST": -7.0, "MDT": -6.0, "PST": -8.0, "PDT": -7.0,
    "AKST": -9.0, "AKDT": -8.0, "HST": -10.0,
}  # fmt: skip


def iso(text: str) -> int | None:
    """Return the nanoseconds of `2026-11-17T10:00:00.123456Z`: any one character between the numbers, any zone."""
    day = _iso_day(text[:10])
    if day is None:
        return None
    rest = text[19:]
    fraction = 0
    if rest[:1] in (".", ","):
        zone = rest[1:].lstrip("0123456789")
        digits = rest[1 : len(rest) - len(zone)]
        fraction = int(digits.ljust(9, "0")[:9]) if digits else 0
    else:
        zone = rest
    seconds = _clock(text[11:19])
    if seconds is None:
        return None
    return (day + seconds - (zone_seconds(zone) if zone else 0)) * _NANOS + fraction


@lru_cache(maxsize=4096)
def clf(text: str) -> int | None:
    """Return the nanoseconds of `17/Nov/2026:10:00:00 +0100`, also with milliseconds behind or no zone."""
    day = _day_first(text[:11])
    seconds = _clock(text[12:20])
    if day is None or seconds is None:
        return None
    rest = text[20:]
    fraction = 0
    if rest[:1] == ".":
        digits = rest[1:].partition(" ")[0]
        fraction = int(digits.ljust(9, "0")[:9])
        rest = rest[1 + len(digits) :]
    return (day + seconds - (zone_seconds(rest) if rest else 0)) * _NANOS + fraction


def ctime(text: str) -> int | None:
    """Return the nanoseconds of `Tue Nov 17 10:00:00.123456 2026`, in UTC."""
    words = text.split()
    day = _day_first(f"{int(words[2]):02d}/{words[1]}/{words[4]}")
    seconds = _clock(words[3][:8])
    if day is None or seconds is None:
        return None
    return (day + seconds) * _NANOS + int((words[3][9:] or "0").ljust(9, "0")[:9])


@lru_cache(maxsize=256)
def zone_seconds(zone: str) -> int:
    """Return the seconds that a zone is ahead of UTC: `+0100`, `+01:00`, `+01`, `UTC+1`, `CET`. An unknown one is 0."""
    zone = zone.strip()
    if zone[:3].upper() in ("UTC", "GMT") and zone[3:4] in ("+", "-"):
        zone = zone[3:]
    if zone[:1] in ("+", "-"):
        digits = zone[1:].replace(":", "")
        if digits.isascii() and digits.isdigit() and len(digits) <= 4:
            digits = digits.zfill(2)
            offset = int(digits[:2]) * 3600 + int(digits[2:4] or 0) * 60
            return -offset if zone[0] == "-" else offset
        return 0
    return int(_ABBREVIATIONS.get(zone.upper(), 0.0) * 3600)


def local_seconds(seconds: int, zone: str) -> int:
    """Return the seconds since the epoch of a local time, given as if it were UTC's.

    `zone` is anything that `zone_seconds` takes or a name of the IANA's database (`Europe/Berlin`), whose offset
    depends on the time; one that is not in it is UTC.
    """
    zone = zone.strip()
    known = _iana(zone) if "/" in zone else None
    if known is None:
        return seconds - zone_seconds(zone)
    naive = datetime(1970, 1, 1) + timedelta(seconds=seconds)  # noqa: DTZ001 - the zone follows
    return int(naive.replace(tzinfo=known).timestamp())


def in_zone_of(nanos: int, header: int, offset: str) -> int:
    """Return a time that was read as UTC in the zone of the header before it, where that brings the two together.

    `offset` is the header's (`+01:00`). A time that agrees with the header as it is was written in UTC.
    """
    local = nanos - zone_seconds(offset) * _NANOS
    return local if abs(local - header) < abs(nanos - header) else nanos


@lru_cache(maxsize=256)
def _iana(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _clock(text: str) -> int | None:
    hours = int(text[:2])
    # A leap second, 60, is the next minute's first.
    return hours * 3600 + int(text[3:5]) * 60 + int(text[6:8]) if hours < 24 else None


@lru_cache(maxsize=1024)
def _iso_day(text: str) -> int | None:
    return _midnight(int(text[:4]), int(text[5:7]), int(text[8:10]))


@lru_cache(maxsize=1024)
def _day_first(text: str) -> int | None:
    return _midnight(int(text[7:11]), _MONTHS.get(text[3:6], 0), int(text[:2]))


def _midnight(year: int, month: int, day: int) -> int | None:
    # The bounds are those of `timestamps`: what lies outside is a clock that was not set.
    if not 1980 <= year < 2200:
        return None
    try:
        return (date(year, month, day) - date(1970, 1, 1)) // timedelta(seconds=1)
    except ValueError:
        return None


def epoch(seconds: str) -> int | None:
    """Return the nanoseconds of `1763373600` or `1763373600.123456`; None for what is no time after 1980."""
    whole, _, fraction = seconds.partition(".")
    if int(whole) < 315_532_800:
        return None
    return int(whole) * _NANOS + int((fraction or "0").ljust(9, "0")[:9])


def of_day(text: str, received: datetime) -> int | None:
    """Return the nanoseconds of `Nov 17 10:00:00`, in the year that puts it closest before `received`."""
    words = text.split()
    month, day, seconds = _MONTHS.get(words[0], 0), int(words[1]), _clock(words[2])
    latest = received.astimezone(UTC) + timedelta(days=1)
    for year in (latest.year, latest.year - 1, latest.year - 2, latest.year - 3, latest.year - 4):
        midnight = _midnight(year, month, day)
        if midnight is not None and seconds is not None and midnight + seconds <= latest.timestamp():
            return (midnight + seconds) * _NANOS
    return None
