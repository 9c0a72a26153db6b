"""Opens what `crosscut inspect` was asked for, one log at a time, and keeps what could not be read of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from crosscut.cli.inputs import Unreadable
from crosscut.cli.reading import Inputs
from crosscut.limits import ReadLimits
from crosscut.parts import Reading


class Opened(NamedTuple):
    """A log to read."""

    name: str
    reading: Reading


class Inspected:
    """Iterating gives the logs, each to be read before the next is asked for."""

    def __init__(self, inputs: Inputs, limits: ReadLimits) -> None:
        self._inputs = inputs
        self._limits = limits
        self._no_logs: list[Unreadable] = []
        self.in_part: list[Unreadable] = []  # read, but not to their end

    @property
    def unreadable(self) -> tuple[Unreadable, ...]:
        """Return what could not be opened, or of which not a line could be read."""
        return (*self._inputs.unreadable, *self._no_logs)

    def __iter__(self) -> Iterator[Opened]:
        for each in self._inputs.objects():
            reading = Reading(each, limits=self._limits)
            yield Opened(each.name, reading)
            if reading.problem:
                place = self.in_part if reading.reader.lines_read else self._no_logs
                place.append(Unreadable(each.name, reading.problem))
