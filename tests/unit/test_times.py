"""Times: nanoseconds to UTC datetimes, to the microsecond."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscut.times import to_datetime


@pytest.mark.parametrize(
    ("nanos", "moment"),
    [
        (None, None),
        (0, datetime(1970, 1, 1, tzinfo=UTC)),
        (1_795_000_000_123_456_789, datetime(2026, 11, 18, 11, 6, 40, 123456, tzinfo=UTC)),
        (-1, datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)),
        (999, datetime(1970, 1, 1, tzinfo=UTC)),
    ],
)
def test_what_is_below_a_microsecond_is_dropped(nanos: int | None, moment: datetime | None) -> None:
    assert to_datetime(nanos) == moment


@given(st.datetimes(datetime(1980, 1, 1), datetime(2199, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001 - as hypothesis wants them
def test_no_microsecond_is_lost(moment: datetime) -> None:
    since = moment - datetime(1970, 1, 1, tzinfo=UTC)
    micros = (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds

    assert to_datetime(micros * 1_000) == moment
