"""Peak memory against size: flat, whether an object is plain or compressed.

Prints a table; `make bench` shows it. `BENCH_FULL=1` adds 1 and 2 GB, and a gzip that inflates to 3 GB, which takes
half an hour; the logs are made as they are read and stand nowhere.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[3]
MOST_MIB = 300
FLAT = 1.3  # the largest peak beside the smallest one
SMALL = [
    ("parse", "plain", 10), ("parse", "plain", 100), ("parse", "gzip", 10), ("parse", "gzip", 100),
    ("pipeline", "plain", 10), ("pipeline", "plain", 100), ("pipeline", "gzip", 10), ("pipeline", "gzip", 100),
]  # fmt: skip
LARGE = [
    ("parse", "plain", 1_000),
    ("parse", "plain", 2_000),
    ("parse", "gzip", 1_000),
    ("parse", "gzip", 3_000),
]
WORDS = {"parse": "read + parse", "pipeline": "read + parse + redact + fold"}


class Run(NamedTuple):
    """One log that was read."""

    how: str
    compression: str
    megabytes: int
    found: dict[str, float]


def measure(how: str, compression: str, megabytes: int) -> Run:
    path = os.pathsep.join((str(ROOT), str(ROOT / "layers" / "core" / "python")))
    ran = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.reading.memory", how, compression, str(megabytes)],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    return Run(how, compression, megabytes, json.loads(ran.stdout))


def test_memory_does_not_grow_with_size(capsys: pytest.CaptureFixture[str]) -> None:
    wanted = SMALL + (LARGE if os.environ.get("BENCH_FULL") else [])
    with capsys.disabled():
        print("\n| what | log | stored | peak | of it imports | MB/s |\n|---|---|---|---|---|---|")
        runs = []
        for one in wanted:
            run = measure(*one)
            runs.append(run)
            speed = run.megabytes / run.found["seconds"]
            print(
                f"| {WORDS[run.how]} | {run.megabytes} MB {run.compression} | {run.found['stored_mb']:.0f} MB | "
                f"{run.found['peak_mib']:.0f} MiB | {run.found['imports_mib']:.0f} MiB | {speed:.1f} |"
            )

    assert all(run.found["sound"] for run in runs)
    for how in WORDS:
        peaks = [run.found["peak_mib"] for run in runs if run.how == how]
        assert max(peaks) < MOST_MIB
        assert max(peaks) < FLAT * min(peaks)
