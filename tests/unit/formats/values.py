"""Reads the samples that are JSON documents, and those whose lines have carriage returns in them."""

from __future__ import annotations

import json
from typing import Any

from tests.unit.formats.samples import FOLDER


def values_of(name: str) -> list[dict[str, Any]]:
    """Return the documents of a file: one a line, concatenated, or one indented over many lines."""
    text = (FOLDER / name).read_text().strip()
    decoder = json.JSONDecoder()
    values, position = [], 0
    while position < len(text):
        value, position = decoder.raw_decode(text, position)
        values.append(value)
        while position < len(text) and text[position].isspace():
            position += 1
    return values


def raw_lines(name: str) -> list[str]:
    """Return the lines as the reader gives them: a carriage return inside of a line ends none."""
    return (FOLDER / name).read_bytes().decode("utf-8", "replace").rstrip("\n").split("\n")
