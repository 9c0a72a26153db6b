"""Timestamps: as programs write them, in the right year, and no number or date that only looks so."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscut.formats.timestamps import find_timestamp, parse_timestamp
from tests.unit.formats.parsing import RECEIVED, nanos

SECOND = "2026-11-17T10:00:00"


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        ("2026-11-17T10:00:00Z up", SECOND),
        ("2026-11-17T10:00:00.123456Z up", SECOND + ".123456"),
        ("2026-11-17 10:00:00,123 INFO up", SECOND + ".123"),
        ("2026-11-17 10:00:00.123 UTC [7] LOG:  up", SECOND + ".123"),
        ("2026-11-17 12:00:00.5+02 up", SECOND + ".5"),
        ("2026-11-17T05:00:00-05:00 up", SECOND),
        ("2026-11-17 15:30:00 +0530 up", SECOND),
        ("2026-11-17 10:00:00 -42 degrees", SECOND),
        ("2026/11/17 10:00:00 [error] 7#0: up", SECOND),
        ("2026/11/17 10:00:00.250 up", SECOND + ".250"),
        ('203.0.113.9 - - [17/Nov/2026:15:30:00 +0530] "GET /', SECOND),
        ("1:M 17 Nov 2026 10:00:00.123 * Ready to accept connections", SECOND + ".123"),
        ("17-Nov-2026 10:00:00.123 INFO [main] org.apache.catalina", SECOND + ".123"),
        ("Date: Tue, 17 Nov 2026 11:00:00 +0100", SECOND),
        ("[Tue Nov 17 10:00:00 2026] [notice] up", SECOND),
        ("[Tue Nov 17 10:00:00.123456 2026] [core:notice] up", SECOND + ".123456"),
        ("Nov 17 10:00:00 web app[1]: up", SECOND),
        ("Nov  7 10:00:00 web app[1]: up", "2026-11-07T10:00:00"),
        ("I1117 10:00:00.123456       1 main.go:7] up", SECOND + ".123456"),
        ("11-17 10:00:00.123  1702  2395 D WindowManager: up", SECOND + ".123"),
        ("261117 100000 148 INFO dfs.DataNode: up", SECOND),
        ("26/11/17 10:00:00 INFO executor.Executor: up", SECOND),
        ("- 1794909600 2026.11.17 R02-M1 2026-11-17-10.00.00.675872 RAS KERNEL INFO up", SECOND),
        ("APPREAD 1794909600 2026.11.17 R02-M1 up", SECOND),
        ("1794909600.123    200 203.0.113.9 TCP_MISS/200 up", SECOND + ".123"),
        ("1794909600123 up", SECOND + ".123"),
        ("[1794909600] SERVICE ALERT: up", SECOND),
        ("type=SYSCALL msg=audit(1794909600.123:456): up", SECOND + ".123"),
        ("2026-11-17-10.00.00.675872 up", SECOND + ".675872"),
        ("PBS_BFD2 1794909600 2026.11.17 tn231 Nov 17 10:00:00 up", SECOND),
        ("134681 node-246 unix.hw state_change.unavailable 1794909600 1 up", SECOND),
        ("460903 Interconnect-0N00 switch_module error 1794909600 1 up", SECOND),
        ("[11.17 10:00:00] chrome.exe - up", SECOND),
        ("20261117-10:0:0:250|Step_LSC|30002312|up", SECOND + ".250"),
        ("20261117T100000Z up", SECOND),
        ("20261117T100000.5Z up", SECOND + ".5"),
        ("11/17/2026 10:00:00 AM up", SECOND),
        ("17/11/2026, 10:00:00.250 AM up", SECOND + ".250"),
        ("[11/17/2026 9:59:59 PM] up", "2026-11-17T21:59:59"),
        ("11/17/2026 12:00:00 AM up", "2026-11-17T00:00:00"),
        ("nova-api.log.1.2026-11-17_13:53:08 2026-11-17 10:00:00.008 25746 INFO up", SECOND + ".008"),
    ],
)
def test_a_time_is_found_as_programs_write_it(line: str, moment: str) -> None:
    found = find_timestamp(line, RECEIVED)

    assert found is not None
    assert found.nanos == nanos(moment)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "no time here",
        "allocated 1073741824 bytes",
        "order 1234567890 shipped",
        "size=1500000000",
        "ids 123456 654321",
        "version 2026.11.17",
        "2026-13-45 99:99:99",
        "02/03/2026 10:00:00 day or month first",
        "13/13/2026 10:00:00 AM up",
        "order 17 web shop 1234567890 shipped",
        "[31.12 23:59:59] day first",
        "20261399-10:0:0:250|x",
        "31/Feb/2026:10:00:00 +0000",
        "Feb 30 10:00:00 web app: x",
        "at 10:00:00 sharp",
        "0001-01-01T00:00:00Z zero of Go",
        "1970-01-01 00:00:00 a clock without a battery",
        "[01/Jan/0001:00:00:00 +0500]",
        "[31/Dec/9999:23:59:59 -0500]",
        "9999-12-31T23:59:59-05:00",
        "x" * 121 + " 2026-11-17T10:00:00Z",
    ],
)
def test_what_is_no_time_is_none(line: str) -> None:
    assert find_timestamp(line, RECEIVED) is None


@pytest.mark.parametrize(
    ("received", "written", "year"),
    [
        ("2026-11-23T12:00:00", "Nov 17 10:00:00", 2026),
        ("2026-11-23T12:00:00", "Nov 24 10:00:00", 2026),  # a clock that is a little fast
        ("2026-11-23T12:00:00", "Nov 25 10:00:00", 2025),
        ("2027-01-01T00:05:00", "Dec 31 23:59:59", 2026),
        ("2026-12-31T23:59:00", "Jan  1 00:00:05", 2027),
        ("2026-11-23T12:00:00", "Feb 29 10:00:00", 2024),
        ("2028-03-01T00:00:00", "Feb 29 10:00:00", 2028),
        ("2027-06-01T00:00:00", "Feb 29 10:00:00", 2024),
    ],
)
def test_a_time_without_a_year_is_the_last_such_time_before_it_was_received(
    received: str, written: str, year: int
) -> None:
    found = find_timestamp(f"{written} web app: x", datetime.fromisoformat(received).replace(tzinfo=UTC))

    assert found is not None
    assert datetime.fromtimestamp(found.nanos / 1e9, UTC).year == year


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        (1_794_909_600, SECOND),
        (1_794_909_600.123, SECOND + ".123"),
        (1_794_909_600_123, SECOND + ".123"),
        (1_794_909_600_123_456, SECOND + ".123456"),
        (1_794_909_600_123_456_000, SECOND + ".123456"),
        ("1794909600", SECOND),
        ("1794909600.5", SECOND + ".5"),
        ("1794909600123", SECOND + ".123"),
        ("1795110112345", "2026-11-19T17:41:52.345"),  # not the year 1795
        ("2026-11-17T10:00:00.5Z", SECOND + ".5"),
        ("2026-11-17T10:00:00.", SECOND),
        ("20261117T100000Z", SECOND),
        ("2026-11-17", "2026-11-17T00:00:00"),
        ("17/Nov/2026:10:00:00 +0000", SECOND),
    ],
)
def test_fields_are_read_in_every_unit_and_form(value: object, moment: str) -> None:
    assert parse_timestamp(value, RECEIVED) == nanos(moment)


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        [],
        {},
        "",
        "soon",
        0,
        -5,
        12,
        1e308,
        float("inf"),
        float("nan"),
        10**400,
        "0001-01-01T00:00:00Z",
    ],
    ids=repr,
)
def test_fields_that_are_no_time_are_none(value: object) -> None:
    assert parse_timestamp(value, RECEIVED) is None


@given(st.datetimes(datetime(1981, 1, 1), datetime(2199, 1, 1), timezones=st.timezones()))  # noqa: DTZ001 - as hypothesis wants them
def test_an_iso_time_is_read_to_the_microsecond_in_any_zone(moment: datetime) -> None:
    offset = moment.utcoffset()
    if offset is None or offset.seconds % 60:  # local mean times of the 19th century
        return
    since = moment - datetime(1970, 1, 1, tzinfo=UTC)

    expected = (since.days * 86_400 + since.seconds) * 1_000_000_000 + since.microseconds * 1_000
    assert parse_timestamp(moment.isoformat(), RECEIVED) == expected
    found = find_timestamp(f"[{moment.isoformat(' ')}] up", RECEIVED)
    assert found is not None
    assert (found.nanos, found.start) == (expected, 1)


@given(st.text(max_size=60), st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - as hypothesis wants them
def test_any_text_is_read_or_not_without_an_error(text: str, received: datetime) -> None:
    for line in (text, f"[{text}]", f"2026-11-17T{text}", f"{text}/Nov/2026:10:00:00 {text}"):
        find_timestamp(line, received)
        parse_timestamp(line, received)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf"), -1794909600, 0, 10**30])
def test_a_number_that_is_no_time_is_none(value: float) -> None:
    assert parse_timestamp(value, RECEIVED) is None
