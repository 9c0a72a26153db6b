"""What a format makes of one line."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple, Protocol

from crosscut.model import Attributes

NOTHING: Attributes = {}


class Parsed(NamedTuple):
    """The fields of a record that one line gives."""

    body: str
    time_unix_nano: int | None
    severity_number: int
    severity_text: str
    attributes: Attributes = NOTHING
    resource: Attributes = NOTHING
    inner: tuple[str, ...] = ()  # of an envelope: the documents in it, each of which is a line of its own


class Format(Protocol):
    """A log format: one line in, its fields out."""

    name: str

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return the fields, or None when the line is not of this format."""
        ...
