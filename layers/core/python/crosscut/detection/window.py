"""Figures of a digest's window that several rules need."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from statistics import median

from crosscut.model import Digest, Evidence, Exemplar, Template

MAX_EVIDENCE_CHARACTERS = 600
SHORT_MINUTES = 10  # a window too short to tell what is usual in it from what is new


@dataclass(frozen=True, slots=True)
class Window:
    """Totals a minute and a service over the whole window."""

    first_minute: int
    last_minute: int
    records: int
    by_service: Counter[str]

    @property
    def minutes(self) -> int:
        """Length in minutes, at least one."""
        return self.last_minute - self.first_minute + 1


def window_of(digest: Digest) -> Window:
    """Return the window's figures."""
    services: Counter[str] = Counter()
    first, last = None, None
    for template in digest.templates:
        services[template.service] += template.count
        if template.minutes:
            low, high = min(template.minutes), max(template.minutes)
            first = low if first is None else min(first, low)
            last = high if last is None else max(last, high)
    return Window(first or 0, last or 0, sum(services.values()) + digest.other_count, services)


def is_burst(minutes: dict[int, int], window: Window) -> bool:
    """Whether the records stand close together: at least 20, and a peak minute of five times the median minute.

    The median is over all minutes of the window, those without a record included.
    """
    total = sum(minutes.values())
    if total < 20:
        return False
    if window.minutes == 1:
        return False
    counts = sorted(minutes.values())
    silent = window.minutes - len(counts)
    return max(counts) >= max(5, 5 * median([0] * min(silent, len(counts) + 1) + counts))


def is_chronic(minutes: dict[int, int], window: Window) -> bool:
    """Whether the records are spread over the whole window: part of how this system lives."""
    if window.minutes < SHORT_MINUTES or sum(minutes.values()) < 10:
        return False
    span = max(minutes) - min(minutes) + 1
    tenths = len({(m - window.first_minute) * 10 // window.minutes for m in minutes})
    return span >= 0.8 * window.minutes and tenths >= 8


def evidence_of(template: Template, most: int = 1) -> tuple[Evidence, ...]:
    """Return the first exemplars as evidence, cut to 600 characters each."""
    return tuple(quote(exemplar) for exemplar in template.exemplars[:most])


def quote(exemplar: Exemplar) -> Evidence:
    """Return an exemplar as evidence."""
    return Evidence(file=exemplar.file, line=exemplar.line, text=exemplar.text[:MAX_EVIDENCE_CHARACTERS])
