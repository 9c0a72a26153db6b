"""Zones behind times: offsets, abbreviations, names; and the layouts of times that have no zone of their own."""

from __future__ import annotations

import pytest

from crosscut.formats import clock
from crosscut.formats.timestamps import find_timestamp, parse_timestamp
from tests.unit.formats.parsing import RECEIVED, nanos, only

SECOND = "2026-02-14T08:00:02"


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        ("2026-02-14 00:00:02 PST up", SECOND),
        ("2026-02-14 09:00:02 CET up", SECOND),
        ("2026-08-14 10:00:02 CEST up", "2026-08-14T08:00:02"),
        ("2026-02-14 13:30:02 IST up", SECOND),
        ("2026-02-14 17:00:02 JST up", SECOND),
        ("2026-02-14 09:00:02 UTC+01:00 up", SECOND),
        ("2026-02-14 09:00:02 GMT+1 up", SECOND),
        ("2026-02-14 03:00:02 America/New_York up", SECOND),
        ("2026-08-14 04:00:02 America/New_York up", "2026-08-14T08:00:02"),
        ("2026-02-14 08:00:02 Europe/Nowhere up", SECOND),
        ("2026/02/14 17:00:02 +0900 up", SECOND),
        ("[14-Feb-2026 09:00:02 Europe/Berlin] up", SECOND),
        ("Sat Feb 14 09:00:02 CET 2026 up", SECOND),
        ("14.02.2026 08:00:02 up", SECOND),
        ("14-02-2026 08:00:02,250 up", SECOND + ".250"),
        ("02-14-2026 08:00:02 up", SECOND),
        ("20260214 08:00:02 up", SECOND),
        ("Feb 14 2026 08:00:02 up", SECOND),
        ("2026-02-14T08:00:60Z up", "2026-02-14T08:01:00"),
        ("14.02.2026 23:59:60 up", "2026-02-15T00:00:00"),
    ],
)
def test_a_time_is_in_the_zone_that_it_names(line: str, moment: str) -> None:
    found = find_timestamp(line, RECEIVED)

    assert found is not None
    assert found.nanos == nanos(moment)


@pytest.mark.parametrize(
    "line", ["2026-02-14 08:00:02 ESTABLISHED to web", "2026-02-14 08:00:02 US/x is down"]
)
def test_a_word_that_begins_as_a_zone_is_none(line: str) -> None:
    record = only(line)

    assert (record.time_unix_nano, record.body) == (nanos(SECOND), line[20:])


def test_a_field_may_name_its_zone() -> None:
    assert parse_timestamp("2026-02-14 09:00:02.5 CET", RECEIVED) == nanos(SECOND + ".5")
    assert parse_timestamp("2026-02-14 25:00:02 CET", RECEIVED) is None


@pytest.mark.parametrize("zone", ["Europe/../../etc/passwd", "Nowhere/At_All", "America/"])
def test_a_zone_that_nobody_knows_is_utc(zone: str) -> None:
    assert clock.local_seconds(1_000_000_000, zone) == 1_000_000_000


@pytest.mark.parametrize(
    ("line", "number", "body"),
    [
        ("[2026-02-14 08:00:05] production.ERROR: oops", 17, "oops"),
        ("[2026-02-14T08:00:06.123456+01:00] app.CRITICAL: Uncaught", 18, "Uncaught"),
        ("[2026-02-14T08:00:06.123456+01:00] request.WARNING: w", 13, "w"),
        (
            "[14-Feb-2026 08:00:03 Europe/Berlin] PHP Fatal error:  Uncaught TypeError: x",
            21,
            "Uncaught TypeError: x",
        ),
        ("[14-Feb-2026 08:00:03 UTC] PHP Notice:  y", 10, "y"),
        ("[14-Feb-2026 08:00:03 UTC] PHP Warning:  y", 13, "y"),
    ],
)
def test_levels_of_php(line: str, number: int, body: str) -> None:
    record = only(line)

    assert (record.severity_number, record.body) == (number, body)
