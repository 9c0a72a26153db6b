"""Reading and parsing four kinds of logs, beside plain Python and two libraries that parse log lines.

Prints a table; `make bench` shows it. The libraries run in an environment of their own, which uv makes.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from crosscut.parts import Reading, SourceObject
from tests.benchmarks.reading.logs import LOGS, write_log

SIZE = 30_000_000
PEER_SIZE = 3_000_000  # they are slower, and as fast with less
PEERS = {
    "apachelogs": ("apachelogs==0.6.1", ("nginx",)),
    "pygrok": ("pygrok==1.0.0", ("nginx", "syslog", "stack traces")),
}
RECEIVED = datetime(2026, 11, 29, tzinfo=UTC)


class Peer(NamedTuple):
    """What a library did, or why it did nothing."""

    mb_s: float = 0.0
    share: float = 0.0  # of the lines that it could parse
    missing: str = ""


def megabytes_a_second(work: Callable[[Path], object], path: Path) -> float:
    """Return MB/s of the faster of two runs, on one core."""
    best = float("inf")
    for _ in range(2):
        began = time.process_time()
        work(path)
        best = min(best, time.process_time() - began)
    return path.stat().st_size / best / 1e6


def plain_lines(path: Path) -> None:
    with path.open("rb") as file:
        for _ in file:
            pass


def json_loads(path: Path) -> None:
    with path.open("rb") as file:
        for line in file:
            json.loads(line)


def read_and_parse(path: Path) -> None:
    with path.open("rb") as file:
        reading = Reading(SourceObject(path.name, file, RECEIVED))
        lines = sum(record.line_count for record in reading.records())
    assert lines == reading.reader.lines_read
    assert not reading.problem


def peer(library: str, log: str, path: Path) -> Peer:
    requirement, logs = PEERS[library]
    if log not in logs:
        return Peer()
    uv = shutil.which("uv")
    if uv is None:
        return Peer(missing="there is no uv to install it with")
    program = Path(__file__).with_name("peers.py")
    command = [uv, "run", "--no-project", "--isolated", "--python", sys.executable, "--with", requirement]
    ran = subprocess.run(
        [*command, "python", "-W", "ignore", str(program), library, log, str(path)],
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        return Peer(missing=(ran.stderr.strip().splitlines() or ["it failed"])[-1][:200])
    found = json.loads(ran.stdout)
    return Peer(found["mb_s"], found["parsed"] / found["lines"])


def test_read_and_parse_beside_others(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    rows = []
    peers: dict[str, list[Peer]] = {}
    for name, writer in LOGS.items():
        path = write_log(tmp_path / "large.log", writer, SIZE)
        few = write_log(tmp_path / "few.log", writer, PEER_SIZE)
        plain = megabytes_a_second(plain_lines, path)
        loads = megabytes_a_second(json_loads, path) if name == "JSON lines" else 0.0
        ours = megabytes_a_second(read_and_parse, path)
        others = peers[name] = [peer(library, name, few) for library in PEERS]
        rows.append((name, [plain, loads, ours, *(other.mb_s for other in others)]))
        assert plain / 1_000 < ours < plain

    with capsys.disabled():
        print("\n| log | Python lines | json.loads | read + parse | " + " | ".join(PEERS) + " |")
        print("|---|" + "---|" * (3 + len(PEERS)))
        for name, figures in rows:
            ours = figures[2]
            cells = [
                f"{f:.1f} MB/s ({f / ours:.2g}×)" if f and f != ours else f"{f:.1f} MB/s" if f else ""
                for f in figures
            ]
            print(f"| {name} | " + " | ".join(cells) + " |")
        for library, (requirement, _) in PEERS.items():
            found = {name: each[list(PEERS).index(library)] for name, each in peers.items()}
            missing = {each.missing for each in found.values() if each.missing}
            shares = ", ".join(f"{each.share:.0%} of {name}" for name, each in found.items() if each.mb_s)
            print(
                f"{requirement}: "
                + ("not measured: " + "; ".join(missing) if missing else f"parses {shares} (lines)")
            )
