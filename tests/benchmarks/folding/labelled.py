"""Labelled logs: the message of each line and its true template, as Loghub has them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple


class Labelled(NamedTuple):
    """One log."""

    name: str
    messages: list[str]
    templates: list[str]  # the true template of each


def read_folder(folder: Path) -> Iterator[Labelled]:
    """Yield the sets of a folder: `*_structured_corrected.csv`, or `*_structured.csv` where that is all there is."""
    corrected = {
        path.name.partition("_")[0]: path for path in sorted(folder.rglob("*_structured_corrected.csv"))
    }
    first = {path.name.partition("_")[0]: path for path in sorted(folder.rglob("*_structured.csv"))}
    for name, path in sorted((first | corrected).items()):
        with path.open(newline="", encoding="utf-8", errors="surrogateescape") as stream:
            rows = list(csv.DictReader(stream))
        yield Labelled(name, [row["Content"] for row in rows], [row["EventTemplate"] for row in rows])
