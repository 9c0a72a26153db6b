"""Accuracy and speed of folding beside other miners: `make bench-folding LABELLED=folder`, of labelled logs.

The others run with their defaults, on the same lines, in the same run, in environments of their own that `uv` makes.
Of accuracy the message alone counts, each line one message, as `crosscut templates --lines` has them.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from crosscut.folding import fold_lines
from tests.benchmarks.folding.labelled import Labelled, read_folder
from tests.benchmarks.folding.large import large_logs
from tests.benchmarks.folding.scores import Scores, scores_of

PEERS = {"drain3": "drain3==0.9.11", "logfold": "logfold==0.5.0"}
SPEED_RUNS = 3


class Run(NamedTuple):
    """What a miner made of one log."""

    seconds: float  # of CPU time
    wall: float
    groups: Sequence[str | int]
    templates: Sequence[str]


def crosscut(lines: Sequence[str]) -> Run:
    """Fold the lines."""
    begin = time.process_time(), time.perf_counter()
    folded = fold_lines(lines, assign=True)
    seconds, wall = time.process_time() - begin[0], time.perf_counter() - begin[1]
    texts = {template.id: template.text for template in folded.templates}
    groups = list(folded.template_ids())
    return Run(seconds, wall, groups, [texts.get(group, "") for group in groups])


def peer(name: str, logs: dict[str, Sequence[str]]) -> dict[str, Run]:
    """Return what another miner made of the logs; nothing where it can't be had."""
    script = Path(__file__).parent / "peers.py"
    command = [
        os.environ.get("UV", "uv"),
        "run",
        "--no-project",
        "--quiet",
        "--with",
        PEERS[name],
        "python",
        str(script),
        name,
    ]
    try:
        done = subprocess.run(command, input=json.dumps(logs), capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"{name} could not be run: {getattr(error, 'stderr', None) or error}", file=sys.stderr)
        return {}
    return {log: Run(**answer) for log, answer in json.loads(done.stdout).items()}


def accuracy(sets: Sequence[Labelled]) -> None:
    """Print GA, FGA and parsing accuracy of each miner on each log."""
    logs = {log.name: log.messages for log in sets}
    runs = {"crosscut": {name: crosscut(lines) for name, lines in logs.items()}}
    runs |= {name: peer(name, dict(logs)) for name in PEERS}
    runs = {name: run for name, run in runs.items() if run}
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
    runs: dict[str, list[dict[str, Run]]] = {name: [] for name in ("crosscut", *PEERS)}
    for _ in range(SPEED_RUNS):
        runs["crosscut"].append({name: crosscut(lines) for name, lines in logs.items()})
        for name in PEERS:
            runs[name].append(peer(name, dict(logs)))
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
