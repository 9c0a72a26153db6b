"""Logs for the benchmarks, of any size and the same for the same seed: a piece at a time, as no two lines are alike."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path

EPOCH = 1_795_000_000  # 2026-11-18
PIECE_LINES = 500
METHODS = ("GET", "GET", "GET", "POST", "PUT")
PATHS = (
    "/",
    "/cart",
    "/api/orders",
    "/api/orders/{}/items",
    "/static/app.js?v={}",
    "/login",
    "/search?q=shoe+{}&page=2",
)
STATES = (200, 200, 200, 200, 204, 301, 304, 404, 499, 500, 503)
AGENTS = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/149.0.0.0 Safari/537.36",
    "curl/8.5.0",
    "Mozilla/5.0 (compatible; ExampleBot/2.1; +https://bot.example.com/)",
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
Writer = Callable[[random.Random, int], str]


def _second(number: int) -> tuple[int, int, int, int]:
    """Return day, hour, minute, second of the line of that number; ten lines are of one second."""
    at = number // 10
    return 17 + at // 86_400 % 12, at // 3_600 % 24, at // 60 % 60, at % 60


def _address(rng: random.Random) -> str:
    return (
        f"203.0.113.{rng.randrange(256)}"
        if rng.random() < 0.5
        else f"10.{rng.randrange(4)}.{rng.randrange(256)}.7"
    )


def json_line(rng: random.Random, number: int) -> str:
    """Return a line as pino (Node.js) or as zap (Go) writes it."""
    route = rng.choice(PATHS).format(rng.randrange(10_000))
    state = rng.choice(STATES)
    if number % 2:
        level = 50 if state >= 500 else 30
        request = {
            "id": rng.randrange(10**6),
            "method": rng.choice(METHODS),
            "url": route,
            "remoteAddress": _address(rng),
        }
        line: dict[str, object] = {
            "level": level, "time": (EPOCH + number // 10) * 1_000 + rng.randrange(1_000), "pid": 4217,
            "hostname": "web-1",
            "req": request, "res": {"statusCode": state}, "responseTime": rng.randrange(1, 900),
            "msg": "request completed",
        }  # fmt: skip
    else:
        level_name = "error" if state >= 500 else "info"
        line = {
            "level": level_name, "ts": EPOCH + number / 10, "logger": "orders",
            "caller": f"orders/store.go:{rng.randrange(400)}", "msg": f"stored order {rng.randrange(10**7)}",
            "customer": f"c-{rng.randrange(10**5)}", "took": rng.random(), "items": rng.randrange(20),
        }  # fmt: skip
    return json.dumps(line, separators=(",", ":"))


def nginx_line(rng: random.Random, number: int) -> str:
    """Return a line of nginx's `combined` log."""
    day, hour, minute, second = _second(number)
    route = rng.choice(PATHS).format(rng.randrange(10_000))
    return (
        f"{_address(rng)} - - [{day}/Nov/2026:{hour:02}:{minute:02}:{second:02} +0000] "
        f'"{rng.choice(METHODS)} {route} HTTP/1.1" {rng.choice(STATES)} {rng.randrange(60_000)} '
        f'"https://shop.example.com/" "{rng.choice(AGENTS)}"'
    )


def syslog_line(rng: random.Random, number: int) -> str:
    """Return a line of RFC 3164 as rsyslog keeps it in files."""
    day, hour, minute, second = _second(number)
    head = f"Nov {day:2} {hour:02}:{minute:02}:{second:02} web-{rng.randrange(9)} "
    kind = rng.randrange(5)
    if kind == 0:
        return f"{head}sshd[{rng.randrange(30_000)}]: Failed password for root from {_address(rng)}"
    if kind == 1:
        return f"{head}CRON[{rng.randrange(30_000)}]: (www-data) CMD (/usr/local/bin/rotate --keep {rng.randrange(90)})"
    if kind == 2:
        return (
            f"{head}kernel: [{number / 7:12.6f}] eth0: link is up, {rng.randrange(1, 10)} Gbps, full duplex"
        )
    if kind == 3:
        return f"{head}systemd[1]: Started session-{number}.scope - Session {number} of User deploy."
    return f"{head}shop[{rng.randrange(30_000)}]: order {rng.randrange(10**7)} took {rng.randrange(900)} ms"


def trace_lines(rng: random.Random, number: int) -> str:
    """Return a record of a Java service's log: every third one has a stack trace with a cause."""
    day, hour, minute, second = _second(number)
    head = f"2026-11-{day} {hour:02}:{minute:02}:{second:02},{rng.randrange(1_000):03}"
    if number % 3:
        return f"{head} INFO  [http-{rng.randrange(64)}] com.example.shop.Orders - stored order {rng.randrange(10**7)}"
    frames = [
        f"\tat com.example.shop.{rng.choice(('Orders', 'Stock', 'Http'))}.step{i}(Source.java:{rng.randrange(900)})"
        for i in range(rng.randrange(5, 25))
    ]
    return "\n".join(
        [
            f"{head} ERROR [http-{rng.randrange(64)}] com.example.shop.Orders - order {rng.randrange(10**7)} is lost",
            f"java.lang.IllegalStateException: cannot store order {rng.randrange(10**7)}",
            *frames,
            "Caused by: java.net.ConnectException: Connection refused",
            *frames[: len(frames) // 2],
            f"\t... {rng.randrange(60)} more",
        ]
    )


LOGS: dict[str, Writer] = {
    "JSON lines": json_line,
    "nginx": nginx_line,
    "syslog": syslog_line,
    "stack traces": trace_lines,
}


def mixed(rng: random.Random, number: int) -> str:
    """Return a record of JSON or, each fourth, of text with stack traces: a container's output, as it were."""
    return (trace_lines if number % 4 == 3 else json_line)(rng, number)


def pieces(writer: Writer, *, seed: int = 1) -> Iterator[bytes]:
    """Yield a log without end, some hundred lines at a time."""
    rng = random.Random(seed)
    number = 0
    while True:
        lines = [writer(rng, number + i) for i in range(PIECE_LINES)]
        number += PIECE_LINES
        yield ("\n".join(lines) + "\n").encode()


def write_log(path: Path, writer: Writer, size: int, *, seed: int = 1) -> Path:
    """Write a log of about `size` bytes."""
    with path.open("wb") as file:
        for piece in pieces(writer, seed=seed):
            file.write(piece)
            if file.tell() >= size:
                return path
    raise AssertionError("a log has no end")


class LogStream(io.RawIOBase):
    """A log of `size` bytes that stands nowhere: some megabytes of lines, over and over, with the times going on.

    The hours of each round differ, so that caches of times and templates meet new values.
    """

    def __init__(self, writer: Writer, size: int, *, round_bytes: int = 4_000_000) -> None:
        self._left = size
        self._source = pieces(writer)
        self._round: list[bytes] = []
        self._round_bytes = round_bytes
        self._collected = 0
        self._at = 0
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        if not self._rest:
            self._rest = self._next()
        data = self._rest[: min(len(buffer), self._left)]
        self._rest = self._rest[len(data) :]
        self._left -= len(data)
        buffer[: len(data)] = data
        return len(data)

    def _next(self) -> bytes:
        if self._collected < self._round_bytes:
            piece = next(self._source)
            self._round.append(piece)
            self._collected += len(piece)
            return piece
        turn, place = divmod(self._at, len(self._round))
        self._at += 1
        piece = self._round[place]
        return piece.replace(b"order ", b"order %d" % turn).replace(
            b'"pid":4217', b'"pid":%d' % (turn + 5_000)
        )
