"""The log of one case: a database is gone, another one for each case, so that no two of them are one incident."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

LINES = 120
FAILED = 20  # of them


def log(source: str, *, lines: int = LINES) -> bytes:
    """Return JSON lines of the last minutes, of which the last `FAILED` are of an outage."""
    begin = datetime.now(UTC) - timedelta(minutes=5)
    return b"".join(_line(source, number, lines, begin) for number in range(lines))


def _line(source: str, number: int, lines: int, begin: datetime) -> bytes:
    failed = number >= lines - FAILED
    message = f"order {number} stored in {number % 40 + 3} ms"
    if failed:
        message = f'cannot store: connection to server at "{source}-db.invalid" failed: Connection refused'
    record = {
        "timestamp": (begin + timedelta(milliseconds=20 * number)).isoformat(),
        "level": "ERROR" if failed else "INFO",
        "service": f"{source}-service",
        "message": message,
    }
    return json.dumps(record).encode() + b"\n"
