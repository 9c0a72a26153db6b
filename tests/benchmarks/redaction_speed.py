"""How fast redaction is on one core: on logs, beside the same rules by `re` a line at a time, presidio's patterns and
gunzip, and on hostile input.

`make bench-redaction-speed` prints two tables. CPU time, the better of two runs.
"""

from __future__ import annotations

import gc
import re
import sys
import time
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from crosscut.batches import batches
from crosscut.collecting import rare_collections
from crosscut.folding import Fold
from crosscut.formats import parse_records
from crosscut.model import LogRecord
from crosscut.redaction import Redactor
from crosscut.redaction.engine import RULES
from tests.benchmarks.redaction.measure import CACHE
from tests.benchmarks.redaction.redactors import PeerUnavailableError, peer

TESTS = Path(__file__).parents[1]
SIZE = 6_000_000
SAMPLE = 150_000  # of the slow loop
RECEIVED = datetime(2026, 11, 18, tzinfo=UTC)
KEY = b"synthetic-benchmark-key"
COLUMNS = (
    "log", "texts", "records", "redact + fold", "`re` a line", "texts beside it", "presidio",
    "texts beside it", "gunzip",
)  # fmt: skip
FLOODS = (
    "password=", "password='", "user='", "cookie: a=b; ", "token: ", "-----BEGIN PRIVATE KEY-----\n", "a@", "a@a.",
    "1.1.1.", "::", "eyJ", "://a:b/", "authorization: basic ", "4111 ", "key=", "%40", 'name":"x","value":"', "\\", "a",
    "1", "<IP:abcdefgh>", "sk-", "aGVsbG8gd29ybGQh", "\xe9", "address: ", "passphrase: a ", "</", "12:", "AKIA",
    "203.0.113.66 ", "x@example.com_",
    '"password":{"a":1,', '{"token":{"old":"', '["-p","', "sshpass -p ", 'token","type":"', "echo | sudo -S <<< ",
    "s3('", "--name a --value ", "4111111111111111=", "DB_PASSWORD.",
)  # fmt: skip


def logs() -> dict[str, list[str]]:
    """Return the lines of the logs, each about as long as `SIZE`."""
    read = {path.stem: path.read_text(encoding="utf-8") for path in sorted((TESTS / "logs").glob("*/*.log"))}
    trail = (TESTS / "data/formats/cloudtrail.json").read_text(encoding="utf-8")
    texts = {
        "mixed": "".join(read.values()) + trail * 300,
        "access log": read["access"],
        "CloudTrail": "".join(trail.replace("203.0.113.7", f"203.0.113.{n % 250 + 1}") for n in range(400)),
    }
    return {name: (text * (SIZE // len(text) + 1)).split("\n") for name, text in texts.items()}


def speed(work: Callable[[], object], size: int, runs: int = 2) -> float:
    """Return MB/s of the best run."""
    best = float("inf")
    for _ in range(runs):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return size / best / 1e6


def line_by_line(lines: list[str]) -> Callable[[], None]:
    """Return what most redactors do: each rule over each line, by `re`."""
    compiled = [(re.compile(rule.pattern), rule) for rule in RULES]

    def work() -> None:
        for line in lines:
            raw = line.encode()
            lowered = raw.lower()
            for pattern, rule in compiled:
                for match in pattern.finditer(lowered if rule.lowered else raw):
                    rule.accept(match[0].decode("utf-8", "replace"))

    return work


def sample(lines: list[str]) -> list[str]:
    """Return the first lines, as many as the slow loop is to read."""
    taken, size = [], 0
    for line in lines:
        taken.append(line)
        size += len(line)
        if size > SAMPLE:
            break
    return taken


@rare_collections()
def redact_and_fold(records: list[LogRecord]) -> None:
    """Do what the pipeline does with records that are parsed, batch by batch."""
    redactor, fold = Redactor(KEY), Fold()
    for batch in batches(iter(records)):
        fold.add(redactor.records(batch), file="app.log")


def presidio(lines: list[str], ours: float) -> str:
    """Return the speed of presidio's pattern recognizers on these lines, and how much faster ours is."""
    try:
        run = peer("presidio", lines, CACHE)
    except PeerUnavailableError as error:
        return f"{error} | "
    theirs = sum(map(len, lines)) / run.seconds / 1e6
    return f"{theirs:.2f} MB/s | × {ours / theirs:.0f}"


def main() -> None:
    """Print the tables."""
    print(f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}")
    for name, lines in logs().items():
        size = sum(map(len, lines)) + len(lines)
        records = list(parse_records(iter(lines), RECEIVED))
        gc.freeze()  # the pipeline has a batch of them at a time, not tens of thousands to look through again and again
        texts = speed(lambda lines=lines: Redactor(KEY).texts(lines), size)  # type: ignore[misc]
        whole = speed(lambda records=records: Redactor(KEY).records(records), size)  # type: ignore[misc]
        folded = speed(lambda records=records: redact_and_fold(records), size)  # type: ignore[misc]
        few = sample(lines)
        slow = speed(line_by_line(few), sum(map(len, few)), 1)
        packed = zlib.compress("\n".join(lines).encode(), 6)
        gunzip = speed(lambda packed=packed: zlib.decompress(packed), size)  # type: ignore[misc]
        print(f"| {name} | {texts:.1f} MB/s | {whole:.1f} MB/s | {folded:.1f} MB/s |", end=" ")
        print(
            f"{slow:.2f} MB/s | × {texts / slow:.0f} | {presidio(few, texts)} | {gunzip:.0f} MB/s |",
            flush=True,
        )
    print("\n| flood | MB/s, one line of a megabyte | MB/s, in lines of 100 |\n|---|---|---|")
    for flood in FLOODS:
        line = flood * (1_000_000 // len(flood))
        short = [line[i : i + 100] for i in range(0, len(line), 100)]
        size = len(line.encode())
        with rare_collections():  # as where a log is redacted
            one, many = (speed(lambda t=t: Redactor(KEY).texts(t), size) for t in ([line], short))  # type: ignore[misc]
        print(f"| `{flood!r}` | {one:.1f} | {many:.1f} |", flush=True)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
