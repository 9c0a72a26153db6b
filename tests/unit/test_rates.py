"""Counts by time in few bins."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crosscut.model import Rate
from crosscut.rates import BINS, joined, rate_of

minutes = st.dictionaries(st.integers(0, 40_000_000), st.integers(1, 1_000), max_size=80)


def test_minutes_that_have_room_stay_minutes() -> None:
    assert rate_of({100: 3, 102: 1, 101: 0}) == Rate(start=100, width=1, counts=(3, 0, 1))
    assert rate_of({}) == Rate()


def test_a_span_without_room_has_wider_bins() -> None:
    rate = rate_of({0: 1, 1: 2, 119: 4})

    assert (rate.start, rate.width, len(rate.counts)) == (0, 2, 60)
    assert (rate.counts[0], rate.counts[-1], sum(rate.counts)) == (3, 4, 7)


@given(minutes, minutes, minutes)
def test_joining_in_any_order_is_binning_at_once(
    a: dict[int, int], b: dict[int, int], c: dict[int, int]
) -> None:
    at_once = rate_of({m: a.get(m, 0) + b.get(m, 0) + c.get(m, 0) for m in a.keys() | b.keys() | c.keys()})

    assert joined(joined(rate_of(c), rate_of(a)), rate_of(b)) == at_once
    assert len(at_once.counts) <= BINS
    assert at_once.start % at_once.width == 0
