"""Logs of realistic size for the measure of speed: lines over and over, each time with other numbers in them."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

LINES = 200_000
_SAMPLES = Path(__file__).parents[2] / "logs"
# What differs from line to line in truth: addresses, times, block and request ids. Years and versions stay.
_ADDRESS = re.compile(r"(?<![\d.])(\d{1,3}\.\d{1,3}\.)\d{1,3}\.\d{1,3}(?![\d.])")
_CLOCK = re.compile(r"(?<=:)[0-5]\d(?![\d:])")
_LONG = re.compile(r"(?<=\d)\d{3,}(?![\d.])")
_IDENTIFIER = re.compile(r"\b(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{8,}\b")


def large_logs(messages: dict[str, Sequence[str]], folder: Path) -> dict[str, list[str]]:
    """Return three kinds of logs of 200,000 lines: messages of HDFS, whole lines of nginx, whole lines of many logs.

    `messages` are those of the labelled sets, whose whole lines lie in `folder`, if at all.
    """
    samples = [path.read_text().splitlines() for path in sorted(_SAMPLES.glob("*/*.log"))]
    whole = [path.read_text(errors="replace").splitlines() for path in sorted(folder.rglob("*_2k.log"))]
    kinds = {
        "nginx access, whole lines": [(_SAMPLES / "shop-web" / "access.log").read_text().splitlines()],
        "mixed: JSON, access, applications, whole lines": samples
        + (whole or [*map(list, messages.values())]),
    }
    if "HDFS" in messages:
        kinds = {"HDFS, messages": [list(messages["HDFS"])]} | kinds
    return {name: _grown(logs) for name, logs in kinds.items()}


def _grown(logs: Sequence[Sequence[str]]) -> list[str]:
    dice = random.Random(1)
    lines = _in_turn(logs)
    return [_varied(next(lines), dice) for _ in range(LINES)]


def _in_turn(logs: Sequence[Sequence[str]]) -> Iterator[str]:
    at = 0
    while True:
        for log in logs:
            yield log[at % len(log)]
        at += 1


def _varied(line: str, dice: random.Random) -> str:
    line = _ADDRESS.sub(lambda m: f"{m[1]}{dice.randrange(256)}.{dice.randrange(1, 255)}", line)
    line = _CLOCK.sub(lambda _: f"{dice.randrange(60):02}", line)
    line = _IDENTIFIER.sub(lambda m: f"{dice.getrandbits(4 * len(m[0])):0{len(m[0])}x}", line)
    return _LONG.sub(lambda m: f"{dice.randrange(10 ** len(m[0])):0{len(m[0])}}", line)
