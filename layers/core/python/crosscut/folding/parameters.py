"""Counts the values of one variable position, in bounded memory."""

from __future__ import annotations

from collections import Counter

from crosscut.folding.masking import number_of
from crosscut.model import ParameterStats

MAX_TRACKED = 1_000  # values counted one by one; over that the rarest half is let go
TOP = 10
MAX_VALUE_CHARACTERS = 120


class Parameter:
    """The values seen at one position."""

    __slots__ = ("count", "exact", "forgotten", "maximum", "minimum", "values")

    def __init__(self) -> None:
        self.values: Counter[str] = Counter()
        self.count = 0
        self.exact = True
        self.forgotten = 0  # distinct values let go, at least
        self.minimum: float | None = None
        self.maximum: float | None = None

    def add(self, value: str, times: int = 1) -> None:
        """Count a value."""
        value = value[:MAX_VALUE_CHARACTERS]
        self.count += times
        if value not in self.values:
            self._widen(number_of(value))
            if len(self.values) >= MAX_TRACKED:
                self._prune()
        self.values[value] += times

    def merge(self, other: Parameter) -> None:
        """Add what another one counted."""
        self.values += other.values
        self.count += other.count
        self.forgotten += other.forgotten
        self.exact = self.exact and other.exact
        self._widen(other.minimum)
        self._widen(other.maximum)
        if len(self.values) > MAX_TRACKED:
            self._prune()

    def stats(self, name: str, most: int = TOP) -> ParameterStats:
        """Return what is known, top values first (ties by value, so that the order is always the same)."""
        top = sorted(self.values.items(), key=lambda item: (-item[1], item[0]))[:most]
        return ParameterStats(
            name=name,
            count=self.count,
            distinct=len(self.values) + self.forgotten,
            distinct_is_exact=self.exact,
            top=tuple(top),
            minimum=self.minimum,
            maximum=self.maximum,
        )

    def _widen(self, number: float | None) -> None:
        if number is not None:
            self.minimum = number if self.minimum is None else min(self.minimum, number)
            self.maximum = number if self.maximum is None else max(self.maximum, number)

    def _prune(self) -> None:
        kept = sorted(self.values.items(), key=lambda item: (-item[1], item[0]))[: MAX_TRACKED // 2]
        self.forgotten += len(self.values) - len(kept)
        self.exact = False
        self.values = Counter(dict(kept))
