"""The logs that the tests drop, and the secrets planted in one of them. Everything in them is invented."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

PLANTED = "e2e-planted"
KILLED = "e2e-killed"
DAMAGED = "e2e-damaged"
OVERLOADED = "e2e-overloaded"
STORM = "e2e-storm"  # and a number: a source of many

BEGIN = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
SECRETS = {
    "AWS_KEY": "AKIASYNTHETICKEY0001",
    "EMAIL": "jane.doe@customers.example.com",
    "PASSWORD": "correct-horse-synthetic",
    "IP": "203.0.113.77",
    "AUTH": "synthetic0123456789abcdef",
    "CARD": "4111 1111 1111 1111",
}


def outage(file: Path, *, lines: int, secrets: bool = False) -> Path:
    """Write a JSON log in which a database is gone for the last tenth of the lines."""
    with file.open("w", encoding="utf-8") as log:
        for number in range(lines):
            log.write(json.dumps(_line(number, failed=number >= lines * 0.9, secrets=secrets)) + "\n")
    return file


def damaged_gzip(file: Path, *, source: Path) -> Path:
    """Write the log compressed, with a hole in the middle of the stream."""
    data = bytearray(gzip.compress(source.read_bytes()))
    middle = len(data) // 2
    data[middle : middle + 64] = bytes(64)
    file.write_bytes(data)
    return file


def _line(number: int, *, failed: bool, secrets: bool) -> dict[str, object]:
    message = f"order {number} stored in {number % 40 + 3} ms"
    if failed:
        message = 'cannot store order: connection to server at "orders-db.invalid" failed: Connection refused'
    if failed and secrets:
        message += (
            f"; user={SECRETS['EMAIL']} client={SECRETS['IP']} password={SECRETS['PASSWORD']}"
            f" key {SECRETS['AWS_KEY']} Authorization: Bearer {SECRETS['AUTH']} card {SECRETS['CARD']}"
        )
    return {
        "timestamp": (BEGIN + timedelta(milliseconds=20 * number)).isoformat(),
        "level": "ERROR" if failed else "INFO",
        "service": "orders",
        "message": message,
    }
