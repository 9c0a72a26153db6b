"""The buckets that sketches count numbers in: they grow by 4 %, and coarser ones by 37 %."""

from __future__ import annotations

import math
from collections.abc import Iterable

_GROWTH = math.log(1.04)
_SMALLEST = 1e-6  # numbers nearer to nought count as nought
_NOUGHT = -10_000
_COARSE = 8  # buckets to a coarser one


def bucket_of(number: float) -> int:
    """Return the bucket that a number falls into: negative numbers have negative buckets of their own."""
    size = abs(number)
    if size < _SMALLEST:
        return 0
    index = math.ceil(math.log(size) / _GROWTH) - _NOUGHT
    return index if number > 0 else -index


def buckets_of(numbers: Iterable[int]) -> list[int]:
    """Return the buckets of whole numbers that are not negative."""
    ceil, log, growth = math.ceil, math.log, _GROWTH
    return [ceil(log(number) / growth) - _NOUGHT if number else 0 for number in numbers]


def middle_of(bucket: int) -> float:
    """Return the number in the middle of a bucket."""
    if not bucket:
        return 0.0
    size = math.exp((abs(bucket) + _NOUGHT - 0.5) * _GROWTH)
    return math.copysign(size, bucket)


def coarse_bucket_of(number: float) -> int:
    """Return the coarser bucket that a number falls into."""
    return bucket_of(number) // _COARSE


def middle_of_coarse(bucket: int) -> float:
    """Return the number in the middle of a coarser bucket."""
    return middle_of(bucket * _COARSE + _COARSE // 2) if bucket else 0.0
