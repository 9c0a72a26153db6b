"""A record as parsed, field by field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.text import Text

from crosscut.cli.hanging import hanging
from crosscut.cli.quantities import counted
from crosscut.inspection import ShownRecord
from crosscut.model import AttributeValue
from crosscut.plain import plain, plain_lines

_NAME_WIDTH = 12
_SHOWN_FIELDS = 20  # of the attributes, and of the resource
_SHOWN_BODY_LINES = 8
_SHOWN_ROWS = 3  # of a value or a line, after wrapping


def render_sample(sample: ShownRecord, console: Console) -> None:
    """Write where the record stands, then its fields by their names in OpenTelemetry."""
    lines = f", {counted(sample.line_count, 'line')}" if sample.line_count > 1 else ""
    hanging(console, Text("Sample"), Text(plain(f"{sample.file}:{sample.line}{lines}"), style="cyan"))
    level = f"{sample.severity_number}" + (f" ({sample.severity_text})" if sample.severity_text else "")
    _field(console, "time", [sample.time or "none"])
    _field(console, "severity", [level if sample.severity_number else "none"])
    _field(console, "body", _body(sample.body))
    _field(console, "attributes", _pairs(sample.attributes))
    _field(console, "resource", _pairs(sample.resource))


def _field(console: Console, name: str, values: Iterable[str]) -> None:
    for position, value in enumerate(values):
        lead = ("" if position else name).ljust(_NAME_WIDTH)
        hanging(console, Text(), Text(value), prefix=" " * _NAME_WIDTH, lead=lead, rows=_SHOWN_ROWS)


def _body(body: str) -> list[str]:
    lines = [line.rstrip() for line in plain_lines(body)]
    hidden = len(lines) - _SHOWN_BODY_LINES
    if hidden <= 1:
        return lines
    return [*lines[: _SHOWN_BODY_LINES - 1], f"... {counted(hidden, 'more line')}", lines[-1]]


def _pairs(values: Mapping[str, AttributeValue]) -> list[str]:
    pairs = [plain(f"{name} = {value}") for name, value in values.items()]
    hidden = len(pairs) - _SHOWN_FIELDS
    if hidden <= 0:
        return pairs
    return [*pairs[:_SHOWN_FIELDS], f"... {counted(hidden, 'more field')}; --json has all"]
