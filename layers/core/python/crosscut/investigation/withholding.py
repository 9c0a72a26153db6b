"""The last look at what an investigation shows people."""

from __future__ import annotations

import json

from pydantic import JsonValue

from crosscut.config import Source
from crosscut.investigation.report import Report
from crosscut.outgoing import leaks


def withheld(report: Report, *, source: Source) -> Report:
    """Return the report without the texts that seem to hold a secret."""
    document = report.model_dump(mode="json")
    if not leaks(json.dumps(document, ensure_ascii=False), source=source):
        return report
    return Report.model_validate(_safe(document, source))


def _safe(value: JsonValue, source: Source) -> JsonValue:
    if isinstance(value, str):
        found = leaks(value, source=source)
        return f"[withheld: it looks like {', '.join(found)}]" if found else value
    if isinstance(value, list):
        return [_safe(each, source) for each in value]
    if isinstance(value, dict):
        return {name: _safe(each, source) for name, each in value.items()}
    return value
