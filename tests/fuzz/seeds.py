"""What the inputs are made from: a log of every format that is read, and real events."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parents[1]
OTHER_EVENTS: tuple[dict[str, Any], ...] = ({"listen": "shop-api"}, {"tick": "2026-03-01T09:15:00Z"})


@cache
def logs() -> dict[str, list[str]]:
    """Return the first lines of each log, by its file's name."""
    paths = [*sorted(TESTS.glob("data/formats/*.*")), *sorted(TESTS.glob("logs/*/*.log"))]
    texts = {
        path.name: path.read_text(encoding="utf-8").split("\n")[:200]
        for path in paths
        if path.suffix != ".md"
    }
    return {name: [line[:6_000] for line in lines if line] for name, lines in texts.items()}


@cache
def all_lines() -> list[str]:
    """Return lines of all logs."""
    return [line for lines in logs().values() for line in lines]


def body(event: str) -> dict[str, Any]:
    """Return the message in an event of tests/events."""
    message: dict[str, Any] = json.loads(_body(event))
    return message


@cache
def _body(event: str) -> str:
    document = json.loads((TESTS / "events" / f"{event}.json").read_text(encoding="utf-8"))
    return str(document["Records"][0]["body"])
