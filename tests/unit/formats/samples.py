"""Reads tests/data/formats as records, by what a format says of lines that continue and of how they are joined."""

from __future__ import annotations

import re
from pathlib import Path

from crosscut.formats.parsed import Format, Parsed
from crosscut.formats.stacktraces import is_continuation
from tests.unit.formats.parsing import RECEIVED

_RAISED = re.compile(r"(?:[a-z]\w*\.)+[A-Z]\w*(?:Exception|Error): ")  # what Java prints below a message
FOLDER = Path(__file__).parents[2] / "data" / "formats"


def lines_of(name: str) -> list[str]:
    return (FOLDER / name).read_text().rstrip("\n").split("\n")


def records_of(format_: Format, lines: list[str]) -> list[Parsed]:
    """Return the records of lines that are all of one format."""
    continues = getattr(format_, "continues", lambda line: format_.parse(line, RECEIVED) is None)
    joined: list[list[str]] = []
    for line in lines:
        if joined and continues(line):
            joined[-1].append(line)
        else:
            joined.append([line])
    return [record_of(format_, record) for record in joined]


def record_of(format_: Format, lines: list[str]) -> Parsed:
    whole = getattr(format_, "parse_record", None)
    parsed = whole(lines, RECEIVED) if whole and len(lines) > 1 else format_.parse(lines[0], RECEIVED)
    assert parsed is not None, lines[0]
    return parsed


def record_with(format_: Format, name: str, words: str) -> Parsed:
    """Return the one record of a file whose body has these words."""
    found = [record for record in records_of(format_, lines_of(name)) if words in record.body]
    assert len(found) == 1, [record.body for record in found]
    return found[0]


def share(format_: Format, lines: list[str]) -> float:
    """Return how many of the lines that stand alone the format takes."""
    continues = getattr(format_, "continues", lambda _: False)
    alone = [
        line
        for i, line in enumerate(lines)
        if not (continues(line) or _is_below(line, lines[max(0, i - 20) : i]))
    ]
    return sum(format_.parse(line, RECEIVED) is not None for line in alone) / max(len(alone), 1)


def _is_below(line: str, before: list[str]) -> bool:
    return not line.strip() or is_continuation(line, before) or _RAISED.match(line) is not None
