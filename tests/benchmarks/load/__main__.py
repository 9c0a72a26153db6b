"""`python -m tests.benchmarks.load OBJECTS`: a load on a local AWS of its own, which is ended afterwards."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from crosscut.cli.local.emulator import free_port
from tests.benchmarks.load.run import StillWaitingError, at_once, load
from tests.e2e.harness import Local

SHOWN = 40


def main() -> None:
    """Print the figures; exit with 1 where the ledger differs from what was dropped."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.load")
    parser.add_argument("objects", type=int, help="as 10000")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sanitize", type=int, default=2, help="sanitize Lambdas at once")
    asked = parser.parse_args()
    if asked.objects < 1:
        parser.error("one object is the least")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CROSSCUT_HOME"] = folder
        local = Local(home=Path(folder), port=free_port())
        try:
            local.up()
            at_once(local, asked.sanitize)
            outcome = load(
                local, asked.objects, seed=asked.seed, patience=400, say=lambda line: print(line, flush=True)
            )
        except StillWaitingError as error:
            raise SystemExit(str(error)) from None
        finally:
            local.run("local", "down", check=False)
    print(outcome.report())
    for problem in outcome.problems[:SHOWN]:
        print(f"DIFFERENCE {problem}")
    raise SystemExit(1 if outcome.problems else 0)


if __name__ == "__main__":
    main()
