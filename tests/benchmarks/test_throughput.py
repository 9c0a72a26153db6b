"""What the core does in a second on one core, beside iterating over the lines and parsing them as JSON.

Prints a table; `make bench` shows it. The logs are the samples, repeated.
"""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crosscut import pipeline
from crosscut.formats import parse_records
from crosscut.parts import SourceObject
from crosscut.reading import LineReader
from crosscut.redaction import Redactor

LOGS = Path(__file__).parents[1] / "logs"
SIZE = 8_000_000
RECEIVED = datetime(2026, 11, 18, tzinfo=UTC)


def megabytes_a_second(work: Callable[[bytes], object], data: bytes) -> float:
    """Return MB/s of the faster of two runs."""
    best = float("inf")
    for _ in range(2):
        start = time.process_time()
        work(data)
        best = min(best, time.process_time() - start)
    return len(data) / best / 1e6


def lines(data: bytes) -> None:
    for _ in io.BytesIO(data):
        pass


def json_loads(data: bytes) -> None:
    for line in io.BytesIO(data):
        if line.startswith(b"{"):
            json.loads(line)


def read(data: bytes) -> None:
    for _ in LineReader(io.BytesIO(data), name="x"):
        pass


def parse(data: bytes) -> None:
    for _ in parse_records(LineReader(io.BytesIO(data), name="x"), RECEIVED):
        pass


def sanitize(data: bytes) -> None:
    item = SourceObject("x", io.BytesIO(data), RECEIVED)
    pipeline.sanitize([item], source="bench", redactor=Redactor(b"synthetic-benchmark-key"), sink=None)


def test_the_river(capsys: pytest.CaptureFixture[str]) -> None:
    with capsys.disabled():
        print(
            "\n| log | Python lines | json.loads a line | read | read + parse | read + parse + redact + fold |"
        )
        print("|---|---|---|---|---|---|")
        for path in sorted(LOGS.glob("*/*.log")):
            text = path.read_bytes()
            data = text * (SIZE // len(text) + 1)
            has_json = text.startswith(b"{")
            figures = [megabytes_a_second(lines, data)]
            figures.append(megabytes_a_second(json_loads, data) if has_json else 0)
            figures += [megabytes_a_second(work, data) for work in (read, parse, sanitize)]
            shown = " | ".join(f"{figure:.1f} MB/s" if figure else "" for figure in figures)
            print(f"| {path.parent.name}/{path.name} | {shown} |")
            assert all(figures[2:])
