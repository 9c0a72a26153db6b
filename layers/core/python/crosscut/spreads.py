"""How often each value was seen on two sides, where only the most frequent ones of each are known."""

from __future__ import annotations

from typing import NamedTuple

from crosscut.model import ParameterStats

OTHERS = "(others)"


class Spreads(NamedTuple):
    """Records by value on two sides, with the same values on both."""

    before: dict[str, float]
    after: dict[str, float]
    assumed: frozenset[str]  # values that are not among the known ones of one side

    def share(self, value: str) -> tuple[float, float]:
        """Return the share of the records that have the value, on each side."""
        return (
            self.before[value] / sum(self.before.values()),
            self.after[value] / sum(self.after.values()),
        )


def spreads_of(before: ParameterStats, after: ParameterStats) -> Spreads:
    """Return the spreads of one position, each with what is beyond the known values as `OTHERS`.

    A value that is known on one side only may have been seen on the other up to as often as the rarest known one there.
    That it was as frequent as here is assumed, as far as it can be: what is called a change has to be one.
    """
    tops = dict(before.top), dict(after.top)
    values = sorted(tops[0].keys() | tops[1].keys())
    made: list[dict[str, float]] = []
    assumed = set()
    for side, (stats, known) in enumerate(zip((before, after), tops, strict=True)):
        other, total = tops[1 - side], (after, before)[side].count
        rest = float(stats.count - sum(known.values()))
        rarest = min(known.values(), default=0)
        spread: dict[str, float] = {}
        for value in values:
            count = float(known.get(value, 0))
            if not count:
                count = min(rest, rarest, other[value] / total * stats.count)
                rest -= count
                if count:
                    assumed.add(value)
            spread[value] = count
        made.append(spread | {OTHERS: max(0.0, rest)})
    return Spreads(made[0], made[1], frozenset(assumed))
