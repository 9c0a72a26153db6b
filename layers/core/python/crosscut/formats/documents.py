"""What formats whose lines are JSON documents have in common: how a line is read, and how a value is taken out."""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from crosscut.formats.parsed import Parsed
from crosscut.model import AttributeValue

MAX_DEPTH = 6
Document = Mapping[str, object]
NONE: Document = {}
_HALF = re.compile("[\ud800-\udfff]")


class JsonDocument(ABC):
    """A format that is told by what is in the document, so that JSON is parsed once for all of them."""

    name: str
    telltales: frozenset[str] = frozenset()  # a document without any of these keys is not of this kind

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return the fields, or None when the line is no JSON object or not of this kind."""
        document = read_document(line)
        try:
            return self.parse_document(document, received) if document is not None else None
        except RecursionError:  # nested a thousand deep
            return None

    @abstractmethod
    def parse_document(self, document: Document, received: datetime) -> Parsed | None:
        """Return the fields, or None when the document is not of this kind."""


def read_document(line: str) -> dict[str, object] | None:
    """Return the JSON object that a line is, or None."""
    if line.lstrip()[:1] != "{":
        return None
    try:
        document = json.loads(line)
        if "\\ud" in line or "\\uD" in line:
            document = _whole(document)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None


def _whole(value: Any) -> Any:
    """Return a value without the halves of characters that a cut `\\ud83d` leaves: no encoding takes them."""
    if isinstance(value, str):
        return _HALF.sub("\ufffd", value)
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return {_whole(key): _whole(item) for key, item in value.items()} if isinstance(value, dict) else value


def mapping(document: Document, key: str) -> Document:
    """Return the object under a key, an empty one when there is none."""
    value = document.get(key)
    return value if isinstance(value, dict) else NONE


def text(document: Document, *keys: str) -> str:
    """Return the first of the keys' values that is a text with something in it, or ""."""
    for key in keys:
        value = document.get(key)
        if isinstance(value, str) and value and value != "-":
            return value
    return ""


def whole(document: Document, key: str) -> int | None:
    """Return the whole number under a key, also when it is written as a text."""
    value = document.get(key)
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        return int(value)
    return value if isinstance(value, int) else None


def filled(**attributes: AttributeValue | None) -> dict[str, AttributeValue]:
    """Return those that have a value, with `__` in the names for the dots that Python doesn't take."""
    return {
        key.replace("__", "."): value
        for key, value in attributes.items()
        if value is not None and value != ""
    }


def flatten(node: Document, prefix: str = "", depth: int = 0) -> Iterator[tuple[str, AttributeValue]]:
    """Yield the values with the names of nested objects joined by dots; lists stay JSON."""
    for key, value in node.items():
        name = f"{prefix}{key}"
        if isinstance(value, str | int | float | bool):
            yield name, value
        elif isinstance(value, dict) and value and depth < MAX_DEPTH:
            yield from flatten(value, f"{name}.", depth + 1)
        elif value is not None and value != {} and value != []:
            yield name, json.dumps(value, ensure_ascii=False)
