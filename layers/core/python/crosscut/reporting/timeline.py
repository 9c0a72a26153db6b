"""Records and errors over time, from the minutes of templates, in stretches of a length that reads well."""

from __future__ import annotations

from dataclasses import dataclass

from crosscut.model import Digest, Template

COLUMNS = 90  # of the chart
SPARKS = 40  # of a sparkline
_WIDTHS = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440, 2_880, 10_080, 20_160, 43_200)  # minutes


@dataclass(frozen=True)
class Stretches:
    """Counts of stretches of `width` minutes from `start` (minutes since the epoch), without gaps."""

    start: int
    width: int
    records: tuple[int, ...] = ()
    errors: tuple[int, ...] = ()


@dataclass(frozen=True)
class Window:
    """The minutes that a digest is about."""

    first: int
    last: int

    @classmethod
    def of(cls, digest: Digest) -> Window | None:
        """Return from the first minute of all templates to the last, None where no record carries a time."""
        known = [minute for template in digest.templates for minute in template.minutes]
        return cls(min(known), max(known)) if known else None

    def width(self, most: int) -> int:
        """Return how many minutes a stretch is, so that there are at most so many."""
        minutes = self.last - self.first + 1
        fitting = (width for width in _WIDTHS if self.last // width - self.first // width < most)
        return next(fitting, -(-minutes // most))

    def spark(self, template: Template) -> list[int]:
        """Return a template's records by stretches of the window."""
        width = self.width(SPARKS)
        counts = [0] * (self.last // width - self.first // width + 1)
        for minute, count in template.minutes.items():
            counts[minute // width - self.first // width] += count
        return counts


def stretches(digest: Digest, window: Window) -> Stretches:
    """Return all records, and those at ERROR or above, over the window."""
    width = window.width(COLUMNS)
    begin = window.first // width
    records = [0] * (window.last // width - begin + 1)
    errors = [0] * len(records)
    for template in digest.templates:
        for minute, count in template.minutes.items():
            records[minute // width - begin] += count
            if template.is_error:
                errors[minute // width - begin] += count
    return Stretches(begin * width, width, tuple(records), tuple(errors))
