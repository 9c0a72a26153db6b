"""Sketches: right within what they promise, and merged the same as made at once."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscut.folding.sketches import Distinct, bucket_of, exact_quantile, middle_of, quantile


def distinct(values: list[str]) -> Distinct:
    made = Distinct()
    made.add(values)
    return made


@pytest.mark.parametrize("number", [0, 1, 10, 100, 1_000, 20_000, 200_000])
@pytest.mark.parametrize("form", ["{}", "user-{}", "10.0.0.{}"])
def test_distinct_values_are_estimated(number: int, form: str) -> None:
    estimate = distinct([form.format(i) for i in range(number)]).estimate()

    assert abs(estimate - number) <= 0.2 * number  # three times its standard error


@given(st.lists(st.text(max_size=5)), st.lists(st.text(max_size=5)))
def test_merged_estimates_are_of_all(one: list[str], other: list[str]) -> None:
    merged = distinct(one)
    merged.merge(distinct(other))

    assert merged.written() == distinct(one + other).written()
    assert Distinct(merged.written()).estimate() == merged.estimate()


@given(st.floats(-1e12, 1e12).filter(lambda x: abs(x) > 1e-5))
def test_a_bucket_is_within_two_percent(number: float) -> None:
    assert middle_of(bucket_of(number)) == pytest.approx(number, rel=0.021)


@given(st.lists(st.floats(-1e6, 1e6), min_size=2))
def test_larger_numbers_have_larger_buckets(numbers: list[float]) -> None:
    ordered = sorted(numbers)

    assert sorted(map(bucket_of, ordered)) == list(map(bucket_of, ordered))


def test_quantiles() -> None:
    numbers = [float(n) for n in range(1, 1001)]

    assert exact_quantile([(n, 1) for n in numbers], 0.95) == 950
    assert quantile(Counter(map(bucket_of, numbers)), 0.95) == pytest.approx(950, rel=0.03)
    assert quantile(Counter(), 0.5) is None
