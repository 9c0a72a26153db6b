"""JSON objects, one a line, as pino, bunyan, structlog, zap, slog, ECS and most services write them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from crosscut.formats.fields import from_fields
from crosscut.formats.parsed import Parsed
from crosscut.model import AttributeValue

MAX_DEPTH = 6


class JsonLines:
    """One JSON object a line."""

    name = "json"

    def parse(self, line: str, received: datetime) -> Parsed | None:
        """Return the fields under their OpenTelemetry names; nested objects are flattened with dots."""
        start = line.lstrip()
        if not start.startswith("{"):
            return None
        try:
            fields = dict(_flatten(json.loads(start)))
        except (ValueError, RecursionError):
            return None
        if "\\u" in start:
            fields = {_whole(k): _whole(v) if isinstance(v, str) else v for k, v in fields.items()}
        return from_fields(fields, received)


def _whole(text: str) -> str:
    """Return a text without the halves of characters that a cut `\\ud83d` leaves: no encoding takes them."""
    return _HALF.sub("\ufffd", text)


_HALF = re.compile("[\ud800-\udfff]")


def _flatten(node: dict[str, Any], prefix: str = "", depth: int = 0) -> Iterator[tuple[str, AttributeValue]]:
    for key, value in node.items():
        name = f"{prefix}{key}"
        if isinstance(value, str | int | float | bool):
            yield name, value
        elif isinstance(value, dict) and value and depth < MAX_DEPTH:
            yield from _flatten(value, f"{name}.", depth + 1)
        elif value is not None and value != {} and value != []:
            yield name, json.dumps(value, ensure_ascii=False)
