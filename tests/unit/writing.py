"""Writes small logs as text, in the forms in which programs write them, and runs them through the river."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from crosscut.detection import History, detect
from crosscut.model import Detection, Digest, Severity
from crosscut.parts import SourceObject
from crosscut.pipeline import sanitize
from crosscut.redaction import Redactor

BEGIN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NOW = BEGIN + timedelta(days=1)
HOUR = 3_600


class Log:
    """Lines with times in seconds from `BEGIN`; written in the order of their times."""

    def __init__(self, *, seed: int = 1) -> None:
        self._lines: list[tuple[float, int, str]] = []
        self.random = random.Random(seed)

    def add(self, second: float, *lines: str) -> Log:
        self._lines += [(second, len(self._lines) + i, line) for i, line in enumerate(lines)]
        return self

    def every(
        self,
        step: float,
        write: Callable[[float, int], str],
        *,
        start: float = 0,
        stop: float = HOUR,
    ) -> Log:
        """Write a line each `step` seconds; `write` is given the second and the number of the line."""
        for i in range(int((stop - start) / step)):
            self.add(start + i * step, write(start + i * step, i))
        return self

    def text(self) -> str:
        return "".join(f"{line}\n" for _, _, line in sorted(self._lines))


def digest_of(log: Log | str, *, file: str = "app.log", source: str = "shop") -> Digest:
    """Return the digest of one log, with pseudonyms that are the same in every run."""
    text = log if isinstance(log, str) else log.text()
    item = SourceObject(file, io.BytesIO(text.encode()), NOW)
    return sanitize([item], source=source, redactor=Redactor(key=b"synthetic-key"), sink=None)


def detections_of(log: Log | str, history: History | None = None) -> list[Detection]:
    return detect(digest_of(log), history or History())


def alarming(detections: list[Detection]) -> list[Detection]:
    """Return those that wake somebody, or nearly so: high and critical."""
    return [d for d in detections if d.severity.rank >= Severity.HIGH.rank]


def at(second: float) -> datetime:
    return BEGIN + timedelta(seconds=second)


def iso(second: float) -> str:
    return at(second).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def plain(second: float) -> str:
    return at(second).strftime("%Y-%m-%d %H:%M:%S")


def entry(second: float, level: str, service: str, message: str, **fields: object) -> str:
    """A JSON line of a service."""
    return json.dumps(
        {"timestamp": iso(second), "level": level, "service": service, "message": message, **fields}
    )


def traffic(log: Log, *services: str, step: float = 2.4, start: float = 0, stop: float = HOUR) -> Log:
    """Add the everyday lines of services: nothing in them is a sign of anything."""
    said = (
        "request completed",
        "cache hit for key user:{}",
        "stored record {}",
        "health check ok",
    )

    def line(second: float, _: int) -> str:
        message = log.random.choice(said).format(log.random.randrange(99_999))
        return entry(
            second, "INFO", log.random.choice(services), message, duration_ms=log.random.randrange(90)
        )

    return log.every(step, line, start=start, stop=stop)


def syslog(second: float, tag: str, message: str, *, host: str = "web-1") -> str:
    return f"{at(second):%b} {at(second).day:2d} {at(second):%H:%M:%S} {host} {tag}: {message}"


def access(second: float, client: str, request: str, status: int, *, agent: str = "Mozilla/5.0") -> str:
    """A line of nginx's combined format."""
    return (
        f'{client} - - [{at(second):%d/%b/%Y:%H:%M:%S +0000}] "{request} HTTP/1.1" {status} 512 "-" "{agent}"'
    )


def shoppers(log: Log, *, step: float = 1.2, stop: float = HOUR) -> Log:
    """Add good requests of many customers."""

    def line(second: float, _: int) -> str:
        client = f"198.51.100.{log.random.randrange(1, 200)}"
        return access(second, client, f"GET /product/{log.random.randrange(900)}", 200)

    return log.every(step, line, stop=stop)


def python(second: float, level: str, logger: str, message: str) -> str:
    return f"{plain(second)},{int(second * 1000) % 1000:03d} {level} {logger}: {message}"


def spring(second: float, level: str, thread: str, logger: str, message: str) -> str:
    return f"{plain(second)}.{int(second * 1000) % 1000:03d} {level:5} 1 --- [{thread:>15}] {logger:40} : {message}"


def klog(second: float, level: str, place: str, message: str) -> str:
    return f"{level}{at(second):%m%d %H:%M:%S}.{int(second * 1e6) % 1_000_000:06d}       1 {place}] {message}"


def cri(second: float, stream: str, text: str) -> str:
    return f"{iso(second)[:-1]}456789Z {stream} F {text}"


def postgres(second: float, level: str, message: str) -> str:
    return f"{plain(second)}.{int(second * 1000) % 1000:03d} UTC [4711] {level}:  {message}"
