"""Reads the table of docs/formats.md, and tells of the samples that a row names what its cells say."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from crosscut.formats import layout_of, parse_records
from crosscut.model import LogRecord
from crosscut.reading import LineReader
from tests.unit.formats.parsing import RECEIVED
from tests.unit.formats.samples import FOLDER

DOCUMENT = Path(__file__).parents[3] / "docs" / "formats.md"
COLUMNS = ["format", "detected", "timestamp", "severity", "attributes", "multi-line", "test data"]
# https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber: the ranges' names, by their ends
_RANGES = ((4, "TRACE"), (8, "DEBUG"), (12, "INFO"), (16, "WARN"), (20, "ERROR"), (24, "FATAL"))
LEVELS = [name for _, name in _RANGES]


class Row(NamedTuple):
    """One row, its cells by the names of their columns."""

    cells: dict[str, str]

    def named(self, column: str) -> list[str]:
        """Return what stands between backticks in a cell."""
        return self.cells[column].split("`")[1::2]

    @property
    def files(self) -> list[str]:
        return [path.name for pattern in self.named("test data") for path in sorted(FOLDER.glob(pattern))]


class Facts(NamedTuple):
    """What the samples of a row are, read as whole objects."""

    formats: set[str]
    lines: int
    timed: int  # lines of records that have a time
    levels: list[str]
    attributes: set[str]
    records: int
    joined: int  # records of several lines


def rows() -> list[Row]:
    lines = [line for line in DOCUMENT.read_text().split("\n") if line.startswith("|")]
    head, _, *body = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert head == COLUMNS
    return [Row(dict(zip(COLUMNS, cells, strict=True))) for cells in body]


def facts_of(row: Row) -> Facts:
    files = [_read(name) for name in row.files]
    records = [record for _, _, found in files for record in found]
    found = {_level(record.severity_number) for record in records if record.severity_number}
    return Facts(
        formats={format_ for format_, _, _ in files},
        lines=sum(lines for _, lines, _ in files),
        timed=sum(record.line_count for record in records if record.time_unix_nano is not None),
        levels=[level for level in LEVELS if level in found],
        attributes={name for record in records for name in (*record.attributes, *record.resource)},
        records=len(records),
        joined=sum(record.line_count > 1 for record in records),
    )


@cache
def _read(name: str) -> tuple[str, int, list[LogRecord]]:
    """Return (the format's name, the number of lines, the records) of a sample, read as an object that is dropped."""
    with (FOLDER / name).open("rb") as stream:
        lines = list(LineReader(stream, name=name))
    layout = layout_of(lines, RECEIVED)
    return layout.format.name, len(lines), list(parse_records(lines, RECEIVED, layout))


def _level(number: int) -> str:
    return next(name for end, name in _RANGES if number <= end)
