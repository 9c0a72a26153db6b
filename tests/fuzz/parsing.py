"""Fuzzes the parsers of formats: lines of real logs, bent and mixed, also as a format that somebody has named."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

from crosscut.formats import Layout, format_names, layout_of, parse_records
from tests.fuzz import seeds
from tests.fuzz.law import Target, as_bytes, as_text, require
from tests.fuzz.mutation import bent_lines

RECEIVED = datetime(2026, 3, 1, 9, 15, tzinfo=UTC)
NAMES = tuple(sorted(format_names()))


def make(pick: Random) -> bytes:
    """Return a format's name or none, and below it lines."""
    name = pick.choice(NAMES) if pick.random() < 0.25 else ""
    lines = seeds.logs()[pick.choice(sorted(seeds.logs()))]
    return as_bytes(f"{name}\n{bent_lines(lines, seeds.all_lines(), pick)}")


def check(data: bytes) -> None:
    """Parse the lines; twice, and by the layout as another part of the object would get it."""
    name, _, text = as_text(data).partition("\n")
    lines = text.split("\n")
    layout = layout_of(lines, RECEIVED, name)
    records = list(parse_records(iter(lines), RECEIVED, layout))
    require(sum(record.line_count for record in records) == len(lines), "every line is in one record")
    numbers = [record.line for record in records]
    require(numbers == sorted(numbers), "records are in the order of their lines")
    require(numbers[:1] == [1] and numbers[-1] <= len(lines), "records name lines that are there")
    again = Layout.from_spec(layout.spec())
    require(
        records == list(parse_records(iter(lines), RECEIVED, again)), "a layout that was sent parses the same"
    )


PARSING = Target(
    "parsing",
    "raises nothing; every line is in one record; records stand in order and name lines that are there; the same lines "
    "give the same records, also by a layout that was sent to another part",
    make,
    check,
)
