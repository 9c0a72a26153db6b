"""Seconds from the drop of a log to its message on Slack, on the local AWS, the model left out.

One log after another, each of a source of its own with one critical problem, so that each is one message. What is
measured is the whole way: S3's event, two queues, three Lambdas that are warm, the table, the bus, and the post.
`python -m tests.benchmarks.notice_latency [DROPS]` starts a local AWS of its own, and ends it.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from crosscut.cli.local.emulator import free_port
from crosscut.cli.local.slack_view import read_messages
from tests.e2e.harness import Local

DROPS = 100
WARM_UP = 3
LONGEST_SECONDS = 120
LINES = 400  # of each log, of which the last tenth tells of the problem


def main(drops: int) -> None:
    """Print the median and the 95th percentile."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CROSSCUT_HOME"] = folder
        local = Local(home=Path(folder), port=free_port())
        try:
            local.up()
            for number in range(WARM_UP):
                _seconds(local, Path(folder), f"warm-up-{number}")
            taken = [_seconds(local, Path(folder), f"latency-{number:03d}") for number in range(drops)]
        finally:
            local.run("local", "down", check=False)
    p50, p95 = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
    print(f"{drops} drops: p50 {p50:.2f} s, p95 {p95:.2f} s, longest {max(taken):.2f} s")


def _seconds(local: Local, folder: Path, source: str) -> float:
    file = folder / f"{source}.log"
    file.write_text(_log(source), encoding="utf-8")
    begun = time.time()
    local.aws.drop(file, f"{source}/app.log")
    deadline = begun + LONGEST_SECONDS
    while time.time() < deadline:
        told = [m for m in read_messages(local.where.slack_messages) if source in m.text and not m.thread]
        if told:
            return min(message.received.timestamp() for message in told) - begun
        time.sleep(0.05)
    raise SystemExit(f"no message about {source} within {LONGEST_SECONDS} s; is its problem critical?")


def _log(source: str) -> str:
    """A service that works, and then loses its database."""
    lines = []
    for number in range(LINES):
        at = f"2026-11-17T10:{number // 60:02d}:{number % 60:02d}.000Z"
        if number < LINES * 9 // 10:
            lines.append(f"{at} INFO {source}: request {number} answered in {20 + number % 7} ms")
        else:
            lines.append(
                f"{at} FATAL {source}: connection to server at orders-db.shop.invalid port 5432 failed: "
                "Connection refused"
            )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DROPS)
