"""Tests of whether two counts, or two spreads of values, differ by more than chance; and for many of them at once."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

_EXACT = 1_000  # records up to which the binomial test is summed up term by term


def rate_test(before: float, before_of: float, after: float, after_of: float) -> float:
    """Return the two-sided p-value of `before` in `before_of` records being as frequent as `after` in `after_of`.

    Given their sum, how it parts is binomial (Przyborowski and Wilenski, 1940); for large sums the G-test.
    """
    total = round(before) + round(after)
    if not total or before_of <= 0 or after_of <= 0:
        return 1.0
    share = after_of / (before_of + after_of)
    if total <= _EXACT:
        return _binomial(round(after), total, share)
    return g_test(
        {"": before, "rest": max(0.0, before_of - before)}, {"": after, "rest": max(0.0, after_of - after)}
    )


def _binomial(seen: int, total: int, share: float) -> float:
    def log_chance(k: int) -> float:
        ways = math.lgamma(total + 1) - math.lgamma(k + 1) - math.lgamma(total - k + 1)
        return ways + k * math.log(share) + (total - k) * math.log1p(-share)

    limit = log_chance(seen) + 1e-7
    return min(1.0, math.fsum(math.exp(c) for k in range(total + 1) if (c := log_chance(k)) <= limit))


def g_test(before: Mapping[str, float], after: Mapping[str, float]) -> float:
    """Return the p-value of two counts by value coming from one distribution (log-likelihood ratio, chi-squared)."""
    names = sorted(before.keys() | after.keys())
    rows = [[counts.get(name, 0.0) for name in names] for counts in (before, after)]
    sums = [sum(row) for row in rows]
    total = sum(sums)
    if len(names) < 2 or not all(sums):
        return 1.0
    g = 0.0
    for i in range(len(names)):
        column = rows[0][i] + rows[1][i]
        g += 2 * sum(
            row[i] * math.log(row[i] * total / (n * column))
            for row, n in zip(rows, sums, strict=True)
            if row[i]
        )
    return chi_squared_tail(max(0.0, g), len(names) - 1)


def chi_squared_tail(value: float, degrees: int) -> float:
    """Return the chance of a chi-squared variable exceeding `value` (the regularised upper incomplete gamma)."""
    a, x = degrees / 2, value / 2
    if x <= 0:
        return 1.0
    scale = math.exp(-x + a * math.log(x) - math.lgamma(a))
    if x < a + 1:
        term = total = 1 / a
        k = a
        while term > total * 1e-14:
            k += 1
            term *= x / k
            total += term
        return max(0.0, 1 - scale * total)
    # Lentz's continued fraction.
    b = x + 1 - a
    c, d = 1e300, 1 / b
    h = d
    for i in range(1, 500):
        factor = -i * (i - a)
        b += 2
        d = 1 / (factor * d + b or 1e-300)
        c = b + factor / c or 1e-300
        h *= d * c
        if abs(d * c - 1) < 1e-12:
            break
    return min(1.0, scale * h)


def adjusted(chances: Sequence[float]) -> list[float]:
    """Return the p-values corrected for their number, after Benjamini and Hochberg (1995)."""
    ordered = sorted(range(len(chances)), key=lambda i: chances[i], reverse=True)
    made = [1.0] * len(chances)
    least = 1.0
    for rank, i in enumerate(ordered):
        least = min(least, chances[i] * len(chances) / (len(chances) - rank))
        made[i] = least
    return made
