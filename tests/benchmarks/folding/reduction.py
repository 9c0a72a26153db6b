"""How much of a log its digest is, and what memory it takes: `python -m tests.benchmarks.folding.reduction LOG|MB ...`.

Of each log, or stream of so many megabytes, a row: read, parsed, redacted and folded in a process of its own, so that
the peak is of this log alone. Tokens are estimated, of the log as of the digest, by `crosscut.digest.tokens_of`.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, cast

from crosscut import pipeline
from crosscut.detection import History, detect
from crosscut.digest import render, tokens_of
from crosscut.parts import SourceObject
from crosscut.redaction import Redactor
from crosscut.trail import Trail
from tests.benchmarks.reading.logs import LogStream, mixed
from tests.benchmarks.reading.memory import peak_mib

RECEIVED = datetime(2026, 11, 29, tzinfo=UTC)
TOKENS = 4_000


def measure(what: str) -> dict[str, float]:
    """Return the figures of one log."""
    stream = what.replace(".", "", 1).isdigit()
    source: io.RawIOBase = LogStream(mixed, int(float(what) * 1e6)) if stream else io.FileIO(what)
    trail = Trail()
    began = time.process_time()
    digest = pipeline.sanitize(
        [SourceObject("a.log", cast("BinaryIO", source), RECEIVED)],
        source="bench",
        redactor=Redactor(b"synthetic-benchmark-key"),
        sink=None,
        trail=trail,
    )
    seconds = time.process_time() - began
    rendered = render(digest, detect(digest, History()), tokens=TOKENS)
    return {
        "bytes": trail.content_bytes, "lines": digest.ledger.lines_read, "templates": len(digest.templates),
        "other": digest.other_count, "raw": tokens_of(trail.content_bytes), "digest": rendered.tokens,
        "named": rendered.templates_shown, "peak_mib": round(peak_mib()), "seconds": round(seconds, 1),
    }  # fmt: skip


def main(logs: list[str]) -> None:
    """Print the table."""
    print("| log | MB | lines | templates | named | tokens raw | in the digest | 1 : | peak MiB | MB/s |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for log in logs:
        command = [sys.executable, "-m", "tests.benchmarks.folding.reduction", "--one", log]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        it = json.loads(done.stdout)
        name = f"stream of {log} MB" if log.replace(".", "", 1).isdigit() else Path(log).name
        speed = it["bytes"] / 1e6 / max(it["seconds"], 0.1)
        print(
            f"| {name} | {it['bytes'] / 1e6:,.1f} | {it['lines']:,} | {it['templates']:,} | {it['named']:,} |"
            f" {it['raw']:,} | {it['digest']:,} | {it['raw'] / it['digest']:,.0f} | {it['peak_mib']} | {speed:.1f} |",
            flush=True,
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(sys.argv[2])))
    else:
        main(sys.argv[1:])
