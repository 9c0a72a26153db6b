"""The log lines around what is planted: a time, a level, ids, and where in the code it was written."""

from __future__ import annotations

import json
import random

from tests.benchmarks.redaction.value import HEX, some, uuid


def _time(rng: random.Random) -> str:
    return f"2026-11-{rng.randint(1, 28):02}T{rng.randint(0, 23):02}:{rng.randint(0, 59):02}:{rng.randint(0, 59):02}"


def frame(rng: random.Random, text: str) -> str:
    """Return `text` as the message of a log line of some program. `text` may hold marks and is one line."""
    time, level = _time(rng), rng.choice(("INFO", "WARN", "ERROR", "DEBUG"))
    thread, pid = rng.randint(1, 40), rng.randint(1, 32768)
    simple = (
        text,
        f"{time.replace('T', ' ')},{rng.randint(100, 999)} {level} [exec-{thread}] c.e.orders.OrderService - {text}",
        f"{time}.{rng.randint(100, 999)}Z {level} {text}",
        f"Nov {rng.randint(10, 28)} {time[11:]} web-01 app[{pid}]: {text}",
        f"<134>1 {time}.123Z web-01 app {pid} - - {text}",
        f"{time}.{rng.randint(10**8, 10**9)}Z stdout F {text}",
        f"time={time}Z level={level.lower()} caller=main.go:{rng.randint(1, 999)} {text}",
        f"[{time}+01:00] {level.lower()} request_id={uuid(rng)} {text}",
        f"{level[0]}1117 {time[11:]}.{rng.randint(10**5, 10**6)} {thread} server.go:{rng.randint(1, 999)}] {text}",
        f"{time.replace('T', ' ')} UTC [{pid}] LOG:  {text}",
        f"web_1  | {text}",
        f"{time}Z\t{uuid(rng)}\t{level}\t{text}",
        f"{level}:root:{text}",
        f"[trace_id={some(rng, HEX, 32)} span_id={some(rng, HEX, 16)}] {text}",
    )
    if rng.random() < 0.2 and "\x1b" not in text:
        record = {"timestamp": f"{time}Z", "level": level, "trace_id": some(rng, HEX, 32), "message": text}
        return json.dumps(record, ensure_ascii=False, separators=rng.choice(((",", ":"), (", ", ": "))))
    return rng.choice(simple)
