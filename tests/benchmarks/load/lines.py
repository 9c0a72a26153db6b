"""Calm lines in several formats, out of pools that are made once, and those of a database that is gone.

Nothing in the calm ones is a problem, so that what becomes an insight was planted. All values are invented.
"""

from __future__ import annotations

import json
import random
from bisect import bisect_right
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache

BEGIN = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
POOL_LINES = 20_000
_PATHS = ("/", "/cart", "/api/orders", "/api/orders/{}/items", "/static/app.js", "/search?q=shoe+{}")
_AGENT = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149.0.0.0 Safari/537.36"
)


def _at(number: int) -> datetime:
    return BEGIN + timedelta(milliseconds=40 * number)


def _address(rng: random.Random) -> str:
    return f"203.0.113.{rng.randrange(256)}"


def _json(rng: random.Random, number: int) -> str:
    line = {
        "timestamp": _at(number).isoformat(timespec="milliseconds"),
        "level": "INFO",
        "service": "orders",
        "message": f"order {rng.randrange(10**7)} stored in {rng.randrange(3, 43)} ms",
        "customer": f"user{rng.randrange(10**5)}@customers.example.com",
        "client": _address(rng),
    }
    return json.dumps(line)


def _nginx(rng: random.Random, number: int) -> str:
    path = rng.choice(_PATHS).format(rng.randrange(10_000))
    return (
        f'{_address(rng)} - - [{_at(number):%d/%b/%Y:%H:%M:%S} +0000] "GET {path} HTTP/1.1" '
        f'{rng.choice((200, 200, 200, 204, 304))} {rng.randrange(60_000)} "https://shop.example.com/" "{_AGENT}"'
    )


def _syslog(rng: random.Random, number: int) -> str:
    head = f"{_at(number):%b %d %H:%M:%S} web-{rng.randrange(9)} "
    if rng.randrange(2):
        return f"{head}CRON[{rng.randrange(30_000)}]: (www-data) CMD (/usr/local/bin/rotate --keep {rng.randrange(90)})"
    return f"{head}shop[{rng.randrange(30_000)}]: order {rng.randrange(10**7)} took {rng.randrange(900)} ms"


def _java(rng: random.Random, number: int) -> str:
    at = f"{_at(number):%Y-%m-%d %H:%M:%S},{number % 1_000:03d}"
    return (
        f"{at} INFO  [http-{rng.randrange(64)}] com.example.shop.Orders - stored order {rng.randrange(10**7)}"
    )


def _logfmt(rng: random.Random, number: int) -> str:
    at = _at(number).isoformat(timespec="milliseconds")
    order = f"order={rng.randrange(10**7)} took={rng.random():.3f}s"
    return f'ts={at} level=info caller=store.go:42 msg="stored order" {order}'


_WRITERS: dict[str, Callable[[random.Random, int], str]] = {
    "json": _json,
    "java": _java,
    "nginx": _nginx,
    "syslog": _syslog,
    "logfmt": _logfmt,
}
FORMATS = tuple(_WRITERS)


class Pool:
    """Lines of one format, to cut stretches of any length from."""

    def __init__(self, writer: Callable[[random.Random, int], str]) -> None:
        rng = random.Random(1)
        lines = [f"{writer(rng, number)}\n".encode() for number in range(POOL_LINES)]
        self._data = b"".join(lines)
        self._ends = [0]
        for line in lines:
            self._ends.append(self._ends[-1] + len(line))

    def cut(self, rng: random.Random, size: int) -> bytes:
        """Return about so many bytes: whole lines from somewhere, going round where it takes more than there are."""
        begin = self._ends[rng.randrange(POOL_LINES)]
        rounds, rest = divmod(size, len(self._data))
        turned = self._data[begin:] + self._data[:begin]
        last = bisect_right(self._ends, (begin + rest) % len(self._data))
        end = self._ends[min(last, POOL_LINES)]
        piece = self._data[begin:end] if end > begin else self._data[begin:] + self._data[:end]
        return turned * rounds + piece


@cache
def pool(name: str) -> Pool:
    """Return the pool of a format."""
    return Pool(_WRITERS[name])


def failing(name: str, source: str, *, lines: int) -> bytes:
    """Return so many lines of a service that has lost its database."""
    if name != "java":
        raise ValueError(f"no planted problem in {name}")
    text = f"connection to server at {source}-db.shop.invalid port 5432 failed: Connection refused"
    written = []
    for number in range(lines):
        at = _at(POOL_LINES + number)
        head = (
            f"{at:%Y-%m-%d %H:%M:%S},{number % 1_000:03d} FATAL [http-{number % 64}] com.example.shop.Orders"
        )
        written.append(f"{head} - {text}\n")
    return "".join(written).encode()
