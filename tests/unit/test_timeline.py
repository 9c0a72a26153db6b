"""Records over time: no record is lost however coarse the buckets become, and few columns show all of them."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from crosscut.timeline import MAX_BUCKETS, Timeline, TimelineCounter

SECOND = 1_000_000_000
NINE = 1_772_442_000 * SECOND  # 2026-03-02 09:00 UTC
TIMES = st.lists(
    st.tuples(st.integers(min_value=0, max_value=7_000_000_000 * SECOND), st.booleans()), max_size=600
)


def _timeline(times: list[tuple[int, bool]]) -> Timeline:
    counter = TimelineCounter()
    for nanos, is_error in times:
        counter.add(nanos, is_error=is_error)
    return counter.timeline()


@given(TIMES, st.integers(min_value=2, max_value=200))
def test_every_record_is_in_a_bucket_and_in_a_column(times: list[tuple[int, bool]], most: int) -> None:
    timeline = _timeline(times)

    errors = sum(is_error for _, is_error in times)
    assert len(timeline.buckets) <= MAX_BUCKETS
    assert [bucket.start for bucket in timeline.buckets] == sorted(
        bucket.start for bucket in timeline.buckets
    )
    assert sum(bucket.records for bucket in timeline.buckets) == len(times)
    assert sum(bucket.errors for bucket in timeline.buckets) == errors
    seconds, columns = timeline.columns(most)
    assert seconds >= timeline.bucket_seconds
    assert len(columns) <= most
    assert (sum(r for r, _ in columns), sum(e for _, e in columns)) == (len(times), errors)


def test_an_hour_is_shown_by_the_minute() -> None:
    # given a record each second for an hour, the tenth minute's all errors
    timeline = _timeline([(NINE + s * SECOND, 600 <= s < 660) for s in range(3_600)])

    # when it is shown in at most 68 columns
    seconds, columns = timeline.columns(68)

    # then a column is a minute
    assert seconds == 60
    assert columns == [(60, 60 if minute == 10 else 0) for minute in range(60)]
    assert timeline.buckets[0].start == datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_records_of_one_moment_are_one_bucket() -> None:
    timeline = _timeline([(NINE, False), (NINE, True)])

    assert timeline.columns(60) == (0.001, [(2, 1)])


def test_nothing_is_no_column() -> None:
    assert _timeline([]).columns(60)[1] == []
