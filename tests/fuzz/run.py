"""Tries many inputs on each target and says what was found.

`python -m tests.fuzz.run 100000 [target ...]`; exits with 1 when a law was broken. `--keep DIR` writes the inputs,
`--jobs N` shares them among N processes.
"""

from __future__ import annotations

import resource
import sys
import time
import traceback
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from tests.fuzz.digests import DIGESTS
from tests.fuzz.law import LawBrokenError
from tests.fuzz.messages import MESSAGES
from tests.fuzz.parsing import PARSING
from tests.fuzz.reading import READING
from tests.fuzz.redaction import REDACTION
from tests.fuzz.slack import SLACK

TARGETS = {target.name: target for target in (READING, PARSING, REDACTION, DIGESTS, MESSAGES, SLACK)}
MOST_FINDINGS = 20
TURN = 1_000  # inputs that one process tries before it says how far it is


@dataclass
class Outcome:
    """What came of the inputs of one target."""

    name: str
    inputs: int = 0
    cpu_seconds: float = 0.0
    slowest_ms: float = 0.0
    peak_mb: float = 0.0  # of the process that took most
    findings: dict[str, tuple[int, bytes]] = field(default_factory=dict)  # what and where, to the first input

    @property
    def line(self) -> str:
        """For people and for the page."""
        return (
            f"{self.name}: {self.inputs:,} inputs, {len(self.findings)} findings, {self.cpu_seconds:.0f} s of CPU, "
            f"the slowest input {self.slowest_ms:.0f} ms, peak memory {self.peak_mb:.0f} MB"
        )

    def add(self, other: Outcome) -> None:
        """Take in what came of later inputs."""
        self.inputs += other.inputs
        self.cpu_seconds += other.cpu_seconds
        self.slowest_ms = max(self.slowest_ms, other.slowest_ms)
        self.peak_mb = max(self.peak_mb, other.peak_mb)
        self.findings = other.findings | self.findings


def fuzz(name: str, count: int, *, first: int = 0) -> Outcome:
    """Try the inputs numbered from `first` on. What fails in one place is one finding."""
    target, outcome = TARGETS[name], Outcome(name)
    begin = time.process_time()
    for number in range(first, first + count):
        data = target.input(number)
        outcome.inputs += 1
        try:
            outcome.slowest_ms = max(outcome.slowest_ms, 1000 * target.try_one(data))
        except Exception as error:  # noqa: BLE001 - finding what is raised is what this is for
            outcome.findings.setdefault(_described(error), (number, data))
            if len(outcome.findings) >= MOST_FINDINGS:
                break
    outcome.cpu_seconds = time.process_time() - begin
    outcome.peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return outcome


def fuzz_by_turns(name: str, count: int, *, jobs: int) -> Outcome:
    """Try the inputs numbered from 0 on by so many processes, and say on stderr how far it is."""
    firsts = range(0, count, TURN)
    sizes = [min(TURN, count - first) for first in firsts]
    if jobs == 1:
        return _gathered(name, count, map(partial(_turn, name), firsts, sizes))
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        try:
            return _gathered(name, count, pool.map(partial(_turn, name), firsts, sizes))
        finally:
            pool.shutdown(cancel_futures=True)


def _turn(name: str, first: int, count: int) -> Outcome:
    return fuzz(name, count, first=first)


def _gathered(name: str, count: int, turns: Iterable[Outcome]) -> Outcome:
    outcome = Outcome(name)
    for turn in turns:
        outcome.add(turn)
        if outcome.inputs % (10 * TURN) == 0:
            print(f"  {name}: {outcome.inputs:,} of {count:,}", file=sys.stderr, flush=True)
        if len(outcome.findings) >= MOST_FINDINGS:
            break
    return outcome


def _described(error: Exception) -> str:
    """Return what was raised and where; a broken law by its name, for one place tells of all."""
    if isinstance(error, LawBrokenError):
        return f"broken: {error}"
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}"


def main(arguments: Sequence[str]) -> int:
    """Print a line for each target, and its findings. Returns 1 when there are any."""
    words = list(arguments)
    kept, jobs = _option(words, "--keep"), int(_option(words, "--jobs") or 1)
    count = int(words.pop(0).replace(",", "")) if words else 1_000
    unknown = [word for word in words if word not in TARGETS]
    if unknown:
        print(f"there is no target {unknown[0]!r}; there are {', '.join(TARGETS)}", file=sys.stderr)
        return 2
    found = 0
    for name in words or TARGETS:
        outcome = fuzz_by_turns(name, count, jobs=jobs)
        found += len(outcome.findings)
        print(outcome.line, flush=True)
        for place, (what, (number, data)) in enumerate(outcome.findings.items()):
            print(f"  {what} (input {number})\n    {data[:300]!r}", flush=True)
            if kept:
                Path(kept).mkdir(parents=True, exist_ok=True)
                (Path(kept) / f"{name}-{place}").write_bytes(data)
    return 1 if found else 0


def _option(words: list[str], name: str) -> str | None:
    """Take an option and its value out of the words."""
    if name not in words:
        return None
    at = words.index(name)
    value = words[at + 1]
    del words[at : at + 2]
    return value


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
