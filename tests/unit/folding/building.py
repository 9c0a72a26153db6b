"""What the tests of folding share: redacted records as redaction would make them."""

from __future__ import annotations

from collections.abc import Mapping

from crosscut.model import AttributeValue, RedactedRecord

BEGIN = 1_794_909_600_000_000_000  # 2026-11-17T10:00:00Z
MINUTE = 60_000_000_000


def record(
    body: str,
    *,
    line: int = 1,
    nanos: int | None = BEGIN,
    severity: tuple[int, str] = (9, "INFO"),
    service: str = "web",
    attributes: Mapping[str, AttributeValue] | None = None,
) -> RedactedRecord:
    resource = {"service.name": service} if service else {}
    count = body.count("\n") + 1
    return RedactedRecord(line, count, body, body, nanos, *severity, attributes or {}, resource)
