"""Seeded chance for the sample logs: the same seed gives the same rolls on every Python."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Builds on `random.random()` alone, whose sequence Python guarantees for a given seed."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)

    def share(self) -> float:
        """A number from 0 up to, but without, 1."""
        return self._random.random()

    def chance(self, probability: float) -> bool:
        return self.share() < probability

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + int(self.share() * (high - low + 1))

    def spread(self, low: float, high: float) -> float:
        return low + self.share() * (high - low)

    def skewed(self, low: int, high: int) -> int:
        """A whole number, more often near `low`: what latencies and sizes look like."""
        return low + int(self.share() ** 3 * (high - low))

    def pick(self, options: Sequence[T]) -> T:
        return options[int(self.share() * len(options))]

    def hex(self, digits: int) -> str:
        return "".join(self.pick("0123456789abcdef") for _ in range(digits))
