"""Parameters: exact while they are few, bounded and honest about it when they are many."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from crosscut.folding.parameters import MAX_TRACKED, MAX_VALUE_CHARACTERS, TOP, Parameter, merged

VALUES = st.lists(st.sampled_from(["a", "b", "7", "12ms", "-3", "9.5%", "0x1f", ""]), max_size=40)


def of(values: list[str]) -> Parameter:
    parameter = Parameter()
    for value in values:
        parameter.add(value)
    return parameter


@given(VALUES)
def test_few_values_are_counted_exactly(values: list[str]) -> None:
    stats = of(values).stats("0")

    assert (stats.count, stats.distinct, stats.distinct_is_exact) == (len(values), len(set(values)), True)
    assert dict(stats.top) == Counter(values)
    assert [count for _, count in stats.top] == sorted((count for _, count in stats.top), reverse=True)


@given(VALUES, VALUES)
def test_merging_is_the_same_as_counting_all_in_any_order(one: list[str], other: list[str]) -> None:
    merged, reverse = of(one), of(other)
    merged.merge(of(other))
    reverse.merge(of(one))

    assert merged.stats("0") == of(one + other).stats("0") == reverse.stats("0")


def test_the_least_and_the_most_of_numbers_are_known() -> None:
    stats = of(["12ms", "3.5ms", "slow", "40ms"]).stats("took")

    assert (stats.name, stats.minimum, stats.maximum) == ("took", 3.5, 40)


def test_of_words_no_number_is_told() -> None:
    stats = of(["a", "b"]).stats("0")

    assert (stats.minimum, stats.maximum) == (None, None)


def test_many_values_stay_bounded_keep_the_frequent_ones_and_say_that_they_are_not_exact() -> None:
    parameter = of(["often"] * 50 + [f"v{i}" for i in range(5 * MAX_TRACKED)])
    stats = parameter.stats("0")

    assert len(parameter.values) <= MAX_TRACKED
    assert (stats.count, stats.distinct_is_exact) == (50 + 5 * MAX_TRACKED, False)
    assert 0.8 * 5 * MAX_TRACKED < stats.distinct < 1.2 * 5 * MAX_TRACKED
    assert stats.top[0] == ("often", 50)
    assert len(stats.top) == TOP


def test_merged_many_stay_bounded_too() -> None:
    one = of([f"a{i}" for i in range(MAX_TRACKED)])
    one.merge(of([f"b{i}" for i in range(MAX_TRACKED)]))

    assert len(one.values) <= MAX_TRACKED
    assert one.stats("0").count == 2 * MAX_TRACKED


def test_a_long_value_is_cut() -> None:
    ((value, count),) = of(["x" * 10_000] * 2).stats("0").top

    assert (len(value), count) == (MAX_VALUE_CHARACTERS, 2)


def test_of_numbers_the_middle_and_the_high_ones_are_known() -> None:
    few, many = (of([f"{n}ms" for n in range(1, n + 1)]).stats("0") for n in (100, 5_000))

    assert (few.kind, few.median, few.p95) == ("duration", 50, 95)
    assert many.median is not None and abs(many.median - 2_500) < 100
    assert many.p95 is not None and abs(many.p95 - 4_750) < 150
    assert (many.minimum, many.maximum) == (1, 5_000)


@given(VALUES, VALUES)
def test_statistics_of_few_values_are_merged_exactly(one: list[str], other: list[str]) -> None:
    both = merged(of(one).stats("0"), of(other).stats("0"))

    assert both.model_copy(update={"kind": ""}) == of(one + other).stats("0").model_copy(update={"kind": ""})


def test_statistics_of_many_values_are_merged_within_the_sketches_error() -> None:
    numbers = [str(n) for n in range(6_000)]
    both = merged(of(numbers[:4_000]).stats("0"), of(numbers[2_000:]).stats("0"))

    assert (both.count, both.distinct_is_exact) == (8_000, False)
    assert 0.8 * 6_000 < both.distinct < 1.2 * 6_000
    assert both.median is not None and abs(both.median - 3_000) < 150
    assert (both.minimum, both.maximum) == (0, 5_999)
