"""Accuracy and speed of folding beside other miners: `make bench-folding LABELLED=folder`, of labelled logs.

Each runs in a process of its own, on the same lines, read in the same way, in the same run; the others with their
defaults, in environments that `uv` makes, with the same Python.
Of accuracy the message alone counts, each line one message, as `crosscut templates --lines` has them.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.folding.labelled import Labelled, read_folder
from tests.benchmarks.folding.large import large_logs
from tests.benchmarks.folding.scores import Scores, scores_of

PEERS = {"drain3": "drain3==0.9.11", "logfold": "logfold==0.5.0"}
MINERS = ("crosscut", *PEERS)
SPEED_RUNS = 3


class Run(NamedTuple):
    """What a miner made of one log."""

    seconds: float  # of CPU time
    wall: float
    groups: Sequence[str | int]
    templates: Sequence[str]


def runs_of(name: str, logs: dict[str, Sequence[str]]) -> dict[str, Run]:
    """Return what a miner made of the logs, in a process of its own; nothing where it can't be had."""
    python = [sys.executable]
    if name in PEERS:
        uv = os.environ.get("UV", "uv")
        python = [
            uv,
            "run",
            "--no-project",
            "--quiet",
            "--python",
            sys.executable,
            "--with",
            PEERS[name],
            "python",
        ]
    command = [*python, str(Path(__file__).parent / "peers.py"), name]
    try:
        done = subprocess.run(command, input=json.dumps(logs), capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"{name} could not be run: {getattr(error, 'stderr', None) or error}", file=sys.stderr)
        return {}
    return {log: Run(**answer) for log, answer in json.loads(done.stdout).items()}


def accuracy(sets: Sequence[Labelled]) -> None:
    """Print GA, FGA and parsing accuracy of each miner on each log."""
    logs = {log.name: log.messages for log in sets}
    runs = {name: run for name in MINERS if (run := runs_of(name, dict(logs)))}
    print("| log | lines | templates |" + "".join(f" {name}: GA | FGA | PA |" for name in runs))
    print("|---|---|---|" + "---|---|---|" * len(runs))
    sums = {name: [0.0, 0.0, 0.0] for name in runs}
    for log in sets:
        cells = []
        for name, run in runs.items():
            scores = scores_of(run[log.name].groups, run[log.name].templates, log.templates)
            sums[name] = [a + b for a, b in zip(sums[name], scores, strict=True)]
            cells.append(_shown(scores))
        print(f"| {log.name} | {len(log.messages)} | {len(set(log.templates))} |{''.join(cells)}")
    means = (_shown(Scores(*(value / len(sets) for value in sums[name]))) for name in runs)
    print(f"| mean | | |{''.join(means)}\n")


def speed(logs: dict[str, list[str]]) -> None:
    """Print each miner's lines in a second of CPU time, and of wall time: the best of three runs, taken in turn."""
    runs: dict[str, list[dict[str, Run]]] = {name: [] for name in MINERS}
    for _ in range(SPEED_RUNS):
        for name in MINERS:
            runs[name].append(runs_of(name, dict(logs)))
    print("| log | MB | crosscut, lines/s of CPU (wall) |" + "".join(f" {n} | crosscut is |" for n in PEERS))
    print("|---|---|---|" + "---|---|" * len(PEERS))
    for log, lines in logs.items():
        best = {
            name: [
                min((getattr(run[log], of) for run in those if run), default=0.0)
                for of in ("seconds", "wall")
            ]
            for name, those in runs.items()
        }
        cells = ""
        for name in PEERS:
            ratio = best[name][0] / best["crosscut"][0]
            cells += f" {_rates(len(lines), best[name])} | {ratio:.1f} × |" if ratio else " | |"
        megabytes = sum(map(len, lines)) / 1e6
        print(f"| {log} | {megabytes:.0f} | {_rates(len(lines), best['crosscut'])} |{cells}", flush=True)


def _rates(lines: int, seconds: Sequence[float]) -> str:
    return f"{lines / seconds[0]:,.0f} ({lines / seconds[1]:,.0f})"


def _shown(scores: Scores) -> str:
    return "".join(f" {score:.3f} |" for score in scores)


def main() -> None:
    """Read the options and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "folder", type=Path, help="where *_structured_corrected.csv (or *_structured.csv) are"
    )
    parser.add_argument("--no-speed", action="store_true", help="only the accuracy")
    options = parser.parse_args()
    sets = list(read_folder(options.folder))
    if not sets:
        parser.error(f"{options.folder}: no *_structured_corrected.csv and no *_structured.csv in it")
    accuracy(sets)
    if not options.no_speed:
        speed(large_logs({log.name: log.messages for log in sets}, options.folder))


if __name__ == "__main__":
    main()
