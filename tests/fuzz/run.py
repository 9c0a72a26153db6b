"""Tries many inputs on each target and says what was found.

`python -m tests.fuzz.run 100000 [target ...]`; exits with 1 when a law was broken. `--keep DIR` writes the inputs.
"""

from __future__ import annotations

import resource
import sys
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.fuzz.digests import DIGESTS
from tests.fuzz.law import LawBrokenError, Target
from tests.fuzz.messages import MESSAGES
from tests.fuzz.parsing import PARSING
from tests.fuzz.reading import READING
from tests.fuzz.redaction import REDACTION
from tests.fuzz.slack import SLACK

TARGETS = {target.name: target for target in (READING, PARSING, REDACTION, DIGESTS, MESSAGES, SLACK)}
MOST_FINDINGS = 20


@dataclass
class Outcome:
    """What came of the inputs of one target."""

    target: Target
    inputs: int = 0
    cpu_seconds: float = 0.0
    slowest_ms: float = 0.0
    findings: dict[str, tuple[int, bytes]] = field(default_factory=dict)  # what and where, to the first input

    @property
    def line(self) -> str:
        """For people and for the page."""
        return (
            f"{self.target.name}: {self.inputs:,} inputs, {len(self.findings)} findings, "
            f"{self.cpu_seconds:.0f} s of CPU, the slowest input {self.slowest_ms:.0f} ms"
        )


def fuzz(target: Target, count: int, *, first: int = 0) -> Outcome:
    """Try the inputs numbered from `first` on. What fails in one place is one finding."""
    outcome = Outcome(target)
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
    keep = Path(words.pop(words.index("--keep") + 1)) if "--keep" in words else None
    words = [word for word in words if word != "--keep"]
    count = int(words.pop(0).replace(",", "")) if words else 1_000
    unknown = [word for word in words if word not in TARGETS]
    if unknown:
        print(f"there is no target {unknown[0]!r}; there are {', '.join(TARGETS)}", file=sys.stderr)
        return 2
    found = 0
    for name in words or TARGETS:
        outcome = fuzz(TARGETS[name], count)
        found += len(outcome.findings)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{outcome.line}, peak memory {peak:.0f} MB", flush=True)
        for place, (what, (number, data)) in enumerate(outcome.findings.items()):
            print(f"  {what} (input {number})\n    {data[:300]!r}", flush=True)
            if keep:
                keep.mkdir(parents=True, exist_ok=True)
                (keep / f"{name}-{place}").write_bytes(data)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
