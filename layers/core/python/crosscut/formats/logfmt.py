"""logfmt: `key=value key="quoted value"`, as Go services and Heroku write it."""

from __future__ import annotations

import re
from datetime import datetime

from crosscut.formats.fields import from_fields
from crosscut.formats.parsed import Parsed
from crosscut.model import AttributeValue

_PAIR = re.compile(r'(?P<key>[A-Za-z_@][\w.\-@]*)=(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<bare>\S*))(?:\s+|$)')
MIN_PAIRS = 3


class Logfmt:
    """Lines that are nothing but pairs, at least three of them."""

    name = "logfmt"

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return the fields, named as for JSON lines."""
        if line.startswith("type=") and " msg=audit(" in line:  # the kernel's, whose time is inside of a word
            return None
        fields: dict[str, AttributeValue] = {}
        position = 0
        line = line.strip()
        while position < len(line):
            match = _PAIR.match(line, position)
            if not match:
                return None
            position = match.end()
            value = match["bare"] if match["quoted"] is None else match["quoted"].replace('\\"', '"')
            fields[match["key"]] = (
                int(value) if value.isascii() and value.isdigit() and len(value) < 19 else value
            )
        if len(fields) < MIN_PAIRS:
            return None
        if "dyno" in fields and "service" in fields:  # Heroku's router: how long the service took
            fields["service_ms"] = str(fields.pop("service")).removesuffix("ms")
        return from_fields(fields, received)
