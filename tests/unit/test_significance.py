"""Tests of significance, against figures from tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crosscut.significance import adjusted, chi_squared_tail, g_test, rate_test


@pytest.mark.parametrize(
    ("value", "degrees", "tail"),
    [(3.841, 1, 0.05), (6.635, 1, 0.01), (5.991, 2, 0.05), (18.307, 10, 0.05), (0.103, 2, 0.95), (0, 3, 1.0)],
)
def test_chi_squared_as_the_tables_have_it(value: float, degrees: int, tail: float) -> None:
    assert chi_squared_tail(value, degrees) == pytest.approx(tail, abs=5e-4)


def test_a_rate_test_of_few_is_exact() -> None:
    # All five in one half of two equal halves: 2 / 2**5.
    assert rate_test(0, 100, 5, 100) == pytest.approx(2 / 32)
    assert rate_test(5, 100, 5, 100) == pytest.approx(1.0)


def test_few_and_many_agree() -> None:
    assert rate_test(480, 1e6, 520, 1e6) == pytest.approx(rate_test(481, 1e6, 521, 1e6), rel=0.1)


@given(st.integers(0, 3000), st.integers(0, 3000))
def test_chances_are_between_nought_and_one(one: int, other: int) -> None:
    assert 0 <= rate_test(one, 10_000, other, 10_000) <= 1
    assert 0 <= g_test({"a": one, "b": 5}, {"a": other, "b": 7}) <= 1


def test_many_comparisons_are_corrected_for() -> None:
    assert adjusted([0.01, 0.04, 0.03, 0.5]) == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5])
    assert adjusted([]) == []
